"""Fields of a type nobody knows: their values are kept as text, and the report counts them."""

from __future__ import annotations

from pathlib import Path

import msgspec
from jc import BY_NAME, run
from syncing import synced, table

from productops.status import status
from productops.store.base import Store
from productops_jira.sandbox import JiraSandbox


def test_a_field_in_no_list_is_kept_and_counted() -> None:
    """Its name and type are not known, its value is; every value counts."""
    at = run(
        "issues", context={"fields": {"customfield_1": {"id": "customfield_1", "name": "Area"}}}
    )
    values = {
        "customfield_1": "a",
        "customfield_2": {"odd": [1]},
        "customfield_3": None,
        "environment": "b",
    }
    record = msgspec.json.encode({"issue": {"id": "1", "fields": values}})
    row, *_ = BY_NAME["issues"].normalise(
        msgspec.json.decode(record, type=BY_NAME["issues"].wire), at
    )
    assert row.custom_fields["customfield_2"].value == '{"odd":[1]}'
    assert at.vocabulary.unmapped["field_type"] == {"customfield_2": 1}


def test_a_field_of_a_type_nobody_knows_is_kept_and_counted(store: Store, tmp_path: Path) -> None:
    """An app's own type: its values as text, and the field in the report, by its type."""
    sandbox = JiraSandbox(size=60)
    report = synced(store, sandbox, streams=["issues"])
    gauge = "com.gauges.example:gauge-field"
    assert report.streams["fields"].unmapped == {f"field_type/{gauge}": 1}
    assert report.streams["issues"].unmapped == {}
    standing = status(tmp_path / "j.duckdb", {}, lambda query: table(store, query))
    assert standing.unmapped[f"field_type/{gauge}"] == 1
    untyped = "SELECT source_id FROM field WHERE type IS NULL AND source_type IS NOT NULL"
    assert table(store, untyped) == [("customfield_10053",)]
    values = "SELECT DISTINCT custom_fields->'customfield_10053'->'value' AS value FROM work_item"
    kept = [msgspec.json.decode(value) for (value,) in table(store, values) if value]
    assert kept
    assert all(isinstance(value, str) for value in kept)
