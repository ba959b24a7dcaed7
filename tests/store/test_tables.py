"""What a table looks like, and that every way out of it carries the same."""

from __future__ import annotations

import hashlib
import hmac
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import narwhals
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from filled import NOW, entry, feedback, filled, key, page, raw, ticket_page

from productops.errors import SettingsError
from productops.model import TABLES, Person
from productops.render import Way
from productops.store import DuckStore, Table
from productops.store.schema import OWN, READABLE

ADDRESS = "ann.lee@customer.example"


def person(number: int = 1, **more: Any) -> Person:
    values = {"display_name": "Ann Lee", "email": ADDRESS} | more
    return Person(**key("person", str(number)), **values)


def put(store: DuckStore, *records: Any) -> None:
    for record in records:
        store.commit([page(upserts={record.table: [entry(record)]})])


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_the_same_columns_and_types_when_it_is_empty(
    shared: DuckStore, table: str
) -> None:
    """In Arrow, Polars and pandas; no moment is without zone."""
    bare = shared.table(table)
    assert len(bare) == 0
    put(shared, filled(table))
    full = shared.table(table, deleted=True)
    assert len(full) == 1
    assert full.columns == list(TABLES[table].columns())
    assert full.to_arrow().schema.names == full.columns
    assert full.to_arrow().schema == bare.to_arrow().schema
    assert full.to_polars().schema == bare.to_polars().schema
    assert full.to_pandas().dtypes.equals(bare.to_pandas().dtypes)
    for field in full.to_arrow().schema:
        assert not pa.types.is_timestamp(field.type) or field.type.tz == "UTC", field.name


def test_every_way_out_carries_the_same(store: DuckStore) -> None:
    """Arrow, Polars, pandas, narwhals, records and rows hold equal values."""
    written = filled("work_item")
    put(store, written)
    table = store.table("work_item", deleted=True)
    rows = list(table.rows())
    assert table.to_arrow().to_pylist() == rows
    assert table.to_polars().to_dicts() == rows
    assert pa.Table.from_pandas(table.to_pandas()).to_pylist() == rows
    assert pa.table(table).to_pylist() == rows
    assert pl.DataFrame(table).to_dicts() == rows
    assert table.frame().collect("polars").to_native().to_dicts() == rows
    assert list(table.records()) == [written]
    assert rows[0]["source_updated_at"] == written.source_updated_at
    assert rows[0]["source_updated_at"].tzinfo is UTC
    assert isinstance(rows[0]["estimate"], Decimal)


def test_a_lazy_frame_answers_questions(store: DuckStore) -> None:
    """Narwhals runs on it without another library."""
    store.commit([ticket_page(range(5))])
    frame = store.table("feedback").frame()
    counted = frame.filter(narwhals.col("source_id") > "2").select(narwhals.len().alias("n"))
    assert narwhals.to_native(counted).fetchall() == [(2,)]


def test_tombstones_are_hidden_unless_asked_for(store: DuckStore) -> None:
    """`deleted=True` shows them."""
    put(store, feedback("1"), feedback("2", deleted=True, deleted_at=NOW))
    assert [row["source_id"] for row in store.table("feedback").rows()] == ["1"]
    assert len(store.table("feedback", deleted=True)) == 2


def test_a_table_is_a_copy(store: DuckStore) -> None:
    """What is written later does not change it, and it does not keep the store busy."""
    store.commit([ticket_page([1])])
    table = store.table("feedback")
    store.commit([ticket_page([2])])
    assert len(table) == 1
    assert len(store.table("feedback")) == 2
    assert table.to_polars().height == 1


@pytest.mark.parametrize("name", [name for name in OWN if name != "_migration"])
def test_our_own_tables_can_be_read(shared: DuckStore, name: str) -> None:
    """With their columns, but not as records of the model."""
    table = shared.table(name)
    assert table.columns == list(OWN[name])
    assert len(table) == 0
    with pytest.raises(SettingsError):
        next(table.records())


def test_personal_data_leaves_as_asked(store: DuckStore) -> None:
    """Kept, masked, hashed or dropped, in unchanged columns of unchanged types."""
    put(store, person())
    table = store.table("person")
    keep, mask, digest, drop = (
        table.to_polars(pii).row(0, named=True) for pii in ("keep", "mask", "hash", "drop")
    )
    assert keep["email"] == ADDRESS
    for covered in (mask, digest, drop):
        assert ADDRESS not in str(covered)
        assert covered["id"] == keep["id"]
        assert covered.keys() == keep.keys()
    assert len({keep["email"], mask["email"], digest["email"]}) == 3
    assert drop["email"] is None
    for pii in ("mask", "hash", "drop"):
        assert table.to_arrow(pii).schema == table.to_arrow().schema
    with pytest.raises(SettingsError, match="mask"):
        table.to_polars("hide")  # type: ignore[arg-type]


def test_what_is_rendered_is_masked_and_escaped(store: DuckStore) -> None:
    """As text and as HTML; a table says how many rows it has, and shows 20."""
    put(store, *(person(n) for n in range(22)))
    put(store, feedback("1", f"<script>alert(1)</script> write to {ADDRESS}"))
    people, items = store.table("person"), store.table("feedback")
    shown = repr(people) + people._repr_html_() + repr(items) + items._repr_html_()
    assert ADDRESS not in shown
    assert "<script>" not in items._repr_html_()
    assert "person: 22 rows, the first 20 shown" in repr(people)
    assert people._repr_html_().count("<tr>") == 21
    assert "feedback: 1 row" in repr(items)
    assert "survey: 0 rows" in repr(store.table("survey"))


def test_what_people_call_a_thing_is_shown_first(store: DuckStore) -> None:
    """Whose it is, its key and its title stand before what a machine needs."""
    put(store, filled("work_item"))

    columns, _ = store.table("work_item").shown(1)

    assert columns[:3] == ["source", "source_id", "source_key"]
    assert columns.index("title") < 7
    assert columns.index("title") < columns.index("source_type")


def test_the_display_can_be_set(path: Path) -> None:
    """`keep` shows what is there."""
    store = DuckStore(path, display="keep")
    put(store, person())
    assert ADDRESS in repr(store.table("person"))
    store.close()


def test_sql_answers_over_all_tables(store: DuckStore) -> None:
    """Types and order of the query; moments with zone; text of unknown origin is masked when shown."""
    store.commit([ticket_page(range(3), title=f"call {ADDRESS}")])
    put(store, person())
    table = store.sql(
        "SELECT f.title AS anything, count(*) AS n, sum(r.bytes) AS total, max(r.fetched_at) AS last,"
        " max(r.fetched_at) AT TIME ZONE 'UTC' AS zoned FROM feedback f JOIN _raw r USING (source_id)"
        " GROUP BY ALL ORDER BY anything DESC;"
    )
    assert isinstance(table, Table)
    rows = list(table.rows())
    assert [row["anything"] for row in rows] == [f"call {ADDRESS} {n}" for n in (2, 1, 0)]
    assert {row["last"] for row in rows} == {row["zoned"] for row in rows} == {NOW}
    assert table.to_polars()["anything"].to_list() == [row["anything"] for row in rows]
    assert table.to_arrow().schema.field("last").type == pa.timestamp("us", "UTC")
    assert ADDRESS not in repr(table)
    assert store.sql("SELECT email FROM person").to_polars("mask")["email"].item() != ADDRESS


@pytest.mark.parametrize(
    "query",
    [
        "SELECT display_name AS x FROM person",
        "SELECT upper(display_name) AS y FROM person",
        "SELECT 'Dear ' || display_name AS greeting FROM person JOIN feedback USING (source)",
        "SELECT list(display_name) AS everybody FROM person",
        "SELECT {'who': display_name, 'n': 1} AS pair FROM person",
        "SELECT to_json(display_name) AS j FROM person",
        "WITH person AS (SELECT display_name AS x FROM person) SELECT x FROM person",
        "SELECT x FROM (SELECT display_name AS x FROM base.person)",
        "SELECT display_name AS name FROM person",
        "SELECT payload->>'$.name' AS x FROM _raw",
    ],
)
def test_another_name_for_a_column_unmasks_nobody(store: DuckStore, query: str) -> None:
    """In what is rendered, and in what leaves masked or hashed; what leaves as it is stays whole."""
    put(store, person(), feedback("1"))
    store.commit([page(raws=[raw("1", b'{"name": "Ann Lee"}')])])
    table = store.sql(query)
    (whole,) = table.to_polars().rows()
    assert "ann lee" in str(whole).lower()
    shown = [repr(table), table._repr_html_()]
    covered = [str(table.to_polars(pii).rows()) for pii in ("mask", "hash", "drop")]
    for text in shown + covered:
        assert "ann" not in text.lower()
        assert "lee" not in text.lower()


def test_sql_shows_what_names_nobody(store: DuckStore) -> None:
    """Known columns as in their table; numbers; text where no table of the query holds personal data."""
    put(store, feedback("1", channel="email", vote_count=3))
    store.commit([page(raws=[raw("1")])])
    shown = repr(
        store.sql("SELECT channel, vote_count AS votes, count(*) AS n FROM feedback GROUP BY ALL")
    )
    assert "email" in shown
    assert "3" in shown
    assert "tickets" in repr(store.sql("SELECT DISTINCT stream FROM _raw"))
    assert "2025-07" in repr(store.sql("SELECT strftime(DATE '2025-07-01', '%Y-%m') AS month"))
    assert "body_plain" in repr(store.sql("DESCRIBE attachment")) + repr(
        store.sql("DESCRIBE article")
    )


def test_hashes_are_salted(path: Path) -> None:
    """The display's salt is used for what is shown and for what leaves hashed, in copies and in covered ones."""
    salted = DuckStore(path, display=Way("mask", lambda: "pepper"))
    put(salted, person())
    plain = hashlib.sha256(ADDRESS.encode()).hexdigest()[:12]
    digest = hmac.new(b"pepper", ADDRESS.encode(), hashlib.sha256).hexdigest()[:12]
    table = salted.table("person")
    assert table.to_polars("hash")["email"].item() == digest != plain
    assert salted.sql("SELECT email FROM person").to_arrow("hash")["email"].to_pylist() == [digest]
    with salted.reading() as reading:
        assert reading.table("person").to_polars("hash")["email"].item() == digest
    salted.close()
    shown = DuckStore(path, display=Way("hash", lambda: "pepper"))
    assert digest in repr(shown.sql("SELECT email FROM person"))
    unsalted = DuckStore(path)
    assert unsalted.table("person").to_polars("hash")["email"].item() == plain


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM base.feedback",
        "SELECT 1; DROP TABLE _raw",
        "COPY feedback TO 'x.csv'",
        "SELEC 1",
        "SELECT nothing FROM feedback",
        "FROM nowhere",
        "",
    ],
)  # fmt: skip
def test_sql_only_reads(store: DuckStore, query: str) -> None:
    """Anything but one SELECT is refused with its reason, and changes nothing."""
    store.commit([ticket_page([1])])
    with pytest.raises(SettingsError):
        store.sql(query)
    assert len(store.table("feedback")) == 1


def test_reading_the_file_gives_the_same_without_a_copy(store: DuckStore) -> None:
    """For tables that are too large to copy."""
    store.commit([ticket_page(range(3))])
    with store.reading() as reading:
        assert reading.table("feedback").to_polars().equals(store.table("feedback").to_polars())
        assert len(reading.sql("SELECT 1 AS one")) == 1


def test_tables_of_one_reading_can_be_joined(store: DuckStore) -> None:
    """All are on one connection; moments have the zone UTC, and are the same as by any other way."""
    store.commit([ticket_page(range(3))])
    with store.reading() as reading:
        frames = reading.frames("feedback", "person")
        assert list(frames) == ["feedback", "person"]
        joined = (
            frames["feedback"]
            .set_alias("f")
            .join(
                frames["person"].set_alias("person_side"),
                "f.author_id = person_side.id",
                how="left",
            )
        )
        assert len(joined.fetchall()) == 3
        moments = frames["feedback"].project("source_created_at").to_arrow_table()
        assert moments.column(0) == store.table("feedback").to_arrow()["source_created_at"]
        assert set(reading.frames()) == set(TABLES)
        with pytest.raises(SettingsError):
            reading.frames("feedbak")


def test_a_missing_library_is_named(store: DuckStore) -> None:
    """With the extra that brings it."""
    code = """
import sys
for name in ("polars", "pandas", "pyarrow"):
    sys.modules[name] = None
from productops.errors import SettingsError
from productops.store import open_store
table = open_store(sys.argv[1]).table("feedback")
for way in (table.to_polars, table.to_pandas, table.to_arrow):
    try:
        way()
    except SettingsError as error:
        print(error.hint)
assert table.__arrow_c_stream__() is not None
assert "feedback: 0 rows" in repr(table)
assert "id" in table.frame().columns
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(store.path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:3] == [
        f"pip install 'productops[{extra}]'" for extra in ("polars", "pandas", "arrow")
    ]


def test_pandas_columns_keep_their_types(store: DuckStore) -> None:
    """Whole numbers stay whole beside missing ones."""
    put(store, feedback("1", vote_count=3), feedback("2"))
    votes = store.table("feedback").to_pandas()["vote_count"]
    assert isinstance(votes.dtype, pd.ArrowDtype)
    assert sorted(votes.dropna()) == [3]


def test_raw_payloads_leave_as_they_came(store: DuckStore) -> None:
    """To the byte."""
    store.commit([page(raws=[raw("1", b'{"a" : 1.10, "b": "\\u00fc"}')])])
    assert store.table("_raw").to_polars()["payload"].item() == '{"a" : 1.10, "b": "\\u00fc"}'
    assert set(READABLE) > {"_raw", "feedback"}


def test_moments_before_1970_and_far_ahead_are_kept(store: DuckStore) -> None:
    """Moments are not limited to what a clock of today shows."""
    far = [datetime(1969, 7, 20, 20, 17, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)]
    put(store, *(feedback(str(n), occurred_at=at) for n, at in enumerate(far)))
    found = sorted(row["occurred_at"] for row in store.table("feedback").rows())
    assert found == far
    assert store.table("feedback").to_polars()["occurred_at"].sort().to_list() == far
