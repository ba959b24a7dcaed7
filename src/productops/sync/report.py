"""What a run did: counted, named, and adding up.

`fetched = created + updated + unchanged + deleted + set_aside` for every stream; counts are of raw
records, `rows` of rows by table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from .. import errors
from ..errors import ProductopsError
from .readable import Readable

SOURCE_STREAM = "_source"
"""Pseudo stream that tokens, opening and counts are booked on."""
CENSUS_STREAM = "_census"
"""Pseudo stream that a census is booked on."""


_ENDS_ALL = (130, 5)


def combined(codes: set[int]) -> int:
    """The exit code of several problems: one that ends everything, the one they share, or 1."""
    for code in _ENDS_ALL:
        if code in codes:
            return code
    return codes.pop() if len(codes) == 1 else 1 if codes else 0


@dataclass(slots=True)
class Problem:
    """An error as data: what, where, what to do, and its kind (the class' name)."""

    kind: str
    message: str
    where: str = ""
    hint: str = ""
    exit_code: int = 1

    @classmethod
    def of(cls, error: ProductopsError) -> Problem:
        """The problem that *error* reports."""
        listed = error.problems if isinstance(error, errors.SettingsError) else ()
        hint = "\n  ".join([error.hint, *(listed if len(listed) > 1 else ())])
        return cls(type(error).__name__, error.message, error.where, hint, error.exit_code)

    def __str__(self) -> str:
        what = f"{self.where}: {self.message}" if self.where else self.message
        return f"{what}\n{self.hint}" if self.hint else what


@dataclass(slots=True)
class StreamReport:
    """One stream's share of a run.

    Attributes:
        waited_s: seconds spent waiting on limits and retries; seconds: from first request to last commit.
        rows: rows written or removed by table; stages: seconds by stage (`read`, `normalise`, `commit`, …).
        unmapped: words nobody mapped, `vocabulary/word` → times.
        complete: whether the stream was read to its end.
        gone: raw records that became tombstones by a census, by reason.
    """

    fetched: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    set_aside: int = 0
    requests: int = 0
    retries: int = 0
    waited_s: float = 0.0
    seconds: float = 0.0
    complete: bool = False
    rows: dict[str, int] = field(default_factory=dict)
    renormalised: int = 0
    gone: dict[str, int] = field(default_factory=dict)
    expected: int | None = None
    unmapped: dict[str, int] = field(default_factory=dict)
    stages: dict[str, float] = field(default_factory=dict)
    problem: Problem | None = None
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class SourceReport:
    """One source's share of a run. *problem* says why it is not complete."""

    connector: str
    instance: str = ""
    streams: dict[str, StreamReport] = field(default_factory=dict)
    problem: Problem | None = None
    warnings: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether every stream was read to its end."""
        return self.problem is None and all(stream.complete for stream in self.streams.values())

    @property
    def problems(self) -> list[Problem]:
        """The source's own problem and its streams'."""
        found = [self.problem, *(stream.problem for stream in self.streams.values())]
        return [problem for problem in found if problem is not None]

    def stream(self, name: str) -> StreamReport:
        """The report of a stream, made when first asked for."""
        return self.streams.setdefault(name, StreamReport())


@dataclass(slots=True)
class SyncReport(Readable):
    """What `Workspace.sync` returns. Printable, JSON-able, free of secrets."""

    run_id: str
    started_at: datetime
    finished_at: datetime | None = None
    sources: dict[str, SourceReport] = field(default_factory=dict)
    problem: Problem | None = None
    broken_hooks: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing failed or stopped early (a `limit` is no failure)."""
        return self.exit_code == 0

    @property
    def exit_code(self) -> int:
        """0 done · 1 some source failed · 3 credentials rejected everywhere it failed · 4 only quotas · 5 store · 130."""
        if self.problem is not None:
            return self.problem.exit_code
        return combined({p.exit_code for s in self.sources.values() for p in s.problems})

    def total(self, name: str) -> int:
        """Sum of a counter over all streams: `report.total("created")`."""
        return sum(
            getattr(stream, name)
            for source in self.sources.values()
            for stream in source.streams.values()
        )

    def raise_for_failure(self) -> None:
        """Raise the first problem, if there is one."""
        problems = [p for source in self.sources.values() for p in source.problems]
        if first := next(iter([self.problem, *problems] if self.problem else problems), None):
            raise _error(first)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as `--json` prints it."""
        data: dict[str, Any] = msgspec.to_builtins(self)
        return {**data, "exit_code": self.exit_code}

    def to_json(self) -> bytes:
        """`to_dict()` as JSON."""
        return msgspec.json.encode(self.to_dict())


def _error(problem: Problem) -> ProductopsError:
    kind = getattr(errors, problem.kind, ProductopsError)
    error: ProductopsError = kind(problem.message, where=problem.where, hint=problem.hint)
    return error


@dataclass(frozen=True, slots=True)
class Missing:
    """A record that the store holds and the source no longer shows, or the other way round.

    *reason*: `deleted`, `not_visible`, `archived`, … for what the source lost; `not_held` for what we lack.
    """

    source: str
    stream: str
    source_id: str
    reason: str
    row_id: str = ""
    title: str = ""


@dataclass(slots=True)
class StreamCheck:
    """`verify` for one stream: what is held, what the source shows, what it counts itself."""

    held: int = 0
    present: int | None = None
    counted: int | None = None
    missing: list[Missing] = field(default_factory=list)
    complete: bool = False
    note: str = ""


@dataclass(slots=True)
class VerifyReport(Readable):
    """What `verify` found, by source and stream; *not_compared* are streams of which the source lists no ids."""

    sources: dict[str, dict[str, StreamCheck]] = field(default_factory=dict)
    not_compared: dict[str, list[str]] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)

    @property
    def missing(self) -> list[Missing]:
        """Everything missing, in a stable order."""
        found = [m for checks in self.sources.values() for c in checks.values() for m in c.missing]
        return sorted(found, key=lambda m: (m.source, m.stream, len(m.source_id), m.source_id))

    @property
    def exit_code(self) -> int:
        """0 nothing missing · 1 something missing or some source failed · otherwise as a sync."""
        found = combined({problem.exit_code for problem in self.problems.values()})
        return 1 if self.missing and found not in _ENDS_ALL else found

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as `--json` prints it."""
        return {
            "exit_code": self.exit_code,
            "missing": msgspec.to_builtins(self.missing),
            "sources": msgspec.to_builtins(self.sources),
            "not_compared": self.not_compared,
            "problems": msgspec.to_builtins(self.problems),
        }


@dataclass(slots=True)
class SourceCheck:
    """`check` for one source: whether it opens, as whom, and which streams answer."""

    connector: str
    ok: bool = False
    instance: str = ""
    account: str = ""
    user: str = ""
    plan: str = ""
    timezone: str = ""
    counts: dict[str, int | None] = field(default_factory=dict)
    streams: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    problem: Problem | None = None


@dataclass(slots=True)
class RenormaliseReport(Readable):
    """What normalising the stored payloads again changed (or would change), by table.

    *changed*, *added*, *removed* count rows; *columns* counts, for a table, the changed values by column;
    *examples* are up to five changed rows with before and after.
    """

    dry_run: bool
    records: int = 0
    set_aside: int = 0
    changed: dict[str, int] = field(default_factory=dict)
    added: dict[str, int] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    columns: dict[str, dict[str, int]] = field(default_factory=dict)
    examples: list[dict[str, Any]] = field(default_factory=list)
    problems: dict[str, Problem] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """0 done · otherwise as a sync."""
        return combined({problem.exit_code for problem in self.problems.values()})

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as `--json` prints it."""
        data: dict[str, Any] = msgspec.to_builtins(self)
        return data


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a run, for whoever shows it.

    *event*: `opening`, `stream`, `page`, `wait`, `retry`, `census`, `done`, `failed`. *done* and *total* are raw
    records of the stream; *until* ends a wait.
    """

    event: str
    source: str
    stream: str = ""
    done: int = 0
    total: int | None = None
    text: str = ""
    until: datetime | None = None


Show = Callable[[Progress], None]
"""Called from the engine's thread for each step; must return at once."""
