"""Lists that an inventory is read from: parts of each record alone are kept, and who may not read them is told why."""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from productops.kit import Answer, Can, Page, PermissionMissing, Request, Run
from productops.kit.rows import guarded
from productops.model import Record

from .inventory_wire import fitting, kept
from .lists import WHOLE, Rows
from .paging import list_next, list_records, list_start

# What a user without the right is shown: a refusal, or a sign-in page in place of JSON
_FINE = 200
REFUSED = (_FINE, 301, 302, 303, 307, 308, 401, 403)
_AGAIN, _TRIES = "again", 2


def instead(request: Request, answer: Answer, right: str) -> Page | None:
    """None where *answer* holds the list; else the page that asks once more, for a proxy may have got in between.

    Raises:
        PermissionMissing: there is no list, because of who asks. None of the other streams suffers by it.
    """
    if answer.status not in request.expect or (answer.status == _FINE and not answer.is_html):
        return None
    state = request.state or {}
    tried = state.get(_AGAIN, 0)
    if answer.status == _FINE and tried < _TRIES:
        return Page(next=request.with_(state={**state, _AGAIN: tried + 1}, wait=tried + 1))
    said = "a page for people" if answer.status == _FINE else answer.status
    raise PermissionMissing(
        f"{request.path} was answered with {said}", where=answer.url, hint=right
    )


def following(
    request: Request, answer: Answer, state: dict[str, Any] | None = None
) -> Request | None:
    """The next page of the list, with *state*."""
    follow = list_next(request, answer)
    return follow and follow.with_(state=state, wait=0)


@dataclass(frozen=True)
class Kept:
    """A list of which only named parts of each record are kept."""

    name: str
    path: str
    wire: type[Struct]
    right: str
    key: str
    reads: tuple[str, ...] = ()
    rows: Rows = lambda record, run: ()  # noqa: ARG005
    needs: tuple[str, ...] = ()
    size: int = 100
    optional: bool = True
    can: Can = WHOLE
    lookback: timedelta = timedelta(0)

    def start(self, run: Run) -> Iterable[Request]:
        """The whole list."""
        return [list_start(run, self.path, self.size).with_(expect=REFUSED)]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of it."""
        if other := instead(request, answer, self.right):
            return other
        records = [kept(raw, self.wire) for raw in list_records(answer, self.key)]
        return Page(records=records, next=following(request, answer))

    def identify(self, record: Any) -> tuple[str, str | None]:
        """Its id; the list tells what is there now."""
        return str(record.id), None

    def shares(self, run: Run) -> Iterable[str]:
        """Several clients are of one company."""
        return [table for table in self.reads if table == "vendor"]

    @guarded
    def normalise(self, record: Any, run: Run) -> Iterable[Record]:
        """What the record is in the model."""
        return self.rows(record, run)


Fold = Callable[[dict[str, Any] | None, Any, datetime], dict[str, Any]]


@dataclass(frozen=True)
class Gathered:
    """A list of which several records tell of one thing. They are gathered while pages follow one another.

    Attributes:
        part: what each record of the list is; *by*: its key for the thing, and that of the thing.
        fold: what is known of the thing, with one more record and the moment of the run.
        alone: a record that does not fit, as it is set aside.
    """

    name: str
    path: str
    wire: type[Struct]
    part: type[Struct]
    key: str
    by: str
    fold: Fold
    alone: Callable[[dict[str, Any]], dict[str, Any]]
    right: str
    reads: tuple[str, ...]
    rows: Rows
    query: Mapping[str, Any] = field(default_factory=dict)
    inside: Mapping[str, Sequence[str]] = field(default_factory=dict)
    bucket: str = ""
    needs: tuple[str, ...] = ()
    optional: bool = True
    can: Can = WHOLE
    lookback: timedelta = timedelta(0)

    def start(self, run: Run) -> Iterable[Request]:
        """The whole list; nothing where there is nothing that it could tell of."""
        if self.needs and not any(run.ids(stream) for stream in self.needs):
            return []
        first = list_start(run, self.path).ask(**self.query)
        return [first.with_(expect=REFUSED, bucket=self.bucket)]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of it; what was gathered comes with the last one."""
        if other := instead(request, answer, self.right):
            return other
        found: dict[str, Any] = dict((request.state or {}).get("found", {}))
        records: list[dict[str, Any]] = []
        for raw in list_records(answer, self.key):
            record = kept(raw, self.part, self.inside)
            part = fitting(record, self.part)
            if part is None:
                records.append(self.alone(record))
                continue
            thing = str(getattr(part, self.by))
            found[thing] = self.fold(found.get(thing), part, run.now)
        if follow := following(request, answer, {"found": found}):
            return Page(records=records, next=follow)
        return Page(records=[*records, *found.values()])

    def identify(self, record: Any) -> tuple[str, str | None]:
        """The thing's id; the list tells what is there now."""
        return str(getattr(record, self.by)), None

    @guarded
    def normalise(self, record: Any, run: Run) -> Iterable[Record]:
        """The thing, with all that was told of it."""
        return self.rows(record, run)
