"""What the engine asks of a store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from filled import NOW, OTHER, SCOPE, entry, feedback, filled, page, raw, ticket_page

from productops.model import TABLES
from productops.store import DuckStore
from productops.store.base import Held, SourceEntry


def test_a_lookup_tells_the_newest_of_what_is_held(store: DuckStore) -> None:
    """Unknown ids are left out; versions and tombstones are told by the newest copy."""
    store.commit([page(raws=[raw("1", b"a", ["feedback_x"]), raw("2", b"b")], keep_versions=True)])
    gone = raw("1", b"c", gone="deleted", gone_at=NOW)
    gone.version = "v2"
    store.commit([page(raws=[gone], keep_versions=True)])
    held = store.lookup(SCOPE, "tickets", ["1", "2", "3"])
    assert held == {
        "1": Held(gone.digest, "c1", (), "deleted", NOW, "v2"),
        "2": Held(raw("2", b"b").digest, "c1", (), None, None, None),
    }
    assert store.lookup(SCOPE, "tickets", []) == {}
    assert store.lookup(OTHER, "tickets", ["1"]) == {}


def test_empty_and_live_are_told_by_stream(store: DuckStore) -> None:
    """Tombstones are held, and are not live."""
    assert store.is_empty(SCOPE, "tickets")
    store.commit([page(raws=[raw("1"), raw("2", gone="not_visible")])])
    assert not store.is_empty(SCOPE, "tickets")
    assert store.is_empty(SCOPE, "users")
    assert store.is_empty(OTHER, "tickets")
    assert store.live_ids(SCOPE, "tickets") == {"1"}


def test_raw_records_come_in_batches_by_source_id(store: DuckStore) -> None:
    """Each once, in order, and a caller may write while it reads."""
    store.commit([ticket_page(range(10, 31))])
    seen: list[str] = []
    for batch in store.raws(SCOPE, "tickets", batch=8):
        assert len(batch) <= 8
        seen += [row.source_id for row in batch]
        store.commit([page(raws=[raw(batch[0].source_id, b"new")], replaced=[batch[0].source_id])])
    assert seen == [str(n) for n in range(10, 31)]


def test_raw_records_of_another_context_are_found(store: DuckStore) -> None:
    """Only the newest version counts; with ids, only those."""
    store.commit([page(raws=[raw(str(n), context=f"c{n % 2}") for n in range(4)])])
    stale = [row.source_id for rows in store.raws(SCOPE, "tickets", stale_context="c1") for row in rows]  # fmt: skip
    assert stale == ["0", "2"]
    some = [r.source_id for rows in store.raws(SCOPE, "tickets", source_ids=["3", "0", "x"]) for r in rows]  # fmt: skip
    assert some == ["0", "3"]


def test_rows_are_told_by_id(store: DuckStore) -> None:
    """As JSON-able values that the model takes back; ids of no row are left out."""
    records = {record.id: record for record in (filled(table) for table in TABLES)}
    store.commit([page(upserts={r.table: [entry(r)] for r in records.values()})])
    found = store.rows([*records, feedback("none").id, "nonsense"])
    assert found.keys() == records.keys()
    for row_id, values in found.items():
        assert TABLES[records[row_id].table].model_validate(values) == records[row_id]


def test_a_census_is_remembered_with_its_drift(store: DuckStore) -> None:
    """The newest one, by stream."""
    assert store.census_at(SCOPE, "tickets") is None
    store.census_done(SCOPE, "tickets", NOW - timedelta(days=1), drift=4)
    store.census_done(SCOPE, "tickets", NOW)
    store.census_done(SCOPE, "users", NOW, drift=-2)
    assert store.census_at(SCOPE, "tickets") == (NOW, None)
    assert store.census_at(SCOPE, "users") == (NOW, -2)


def test_sources_and_runs_are_remembered(store: DuckStore) -> None:
    """A source by its name, the newest run by its start."""
    assert store.last_run() is None
    assert store.sources() == {}
    store.remember_source(SourceEntry("support", OTHER, {"old": 1}, NOW))
    entry = SourceEntry("support", SCOPE, {"features": ["community"], "ü": None}, NOW)
    store.remember_source(entry)
    assert store.sources() == {"support": entry}
    store.record_run("b", NOW, b"{}")
    store.record_run("a", NOW - timedelta(hours=1), b"{}")
    store.record_run("b", NOW, b'{"done": "\xc3\xbc"}')
    assert store.last_run() == ("b", NOW, b'{"done": "\xc3\xbc"}')
    assert len(store.table("_run")) == 2


@pytest.mark.parametrize("hours", [-11, 0, 14])
def test_moments_of_any_zone_are_kept_as_moments(store: DuckStore, hours: int) -> None:
    """A checkpoint's bound and a census come back in UTC."""
    zoned = datetime(2026, 3, 1, 12, tzinfo=UTC).astimezone(tz=None) + timedelta(hours=hours)
    store.census_done(SCOPE, "tickets", zoned)
    found = store.census_at(SCOPE, "tickets")
    assert found is not None
    assert found[0] == zoned
    assert found[0].tzinfo is UTC
