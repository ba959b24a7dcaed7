"""The inventory of a workspace: one product of many rows, decisions over them, and every answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from stocked import NOW, ref, store

import productops as po
from productops.errors import SettingsError
from productops.measures.inventory.answers import ANSWERS


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[po.Workspace]:
    with po.open(store(tmp_path / "store.duckdb")) as opened:
        yield opened


FIGMA, CARD = ref("hand", "tool", "figma"), ref("card", "tool", "x")


def test_rows_of_several_sources_are_one_tool_and_the_table_stays_what_sources_said(
    ws: po.Workspace,
) -> None:
    tools = ws.inventory(NOW).tools
    assert [(tool.name, len(tool.matches)) for tool in tools] == [
        ("Figma", 3),
        ("Northpine Notes", 1),
    ]
    assert tools[0].id == FIGMA
    assert len(ws.tools) == 4


def test_seats_of_one_source_count_against_the_contract_of_another(ws: po.Workspace) -> None:
    """Whoever is inactive where single sign-on knows them holds an orphan seat."""
    answer = ws.inventory(NOW).answer("seats")
    (row,) = [row for row in answer.rows if row["tool"] == "Figma"]
    assert (row["purchased"], row["assigned"], row["active"]) == (3, 1, 1)
    (orphan,) = answer.of("orphan_seat")
    assert ref("sso", "seat", "a1:p1") in orphan.evidence


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_tells_what_it_is_and_what_it_rests_on(ws: po.Workspace, name: str) -> None:
    answer = ws.inventory(NOW).answer(name)
    assert answer.definition
    assert answer.as_of == NOW
    assert str(answer)
    assert all(found.evidence and found.next_step for found in answer.findings)
    assert answer.to_dict()["rows"] is not None


def test_every_answer_can_be_asked_of_a_store_that_holds_nothing(tmp_path: Path) -> None:
    with po.open(store(tmp_path / "empty.duckdb", [])) as ws:
        inventory = ws.inventory(NOW)
        assert inventory.overview().rows == ()
        assert inventory.findings() == []


def test_a_renewal_is_missed_until_it_is_decided(ws: po.Workspace) -> None:
    contract = ref("hand", "contract", "figma:1")
    (missed,) = ws.inventory(NOW).answer("renewals").of("missed_deadline")
    assert missed.evidence == (contract,)
    ws.decide("renewal", contract, decision="renew", renewal_date="2027-01-01")
    assert not ws.inventory(NOW).answer("renewals").of("missed_deadline")


def test_a_decision_changes_the_list_of_tools_and_undoing_it_leaves_no_trace(
    ws: po.Workspace,
) -> None:
    before = ws.inventory(NOW).tools
    decided = ws.decide("own_tool", CARD, by="Ana", as_of=NOW)
    assert [tool.name for tool in ws.inventory(NOW).tools] == [
        "Figma", "FIGMA MONTHLY RENEWAL", "Northpine Notes",
    ]  # fmt: skip
    assert [(one.id, one.kind, one.decided_by, one.decided_at) for one in ws.decisions()] == [
        (decided, "own_tool", "Ana", NOW)
    ]
    assert ws.decide("own_tool", CARD) == decided
    assert len(ws.decisions()) == 1
    ws.undo(decided)
    assert ws.inventory(NOW).tools == before
    assert ws.decisions() == []
    with pytest.raises(SettingsError, match="no decision"):
        ws.undo(decided)


@pytest.mark.parametrize(
    ("kind", "subject", "detail", "told"),
    [
        ("same_tol", FIGMA, {}, 'Did you mean "same_tool"'),
        ("same_tool", FIGMA, {}, "takes same_as"),
        ("own_tool", "contract_x", {}, "no id of a row of tool"),
        ("renewal", "contract_x", {"decision": "renew", "renewal_date": "1.1.2027"}, "renewal_date cannot be"),
        ("renewal", "contract_x", {"decision": "renw", "renewal_date": "2027-01-01"}, 'Did you mean "renew"'),
    ],
)  # fmt: skip
def test_a_decision_that_says_nothing_is_refused(
    ws: po.Workspace, kind: str, subject: str, detail: dict[str, str], told: str
) -> None:
    with pytest.raises(SettingsError, match=told):
        ws.decide(kind, subject, **detail)
    assert ws.decisions() == []


def test_what_sources_say_otherwise_is_listed_and_whose_word_counts_can_be_set(
    tmp_path: Path,
) -> None:
    path = store(tmp_path / "store.duckdb")
    with po.open({"store": str(path), "tools": {"fields": {"status": ["sso"]}}}) as ws:
        (row,) = ws.inventory(NOW).disagreements().rows
        assert row == {
            "tool": "Figma", "field": "status", "counts": "under_review (sso)", "but": ["active (hand_kept)"],
        }  # fmt: skip


def test_people_are_masked_where_they_are_shown(ws: po.Workspace) -> None:
    shown = str(ws.inventory(NOW).overview()) + str(ws.inventory(NOW).answer("seats"))
    assert "Ruiz" not in shown
    assert "ana@acme.example" not in shown.casefold()


def test_an_inventory_shows_its_list_of_tools(ws: po.Workspace) -> None:
    inventory = ws.inventory(NOW)
    assert repr(inventory) == repr(inventory.overview())
    assert inventory._repr_html_() == inventory.overview()._repr_html_()


def test_amounts_are_told_in_one_currency_only_by_dated_rates(tmp_path: Path) -> None:
    path = store(tmp_path / "store.duckdb")
    rates = tmp_path / "rates.csv"
    rates.write_text("date,base,quote,rate\n2026-10-01,EUR,USD,1.10\n")
    settings = {"store": str(path), "tools": {"currency": "USD"}, "rates": {"file": str(rates)}}
    with po.open(settings) as ws:
        (row,) = ws.inventory(NOW).answer("spend").rows
        assert (row["currency"], str(row["amount"])) == ("USD", "33.11")
    rates.unlink()
    with po.open(settings) as ws, pytest.raises(SettingsError, match=r"rates\.csv"):
        ws.inventory(NOW)
