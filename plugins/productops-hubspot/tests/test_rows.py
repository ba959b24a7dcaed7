"""Whole rows of whole records: tickets, people, companies with their revenue, definitions."""

from __future__ import annotations

from typing import Any

import pytest
from hs import crm, of, ref, rows
from hs_samples import CONTEXT, MADE, OWN, SEEN, WON, deal

from productops.errors import RecordRejected
from productops.model import Account, FeedbackItem, Person


def test_a_ticket() -> None:
    """With names for every id, the contact and company that count, and links to the others."""
    near = {
        "contacts": [{"id": "10", "labels": []}, {"id": "11", "labels": ["Approver"]}],
        "companies": [{"id": "20", "labels": []}, {"id": "21", "labels": ["Primary"]}],
    }
    found = rows(
        "tickets",
        crm(
            1, near,
            subject="Refund fails", content="It says no.\n-- \nAda", hs_pipeline="0", hs_pipeline_stage="1",
            hs_ticket_priority="HIGH", hs_ticket_category="PRODUCT_ISSUE;W", hubspot_owner_id="7",
            source_type="EMAIL", first_agent_reply_date="2026-01-05T09:20:00Z", product_area="b1",
            beta="true", places="w;a", closed_date="2026-01-05T10:00:00Z", hs_merged_object_ids="2;3",
        ),
        context=CONTEXT,
    )  # fmt: skip
    (ticket,) = of("feedback", found)
    assert ticket == {
        **SEEN,
        "source_id": "1",
        "source_url": "https://app-eu1.hubspot.com/contacts/4711/record/0-5/1",
        "occurred_at": MADE,
        "kind": "bug_report",
        "title": "Refund fails",
        "body": "It says no.\n-- \nAda",
        "body_format": "plain",
        "body_plain": "It says no.\n-- \nAda",
        "body_clean": "It says no.",
        "channel": "email",
        "author_id": ref(Person, "10"),
        "account_id": ref(Account, "21"),
        "status": "Waiting on contact",
        "status_category": "waiting_customer",
        "priority": "high",
        "source_priority": "HIGH",
        "tags": ["Product issue", "Wish"],
        "assignee_id": ref(Person, "owner:7"),
        "first_responded_at": "2026-01-05T09:20:00Z",
        "custom_fields": {
            "beta": {"name": "beta", "type": "enumeration", "value": True},
            "places": {"name": "places", "type": "enumeration", "value": ["Web", "App"]},
            "product_area": {"name": "product area", "type": "enumeration", "value": "Billing"},
        },
    }
    links = {
        (one["link_type"], one["from_id"], one["to_id"], one["source_type"])
        for one in of("link", found)
    }
    me = ref(FeedbackItem, "1")
    assert links == {
        ("relates_to", me, ref(Person, "11"), "Approver"),
        ("relates_to", me, ref(Account, "20"), "relates_to"),
        ("merged_into", ref(FeedbackItem, "2"), me, "merged_into"),
        ("merged_into", ref(FeedbackItem, "3"), me, "merged_into"),
    }


def test_a_cleared_property_is_no_value() -> None:
    """It comes as empty text."""
    (ticket,) = of(
        "feedback", rows("tickets", crm(1, subject="", product_area=""), context=CONTEXT)
    )
    assert not {"title", "custom_fields"} & ticket.keys()


@pytest.mark.parametrize(
    ("stage", "category"),
    [("1", "waiting_customer"), ("4", "done"), ("5", "in_progress"), ("6", "in_progress"), ("7", "done"),
     ("99", "unknown")],
)  # fmt: skip
def test_a_stages_name_decides_on_its_own_side(stage: str, category: str) -> None:
    """What HubSpot calls open is not done, whatever its name; what nothing is known of is unknown."""
    record = crm(1, hs_pipeline="0", hs_pipeline_stage=stage)
    (ticket,) = of("feedback", rows("tickets", record, context=CONTEXT))
    assert ticket.get("status_category", "unknown") == category


def test_a_users_own_word_wins_over_the_stages_state() -> None:
    """As everywhere."""
    record = crm(1, hs_pipeline="0", hs_pipeline_stage="6")
    words = {"status": {"Done": "done"}}
    (ticket,) = of("feedback", rows("tickets", record, context=CONTEXT, vocabulary=words))
    assert ticket["status_category"] == "done"


def test_an_archived_ticket_is_a_tombstone_of_the_day_it_was_archived() -> None:
    """The date of change does not tell."""
    record = crm(1)
    record["record"] |= {"archived": True, "archivedAt": "2026-01-09T00:00:00Z"}
    (ticket,) = of("feedback", rows("tickets", record))
    assert (ticket["deleted"], ticket["deleted_at"]) == (True, "2026-01-09T00:00:00Z")


def test_a_contact() -> None:
    """Its primary company is its account; the others it is a member of."""
    near = {"companies": [{"id": "20", "labels": []}, {"id": "21", "labels": ["Billing contact"]}]}
    found = rows(
        "contacts",
        crm(
            5, near,
            email="ada@fernhill.example", firstname="Ada", lastname="Moor", phone="", mobilephone="+44 1",
            jobtitle="Buyer", lifecyclestage="customer", hs_language="en-gb", associatedcompanyid="20",
        ),
    )  # fmt: skip
    assert of("person", found) == [
        {
            **SEEN,
            "source_id": "5",
            "source_url": "https://app-eu1.hubspot.com/contacts/4711/record/0-1/5",
            "display_name": "Ada Moor",
            "email": "ada@fernhill.example",
            "phone": "+44 1",
            "person_type": "customer",
            "role": "Buyer",
            "account_id": ref(Account, "20"),
            "locale": "en-gb",
        }
    ]
    (link,) = of("link", found)
    assert (link["link_type"], link["to_id"], link["source_type"]) == (
        "member_of",
        ref(Account, "21"),
        "Billing contact",
    )


def test_an_owner_is_a_colleague_of_an_id_of_its_own() -> None:
    """Contacts and owners count apart; one who left is inactive, and still has a name."""
    record = {
        "id": "7", "userId": 70, "email": "kim@acme.example", "firstName": "Kim", "lastName": "Low",
        "archived": True, "teams": [{"id": "1", "name": "EMEA"}],
        "createdAt": "2026-01-05T09:00:00.000Z", "updatedAt": "2026-01-06T10:30:00.250Z",
    }  # fmt: skip
    (owner,) = rows("owners", record)
    assert of("person", [owner]) == [
        {
            **SEEN,
            "source_id": "owner:7",
            "display_name": "Kim Low",
            "email": "kim@acme.example",
            "person_type": "internal",
            "active": False,
            "external_id": "70",
            "tags": ["EMEA"],
        }
    ]


def company(context: Any = None, **more: Any) -> dict[str, Any]:
    """The account of company 20 with some deals."""
    record = crm(20, name="Fernhill", lifecyclestage="customer")
    (found,) = of("account", rows("companies", record, context=context, **more))
    return found


def test_a_company_with_what_its_deals_bring() -> None:
    """Won deals that go on; by month and by year."""
    deals = {
        "1": deal(1, "20", "Primary", hs_mrr="100.50", hs_arr="1206", **WON),
        "2": deal(2, "20", recurring_revenue_amount="10", **{**WON, "closedate": "2025-12-01"}),
        "3": deal(3, "20", hs_mrr="999", hs_is_closed_won="false"),
        "4": deal(4, "20", hs_mrr="999", **WON, recurring_revenue_inactive_date="2025-12-31"),
        "5": deal(5, "21", hs_mrr="999", **WON),
        "6": deal(6, "20", amount="5000", **WON),
        "7": deal(7, "20", hs_mrr="1", **WON, hs_merged_object_ids="8"),
        "8": deal(8, "20", hs_mrr="999", **WON),
    }  # fmt: skip
    record = crm(
        20, name="Fernhill", domain="fernhill.example", hs_additional_domains="fern.example;fernhill.example",
        industry="COMPUTER_SOFTWARE", numberofemployees="120", country="Ireland", lifecyclestage="customer",
        description="Since 2019.", hubspot_owner_id="7",
    )  # fmt: skip
    (account,) = rows("companies", record, context={"deals": deals})
    assert of("account", [account]) == [
        {
            **SEEN,
            "source_id": "20",
            "source_url": "https://app-eu1.hubspot.com/contacts/4711/record/0-2/20",
            "name": "Fernhill",
            "domains": ["fernhill.example", "fern.example"],
            "industry": "COMPUTER_SOFTWARE",
            "employee_count": 120,
            "country": "Ireland",
            "mrr": "111.5",
            "mrr_currency": "EUR",
            "arr": "1338",
            "arr_currency": "EUR",
            "revenue_as_of": "2025-12-01",
            "lifecycle": "active",
            "owner_id": ref(Person, "owner:7"),
            "notes": "Since 2019.",
        }
    ]


def test_a_stage_tells_that_a_deal_is_won_where_hubspot_does_not() -> None:
    """The end of the pipeline with probability 1."""
    won = {"1": deal(1, "20", hs_mrr="5", pipeline="default", dealstage="won")}
    lost = {"1": deal(1, "20", hs_mrr="5", pipeline="default", dealstage="lost")}
    assert company({**CONTEXT, "deals": won})["mrr"] == "5"
    assert "mrr" not in company({**CONTEXT, "deals": lost})


@pytest.mark.parametrize(
    ("often", "told"), [("once", None), ("monthly", ("60", "720")), ("yearly", (None, "60"))]
)
def test_an_amount_alone_counts_as_the_settings_say(often: str, told: Any) -> None:
    """It does not say how often it is paid."""
    found = company({"deals": {"1": deal(1, "20", amount="60", **WON)}}, deal_amount=often)
    assert (found.get("mrr"), found.get("arr")) == (told or (None, None))


def test_amounts_of_several_currencies_are_not_added() -> None:
    """Nor taken for one of them."""
    deals = {
        str(n): deal(n, "20", hs_mrr="5", deal_currency_code=code, **WON)
        for n, code in enumerate(("EUR", "USD"))
    }
    found = company({"deals": deals})
    assert "mrr" not in found
    assert found["revenue_as_of"] == "2025-11-30"


def test_a_customer_whose_revenue_has_ended_is_churned() -> None:
    """All of it."""
    ended = deal(1, "20", hs_mrr="5", **WON, recurring_revenue_inactive_date="2025-12-31")
    assert company({"deals": {"1": ended}})["lifecycle"] == "churned"
    assert (
        company({"deals": {"1": ended, "2": deal(2, "20", hs_mrr="5", **WON)}})["lifecycle"]
        == "active"
    )


def test_a_field_definition() -> None:
    """Under the object's name, since names are unique there only."""
    (found,) = of("field", rows("properties", OWN["tickets.product_area"]))
    assert found == {
        "source_id": "tickets.product_area",
        "source_key": "product_area",
        "applies_to": "feedback",
        "field_key": "product_area",
        "name": "product area",
        "type": "enumeration",
        "source_type": "select",
        "active": True,
        "options": ["Billing"],
    }


@pytest.mark.parametrize(
    ("stream", "properties", "field"),
    [
        ("tickets", {"closed_date": "yesterday"}, "closed_date"),
        ("tickets", {"closed_date": "9" * 30}, "closed_date"),
        ("companies", {"numberofemployees": "a few"}, "numberofemployees"),
        ("companies", {"numberofemployees": "1.5"}, "numberofemployees"),
        ("feedback_submissions", {"hs_value": "NaN"}, "hs_value"),
    ],
)
def test_a_value_that_fits_no_column_is_named(stream: str, properties: Any, field: str) -> None:
    """And the record set aside."""
    with pytest.raises(RecordRejected) as caught:
        rows(stream, crm(1, **properties))
    assert caught.value.field == field
