"""The helper itself: every engine shows the same rows."""

from __future__ import annotations

from company import company, moment

from productops.measures.frames import live, of_tools, rows_of

GIVEN = {
    "vendor": [{"id": "v", "name": "Figma Inc."}],
    "tool": [
        {"id": "a", "name": "Figma", "vendor_id": "v", "capabilities": ["design"], "discovered_in": "sso"},
        {"id": "b", "name": "Figma Pro", "deleted": True},
    ],
    "contract": [{"tool_id": "a", "unit_price": "4.5", "seats_purchased": 3}],
    "usage": [{"tool_id": "a", "last_active_at": moment("2026-03-01T12:00")}, {"tool_id": "a"}],
}  # fmt: skip


def test_rows_are_the_same_in_every_engine(engine: str) -> None:
    """Lists, amounts and moments come back as given; what is absent is None, what is deleted is left out."""
    frames = company(GIVEN, engine)
    tool = rows_of(live(frames, "tool", "id", "name", "capabilities", "status"))
    assert tool == [{"id": "a", "name": "Figma", "capabilities": ["design"], "status": None}]
    usage = rows_of(of_tools(frames, "usage", "id", "last_active_at").sort("id"))
    assert [row["last_active_at"] for row in usage] == [moment("2026-03-01T12:00"), None]
    assert usage[0]["tool_name"] == "Figma"
    contract = rows_of(live(frames, "contract", "id", "unit_price", "seats_purchased"))
    assert [str(row["unit_price"].normalize()) for row in contract] == ["4.5"]
    assert rows_of(live(frames, "risk", "id")) == []


def test_products_come_from_the_rows_of_tools(engine: str) -> None:
    """A product has its first row's facts, its vendor's name, and its rows as evidence."""
    match = [{"row_id": at, "tool_id": "P", "tool_name": "Figma"} for at in ("a", "b")]
    frames = company({**GIVEN, "match": match}, engine)
    (product,) = rows_of(_whole(frames))
    assert (product["id"], product["vendor"], product["sso"]) == ("P", "Figma Inc.", None)
    assert (list(product["row_ids"]), list(product["discovered_in"])) == (["a", "b"], ["sso"])


def _whole(frames):
    from productops.measures.frames import lazy

    return lazy(frames["product"])
