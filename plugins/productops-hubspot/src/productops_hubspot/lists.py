"""The small lists, each read whole in every run: definitions, pipelines, owners, forms."""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import msgspec
from msgspec import Raw, Struct

from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.decoding import decode
from productops.kit.paging import by_cursor
from productops.kit.rows import guarded
from productops.model import Record

from . import paths
from .forms_wire import Form
from .kinds import DEALS, KINDS, TICKETS, is_read
from .lists_rows import field_rows, form_key, form_rows, no_rows, owner_key
from .lists_wire import Owner, Pipeline, Property
from .people_rows import owner_rows
from .wire import ListPage

_REFUSED = (400, 403, 404)
_SIZE = 100
WHOLE = Can(deletes=True)


@dataclass(frozen=True)
class Listing:
    """A list in parts; reading it whole is its census.

    Attributes:
        parts: partition → path and query.
        under: a record's key in the mapping of its part and itself; empty where it stands alone.
        refused: statuses that mean "none" for a part: not every account has every object.
        keeps: which records are worth holding.
    """

    name: str
    parts: Mapping[str, tuple[str, Mapping[str, Any]]]
    wire: Any
    key: Callable[[Any], str]
    rows: Callable[[Any, Run], Iterable[Record]]
    reads: tuple[str, ...] = ()
    under: str = ""
    refused: tuple[int, ...] = ()
    keeps: Callable[[str, Raw], bool] = field(default=lambda part, raw: True)  # noqa: ARG005
    optional: bool = False
    needs: tuple[str, ...] = ()
    can: Can = WHOLE
    lookback: timedelta = timedelta(0)

    def start(self, run: Run) -> Iterable[Request]:
        """Each part of it."""
        return [
            Request(
                path=path, partition=part, query={**query}, page_size="limit", expect=self.refused
            )
            for part, (path, query) in self.parts.items()
        ]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of it."""
        if answer.status in request.expect:
            return Page()
        page = answer.decode(ListPage)
        part = request.partition
        kept = [raw for raw in page.results if self.keeps(part, raw)]
        records = [{"object": part, self.under: raw} for raw in kept] if self.under else kept
        return Page(records=records, next=by_cursor(request, page.after, param="after"))

    def identify(self, record: Any) -> tuple[str, str | None]:
        """Id; the list tells what is there now, so that versions say nothing."""
        return self.key(record), None

    @guarded
    def normalise(self, record: Any, run: Run) -> Iterable[Record]:
        """What the record is in the model; context alone yields no rows."""
        return self.rows(record, run)


class _Named(Struct, rename="camel"):
    name: str
    hubspot_defined: bool | None = None


def _worth(part: str, raw: Raw) -> bool:
    """Definitions of what we ask for: those of an account's own, and a few of HubSpot's hundreds."""
    try:
        found = decode(raw, _Named)
    except msgspec.DecodeError:
        return True
    return found.hubspot_defined is not True or is_read(part, found.name)


def _both(path: str, **query: Any) -> dict[str, tuple[str, Mapping[str, Any]]]:
    """Live ones and archived ones, which a list shows only by themselves."""
    return {
        part: (path, {"limit": _SIZE, "archived": part == "archived", **query})
        for part in ("live", "archived")
    }


PROPERTIES = Listing(
    "properties",
    {kind.name: (paths.properties(kind.name), {}) for kind in KINDS},
    Property,
    key=lambda found: f"{found.object}.{found.property.name}",
    rows=field_rows,
    reads=("field",),
    under="property",
    refused=_REFUSED,
    keeps=_worth,
)
PIPELINES = Listing(
    "pipelines",
    {kind.name: (paths.pipelines(kind.name), {}) for kind in (TICKETS, DEALS)},
    Pipeline,
    key=lambda found: f"{found.object}.{found.pipeline.id}",
    rows=no_rows,
    under="pipeline",
    refused=_REFUSED,
)
OWNERS = Listing(
    "owners",
    _both(paths.OWNERS),
    Owner,
    key=owner_key,
    rows=owner_rows,
    reads=("person",),
    optional=True,
)
# By default only forms made with HubSpot's editor are shown, and not those it captures on a website
FORMS = Listing(
    "forms",
    _both(paths.FORM_LIST, formTypes="all"),
    Form,
    key=form_key,
    rows=form_rows,
    reads=("survey", "question"),
    optional=True,
)
LISTS = (PROPERTIES, PIPELINES, OWNERS, FORMS)
