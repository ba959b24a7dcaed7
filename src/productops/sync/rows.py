"""From a page's records to what is committed: decode, compare, normalise, hash.

Each record stands alone: one that does not decode or fit is set aside with its reason, and the other
999 go on. A row belongs to the raw record that yields it; what a raw record no longer yields is removed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import chain
from types import MappingProxyType
from typing import Any

import msgspec
from pydantic import ValidationError

from ..errors import ProductopsError, RecordRejected
from ..kit.wire import RawRecord
from ..model.base import NOT_HASHED, SCHEMA_VERSION, Record
from ..store.base import ERASED, AsideRow, Held, PageCommit, RawRow, Scope
from .payload import MAX_RECORD, digest, to_payload
from .plan import StreamPlan
from .report import StreamReport
from .run import StreamRun
from .tombstones import tombstones

Enrich = Callable[[list[Record]], list[Record]]


@dataclass(slots=True)
class Item:
    """A record of the page, decoded."""

    source_id: str
    version: str | None
    payload: bytes
    record: Any
    digest: str


class Normaliser:
    """Turns records of one stream into what a page commits, and counts them."""

    def __init__(
        self,
        plan: StreamPlan,
        run: StreamRun,
        scope: Scope,
        run_id: str,
        report: StreamReport,
        enrich: Enrich | None = None,
    ) -> None:
        self.plan = plan
        self.run = run
        self.scope = scope
        self._run_id = run_id
        self._report = report
        self.enrich = enrich
        self._context: str | None = None
        self.crashes: dict[str, int] = {}
        stamp = run.now.astimezone(UTC).isoformat()
        self._head = (
            f'","fetched_at":"{stamp}","schema_version":"{SCHEMA_VERSION}","content_hash":"'
        )

    def new_page(self) -> PageCommit:
        """An empty page of this stream."""
        return PageCommit(
            self.scope, self.plan.name, self._run_id, self.run.now, keep_versions=self.plan.context
        )

    @property
    def context(self) -> str:
        """Digest of the context streams, complete before this stream starts."""
        if self._context is None:
            self._context = self.run.context_digest()
        return self._context

    def decode(self, records: Sequence[RawRecord], commit: PageCommit) -> dict[str, Item]:
        """The page's records by source id, newest last; what does not decode is set aside."""
        items: dict[str, Item] = {}
        self._report.fetched += len(records)
        for record in records:
            item = self._decoded(to_payload(record), commit)
            if item is None:
                continue
            twin = items.get(item.source_id)
            if twin is not None:
                self._report.unchanged += 1
                if older(item.version, twin.version):
                    continue
            items[item.source_id] = item
        return items

    def _decoded(self, payload: bytes, commit: PageCommit) -> Item | None:
        why = _unfit(payload)
        if why is None:
            try:
                record = self.plan.decoder.decode(payload)
                source_id, version = self.plan.stream.identify(record)
                return Item(source_id, version, payload, record, self._mark(record, payload))
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                why = ("not_decodable", _path(error), str(error))
            except RecordRejected as error:
                why = ("rejected", error.field, error.message)
            except Exception as error:  # noqa: BLE001 - a plugin's mistake costs one record, not the run
                self._crashed(commit, payload, "identify", error)
                return None
        self.set_aside(commit, payload, *why)
        return None

    def _mark(self, record: Any, payload: bytes) -> str:
        """What tells a changed record from an unchanged one."""
        content = self.plan.content
        return digest(payload if content is None else msgspec.json.encode(content(record)))

    def apply(
        self,
        items: dict[str, Item],
        held: dict[str, Held],
        commit: PageCommit,
        put_away: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Compare with what is *held*, and add what is new or changed to *commit*; *put_away*: id → why it is gone."""
        report, context = self._report, self.context
        for item in items.values():
            old = held.get(item.source_id)
            if item.source_id in put_away:
                self._write(item, old, commit, gone=put_away[item.source_id])
            elif old is None:
                self._write(item, None, commit)
            elif older(item.version, old.version) or _stays_erased(item, old):
                report.unchanged += 1
            elif old.digest != item.digest or old.gone is not None:
                self._write(item, old, commit)
            else:
                report.unchanged += 1
                if old.context != context:
                    self.renew(item, old, commit)

    def _write(
        self, item: Item, old: Held | None, commit: PageCommit, gone: str | None = None
    ) -> None:
        records = self.normalised(item, commit)
        if records is None:
            return
        if not gone and records and all(record.deleted for record in records):
            gone = "deleted"
        if old is not None and gone and old.gone in (gone, ERASED) and old.digest == item.digest:
            self._report.unchanged += 1
            return
        self.put(item, records, old, commit, gone=gone)
        if gone:
            self._report.deleted += 1
        elif old is None:
            self._report.created += 1
        else:
            self._report.updated += 1

    def renew(self, item: Item, old: Held, commit: PageCommit) -> None:
        """Normalise an unchanged record again, since what it depends on changed."""
        records = self.normalised(item, commit, counted=False)
        if records is not None:
            if old.gone:
                records = tombstones(records, old.gone_at or self.run.now)
            self.put(item, records, old, commit, gone=old.gone)
            self._report.renormalised += 1

    def normalised(
        self, item: Item, commit: PageCommit, *, counted: bool = True
    ) -> list[Record] | None:
        """The rows of a record, or None where it was set aside."""
        try:
            records = list(self.plan.stream.normalise(item.record, self.run))
            return self.enrich(records) if self.enrich else records
        except RecordRejected as error:
            why = ("rejected", error.field, error.message)
        except ValidationError as error:
            why = ("invalid", *_first(error))
        except ProductopsError:
            raise
        except Exception as error:  # noqa: BLE001 - a plugin's mistake costs one record, not the run
            self._crashed(commit, item.payload, "normalise", error, item.source_id, counted=counted)
            return None
        self.set_aside(commit, item.payload, *why, item.source_id, counted=counted)
        return None

    def put(
        self,
        item: Item,
        records: Iterable[Record],
        old: Held | None,
        commit: PageCommit,
        *,
        gone: str | None,
    ) -> None:
        """Add a record's rows to *commit*, in place of those it yielded before."""
        rows: list[str] = []
        upserts, counts, head = commit.upserts, self._report.rows, self._head
        for record in records:
            body = record.__pydantic_serializer__.to_json(record, exclude=NOT_HASHED)
            row_id, table = record.id, record.table
            start = f'{{"id":"{row_id}{head}{sha256(body)}",'.encode()
            upserts.setdefault(table, []).append((row_id, record.source_id, start + body[1:]))
            counts[table] = counts.get(table, 0) + 1
            rows.append(row_id)
        if old is not None:
            commit.deletes.extend(old.rows)
            commit.replaced.append(item.source_id)
        raw = RawRow(item.source_id, item.version, item.payload, item.digest, self.context, rows)
        if gone:
            raw.gone, raw.gone_at = gone, (old.gone_at if old else None) or self.run.now
        commit.raws.append(raw)

    def set_aside(
        self,
        commit: PageCommit,
        payload: bytes,
        reason: str,
        field: str,
        message: str,
        source_id: str = "",
        *,
        counted: bool = True,
    ) -> None:
        """Keep a record that does not fit, with the reason."""
        found = source_id or _any_id(payload) or f"unidentified:{digest(payload)}"
        commit.aside.append(AsideRow(found, reason, field, message, payload[:MAX_RECORD]))
        if counted:
            self._report.set_aside += 1

    def _crashed(
        self,
        commit: PageCommit,
        payload: bytes,
        where: str,
        error: Exception,
        source_id: str = "",
        *,
        counted: bool = True,
    ) -> None:
        what = f"{where} raised {type(error).__name__}: {error}"
        self.crashes[what] = self.crashes.get(what, 0) + 1
        self.set_aside(commit, payload, "plugin_error", "", what, source_id, counted=counted)


def _unfit(payload: bytes) -> tuple[str, str, str] | None:
    """Why a payload is not even looked at: (reason, field, message)."""
    if len(payload) > MAX_RECORD:
        return ("too_big", "", f"{len(payload):,} bytes; the limit is {MAX_RECORD:,}")
    return None


def older(version: str | None, held: str | None) -> bool:
    """Whether *version* is older than *held*, where both are moments of one form: ISO 8601 in UTC, or Unix time."""
    if version is None or held is None or len(version) != len(held):
        return False
    return version < held and _is_moment(version) and _is_moment(held)


def _stays_erased(item: Item, old: Held) -> bool:
    """The same version of what was erased here does not bring its content back."""
    return old.gone == ERASED and item.version == old.version


def _is_moment(version: str) -> bool:
    return version.isdigit() or (version[4:5] == "-" and version[-1:] == "Z")


def sha256(data: bytes) -> str:
    """Hex digest, computed in pieces below 2048 bytes.

    hashlib gives up the interpreter's lock for larger ones, and winning it back costs more than the hash.
    """
    digest = hashlib.sha256(data[:2047])
    for start in range(2047, len(data), 2047):
        digest.update(data[start : start + 2047])
    return digest.hexdigest()


def raws_of(commit: PageCommit) -> dict[str, RawRow]:
    """A page's raw records by source id, the newest of each."""
    return {raw.source_id: raw for raw in commit.raws}


def _path(error: Exception) -> str:
    """`$.ticket.id` out of msgspec's message."""
    _, _, path = str(error).partition("at `$")
    return path.strip("`.") if path else ""


def _first(error: ValidationError) -> tuple[str, str]:
    """Field and message of the first thing that did not fit, without the value itself."""
    detail = error.errors(include_url=False, include_input=False, include_context=False)[0]
    return ".".join(str(part) for part in detail["loc"]), detail["msg"]


def _any_id(payload: bytes) -> str:
    """The `id` of a record that does not decode as its stream's, if it has one at all."""
    try:
        data = msgspec.json.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ""
    if not isinstance(data, dict):
        return ""
    parts = chain([data], (part for part in data.values() if isinstance(part, dict)))
    return next((str(part["id"]) for part in parts if part.get("id") is not None), "")
