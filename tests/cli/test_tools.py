"""`productops tools` and `productops decisions`, as somebody new to them would use them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "workspace"))

from stocked import NOW, of, ref, store, tools

from productops.cli import main
from productops.cli.commands import TOOLS
from productops.measures.inventory.answers import ANSWERS

DAY = f"{NOW:%Y-%m-%d}"
CARD = ref("card", "tool", "x")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    store(tmp_path / "productops.duckdb")
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert main(words) == code
    shown = capsys.readouterr()
    return shown.out if code == 0 else shown.err


def test_every_answer_has_its_command() -> None:
    assert set(ANSWERS) < set(TOOLS)


@pytest.mark.parametrize("what", [*ANSWERS, "list", "findings", "matches", "disagreements"])
def test_each_is_told_as_text_and_as_one_json_document(
    here: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    assert f"as of {DAY}" in said(capsys, "tools", what, "--as-of", DAY)
    told = json.loads(said(capsys, "tools", what, "--as-of", DAY, "--json"))
    assert told["definition"]


def test_the_list_is_what_comes_without_a_word(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = said(capsys, "tools")
    assert "Figma" in shown
    assert "Northpine Notes" in shown


def test_an_empty_store_says_where_tools_come_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "productops sync" in said(capsys, "tools", code=2)
    store(tmp_path / "productops.duckdb", [])
    assert "productops tools init" in said(capsys, "tools")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("seat",), 'Did you mean "seats"?'),
        (("renewals", "--as-of", "1.4.2026"), "Write it as 2026-03-31"),
        (("renewals", "--days", "5"), "`tools renewals` has no --days"),
        (("matches", "Figm"), 'Did you mean "Figma"?'),
        (("apart", "Figma"), "productops tools matches"),
        (("same", "Figma"), "productops tools same ONE OTHER"),
        (("same", "Figma", "Figma"), "one already"),
        (("seats", "Figma"), "productops tools matches NAME"),
        (("matches", "Figma", "Northpine Notes"), "only one name"),
        (("seats", "--ics", "seats.ics"), "productops tools renewals --ics FILE"),
        (("list", "--by", "team"), "These have: spend."),
        (("spend", "--currency", "USD"), "[rates]"),
        (("spend", "--months", "99999999"), "is no number of months"),
        (("seats", "--days", "0"), "is no number of days"),
        (("renewals", "--as-of", "0050-01-01"), "Write it as 2026-03-31"),
    ],
)
def test_a_slip_is_told_with_what_to_do(
    here: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    assert told in said(capsys, "tools", *words, code=2)


def test_how_it_is_counted_is_told_if_asked(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "how: " not in said(capsys, "tools", "overlap")
    assert "J_cap = " in said(capsys, "tools", "overlap", "--explain")


def test_what_is_no_currency_is_refused(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert '"EUX" is no currency' in said(capsys, "tools", "spend", "--currency", "EUX", code=2)


def test_a_match_is_taken_apart_and_undone(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert CARD in said(capsys, "tools", "matches", "Figma", "--json")
    undo = said(capsys, "tools", "apart", CARD).split()[-1]
    assert len(json.loads(said(capsys, "tools", "--json"))["rows"]) == 3
    assert undo in said(capsys, "decisions", "--json")
    said(capsys, "decisions", "undo", undo)
    assert len(json.loads(said(capsys, "tools", "--json"))["rows"]) == 2


def test_two_tools_are_made_one(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "tools", "same", "Northpine Notes", "Figma")
    assert len(json.loads(said(capsys, "tools", "--json"))["rows"]) == 1


def test_a_decision_is_listed_with_its_whole_id(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The id is what undoes it, so no terminal is too narrow for it."""
    undo = said(capsys, "tools", "apart", CARD).split()[-1]
    assert f"{undo}: " in said(capsys, "decisions")


def test_a_store_with_nothing_to_do_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    store(tmp_path / "productops.duckdb", [])
    assert "Nothing that is to be done was found" in said(capsys, "tools", "findings")


def test_renewals_without_a_deadline_are_counted_beside_the_calendar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    undated = of("hand", "contract", "c", tool_id=ref("hand", "tool", "figma"), sku="Pro")
    store(tmp_path / "productops.duckdb", [*tools(), undated])
    told = said(capsys, "tools", "renewals", "--as-of", DAY, "--ics", "renewals.ics")
    events = (tmp_path / "renewals.ics").read_text().count("BEGIN:VEVENT")
    assert f"{events} renewals" in told
    assert "1 without a day to decide on" in " ".join(told.split())


def test_renewals_land_in_a_calendar(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "renewals.ics" in said(
        capsys, "tools", "renewals", "--as-of", DAY, "--ics", "renewals.ics"
    )
    assert "BEGIN:VEVENT" in (here / "renewals.ics").read_text()


def test_a_list_is_drafted_from_what_was_seen_and_not_replaced(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "2 tools" in said(capsys, "tools", "init")
    text = (here / "tools.yaml").read_text()
    assert "name: Figma" in text
    assert "# owner:" in text
    assert json.loads((here / "tools.schema.json").read_text())["$schema"]
    (here / "tools.yaml").write_text("mine")
    assert "--force" in said(capsys, "tools", "init", code=2)
    assert (here / "tools.yaml").read_text() == "mine"
    assert "tools.yaml.bak" in said(capsys, "tools", "init", "--force")
    assert (here / "tools.yaml.bak").read_text() == "mine"
    (here / "tools.yaml").write_text("mine again")
    said(capsys, "tools", "init", "--force")
    assert (here / "tools.yaml.bak").read_text() == "mine"
    assert (here / "tools.yaml.bak2").read_text() == "mine again"
