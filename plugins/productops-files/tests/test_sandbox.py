"""The files of the invented company: the same each time, read without a remark, and more of them a week later."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from productops.sandbox import Company, Exports
from productops.workspace import Workspace
from productops_files import productops_sandboxes
from productops_files.sandbox import MAPPING, REQUESTS, SURVEY, FilesSandbox

Ask = Callable[[str], list[dict[str, Any]]]
WEEK = timedelta(days=7)


def connected(ws: Workspace, folder: Path, sandbox: FilesSandbox) -> None:
    """A source that reads what is written into *folder*."""
    settings = sandbox.write(folder)
    ws.connect("files", "files", **{**settings, "path": str(folder / settings["path"])})


def test_it_is_offered_as_files_and_not_as_a_server() -> None:
    """By the hook; a demo writes them."""
    (kind,) = productops_sandboxes()

    assert isinstance(kind(size=24), Exports)
    assert kind.connector == "files"


def test_one_company_has_one_set_of_files(folder: Path) -> None:
    """Whoever makes them; what did not change is not written again."""
    texts = FilesSandbox(seed=3, size=80).texts()
    assert texts == FilesSandbox(Company(3, 80)).texts() != FilesSandbox(seed=4, size=80).texts()

    sandbox = FilesSandbox(seed=3, size=80)
    sandbox.write(folder)
    before = {path.name: path.stat().st_mtime_ns for path in (folder / "files").iterdir()}
    sandbox.write(folder)

    assert {path.name: path.stat().st_mtime_ns for path in (folder / "files").iterdir()} == before
    assert set(before) == set(texts)


def test_every_file_is_read_whole(ws: Workspace, folder: Path, rows: Ask) -> None:
    """An export, a spreadsheet and three notes: each record, none set aside, each by its own dialect."""
    sandbox = FilesSandbox(size=200)
    connected(ws, folder, sandbox)
    report = ws.sync(progress=False)

    kinds = Counter(row["kind"] for row in rows("SELECT kind FROM feedback"))
    texts = sum(bool(line[-1]) for line in _lines(sandbox, SURVEY, ",")[2:])
    others = sum(bool(line[-2]) for line in _lines(sandbox, SURVEY, ",")[2:])
    wishes = len(_lines(sandbox, REQUESTS, ";")) - 1
    assert report.exit_code == 0
    assert report.total("set_aside") == 0
    assert len(rows("SELECT 1 AS n FROM response")) == len(sandbox.visits()) > 20
    assert kinds["interview_note"] == 3
    assert kinds["survey_answer"] == texts + others
    assert kinds.total() - 3 - texts - others == wishes == len(sandbox.wishes()) > 10


def test_a_request_of_sales_has_its_account_person_and_deal(
    ws: Workspace, folder: Path, rows: Ask
) -> None:
    """As the mapping says; the amount, which it does not name, is kept beside."""
    sandbox = FilesSandbox(size=200)
    connected(ws, folder, sandbox)
    ws.sync(progress=False)
    header, first, *_ = _lines(sandbox, REQUESTS, ";")
    line = dict(zip(header, first, strict=True))

    (row,) = rows(f"""
        SELECT f.title, f.body, f.status, a.name, p.email, f.custom_fields AS beside
        FROM feedback f JOIN account a ON a.id = f.account_id JOIN person p ON p.id = f.author_id
        WHERE f.source_id = '{line["Ref"]}'""")

    assert list(line)[:-1] == list(MAPPING)
    assert line["Deal (EUR)"] in str(row.pop("beside"))
    assert list(row.values()) == [
        line[key] for key in ("Request", "In their words", "Status", "Customer", "E-mail")
    ]


def test_a_week_later_there_is_more(ws: Workspace, folder: Path, rows: Ask) -> None:
    """A note of the next call, and what was sent since; nothing is lost of what was there."""
    sandbox = FilesSandbox(size=400)
    connected(ws, folder, sandbox)
    ws.sync(progress=False)
    before = {row["source_id"] for row in rows("SELECT source_id FROM feedback")}

    sandbox.company.clock.advance(WEEK)
    sandbox.write(folder)
    report = ws.sync(progress=False)

    after = {row["source_id"] for row in rows("SELECT source_id FROM feedback WHERE NOT deleted")}
    assert before < after
    assert sum(name.startswith("call ") for name in after) == 4
    assert (report.total("deleted"), report.total("set_aside")) == (0, 0)


def _lines(sandbox: FilesSandbox, name: str, delimiter: str) -> list[list[str]]:
    text = sandbox.texts()[name].removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))
