"""What `productops.toml` may hold, besides each connector's own keys."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from ..model.inventory import DiscoveredIn, ToolField
from ..model.people import TeamKind
from ..model.vocabulary import Priority

STORE = "productops.duckdb"
"""Name of the store where the settings do not give one."""

_HOURS = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


class Strict(BaseModel):
    """A table of the settings: frozen, unknown keys are errors, inputs stay out of messages."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("must be a time zone, like Europe/Berlin") from None
    return name


def _hours(text: str) -> str:
    parts = _HOURS.fullmatch(text)
    if not parts or (parts[1], parts[2]) >= (parts[3], parts[4]):
        raise ValueError("must be hours of a day, like 09:00-17:00")
    return text


def _kept(keep: bool) -> bool:
    """Better refused than not heeded: deletions and new mappings are worked out from the payloads."""
    if not keep:
        raise ValueError("must be true: this version works on the payloads and always keeps them")
    return keep


class Privacy(Strict):
    """Personal data.

    Attributes:
        display: how personal data is shown.
        keep_raw: keep the source's own bytes, so that a better mapping needs no second fetch; `false` is refused yet.
        salt: makes hashes of people yours alone.
        retention_days: how long personal data is kept.
    """

    display: Literal["mask", "keep", "hash", "drop"] = "mask"
    keep_raw: Annotated[bool, AfterValidator(_kept)] = Field(default=True, strict=True)
    salt: SecretStr | None = None
    retention_days: int | None = Field(default=None, ge=1)


class FileTable(Strict):
    """A table that points to a file.

    Attributes:
        file: its path, relative to the settings.
    """

    file: str | None = Field(default=None, min_length=1)


class ToolsTable(FileTable):
    """The tool inventory.

    Attributes:
        prefer: whose word counts first where sources disagree, by `discovered_in`, best first.
        fields: field of a tool → an order of its own.
        currency: what amounts are told in, by the dated rates of `[rates]`; else each in its own.
    """

    prefer: tuple[DiscoveredIn, ...] = ()
    fields: dict[ToolField, tuple[DiscoveredIn, ...]] = {}
    currency: str | None = Field(default=None, pattern="^[A-Z]{3}$")


class TeamTable(Strict):
    """A team that work is routed to.

    Attributes:
        name: as people know it; else the table's own name.
        kind: what it does.
        members: e-mail addresses.
    """

    name: str | None = None
    kind: TeamKind | None = None
    members: tuple[str, ...] = ()


class RouteTable(Strict):
    """A rule: what it takes to match, and who gets it.

    Attributes:
        name: shown with every item it routed.
        when: column of a feedback item, and the value or values it must have.
        team: key of the team that gets it.
        priority: set where it matches.
        sla: name of the promise that begins.
    """

    name: str
    when: dict[str, Any] = {}
    team: str | None = None
    priority: Priority | None = None
    sla: str | None = None


class ScheduleTable(Strict):
    """Business hours.

    Attributes:
        timezone: an IANA name, like `Europe/Berlin`.
        hours: by day, `{mon = ["09:00-17:00"]}`.
        holidays: dates without business hours.
    """

    timezone: Annotated[str, AfterValidator(_zone)]
    hours: dict[
        Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        tuple[Annotated[str, AfterValidator(_hours)], ...],
    ] = {}
    holidays: tuple[date, ...] = ()


class SettingsFile(Strict):
    """The whole file. Each source's keys are checked by its connector, later.

    Attributes:
        store: the file that holds everything.
        sources: what to read, by a name of yours; see below.
        privacy: how personal data is kept and shown.
        vocabulary: words of yours, and which of ours they mean.
        tools: the list of tools that you keep, `file = "tools.yaml"`; it is read as the source `tools`.
        teams: who work is routed to, by a key of yours.
        routes: rules, of which the first that matches wins.
        schedules: business hours, by a name of yours.
        rates: rates of exchange, as a file.
    """

    store: str = STORE
    sources: dict[str, dict[str, Any]] = {}
    privacy: Privacy = Privacy()
    vocabulary: dict[
        Literal["status", "kind", "priority", "question_type", "field_type"], dict[str, str]
    ] = {}
    tools: ToolsTable = ToolsTable()
    teams: dict[str, TeamTable] = {}
    routes: tuple[RouteTable, ...] = ()
    schedules: dict[str, ScheduleTable] = {}
    rates: FileTable = FileTable()
