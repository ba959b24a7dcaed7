"""Any table and any row: records or a reason, never another exception; and no I/O but the transport's."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from productops.errors import RecordRejected, SettingsError
from productops.kit import files
from productops.model import Record
from productops.testing.blocked import blocked
from productops.testing.rig import stream_run
from productops_files import Files, FilesSettings
from productops_files.batches import FileRow
from productops_files.layouts import Looked
from productops_files.streams import Layouts, Rows

INFO = files.FileInfo("/somewhere/x.csv", "x.csv", 1, "1-1")
HEADERS = st.sampled_from([
    "", "Respondent ID", "Start Date", "End Date", "#", "Submit Date (UTC)", "Start Date (UTC)", "Timestamp",
    "ID", "Start time", "Completion time", "How likely are you to recommend us?", "Other", "Rate [Speed]",
    "Which? - A", "Which? - Other (please specify)", "q0001_0001", '{"ImportId":"QID1"}', "Response", "A", "B",
])  # fmt: skip
CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 12), st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8), st.sampled_from(["", "1/2/26", "2026-01-01", "A", "B", "yes", "4", "4 - good", "A;B;", "A, B"]),
    HEADERS,
)  # fmt: skip
TABLES = st.lists(st.lists(CELLS, max_size=6), max_size=8)
MAPPINGS = st.sampled_from([
    {}, {"A": "feedback.title", "B": "person.email"}, {"A": "rating.rating_value", "B": "feedback.occurred_at"},
    {"A": "account.mrr", "B": "account.renewal_date"}, {"A": "study.method", "B": "study.started_at"},
])  # fmt: skip
DIALECTS = st.sampled_from(["auto", "plain", "surveymonkey", "qualtrics", "google_forms"])


def made(
    table: list[list[Any]], row: list[Any], mapping: dict[str, str], dialect: str
) -> list[Record]:
    sample = Looked(INFO, files.Layout("csv"), [files.Row("x.csv", n, cells=c) for n, c in enumerate(table, 1)])  # fmt: skip
    config = FilesSettings(path="x.csv", mapping=mapping, dialect=dialect)
    context = {"files": {"x.csv": sample}, "folder": {"listing": files.Listing([INFO])}}
    run = stream_run(Files(), "rows", config, context=context)
    with blocked():
        found = list(
            Layouts().normalise(sample, stream_run(Files(), "files", config, context=context))
        )
        return found + list(Rows().normalise(FileRow("x.csv", 9, cells=row), run))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TABLES, st.lists(CELLS, max_size=8), MAPPINGS, DIALECTS)
def test_any_table_gives_records_or_a_reason(
    table: list[list[Any]], row: list[Any], mapping: dict[str, str], dialect: str
) -> None:
    try:
        found = made(table, row, mapping, dialect)
    except (RecordRejected, ValidationError, SettingsError):
        return
    assert all(isinstance(each, Record) for each in found)
    ids = [(each.table, each.id) for each in found]
    assert len(set(ids)) == len(ids)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text(max_size=5), st.recursive(CELLS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)), max_size=5))  # fmt: skip
def test_any_object_gives_records_or_a_reason(fields: dict[str, Any]) -> None:
    sample = Looked(INFO, files.Layout("jsonl"), [files.Row("x.csv", 1, fields=fields)])
    mapping = dict.fromkeys(list(fields)[:1], "feedback.title")
    config = FilesSettings(path="x.csv", mapping=mapping or {"a": "feedback.body"})
    run = stream_run(Files(), "rows", config, context={"files": {"x.csv": sample}, "folder": {}})
    try:
        found = list(Rows().normalise(FileRow("x.csv", 1, fields=fields), run))
    except RecordRejected:
        return
    assert all(isinstance(each, Record) for each in found)
