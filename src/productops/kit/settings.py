"""What every source's settings share. A connector adds its own keys in a subclass."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticKnownError

from .duration import parse_duration


def _duration(value: Any) -> Any:
    return parse_duration(value) if isinstance(value, str) else value


def _moment(value: Any) -> Any:
    """`2025-01-01` means midnight UTC."""
    text = value.isoformat() if hasattr(value, "isoformat") else value
    if not isinstance(text, str):
        return value
    moment = (
        text
        if "T" in text
        else f"{text.strip().replace(' ', 'T')}" + ("" if " " in text.strip() else "T00:00:00")
    )
    return (
        moment if moment.endswith("Z") or "+" in moment[10:] or "-" in moment[10:] else f"{moment}Z"
    )


def _some(names: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if names == ():
        raise ValueError("must not be empty; leave the key out to read all")
    return names


def pasted(given: Any, read: Callable[[Any], Any], *, empty: str) -> Any:
    """A list of ids as people paste them, each once; what is no list is left to pydantic.

    Args:
        read: an id, or an address from the browser, as an id.
        empty: why there must be one at least.

    Raises:
        ValueError: the list is empty, or *read* raised it.
    """
    if not isinstance(given, list | tuple):
        return given
    if not given:
        raise ValueError(f"must not be empty; {empty}")
    return tuple(dict.fromkeys(map(read, given)))


def one_way(given: Mapping[str, Any], ways: Sequence[Sequence[str]]) -> None:
    """Whether the keys of exactly one of several ways to sign in are *given*, and all of them.

    Raises:
        ValueError: none is, or several are, or a key is missing; all of it told at once.
    """
    begun = [way for way in ways if any(given.get(key) for key in way)]
    problems = [
        f"{key} is missing beside {' and '.join(k for k in way if given.get(k))}"
        for way in begun
        for key in way
        if not given.get(key)
    ]
    if len(begun) > 1:
        listed = " and ".join(way[0] for way in begun)
        problems.append(f"{listed} are different ways to sign in; keep one")
    if not begun:
        choices = ", or ".join(" and ".join(way) for way in ways)
        problems.append(f"no way to sign in: give {choices}")
    if problems:
        raise ValueError("; ".join(problems))


def is_switch(field: FieldInfo) -> bool:
    """Whether a key is true or false, or may be left out."""
    return field.annotation in (bool, bool | None)


Secret = SecretStr
"""A credential. In a settings file always a reference: `env:NAME`, `file:PATH` or `keyring:SERVICE/USER`."""


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError('is no time zone; give one like "Europe/Berlin"') from None
    return name


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
TimeZone = Annotated[str, AfterValidator(_zone)]
"""An IANA name that this machine knows."""


class ConnectorSettings(BaseModel):
    """Keys that every source understands; unknown keys are errors.

    Attributes:
        base_url: replaces scheme, host and port of every host of the connector.
        streams: names of streams to read; all by default.
        since: read only what was modified from then on.
        lookback: how far before the cursor an incremental read starts; each stream has a default.
        instance: overrides the name of the source instance in ids.
        census_days: how old a census may grow before the next sync takes a new one.
        rate_share: share of the source's remaining rate limit that we use.
        page_size: records a page; each stream has a default.
        private_comments: read internal notes too.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    base_url: str | None = None
    streams: Annotated[tuple[str, ...] | None, AfterValidator(_some)] = None
    since: Moment | None = None
    lookback: Duration | None = None
    instance: str | None = None
    census_days: int = Field(default=7, ge=0)
    rate_share: float = Field(default=0.7, gt=0, le=1)
    page_size: int | None = Field(default=None, ge=1)
    private_comments: bool = False

    @field_validator("*", mode="before")
    @classmethod
    def _is_no_lookalike(cls, value: Any, info: ValidationInfo) -> Any:
        """`"yes"` and `1` are no switches, in the keys of a subclass neither."""
        field = cls.model_fields[str(info.field_name)]
        if is_switch(field) and value is not None and not isinstance(value, bool):
            raise PydanticKnownError("bool_type")
        return value
