"""The engine's side of `kit.Run`: what one stream may know of the run, and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ..errors import PluginError
from ..kit.connector import Instance, Key
from ..kit.wire import Cursor
from ..model.ids import Ids
from ..model.vocabulary import Vocabulary
from ..store.base import Checkpoint, Scope, Store
from .plan import StreamPlan

if TYPE_CHECKING:
    from ..model.base import Record

_MEMO = 200_000


class Context:
    """The raw records of context streams, read from the store when first asked for."""

    def __init__(self, store: Store, scope: Scope, plans: Mapping[str, StreamPlan]) -> None:
        self._store = store
        self._scope = scope
        self._plans = plans
        self._payloads: dict[str, dict[str, list[bytes]]] = {}
        self._newest: dict[str, dict[str, Any]] = {}
        self._live: dict[str, Collection[str]] = {}

    def payloads(self, stream: str) -> dict[str, list[bytes]]:
        """Every version of every record of *stream* by id, oldest first."""
        if stream not in self._payloads:
            found: dict[str, list[bytes]] = {}
            for source_id, payload in self._store.raw_versions(self._scope, stream):
                found.setdefault(source_id, []).append(payload)
            self._payloads[stream] = found
            self._newest[stream] = {}
        return self._payloads[stream]

    def newest(self, stream: str, source_id: str) -> Any | None:
        """The newest version of a record, decoded."""
        versions = self.payloads(stream).get(source_id)
        if not versions:
            return None
        decoded = self._newest[stream]
        if source_id not in decoded:
            decoded[source_id] = self._plans[stream].decoder.decode(versions[-1])
        return decoded[source_id]

    def versions(self, stream: str, source_id: str) -> list[Any]:
        """Every version of a record, decoded, oldest first."""
        decode = self._plans[stream].decoder.decode
        return [decode(payload) for payload in self.payloads(stream).get(source_id, ())]

    def live(self, stream: str) -> Collection[str]:
        """Ids of *stream* that are not gone."""
        if stream not in self._live:
            self._live[stream] = frozenset(self._store.live_ids(self._scope, stream))
        return self._live[stream]

    def digest(self, streams: Collection[str]) -> str:
        """Changes when any newest record of *streams* does; empty for no streams."""
        if not streams:
            return ""
        digest = hashlib.sha256()
        for stream in sorted(streams):
            for source_id, versions in sorted(self.payloads(stream).items()):
                digest.update(f"{stream}\x1f{source_id}\x1f".encode() + versions[-1])
        return digest.hexdigest()[:32]

    def forget(self, stream: str) -> None:
        """Read *stream* again when it is next asked for."""
        self._payloads.pop(stream, None)
        self._live.pop(stream, None)


class StreamRun:
    """`kit.Run` for one stream."""

    def __init__(  # noqa: PLR0913 - the parts of a run, each plain data
        self,
        plan: StreamPlan,
        *,
        settings: Any,
        instance: Instance,
        scope: Scope,
        now: datetime,
        context: Context,
        checkpoints: Mapping[str, Checkpoint] | None = None,
        vocabulary: Vocabulary,
        full: bool = False,
    ) -> None:
        self.plan = plan
        self.settings = settings
        self.instance = instance
        self.now = now
        self.vocabulary = vocabulary
        self._scope = scope
        self._ids = Ids(scope.source, scope.instance)
        self._refs: dict[tuple[str, str | int], str] = {}
        # context streams are complete before this one starts, so what was found stays true
        self._seen: dict[tuple[str, str], Any] = {}
        self._versions: dict[tuple[str, str], list[Any]] = {}
        self._context = context
        self.checkpoints = checkpoints or {}
        self._full = full

    @property
    def since(self) -> datetime | None:
        """Nothing modified before is wanted."""
        since: datetime | None = self.settings.since
        return since

    @property
    def page_size(self) -> int | None:
        """Records a page, if the user set it."""
        size: int | None = self.settings.page_size
        return size

    def cursor(self, partition: str = "") -> Cursor | None:
        """Where the partition starts; a moment is already less the lookback."""
        held = self.checkpoints.get(partition)
        if self._full or held is None or held.cursor is None or self._reaches_further(held):
            return None
        if "token" in held.cursor:
            token: str = held.cursor["token"]
            return token
        lookback = self.settings.lookback
        return datetime.fromisoformat(held.cursor["time"]) - (
            self.plan.lookback if lookback is None else lookback
        )

    def _reaches_further(self, held: Checkpoint) -> bool:
        """Whether `since` was made earlier, so that the gap has to be fetched."""
        return held.since is not None and (self.since is None or self.since < held.since)

    def seen(self, stream: str, source_id: str) -> Any | None:
        """A record of a context stream, decoded."""
        try:
            return self._seen[stream, source_id]
        except KeyError:
            found = self._context.newest(self._allowed(stream), source_id)
            return self._seen.setdefault((stream, source_id), found)

    def versions(self, stream: str, source_id: str) -> list[Any]:
        """Every version of a record of a context stream, or of what is held of this stream's own."""
        if stream == self.plan.name and self.plan.context:
            return self._context.versions(stream, source_id)
        found = self._versions.get((stream, source_id))
        if found is None:
            found = self._context.versions(self._allowed(stream), source_id)
            self._versions[stream, source_id] = found
        return found

    def ids(self, stream: str) -> Collection[str]:
        """Source ids held of a context stream, or of this stream's own."""
        return self._context.payloads(self._allowed(stream)).keys()

    def live(self, stream: str) -> Collection[str]:
        """The same, without those that are gone."""
        return self._context.live(self._allowed(stream))

    def _allowed(self, stream: str) -> str:
        own = stream == self.plan.name and self.plan.context
        if stream not in self.plan.needs and not own:
            raise PluginError(
                f'asks for records of "{stream}" without naming it in `needs`', where=self.plan.name
            )
        return stream

    def key(self, table: type[Record], source_id: str) -> Key:
        """The identity of a row of *table*."""
        return {
            "id": self._ids.of(table.table, source_id),
            "source": self._scope.source,
            "source_instance": self._scope.instance,
            "source_id": source_id,
        }

    def ref(self, table: type[Record], source_id: str | int | None) -> str | None:
        """The id of another record; computed once, since people and organisations recur."""
        if source_id is None:
            return None
        found = self._refs.get((table.table, source_id))
        if found is None:
            if len(self._refs) >= _MEMO:
                self._refs.clear()
            found = self._refs[table.table, source_id] = self._ids.of(table.table, str(source_id))
        return found

    def map(self, vocabulary: str, *words: str | None) -> str:
        """Our word for the source's."""
        return self.vocabulary.map(vocabulary, *words)

    def overridden(self, vocabulary: str, word: str | None) -> str | None:
        """The user's own mapping of *word*."""
        return self.vocabulary.overridden(vocabulary, word)

    def context_digest(self) -> str:
        """Digest of what this stream's rows may depend on besides their raw record."""
        return self._context.digest(self.plan.needs)


def to_checkpoint(
    stream: str, partition: str, cursor: Cursor, since: datetime | None
) -> Checkpoint:
    """A page's cursor as it is stored."""
    data = (
        {"time": cursor.astimezone(UTC).isoformat()}
        if isinstance(cursor, datetime)
        else {"token": cursor}
    )
    return Checkpoint(stream, partition, data, since)
