"""A stream of records of one object: all of them by list at first and once a week, what changed by search.

The week is because associations and calculated properties move no date. The list with `archived=true` is read every time:
archiving moves no date either. https://developers.hubspot.com/docs/api-reference/2026-03/crm/using-object-apis
"""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.rows import guarded
from productops.model import Record

from . import pages, presence, search
from .kinds import Kind
from .marks import mark_of, start
from .values import millis
from .wire import Entry

ALL, CHANGED, ARCHIVED = "all", "changed", "archived"
CAN = Can(incremental=True, deletes=True)
REREAD = timedelta(days=7)
"""How old the last reading of everything may grow."""


EARLIEST = datetime.fromtimestamp(0, UTC)


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
        whole, changed = mark_of(run, ALL), mark_of(run, CHANGED)
        if whole is None or run.now - whole.began > REREAD:
            _, state = start(run, (), self.lookback)
            if run.since is None:
                return pages.listing(self.kind, run, ALL, "list", **state)
            return search.start(self.kind, run, run.since, ALL, state)
        since, state = start(run, filter(None, (whole, changed)), self.lookback)
        return search.start(self.kind, run, since or run.since or EARLIEST, CHANGED, state)

    def _archived(self, run: Run) -> Request:
        since, state = start(run, filter(None, (mark_of(run, ARCHIVED),)), self.lookback)
        since = since or run.since
        state = {**state, "since": millis(since) if since else None}
        return pages.listing(self.kind, run, ARCHIVED, "archived", **state)

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of a list or a search, of the census, of a look-up, or what a webhook named."""
        match request.state["step"]:
            case "search":
                return pages.searched(self.kind, request, answer, run)
            case "census":
                return presence.present(self.kind, request, answer, run)
            case "lookup":
                return presence.looked_up(self.kind, request, answer)
            case "named":
                return pages.named(self.kind, request, answer, run)
            case _:
                return pages.listed(self.kind, request, answer, run)

    def identify(self, entry: Entry) -> tuple[str, str | None]:
        """Id and last change. What was withheld comes back as another version where it is wanted."""
        version = entry.record.updated_at
        return entry.record.key, f"{version}Z" if version and entry.wanted else version

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
