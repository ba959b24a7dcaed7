"""Every table as a folder of Parquet."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest
from filled import entry, feedback, filled, page, ticket_page

from productops.errors import SettingsError, StoreError
from productops.model import TABLES
from productops.store import DuckStore
from productops.store.export import EXPORTED, MANIFEST


def test_every_table_is_a_folder_of_parquet(store: DuckStore, tmp_path: Path) -> None:
    """Rows, types and zones as in the store, tombstones too; empty tables have their columns."""
    for table in TABLES:
        if table != "survey":
            store.commit([page(upserts={table: [entry(filled(table))]})])
    store.commit([ticket_page(range(10, 13))])
    report = store.export(tmp_path / "lake")
    assert set(report.tables) == set(EXPORTED)
    for table in TABLES:
        written = pl.read_parquet(tmp_path / "lake" / table / "*.parquet")
        assert written.equals(store.table(table, deleted=True).to_polars()), table
    assert pl.read_parquet(tmp_path / "lake" / "_raw" / "*.parquet").height == 3
    schema = pq.read_schema(tmp_path / "lake" / "feedback" / "feedback.parquet")
    assert str(schema.field("occurred_at").type) == "timestamp[us, tz=UTC]"


def test_only_what_changed_is_written_again(store: DuckStore, tmp_path: Path) -> None:
    """Changed, added and removed rows are changes; files that vanished come back; a broken manifest costs time only."""
    lake = tmp_path / "lake"
    store.commit([ticket_page(range(3))])
    assert len(store.export(lake).written) == len(EXPORTED)
    assert store.export(lake).written == []
    item = feedback("1", "another title")
    store.commit([page(deletes=[item.id], upserts={"feedback": [entry(item)]})])
    assert store.export(lake).written == ["feedback"]
    assert "another title" in pl.read_parquet(lake / "feedback" / "*.parquet")["title"].to_list()
    store.commit([page(deletes=[feedback("2").id])])
    report = store.export(lake)
    assert report.written == ["feedback"]
    assert report.tables["feedback"].rows == 2
    (lake / "person" / "person.parquet").unlink()
    assert store.export(lake).written == ["person"]
    (lake / MANIFEST).write_text("{")
    assert len(store.export(lake).written) == len(EXPORTED)


def test_nothing_half_written_is_left(store: DuckStore, tmp_path: Path) -> None:
    """A folder holds one whole file, and the place nothing but folders and the manifest."""
    lake = tmp_path / "lake"
    store.commit([ticket_page(range(3))])
    store.export(lake)
    store.commit([ticket_page(range(3, 6))])
    store.export(f"file://{lake}")
    assert {found.name for found in lake.iterdir()} == {*EXPORTED, MANIFEST}
    assert [found.name for found in (lake / "feedback").iterdir()] == ["feedback.parquet"]


def test_a_place_that_cannot_be_written_is_told(store: DuckStore, tmp_path: Path) -> None:
    """A file in the way, a place on the network, an unknown format."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError):
        store.export(tmp_path / "file")
    for place, format_ in (("s3://bucket/lake", "parquet"), ("lake", "delta"), ("lake", "parkett")):
        with pytest.raises(SettingsError) as caught:
            store.export(place, format_)
        assert caught.value.hint


def test_a_table_can_be_written_alone(store: DuckStore, tmp_path: Path) -> None:
    """Whole, or its first rows; a place that cannot be written is told."""
    store.commit([ticket_page(range(5))])
    table = store.table("feedback")
    table.write_parquet(tmp_path / "all.parquet")
    table.write_parquet(tmp_path / "some.parquet", limit=2)
    assert pl.read_parquet(tmp_path / "all.parquet").equals(table.to_polars())
    assert pl.read_parquet(tmp_path / "some.parquet").height == 2
    with pytest.raises(StoreError):
        table.write_parquet(tmp_path / "nowhere" / "x.parquet")
