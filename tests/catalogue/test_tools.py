"""One tool from many sources: whose word counts, what else was said, and how a person changes it."""

from __future__ import annotations

from typing import Any

from productops.catalogue.matching import Decided
from productops.catalogue.products import Product, Table
from productops.catalogue.tools import catalogued

TABLE = Table(
    "2026-01-01",
    (Product("Sprintly", "Northpine", ("SPRNT",), category="work", capabilities=("boards",)),),
    (),
)


def row(row_id: str, name: str, discovered_in: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": row_id,
        "name": name,
        "discovered_in": discovered_in,
        "source": discovered_in,
        **fields,
    }


ROWS = [
    row("t3", "SPRNT", "sso", status="active", sso=True, url="https://sprintly.example"),
    row("t1", "Our board", "hand_kept", aliases=["Sprintly"], status="under_review", owner_id="p1"),
    row("t2", "Sprintly", "vendor_api", status="active", vendor_id="v1", identifiers=["sku:9"]),
    row("t4", "OUR BOARD", "expenses"),
]


def test_rows_of_one_product_are_one_tool_with_its_reasons() -> None:
    (tool,) = catalogued(ROWS, {"v1": "Northpine Ltd"}, table=TABLE)
    assert (tool.id, tool.name, tool.vendor) == ("t1", "Our board", "Northpine Ltd")
    assert tool.row_ids == ("t1", "t2", "t3", "t4")
    assert [one.rule for one in tool.matches] == ["name", "name", "name", "same_name"]
    assert tool.discovered_in == ("hand_kept", "vendor_api", "sso", "expenses")
    assert tool.fields["capabilities"] == ["boards"]
    assert tool.fields["identifiers"] == ["sku:9"]
    assert tool.fields["aliases"] == ["Sprintly", "SPRNT", "OUR BOARD"]


def test_a_persons_word_counts_first_and_what_others_say_is_listed() -> None:
    (tool,) = catalogued(ROWS, {}, table=TABLE)
    assert (tool.fields["status"], tool.fields["owner_id"], tool.fields["sso"]) == (
        "under_review", "p1", True,
    )  # fmt: skip
    (disagreement,) = tool.disagreements
    assert disagreement.field == "status"
    assert [(one.value, one.source, one.row_id) for one in disagreement.said] == [
        ("under_review", "hand_kept", "t1"), ("active", "vendor_api", "t2"), ("active", "sso", "t3"),
    ]  # fmt: skip


def test_whose_word_counts_can_be_set_for_all_fields_or_one() -> None:
    (tool,) = catalogued(ROWS, {}, table=TABLE, fields={"status": ["sso"]})
    assert tool.fields["status"] == "active"
    (tool,) = catalogued(ROWS, {}, table=TABLE, precedence=["vendor_api"])
    assert tool.id == "t2"


def test_a_decision_takes_a_row_out_or_puts_it_in_and_undoing_it_gives_back_what_was() -> None:
    before = catalogued(ROWS, {}, table=TABLE)
    apart = catalogued(ROWS, {}, [Decided("d1", "t3")], table=TABLE)
    assert [tool.row_ids for tool in apart] == [("t1", "t2", "t4"), ("t3",)]
    stranger = row("t9", "Whiteboard", "sso")
    joined = catalogued([*ROWS, stranger], {}, [Decided("d2", "t9", "t2")], table=TABLE)
    assert [tool.row_ids for tool in joined] == [("t1", "t2", "t3", "t9", "t4")]
    assert catalogued(ROWS, {}, table=TABLE) == before
