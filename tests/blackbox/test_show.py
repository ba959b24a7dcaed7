"""What the command prints and writes: formats, masking, export, lists."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from box import NASTY, Box


def test_show_prints_twenty_rows_as_a_table_and_all_as_lines(desk30: Any) -> None:
    """A table of 20; JSON lines of everything; `--limit` for both."""
    box, _ = desk30
    table = box.run("show", "feedback")
    assert table.code == 0, table.text
    lines = [
        json.loads(line)
        for line in box.run("show", "feedback", "--format", "jsonl").out.splitlines()
    ]
    live = box.rows("feedback", deleted=False)
    assert {r["id"] for r in lines} == {r["id"] for r in live}
    assert (
        len(box.run("show", "feedback", "--format", "jsonl", "--limit", "3").out.splitlines()) == 3
    )
    every = box.run("show", "feedback", "--deleted", "--format", "jsonl").out.splitlines()
    assert len(every) == len(box.rows("feedback"))


def test_csv_guards_formulas_and_jsonl_is_whole(desk30: Any) -> None:
    """A cell that would start a formula gets a leading apostrophe; other formats are untouched."""
    box, _ = desk30
    rows = {
        r["source_id"]: r
        for r in csv.DictReader(io.StringIO(box.run("show", "feedback", "--format", "csv").out))
    }
    lines = {
        r["source_id"]: r
        for r in map(json.loads, box.run("show", "feedback", "--format", "jsonl").out.splitlines())
    }
    for one, subject in NASTY.items():
        guarded = f"'{subject}" if subject[0] in "=+-@" else subject
        assert rows[str(one)]["title"] == guarded
        assert lines[str(one)]["title"] == subject
    assert "robin.person5@customer.example" in str(lines["7000006"])


def test_parquet_goes_to_a_file(desk30: Any) -> None:
    """`--format parquet --out FILE` is a Parquet file with every row."""
    import polars as pl

    box, _ = desk30
    done = box.run("show", "feedback", "--format", "parquet", "--out", "f.parquet")
    assert done.code == 0, done.text
    assert pl.read_parquet(box.path / "f.parquet").height == len(
        box.rows("feedback", deleted=False)
    )


def test_what_is_rendered_is_masked_and_escaped(desk30: Any) -> None:
    """No address, no telephone number and no live markup in a terminal or a notebook."""
    box, server = desk30
    shown = box.run("show", "person").out + box.run("show", "feedback", "--limit", "100").out
    with box.open() as ws:
        html = ws.person._repr_html_() + ws.feedback._repr_html_()
        shown += str(ws.person) + repr(ws.feedback)
    for user in server.desk.users.values():
        if user["email"]:
            assert user["email"] not in shown
            assert user["email"] not in html
    assert "901820" not in shown + html
    assert "<script>alert" not in html


def test_export_writes_every_table_as_a_folder_of_parquet(desk30: Any) -> None:
    """Whole, not masked."""
    import polars as pl

    box, _ = desk30
    done = box.run("export", "--format", "parquet", "--to", "lake")
    assert done.code == 0, done.text
    for table in ("feedback", "person", "comment"):
        frame = pl.read_parquet(f"{box.path}/lake/{table}/**/*.parquet")
        assert frame.height >= len(box.rows(table, deleted=False))
    assert (
        "robin.person5@customer.example"
        in pl.read_parquet(f"{box.path}/lake/person/**/*.parquet")["email"].to_list()
    )


@pytest.mark.parametrize("command", ["status", "verify", "check"])
def test_json_is_json_and_nothing_else_on_stdout(desk30: Any, command: str) -> None:
    """`--json` for programs."""
    box, _ = desk30
    done = box.run(command, "--json")
    assert done.code == 0, done.text
    assert json.loads(done.out)


def test_connectors_and_plugins_are_listed(box: Box) -> None:
    """Without settings."""
    assert "zendesk" in box.run("connectors").out
    done = box.run("plugins")
    assert done.code == 0, done.text
    assert "zendesk" in done.out


def test_init_writes_a_settings_file_that_is_accepted(box: Box) -> None:
    """And does not overwrite one."""
    done = box.run("init")
    assert done.code == 0, done.text
    file = box.path / "productops.toml"
    assert file.exists()
    text = file.read_text()
    assert box.run("status").code in (0, 2)
    box.run("init")
    assert file.read_text() == text
