"""The commands on a store that was filled once from the sandbox: output, files, exit codes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from productops.cli import main
from productops.sandbox import serve
from productops_zendesk.sandbox import ZendeskSandbox

LIMITS = dict.fromkeys(
    ("incremental-exports", "incremental-exports-cursor", "deleted-tickets-index"), 9_999
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, ZendeskSandbox]]:
    """A folder with settings and a synced store; the help desk still answers."""
    folder = tmp_path_factory.mktemp("cli")
    desk = ZendeskSandbox(size=60, plan="enterprise_plus", limits=LIMITS)
    with serve(desk) as url, pytest.MonkeyPatch.context() as patch:
        keys = {**desk.credentials(), "client_secret": "file:secret.txt", "base_url": url}
        (folder / "secret.txt").write_text(desk.credentials()["client_secret"])
        lines = [f'{key} = "{value}"' for key, value in keys.items()]
        (folder / "productops.toml").write_text(
            "\n".join(["[sources.support]", 'connector = "zendesk"', *lines, ""])
        )
        patch.chdir(folder)
        assert main(["sync"]) == 0
        yield folder, desk


@pytest.fixture
def here(filled: tuple[Path, ZendeskSandbox], monkeypatch: pytest.MonkeyPatch) -> Path:
    """That folder as working directory."""
    monkeypatch.chdir(filled[0])
    return filled[0]


def _said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    capsys.readouterr()
    assert main(list(words)) == code
    return capsys.readouterr().out


def test_sync_tells_what_it_did(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table of streams and a sum; progress goes to standard error."""
    capsys.readouterr()

    assert main(["sync"]) == 0

    out, err = capsys.readouterr()
    assert out.startswith("support (zendesk, fernhill.zendesk.com)")
    assert "Done: " in out
    assert "support · tickets" in err
    assert "error" not in err


@pytest.mark.parametrize("command", ["sync", "check", "status", "verify"])
def test_json_is_one_document(here: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    """And nothing else is on standard output."""
    data = json.loads(_said(capsys, command, "--json"))

    assert "support" in data["sources"]


def test_the_report_adds_up(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every record that was fetched is accounted for."""
    report = json.loads(_said(capsys, "sync", "--full", "--json"))

    for stream in report["sources"]["support"]["streams"].values():
        parts = ("created", "updated", "unchanged", "deleted", "set_aside")
        assert stream["fetched"] == sum(stream[part] for part in parts)


def test_show_prints_twenty_masked_rows(
    here: Path, filled: tuple[Path, ZendeskSandbox], capsys: pytest.CaptureFixture[str]
) -> None:
    """And says how many there are."""
    text = _said(capsys, "show", "person")
    whole = [
        json.loads(line)
        for line in _said(capsys, "show", "person", "--format", "jsonl").split("\n")[:-1]
    ]

    assert len(text.split("\n")) <= 25
    assert f"person: {len(whole):,} rows" in text
    assert not any(row["email"] in text for row in whole if row["email"])
    assert any("@" in (row["email"] or "") for row in whole)


def test_show_limits_and_deleted(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--limit` counts in every form; deleted rows come only when asked for."""
    live = _said(capsys, "show", "feedback", "--format", "jsonl").count("\n")
    every = _said(capsys, "show", "feedback", "--format", "jsonl", "--deleted").count("\n")

    assert _said(capsys, "show", "feedback", "--limit", "3", "--format", "csv").count("\n") >= 4
    assert len(json.loads(_said(capsys, "show", "feedback", "--limit", "3", "--json"))) == 3
    assert every > live


def test_the_forms_hold_the_same_rows(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """CSV, JSON lines, JSON and Parquet; files follow their ending and are whole or not there."""
    for name in ("f.csv", "f.jsonl", "f.parquet"):
        _said(capsys, "show", "feedback", "--out", name)
    lines = [json.loads(line) for line in Path("f.jsonl").read_text().splitlines()]
    cells = list(csv.DictReader(io.StringIO(Path("f.csv").read_text())))
    ids = [row["id"] for row in lines]

    assert [row["id"] for row in cells] == ids
    assert duckdb.sql("SELECT list(id) FROM 'f.parquet'").fetchall()[0][0] == ids
    assert [row["id"] for row in json.loads(_said(capsys, "show", "feedback", "--json"))] == ids
    assert isinstance(lines[0]["custom_fields"], dict)
    assert lines[0]["source_created_at"].endswith("+00:00")
    assert list(here.glob("*.part")) == []


def test_a_form_that_is_named_needs_no_ending(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--format` decides; an ending nobody knows then is only a name."""
    _said(capsys, "show", "feedback", "--format", "table", "--out", "f.txt")
    _said(capsys, "show", "feedback", "--format", "csv", "--out", "f.tsv")

    assert Path("f.txt").read_text().startswith("feedback: ")
    assert next(csv.reader(Path("f.tsv").read_text().splitlines()))[0] == "id"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "feedbak"], 'Did you mean "feedback"?'),
        (["sync", "suport"], 'Did you mean "support"?'),
        (["show", "feedback", "--format", "parquet"], "--out FILE.parquet"),
        (["show", "feedback", "--json", "--format", "csv"], "leave --json out"),
        (["show", "feedback", "--out", "no/such/folder/f.csv"], "Choose another file."),
        (["show", "feedback", "--out", "f.xlsx"], "Known: .csv, .jsonl, .ndjson, .parquet."),
        (["show", "feedback", "--out", "feedback"], "Known: .csv, .jsonl, .ndjson, .parquet."),
        (["status", "--settings", "nowhere.toml"], "nowhere.toml"),
    ],
)
def test_what_cannot_be_done_is_exit_2(
    here: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    """With what to do about it."""
    assert main(words) == 2

    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 2


def test_looking_before_the_first_sync_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Perhaps it is the wrong folder."""
    monkeypatch.chdir(tmp_path)

    assert main(["show", "feedback"]) == 2
    assert "productops sync" in capsys.readouterr().err
    assert main(["status"]) == 0
    assert list(tmp_path.iterdir()) == []


def test_export_writes_every_table(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder a table, readable by anything that reads Parquet."""
    _said(capsys, "export", "--to", "lake")

    count = duckdb.sql("SELECT count(*) FROM 'lake/feedback/**/*.parquet'").fetchall()[0][0]
    assert count == _said(capsys, "show", "feedback", "--deleted", "--format", "jsonl").count("\n")


def test_a_source_that_cannot_be_reached_is_named(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The other one answers; what failed is on standard error in two lines, without a traceback."""
    gone = [
        "[sources.gone]",
        'connector = "zendesk"',
        'subdomain = "gone"',
        'access_token = "file:secret.txt"',
        'base_url = "http://127.0.0.1:1"',
    ]
    Path("two.toml").write_text(Path("productops.toml").read_text() + "\n".join(gone) + "\n")
    capsys.readouterr()

    code = main(["check", "--settings", "two.toml"])

    out, err = capsys.readouterr()
    assert code in (1, 3)
    assert "It answers" in out
    assert err.startswith("error: gone")
    assert err.count("\n") == 2


def test_connectors_and_plugins_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """With streams, tables and settings; which key is a secret is said."""
    connectors = _said(capsys, "connectors")

    assert "tickets" in connectors
    assert "subdomain (required)" in connectors
    assert "client_secret (secret)" in connectors
    assert "zendesk" in _said(capsys, "plugins")
