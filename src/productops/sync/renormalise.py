"""The verb `renormalise`: apply today's mapping to the payloads already held, and say what it changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from ..errors import ProductopsError
from ..model import TABLES
from ..model.ids import table_of
from ..store.base import PageCommit, RawRow, Store
from .commit import Writer
from .engine import run_id
from .renew import renew_one, write_now
from .report import Problem, RenormaliseReport
from .source import Source
from .verify import offline_works
from .work import StreamWork

if TYPE_CHECKING:
    from ..plugins import Plugins

EXAMPLES = 5
_NOT_COMPARED = {"fetched_at", "content_hash", "schema_version"}


def renormalise(
    sources: Sequence[Source],
    store: Store,
    *,
    now: datetime,
    dry_run: bool = False,
    plugins: Plugins | None = None,
) -> RenormaliseReport:
    """Normalise every stored payload again, without a request.

    Rows whose content stays the same are left alone, so an unchanged mapping changes nothing. Records that
    were set aside are tried again.
    """
    report = RenormaliseReport(dry_run)
    known = store.sources()
    writer = Writer(store)
    try:
        for source in sources:
            if source.name not in known:
                continue
            try:
                works = offline_works(
                    source, store, known[source.name], now=now, run_name=run_id(now, [source])
                )
                for work in works:
                    if plugins is not None and plugins.enriches:
                        work.normaliser.enrich = plugins.enrich
                    _stream(store, writer, work, report)
            except ProductopsError as error:
                report.problems[source.name] = Problem.of(error)
    finally:
        writer.close()
    return report


def _stream(store: Store, writer: Writer, work: StreamWork, report: RenormaliseReport) -> None:
    for batch in store.raws(work.normaliser.scope, work.plan.name):
        commit = work.normaliser.new_page()
        for raw in batch:
            renew_one(work, raw, commit)
        report.records += len(batch)
        report.set_aside += len(commit.aside)
        _only_changes(store, batch, commit, report)
        if not report.dry_run and (commit.raws or commit.aside):
            write_now(writer, commit)
    _retry_aside(store, writer, work, report)


def _only_changes(
    store: Store, batch: list[RawRow], commit: PageCommit, report: RenormaliseReport
) -> None:
    """Leave in *commit* only records whose rows differ from those held, and note the difference."""
    before = store.rows([row for raw in batch for row in raw.rows])
    after = _rows(commit)
    touched = _compare(before, after, report)
    keep = {raw.source_id for raw in commit.raws if any(row in touched for row in raw.rows)} | {
        raw.source_id for raw in batch if any(row in touched for row in raw.rows)
    }
    rows = {row for raw in commit.raws if raw.source_id in keep for row in raw.rows}
    old = {row for raw in batch if raw.source_id in keep for row in raw.rows}
    commit.upserts = {
        table: kept
        for table, found in commit.upserts.items()
        if (kept := [row for row in found if row[0] in rows])
    }
    commit.deletes = [row for row in commit.deletes if row in old]
    commit.raws = [raw for raw in commit.raws if raw.source_id in keep]
    commit.replaced = [i for i in commit.replaced if i in keep]


def _rows(commit: PageCommit) -> dict[str, dict[str, Any]]:
    rows = (row for rows in commit.upserts.values() for row in rows)
    return {row_id: msgspec.json.decode(line) for row_id, _, line in rows}


def _compare(
    before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]], report: RenormaliseReport
) -> set[str]:
    """Ids of rows that were added, removed or changed; counted in *report*."""
    added, removed = after.keys() - before.keys(), before.keys() - after.keys()
    changed = {
        row
        for row in after.keys() & before.keys()
        if after[row]["content_hash"] != before[row]["content_hash"]
    }
    for counts, rows in (
        (report.added, added),
        (report.removed, removed),
        (report.changed, changed),
    ):
        for row in rows:
            counts[table_of(row)] = counts.get(table_of(row), 0) + 1
    for row in sorted(changed):
        _note(row, before[row], after[row], report)
    return added | removed | changed


def _note(
    row: str, before: dict[str, Any], after: dict[str, Any], report: RenormaliseReport
) -> None:
    record = TABLES[table_of(row)]
    old, new = record.model_validate(before), record.model_validate(after)
    columns = {
        name: (getattr(old, name), getattr(new, name))
        for name in record.columns()
        if name not in _NOT_COMPARED and getattr(old, name) != getattr(new, name)
    }
    counts = report.columns.setdefault(record.table, {})
    for name in columns:
        counts[name] = counts.get(name, 0) + 1
    if len(report.examples) < EXAMPLES:
        shown = {name: {"before": str(a), "after": str(b)} for name, (a, b) in columns.items()}
        report.examples.append({"table": record.table, "id": row, "columns": shown})


def _retry_aside(store: Store, writer: Writer, work: StreamWork, report: RenormaliseReport) -> None:
    """Records set aside earlier that fit now."""
    for batch in _in_pages(store.aside(work.normaliser.scope, work.plan.name)):
        commit = work.normaliser.new_page()
        items = work.normaliser.decode([payload for _, payload in batch], commit)
        work.normaliser.apply(items, work.known.find(items), commit)
        still = {aside.source_id for aside in commit.aside}
        commit.aside_cleared = [source_id for source_id, _ in batch if source_id not in still]
        commit.aside = []
        for row in (row for raw in commit.raws for row in raw.rows):
            report.added[table_of(row)] = report.added.get(table_of(row), 0) + 1
        if not report.dry_run and commit.aside_cleared:
            write_now(writer, commit)


def _in_pages(
    aside: Iterable[tuple[str, bytes]], size: int = 500
) -> Iterable[list[tuple[str, bytes]]]:
    page: list[tuple[str, bytes]] = []
    for entry in aside:
        page.append(entry)
        if len(page) == size:
            yield page
            page = []
    if page:
        yield page
