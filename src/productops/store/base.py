"""What the engine needs of a store: the data that crosses, and the protocol.

A page is one `PageCommit`: raw payloads, rows, set-aside records, the queue and the cursor. The store
writes whole pages only, one or several in one transaction, so that a kill never leaves a cursor without
its rows or rows without their cursor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Scope:
    """One instance of a source: `("zendesk", "acme.zendesk.com")`; the `source` and `source_instance` of its rows."""

    source: str
    instance: str


@dataclass(frozen=True, slots=True)
class Held:
    """What the store already holds of a raw record."""

    digest: str
    context: str
    rows: tuple[str, ...]
    gone: str | None = None
    gone_at: datetime | None = None
    version: str | None = None


ERASED = "erased"
"""Why a record is gone whose content is gone too: nothing can be made of it again."""
ARCHIVED = "archived"
"""Why a record is gone that its source has only put away."""


@dataclass(slots=True)
class RawRow:
    """A source's record as received, and which rows it yields.

    Attributes:
        source_id, version: as the stream's `identify` gave them.
        payload: the JSON bytes, untouched; UTF-8, which the engine sees to.
        digest: hash of the payload; equal digests need no second look.
        context: digest of the context streams it was normalised with.
        rows: ids of the rows it yields; a row belongs to exactly one raw record.
        gone, gone_at: why and when it became a tombstone (`deleted`, `not_visible`, `archived`, `merged`,
            `erased`), or None.
    """

    source_id: str
    version: str | None
    payload: bytes
    digest: str
    context: str = ""
    rows: Sequence[str] = ()
    gone: str | None = None
    gone_at: datetime | None = None

    def held(self) -> Held:
        """What it is known as once it is stored."""
        return Held(
            self.digest, self.context, tuple(self.rows), self.gone, self.gone_at, self.version
        )


Row = tuple[str, str, bytes]
"""Id and source id of a row, and the whole of it as JSON in UTF-8 on one line, by the table's columns."""


@dataclass(slots=True)
class AsideRow:
    """A record that does not fit, with the reason. *reason* is a short code, *message* a sentence."""

    source_id: str
    reason: str
    field: str
    message: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where a later run of a partition starts. *cursor* is JSON; *since* the bound it was read with."""

    stream: str
    partition: str
    cursor: Any = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Queued:
    """A request still to be sent; *request* is JSON (bytes) of a `kit.Request`. *key* is unique in a scope."""

    key: str
    stream: str
    request: bytes


@dataclass(slots=True)
class PageCommit:
    """Everything one page changes, written in one transaction or not at all.

    Attributes:
        upserts: table → rows; ids are unique within a page. An id either stands in `deletes` too or is new to
            the store.
        deletes: ids of rows to remove before the upserts are written.
        raws: new or changed raw records; `replaced` names those of them (or further ones) whose older copy goes.
            Where *keep_versions* is true (a context stream) the older copies stay as versions.
        aside, aside_cleared: records set aside, and source ids that came to fit.
        done: keys of queued requests that this page answers; `push` are new ones.
        checkpoint: the new start of the partition, or None to leave it.
    """

    scope: Scope
    stream: str
    run_id: str
    fetched_at: datetime
    upserts: dict[str, list[Row]] = field(default_factory=dict)
    deletes: list[str] = field(default_factory=list)
    raws: list[RawRow] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    keep_versions: bool = False
    aside: list[AsideRow] = field(default_factory=list)
    aside_cleared: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    push: list[Queued] = field(default_factory=list)
    checkpoint: Checkpoint | None = None

    def size(self) -> int:
        """Rows and raws in it; pages are grouped until about a thousand."""
        return sum(map(len, self.upserts.values())) + len(self.raws) + len(self.aside)


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """What the store remembers of a configured source, so that it can be read without asking the vendor."""

    name: str
    scope: Scope
    instance: Any
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided. *detail*: by name, of the kinds in `catalogue.decisions`."""

    id: str
    kind: str
    subject_id: str
    detail: Mapping[str, Any]
    decided_at: datetime
    decided_by: str | None = None


class Store(Protocol):
    """A place for pages. All methods raise only `productops.errors.StoreError` subclasses.

    Reads of the engine (`lookup`, …) see what is committed. The store opens its file on first use and
    after `rest()`; every method may be called from any thread.
    """

    def commit(self, pages: Sequence[PageCommit]) -> None:
        """Write whole pages in one transaction; on an error nothing of them is kept."""

    def lookup(self, scope: Scope, stream: str, source_ids: Sequence[str]) -> dict[str, Held]:
        """What is held of these raw records (the newest version)."""

    def is_empty(self, scope: Scope, stream: str) -> bool:
        """Whether no raw record of the stream is held, so that look-ups can be spared."""

    def live_ids(self, scope: Scope, stream: str, start: str = "") -> set[str]:
        """Source ids held that are no tombstones; *start*: only those that begin so."""

    def raw_versions(self, scope: Scope, stream: str) -> Iterator[tuple[str, bytes]]:
        """(source id, payload) of every version held, oldest first."""

    def raws(
        self,
        scope: Scope,
        stream: str,
        *,
        stale_context: str | None = None,
        source_ids: Sequence[str] | None = None,
        batch: int = 1000,
    ) -> Iterator[list[RawRow]]:
        """The newest raw records in batches, ordered by source id; emptied ones are left out.

        With *stale_context*, only those normalised with another context digest; with *source_ids*, only these.
        """

    def overruled(self, scope: Scope, stream: str, table: str) -> list[str]:
        """Source ids of live raw records of which a row of *table* is gone with another record; one for each row."""

    def below_erased(self, scope: Scope) -> dict[str, dict[str, datetime | None]]:
        """Stream → source id → when what it hangs below was deleted; of records not erased themselves."""

    def with_internal_comments(self, scope: Scope) -> list[str]:
        """Streams that yielded comments which are not public."""

    def set_aside_ids(self, scope: Scope, stream: str) -> set[str]:
        """Source ids now set aside."""

    def aside(self, scope: Scope, stream: str) -> Iterator[tuple[str, bytes]]:
        """(source id, payload) of what is set aside."""

    def rows(self, row_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Rows by id, as JSON-able values under the tables' column names; unknown ids are left out."""

    def checkpoints(self, scope: Scope) -> list[Checkpoint]:
        """All checkpoints of a source."""

    def queued(self, scope: Scope) -> list[Queued]:
        """Requests still to be sent, in the order they were pushed."""

    def forget_queue(self, scope: Scope, stream: str) -> None:
        """Drop what is queued and checkpointed of a stream (`sync --full` starts it anew)."""

    def census_at(self, scope: Scope, stream: str) -> tuple[datetime, int | None] | None:
        """When a census of the stream last ran to its end, and the drift noted then."""

    def census_done(
        self, scope: Scope, stream: str, at: datetime, drift: int | None = None
    ) -> None:
        """Note that it did. *drift*: the source's own count less what is held, once all is told."""

    def delivered(self, scope: Scope, signature: str) -> bool:
        """Whether a webhook with this signature was received."""

    def note_delivery(self, scope: Scope, signature: str, at: datetime) -> None:
        """Keep the signature of a webhook that was received; those of long ago are forgotten."""

    def remember_source(self, entry: SourceEntry) -> None:
        """Keep what opening a source told."""

    def sources(self) -> dict[str, SourceEntry]:
        """By configured name."""

    def decisions(self) -> list[Decision]:
        """What people decided and did not take back, oldest first."""

    def decide(self, decision: Decision) -> None:
        """Keep a decision, in place of one with the same id."""

    def undo(self, decision_id: str) -> bool:
        """Take a decision back, as if it had never been made; whether there was one."""

    def record_run(self, run_id: str, started_at: datetime, report: bytes) -> None:
        """Write or replace the row of a run; *report* is JSON."""

    def last_run(self) -> tuple[str, datetime, bytes] | None:
        """The newest run."""

    def rest(self) -> None:
        """Let go of the file while nothing happens, so that others can read it."""

    def close(self) -> None:
        """Checkpoint and close."""
