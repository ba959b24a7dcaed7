"""What nobody approved, by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from company import company, day, moment

from productops.measures.inventory.unsanctioned import NO_LIST, unsanctioned

AS_OF = moment("2026-11-01")
KEPT = {"id": "kept", "name": "Figma", "discovered_in": "hand_kept"}
MIRO = {"id": "miro", "name": "Miro", "discovered_in": "expenses"}
USE = {
    "person": [{"id": "a", "email": "ana@acme.example"}, {"id": "b", "email": "ANA@acme.example"}, {"id": "c"}],
    "seat": [
        {"tool_id": "miro", "person_id": "a", "assigned_at": moment("2026-03-02")},
        {"tool_id": "miro", "person_id": "c", "revoked_at": moment("2026-05-01"), "assigned_at": moment("2026-04-01")},
        {"tool_id": "kept", "person_id": "c", "assigned_at": moment("2020-01-01")},
    ],
    "usage": [{"tool_id": "miro", "person_id": "b", "last_active_at": moment("2026-10-01"), "period_start": moment("2026-09-30")}],
    "cost": [
        {"tool_id": "miro", "billed_cost": "12.5", "billing_currency": "EUR", "occurred_at": moment("2026-02-01")},
        {"tool_id": "miro", "billed_cost": "7.5", "billing_currency": "EUR", "charge_period_start": moment("2026-04-01")},
        {"tool_id": "miro", "billed_cost": "99", "billing_currency": "EUR", "occurred_at": moment("2024-02-01")},
        {"tool_id": "kept", "billed_cost": "1", "billing_currency": "EUR", "occurred_at": moment("2026-02-01")},
    ],
}  # fmt: skip


def asked(*tools, engine="polars", **more):
    return unsanctioned(company({"tool": tools, **more}, engine), AS_OF)


def found_in(*tools, **more):
    return {found.subject for found in asked(*tools, **more).of("unsanctioned")}


def test_a_tool_that_only_expenses_know(engine):
    """People once by address, spend of the year, the first day of anything, the rows as evidence; nothing else is found."""
    answer = asked(KEPT, MIRO, engine=engine, **USE)
    assert [dict(row) for row in answer.rows] == [
        {"tool": "Miro", "reason": "on no list", "discovered_in": ["expenses"], "people": 1, "spend": Decimal(20),
         "currency": "EUR", "first_seen": day("2024-02-01"), "tool_id": "miro"},
    ]  # fmt: skip
    (found,) = answer.findings
    assert (found.evidence, found.amount, found.currency) == (("miro",), Decimal(20), "EUR")
    assert "seen in expenses, first on 2024-02-01: 1 person, 20.00 EUR in 365 days" in found.says
    assert (answer.missing, answer.n) == ((), 2)


def test_two_currencies_are_two_rows():
    """Amounts of different currencies are never added; the finding then has no one amount."""
    cost = [
        {**row, "billing_currency": code}
        for row, code in zip(USE["cost"][:2], ("EUR", "USD"), strict=True)
    ]
    answer = asked(KEPT, MIRO, **{**USE, "cost": cost})
    assert [(row["spend"], row["currency"]) for row in answer.rows] == [
        (Decimal("12.5"), "EUR"),
        (Decimal("7.5"), "USD"),
    ]
    (found,) = answer.findings
    assert (found.amount, found.currency) == (None, None)
    assert "12.50 EUR and 7.50 USD" in found.says


@pytest.mark.parametrize(
    ("told", "flagged"),
    [
        ({"discovered_in": "sso"}, True),
        ({"discovered_in": "oauth_grant"}, True),
        ({"discovered_in": "finance"}, True),
        ({"discovered_in": "sso", "sanctioned": True}, False),
        ({"discovered_in": "vendor_api"}, False),
        ({"discovered_in": "vendor_api", "sanctioned": False}, True),
        ({"discovered_in": "hand_kept", "sanctioned": False}, True),
        ({"discovered_in": "hand_kept", "sanctioned": False, "status": "retired"}, False),
        ({"discovered_in": "service_catalog"}, False),
        ({"discovered_in": "asset_register"}, False),
        ({"discovered_in": None}, False),
        ({"discovered_in": "sso", "name": "Okta Dashboard", "identifiers": ["okta:okta_enduser"]}, False),
        ({"discovered_in": "sso", "name": "Okta Dashboard"}, True),
        ({"discovered_in": "sso", "name": "Graph", "vendor_id": "ms", "identifiers": ["entra:00000003"]}, False),
        ({"discovered_in": "sso", "name": "Graph", "vendor_id": "ms", "identifiers": ["okta:graph"]}, True),
        ({"discovered_in": "expenses", "name": "Google Ads", "identifiers": ["google:ads"]}, True),
    ],
)  # fmt: skip
def test_the_rule(told, flagged):
    """Only traces and no list: flagged; a list, the vendor's own API or an approval: not; refused anywhere: flagged."""
    tool = {**MIRO, **told}
    vendor = [{"id": "ms", "name": "Microsoft Corporation"}]
    assert found_in(KEPT, tool, vendor=vendor) == ({tool["name"]} if flagged else set())


def test_one_source_that_refuses_is_enough():
    """Where sources disagree, the row that says no is the evidence."""
    match = [{"row_id": row, "tool_id": "P", "tool_name": "Miro"} for row in ("r1", "r2")]
    tools = [
        {"id": "r1", "name": "Miro", "sanctioned": True, "discovered_in": "hand_kept"},
        {"id": "r2", "name": "Miro", "sanctioned": False, "discovered_in": "sso"},
    ]
    (found,) = asked(*tools, match=match).findings
    assert found.evidence == ("r2",)
    assert "not sanctioned" in found.says


def test_without_a_list_nothing_is_called_unlisted():
    """That nobody keeps a list is said; what a source refuses is still found."""
    refused = {"id": "x", "name": "Dropbox", "discovered_in": "sso", "sanctioned": False}
    answer = asked(MIRO, refused)
    assert [found.subject for found in answer.findings] == ["Dropbox"]
    assert answer.missing == (NO_LIST,)


def test_what_the_directory_brings_along_is_named():
    """It is left out, and told so."""
    own = {
        "id": "o",
        "name": "Okta Dashboard",
        "discovered_in": "sso",
        "identifiers": ["okta:okta_enduser"],
    }
    assert asked(KEPT, own).excluded == ("apps of the directory itself: Okta Dashboard",)


def test_what_comes_after_as_of_is_not_yet_seen():
    """Told for a day in the past, later seats, usage and charges do not count."""
    late = moment("2026-11-02")
    usage = [{"tool_id": "miro", "person_id": "a", "period_start": late, "last_active_at": late}]
    cost = [{"tool_id": "miro", "billed_cost": "5", "billing_currency": "EUR", "occurred_at": late}]
    (row,) = asked(KEPT, MIRO, usage=usage, cost=cost).rows
    assert (row["people"], row["spend"], row["first_seen"]) == (0, None, None)


def test_who_uses_what_only_expenses_know_is_unknown(engine):
    """No source tells it: None, and said so; never nobody."""
    cost = [
        {
            "tool_id": "miro",
            "billed_cost": "5",
            "billing_currency": "EUR",
            "occurred_at": moment("2026-05-01"),
        }
    ]
    answer = asked(KEPT, MIRO, engine=engine, cost=cost)
    (row,) = answer.rows
    assert row["people"] is None
    assert "who uses it is not known" in answer.findings[0].says
