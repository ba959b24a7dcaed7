"""Local files in batches: every encoding and delimiter, any size, values only. All files here are synthetic."""

from __future__ import annotations

import codecs
import json
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from productops.errors import SettingsError, SourceError, SourceNotFound
from productops.kit import Request, files
from productops.transport.files import LocalFiles


class Silent:
    def sent(self, request: Request) -> None: ...

    def retried(self, request: Request, reason: str) -> None: ...

    def waiting(self, request: Request, reason: str, seconds: float, until: datetime) -> None: ...


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalFiles]:
    found = LocalFiles(tmp_path, Silent(), threading.Event())
    yield found
    found.close()


def listed(local: LocalFiles, pattern: str) -> list[files.FileInfo]:
    return msgspec.json.decode(local.send(files.listing(pattern)).body, type=files.Listing).files


def looked_at(local: LocalFiles, info: files.FileInfo) -> files.Sample:
    return msgspec.json.decode(local.send(files.sample(info)).body, type=files.Sample)


def read(local: LocalFiles, name: str, size: int = files.ROWS) -> list[files.Row]:
    """Every row, a batch after the other."""
    (info,) = listed(local, name)
    layout, place, found = looked_at(local, info).layout, None, []
    while True:
        request = files.rows(info, layout, place)
        request = request.with_(body={**request.body, "rows": size})
        batch = msgspec.json.decode(local.send(request).body, type=files.Batch)
        found += [msgspec.json.decode(row, type=files.Row) for row in batch.rows]
        place = batch.next
        if place is None:
            return found


def cells(rows: list[files.Row]) -> list[list[Any] | None]:
    return [row.cells for row in rows]


TABLE = [["Name", "Said"], ["Åsa", 'two\nlines, "quoted"; with | all\tmarks'], ["李", ""]]


def written(delimiter: str, newline: str) -> str:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""').replace("\n", newline) + '"'

    return newline.join(delimiter.join(map(cell, row)) for row in TABLE) + newline


@pytest.mark.parametrize("size", [1, 2, 1000])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8", codecs.BOM_UTF8), ("utf-16", b""), ("utf-16-be", codecs.BOM_UTF16_BE)],
)  # fmt: skip
def test_any_table_reads_the_same(
    local: LocalFiles,
    tmp_path: Path,
    encoding: str,
    mark: bytes,
    delimiter: str,
    newline: str,
    size: int,
) -> None:
    """Whatever the batch size: a batch may end anywhere but inside a record."""
    (tmp_path / "t.csv").write_bytes(mark + written(delimiter, newline).encode(encoding))
    rows = read(local, "t.csv", size)
    wanted = [[cell.replace("\n", newline) for cell in row] for row in TABLE]
    assert cells(rows) == wanted
    assert [row.row for row in rows] == [1, 2, 3]


def test_a_western_spreadsheet_is_recognised(local: LocalFiles, tmp_path: Path) -> None:
    text = "Nom;Réponse\nZoé;Très déçue – ça ne marche pas, « jamais »\nNoël;À améliorer, c'est trop cher\n"
    (tmp_path / "t.csv").write_bytes(text.encode("cp1252"))
    rows = read(local, "t.csv")
    assert rows[1].cells == ["Zoé", "Très déçue – ça ne marche pas, « jamais »"]


def test_a_row_that_cannot_be_decoded_says_so_and_the_others_go_on(
    local: LocalFiles, tmp_path: Path
) -> None:
    """The start is good UTF-8; far below one byte is none."""
    good = b"a,b\n" * 400_000
    (tmp_path / "t.csv").write_bytes(good + b"x,\xff\n" + b"c,d\n")
    rows = read(local, "t.csv", 50_000)
    assert [(row.row, row.problem) for row in rows if row.problem] == [
        (400_001, "byte 3 of its line is no utf-8")
    ]
    assert rows[-1].cells == ["c", "d"]


def test_an_empty_line_counts(local: LocalFiles, tmp_path: Path) -> None:
    """Row numbers are those that a spreadsheet shows."""
    (tmp_path / "t.csv").write_text("a,b\n\nc,d\n")
    assert [(row.row, row.cells) for row in read(local, "t.csv")] == [
        (1, ["a", "b"]), (2, []), (3, ["c", "d"]),
    ]  # fmt: skip


def test_a_long_cell_is_read(local: LocalFiles, tmp_path: Path) -> None:
    """An interview is longer than what the standard library takes for a cell."""
    (tmp_path / "t.csv").write_text(f"a,b\n1,{'word ' * 200_000}\n")
    assert len(str((read(local, "t.csv")[1].cells or [])[1])) == 1_000_000


def test_a_changed_file_is_not_read_on(local: LocalFiles, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n")
    (info,) = listed(local, "t.csv")
    layout = looked_at(local, info).layout
    path.write_text("a,b\n0,0\n1,2\n")
    assert local.send(files.rows(info, layout)).status == files.CHANGED


def workbook(path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Empty"
    sheet = book.create_sheet("Answers")
    sheet.append(["Id", "When", "Score", "Text", "Sum"])
    when = datetime(2026, 3, 1, 9, 30)  # noqa: DTZ001 - a workbook knows no zone
    sheet.append([1, when, 4.5, "=cmd()", "=1+1"])
    sheet["D2"].data_type = "s"
    book.save(path)


def test_a_workbook_gives_values_only(local: LocalFiles, tmp_path: Path) -> None:
    """The first sheet that holds anything; a formula gives its last result, here none; text stays text."""
    workbook(tmp_path / "t.xlsx")
    rows = read(local, "t.xlsx", 1)
    assert rows[0].cells == ["Id", "When", "Score", "Text", "Sum"]
    assert rows[1].cells is not None
    assert rows[1].cells[:4] == [1, "2026-03-01T09:30:00", 4.5, "=cmd()"]
    assert "1+1" not in str(rows[1].cells[4])


def test_what_is_no_workbook_says_so(local: LocalFiles, tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_text("<html>")
    (info,) = listed(local, "t.xlsx")
    with pytest.raises(SourceError, match="not a workbook"):
        local.send(files.sample(info))


@pytest.mark.parametrize("size", [1, 10])
def test_json_lines(local: LocalFiles, tmp_path: Path, size: int) -> None:
    (tmp_path / "t.jsonl").write_text('{"a": 1}\n\n{"a": \n[1]\n{"a": 2}')
    rows = read(local, "t.jsonl", size)
    assert [(row.row, row.fields, bool(row.problem)) for row in rows] == [
        (1, {"a": 1}, False), (3, {"text": '{"a":'}, True), (4, {"value": [1]}, True), (5, {"a": 2}, False),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ['[{"a": 1}, {"a": 2}]', '{"total": 2, "items": [{"a": 1}, {"a": 2}]}'])  # fmt: skip
def test_a_list_in_json(local: LocalFiles, tmp_path: Path, text: str) -> None:
    (tmp_path / "t.json").write_text(text)
    assert [row.fields for row in read(local, "t.json", 1)] == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize(
    "text",
    [
        '{"count": 2, "tags": ["x", "y", "z"], "value": [{"a": 1}, {"a": 2}]}',
        '{"id": "q", "schemas": ["s"], "Resources": [{"a": 1}, {"a": 2}]}',
        '{"input": {"id": "q"}, "call": {"answer": {"items": [{"a": 1}, {"a": 2}]}}}',
        '{"input": {}, "calls": {"/a": {"status": 200, "answer": [{"a": 1}, {"a": 2}]}}}',
    ],
)
def test_a_page_of_an_api_in_json(local: LocalFiles, tmp_path: Path, text: str) -> None:
    """The key that APIs put records under, or the longest list, however it is wrapped."""
    (tmp_path / "t.json").write_text(text)
    assert [row.fields for row in read(local, "t.json", 1)] == [{"a": 1}, {"a": 2}]


def test_one_object_in_json_is_a_record(local: LocalFiles, tmp_path: Path) -> None:
    """Whatever lists it has, if it has an id; also within a recording. A page without records has none."""
    whole = {"id": "7", "emails": [{"value": "a"}, {"value": "b"}]}
    for text in (whole, {"input": {"id": "7"}, "answer": whole}):
        (tmp_path / "t.json").write_text(json.dumps(text))
        assert [row.fields for row in read(local, "t.json", 1)] == [whole]
    (tmp_path / "t.json").write_text('{"context": "x", "value": []}')
    assert read(local, "t.json", 1) == []


def test_a_note_with_front_matter(local: LocalFiles, tmp_path: Path) -> None:
    (tmp_path / "t.md").write_text(
        "---\ntitle: Weekly call\ndate: 2026-05-04\ntags: [billing, sso]\n---\n\nThey asked for SSO.\n---\nmore\n"
    )
    (row,) = read(local, "t.md")
    assert row.fields == {
        "title": "Weekly call", "date": "2026-05-04", "tags": ["billing", "sso"],
        "body": "They asked for SSO.\n---\nmore",
    }  # fmt: skip


def test_a_note_without_front_matter_is_its_text(local: LocalFiles, tmp_path: Path) -> None:
    (tmp_path / "t.md").write_text("They asked for SSO.\n")
    assert read(local, "t.md")[0].fields == {"body": "They asked for SSO."}


def test_wrong_front_matter_names_the_line(local: LocalFiles, tmp_path: Path) -> None:
    (tmp_path / "t.md").write_text("---\ntitle: a\nwho: [x\n---\ntext\n")
    (row,) = read(local, "t.md")
    assert row.problem.startswith("front matter is no YAML in line")
    assert row.fields == {"body": "text"}


def test_a_pattern_names_files_in_order(local: LocalFiles, tmp_path: Path) -> None:
    for name in ("b/2.csv", "a/1.csv", "a/note.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [info.name for info in listed(local, "**/*.csv")] == ["a/1.csv", "b/2.csv"]
    assert [info.name for info in listed(local, "a")] == ["1.csv", "note.md"]


@pytest.mark.parametrize("pattern", ["nothing.csv", "no/such/*.csv", "*.xlsx"])
def test_no_file_is_told(local: LocalFiles, pattern: str) -> None:
    with pytest.raises(SourceNotFound, match="no file matches"):
        local.send(files.listing(pattern))


def test_an_unknown_format_names_the_known_ones(local: LocalFiles, tmp_path: Path) -> None:
    (tmp_path / "t.pdf").write_text("x")
    with pytest.raises(SettingsError, match=r'"\.pdf"') as raised:
        local.send(files.sample(listed(local, "t.pdf")[0]))
    assert ".xlsx" in raised.value.hint


def test_rows_are_plain_json(local: LocalFiles, tmp_path: Path) -> None:
    """A raw record is kept as it is."""
    (tmp_path / "t.csv").write_text("a,b\n")
    (info,) = listed(local, "t.csv")
    body = local.send(files.rows(info, looked_at(local, info).layout)).body
    assert json.loads(body) == {"rows": [{"file": "t.csv", "row": 1, "cells": ["a", "b"]}], "next": None}  # fmt: skip
