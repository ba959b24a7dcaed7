"""Products that do the same: hand-worked similarity, in every engine."""

from __future__ import annotations

from math import log

import pytest
from company import company, moment

from productops.measures.inventory.overlap import overlap

AS_OF = moment("2026-04-01")
ABLE = {
    "asana": ["tasks", "boards", "comments"], "trello": ["tasks", "boards", "comments"],
    "miro": ["whiteboard", "comments"], "mural": ["whiteboard", "comments"],
    "figma": ["design", "comments"], "bare": [],
}  # fmt: skip
USERS = {
    "asana": ("ana", "ben", "cai", "dot"), "trello": ("ana", "ben", "eve"),
    "miro": ("ana", "ben"), "mural": ("cai", "dot"), "figma": ("ana",),
}  # fmt: skip


def tables(users=USERS, **more):
    return {
        "tool": [
            {"id": name, "name": name.title(), "capabilities": able, "status": "active"}
            for name, able in ABLE.items()
        ] + [{"id": "old", "name": "Old", "capabilities": ["tasks"], "status": "retired"}],
        "person": [{"id": who, "email": f"{who}@acme.example"} for who in ("ana", "ben", "cai", "dot", "eve")],
        "usage": [
            {"tool_id": name, "person_id": who, "last_active_at": moment("2026-02-01")}
            for name, people in users.items() for who in people
        ],
        **more,
    }  # fmt: skip


def pair(answer, tool, other):
    return next(row for row in answer.rows if (row["tool"], row["other"]) == (tool, other))


def test_capabilities_are_weighed_by_how_rare_they_are(engine):
    """`comments`, which all five have, counts least; one in a single product most."""
    answer = overlap(company(tables(), engine), AS_OF, told_from=0)
    common, rare, two = log(1 + 5 / 5), log(1 + 5 / 1), log(1 + 5 / 2)
    row = pair(answer, "Figma", "Miro")
    assert row["j_cap"] == pytest.approx(common / (common + rare + two))
    assert row["j_cap_plain"] == pytest.approx(1 / 3)
    assert pair(answer, "Asana", "Trello")["j_cap"] == 1
    assert len(answer.rows) == 10
    assert all(row["candidate"] is False for row in answer.rows if row["j_cap"] < 0.5)


def test_users_are_compared_by_jaccard_and_containment(engine):
    """Two of five in common; two of the three of the smaller."""
    row = pair(overlap(company(tables(), engine), AS_OF), "Asana", "Trello")
    assert (row["users"], row["other_users"], row["both"]) == (4, 3, 2)
    assert (row["j_user"], row["containment"]) == (pytest.approx(2 / 5), pytest.approx(2 / 3))


def test_candidates_have_the_same_users_or_others(engine):
    """The same people pay twice, or two teams have one need; the evidence is the tools' rows."""
    answer = overlap(company(tables(), engine), AS_OF)
    assert [(found.subject, found.evidence) for found in answer.of("overlap")] == [
        ("Asana / Trello", ("asana", "trello")), ("Miro / Mural", ("miro", "mural")),
    ]  # fmt: skip
    assert all(found.next_step for found in answer.findings)
    strict = overlap(company(tables(), engine), AS_OF, containment_from=0.7, j_user_to=-1)
    assert strict.findings == ()
    assert overlap(company(tables(), engine), AS_OF, j_cap_from=1.01).findings == ()


def test_unknown_users_are_said(engine):
    """No finding on capabilities alone: the pair and what it lacks are told."""
    users = {name: people for name, people in USERS.items() if name != "mural"}
    answer = overlap(company(tables(users), engine), AS_OF)
    row = pair(answer, "Miro", "Mural")
    assert (row["users"], row["other_users"], row["both"], row["candidate"]) == (
        2,
        None,
        None,
        None,
    )
    assert answer.missing[0] == "capabilities: Bare"
    assert answer.missing[1].endswith("Miro / Mural")
    assert answer.excluded == ("not in use: Old", "pairs with a J_cap below 0.2: 8")


def test_a_product_that_nobody_uses_any_more_overlaps_too():
    """Known, and nobody in the window: apart from the other's users; both idle: not to be told."""
    idle = [{"tool_id": "mural", "person_id": "cai", "last_active_at": moment("2025-01-01")}]
    users = {name: people for name, people in USERS.items() if name != "mural"}
    given = tables(users)
    given["usage"] = given["usage"] + idle
    row = pair(overlap(company(given), AS_OF), "Miro", "Mural")
    assert (row["other_users"], row["j_user"], row["containment"], row["candidate"]) == (
        0,
        0,
        None,
        True,
    )


def test_rows_of_one_product_are_one(engine):
    """People seen in two sources of a product are compared for the product."""
    match = [
        {"row_id": name, "tool_id": "asana" if name == "figma" else name, "tool_name": name.title()}
        for name in ABLE
    ]
    match = [{**row, "tool_name": "Asana"} if row["tool_id"] == "asana" else row for row in match]
    users = {**USERS, "asana": ("ana",), "figma": ("ben", "ana")}
    answer = overlap(company(tables(users, match=match), engine), AS_OF)
    row = pair(answer, "Asana", "Trello")
    assert (row["users"], row["both"]) == (2, 2)
    (found,) = [each for each in answer.findings if each.subject == "Asana / Trello"]
    assert set(found.evidence) == {"asana", "figma", "trello"}


def test_nothing_to_compare_is_an_answer(engine):
    """No products, no rows."""
    answer = overlap(company({}, engine), AS_OF)
    assert (answer.rows, answer.findings, answer.n) == ((), (), 0)


def test_a_capability_is_one_however_it_is_capitalised():
    """A person writes `Design`, the bundled table `design`."""
    able = [
        {"id": name, "name": name, "capabilities": [said]}
        for name, said in (("a", "Design"), ("b", "design "))
    ]
    (row,) = overlap(company({"tool": able}), AS_OF).rows
    assert (row["j_cap"], row["shared"]) == (1.0, ["design"])
