"""A stream of records of one object: all of them by list at first and once a week, what changed by search.

The week is because associations and calculated properties move no date. The list with `archived=true` is read every time:
archiving moves no date either. https://developers.hubspot.com/docs/api-reference/2026-03/crm/using-object-apis
"""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.rows import guarded
from productops.kit.sweeps import BEGAN
from productops.model import Record

from . import pages, presence, search
from .kinds import Kind
from .wire import Entry

ALL, CHANGED, ARCHIVED = "all", "changed", "archived"
CAN = Can(incremental=True, deletes=True)
REREAD = timedelta(days=7)
"""How old the last reading of everything may grow."""


EARLIEST = datetime.fromtimestamp(0, UTC)


class Whole(Struct):
    """A reading of everything: when it began by our clock, and the newest change it saw."""

    began: datetime
    newest: datetime | None = None


@dataclass(frozen=True)
class Objects:
    """Records of an object → rows. *optional*: a token without its scope is warned, and reads the rest."""

    kind: Kind
    reads: tuple[str, ...]
    rows: Callable[[Entry, Run], Iterable[Record]]
    needs: tuple[str, ...] = ("properties",)
    optional: bool = False
    wire: Any = Entry
    can: Can = CAN
    # The index of the search lags behind, mostly by seconds
    lookback: timedelta = timedelta(hours=1)

    @property
    def name(self) -> str:
        """The object's name."""
        return self.kind.name

    def start(self, run: Run) -> Iterable[Request]:
        """Everything, or what changed; and what was archived."""
        return [self._live(run), self._archived(run)]

    def _live(self, run: Run) -> Request:
        whole, since = _whole(run.cursor(ALL)), run.cursor(CHANGED)
        if whole is None or run.now - whole.began > REREAD:
            if run.since is None:
                return pages.listing(self.kind, run, ALL, "list")
            return search.start(self.kind, run, run.since, ALL)
        margin = self.lookback if run.settings.lookback is None else run.settings.lookback
        starts = [since] if isinstance(since, datetime) else []
        starts += [whole.newest - margin] if whole.newest else []
        return search.start(self.kind, run, max(starts, default=run.since or EARLIEST), CHANGED)

    def _archived(self, run: Run) -> Request:
        held = run.cursor(ARCHIVED)
        since = held if isinstance(held, datetime) else run.since
        return pages.listing(
            self.kind, run, ARCHIVED, "archived", since=search.millis(since) if since else None
        )

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of a list or a search, of the census, of a look-up, or what a webhook named."""
        match request.state["step"]:
            case "search":
                return _marked(request, pages.searched(self.kind, request, answer, run))
            case "census":
                return presence.present(self.kind, request, answer, run)
            case "lookup":
                return presence.looked_up(self.kind, request, answer)
            case "named":
                return pages.named(self.kind, request, answer, run)
            case _:
                return _marked(request, pages.listed(self.kind, request, answer, run))

    def identify(self, entry: Entry) -> tuple[str, str | None]:
        """Id and last change."""
        return entry.record.key, entry.record.updated_at

    @guarded
    def normalise(self, entry: Entry, run: Run) -> Iterable[Record]:
        """What the record is in the model."""
        return self.rows(entry, run)

    def census(self, run: Run) -> Iterable[Request]:
        """Ids only."""
        return [presence.census(self.kind)]

    def missing(self, ids: Sequence[str], run: Run) -> Iterable[Request]:
        """By id, among the live and the archived ones."""
        return [presence.look_up(self.kind, ids)] if ids else []

    def count(self, run: Run) -> Request | None:
        """HubSpot's own number."""
        return presence.count(self.kind, run)

    def counted(self, answer: Answer) -> int:
        """The number in the answer."""
        return presence.counted(answer)


def _whole(held: object) -> Whole | None:
    """The last reading of everything, if there was one."""
    return msgspec.json.decode(held, type=Whole) if isinstance(held, str) else None


def _marked(request: Request, page: Page) -> Page:
    """The last page of a reading of everything also says when that was: it is due again by our clock."""
    if request.partition != ALL or page.next or page.also:
        return page
    newest = page.cursor if isinstance(page.cursor, datetime) else None
    mark = Whole(datetime.fromisoformat(request.state[BEGAN]), newest)
    return replace(page, cursor=msgspec.json.encode(mark).decode())
