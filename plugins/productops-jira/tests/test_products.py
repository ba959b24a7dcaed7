"""Products, seats and licences of a site, and the apps on it: whole rows, and what may be missing. All payloads are made up."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from jc import BY_NAME, SITE, answer, plain, read, ref, rows, run, starts

from productops.errors import PermissionMissing, RecordRejected
from productops.kit import Answer, Page
from productops.model import Contract, Tool, Vendor

ROLE: dict[str, Any] = {
    "key": "jira-servicedesk", "name": "Jira Service Management", "numberOfSeats": 25, "remainingSeats": 4,
    "userCount": 21, "userCountDescription": "agents", "hasUnlimitedSeats": False, "platform": False,
}  # fmt: skip
LICENCE = {"applications": [{"id": "jira-servicedesk", "plan": "PAID"}]}
COUNT = {"key": "license.jira-servicedesk.approximateUserCount", "value": "23"}
HTML = Answer(200, b"<!doctype html><title>Log in</title>", {"content-type": "text/html"}, SITE)


def record(also: tuple[Any, ...] = (LICENCE, COUNT), **changes: Any) -> Any:
    """The record that a role becomes, with what the licence says of it."""
    asked = starts("application_roles")[""]
    page = read("application_roles", asked, [ROLE | changes], *also)
    (found,) = page.records
    return found


def agreed(**changes: Any) -> dict[str, Any]:
    """The contract of a role with these changes."""
    _, _, contract = rows("application_roles", record(**changes))
    return plain(contract)


def test_a_whole_product() -> None:
    """The site's count is what is assigned; the licence's older one stands beside it, neither is averaged."""
    vendor, tool, contract = rows("application_roles", record())
    assert plain(vendor) == {
        "source_id": "atlassian",
        "name": "Atlassian",
        "website": "https://www.atlassian.com",
    }
    assert plain(tool) == {
        "source_id": "jira-servicedesk",
        "name": "Jira Service Management",
        "vendor_id": ref(Vendor, "atlassian"),
        "identifiers": ["atlassian_app:jira-servicedesk"],
        "discovered_in": "vendor_api",
        "url": SITE,
    }
    assert plain(contract) == {
        "source_id": "jira-servicedesk",
        "tool_id": ref(Tool, "jira-servicedesk"),
        "vendor_id": ref(Vendor, "atlassian"),
        "sku": "jira-servicedesk",
        "pricing_model": "per_seat",
        "seats_purchased": 25,
        "seats_assigned": 21,
        "custom_fields": {
            "approximate_licence_count": {
                "name": "Approximate licence count (up to 7 days old)",
                "type": "number",
                "value": 23,
            },
            "plan": {"name": "Plan", "type": "text", "value": "PAID"},
        },
    }


@pytest.mark.parametrize(
    "seats", [{"hasUnlimitedSeats": True}, {"numberOfSeats": -1}, {"numberOfSeats": None}]
)
def test_seats_without_a_limit_are_no_number(seats: dict[str, Any]) -> None:
    """What is unlimited is written as -1, which is no count of seats; what is assigned is known all the same."""
    found = agreed(**seats)
    assert "seats_purchased" not in found
    assert found["seats_assigned"] == 21


@pytest.mark.parametrize(("plan", "pricing"), [("FREE", "free"), ("UNLICENSED", None)])
def test_what_is_free_or_not_licensed_is_not_paid_by_seat(plan: str, pricing: str | None) -> None:
    """As the licence calls the plan, whose own word is kept."""
    licence = {"applications": [{"id": "jira-servicedesk", "plan": plan}]}
    found = agreed(also=(licence, COUNT))
    assert found.get("pricing_model") == pricing
    assert found["custom_fields"]["plan"]["value"] == plan


@pytest.mark.parametrize("value", ["", "many", None, "²"])
def test_a_count_that_is_none_is_left_out(value: str | None) -> None:
    """The licence writes it as text."""
    found = agreed(also=(LICENCE, {"value": value}))
    assert set(found["custom_fields"]) == {"plan"}


@pytest.mark.parametrize("lost", [answer({}, 403), answer({}, 404), HTML, answer([1])])
def test_a_licence_that_is_not_told_costs_only_itself(lost: Answer) -> None:
    """Its endpoints are experimental; the product and its seats are there without."""
    found = agreed(also=(lost, lost))
    assert "custom_fields" not in found
    assert (found["seats_purchased"], found["pricing_model"]) == (25, "per_seat")


def test_the_licence_is_asked_about_products_that_it_counts() -> None:
    """Plans once, then a count for each product that the vendor lists for it; nothing where there is no product."""
    asked = starts("application_roles")[""]
    body = [ROLE, ROLE | {"key": "jira-software"}, ROLE | {"key": "com.gauges.example"}]
    page = read("application_roles", asked, body)
    assert [each.path.removeprefix("/rest/api/3/") for each in page.also] == [
        "instance/license",
        "license/approximateLicenseCount/product/jira-servicedesk",
        "license/approximateLicenseCount/product/jira-software",
    ]
    assert page.records == ()
    assert read("application_roles", asked, []) == Page(records=[])


@pytest.mark.parametrize("status", [401, 402, 403, 404, 410, 302])
def test_who_is_no_administrator_is_told_what_is_missing(status: int) -> None:
    """The engine takes it as a stream that is not offered; nothing is deleted for it."""
    asked = starts("application_roles")[""]
    assert status in asked.expect
    with pytest.raises(PermissionMissing, match=rf"\({status}\)") as caught:
        read("application_roles", asked, {}, status=status)
    assert "Administer Jira" in caught.value.hint


def test_a_page_for_people_is_asked_for_again_and_then_told() -> None:
    """It may be of a bad moment; four times, each after a longer wait, and the last is no answer either."""
    stream, asked = BY_NAME["application_roles"], starts("application_roles")[""]
    assert 200 in asked.expect
    waits = []
    for _ in range(4):
        page = stream.read(asked, HTML, run("application_roles"))
        assert (page.records, page.next.path) == ((), asked.path)
        asked = page.next
        waits.append(asked.wait)
    assert waits == sorted(set(waits))
    with pytest.raises(PermissionMissing, match="a page for people"):
        stream.read(asked, HTML, run("application_roles"))


def test_nothing_is_asked_where_opening_told_that_we_are_no_administrator() -> None:
    """None, unlike an empty list, says nothing of what is held."""
    stream = BY_NAME["application_roles"]
    assert stream.start(run("application_roles", detail={"administrator": False})) is None
    assert starts("application_roles", detail={"administrator": True})


def test_a_product_without_key_is_set_aside() -> None:
    """Its name says nothing that lasts."""
    stream = BY_NAME["application_roles"]
    with pytest.raises(RecordRejected, match="key"):
        stream.identify(msgspec.convert({"role": {"name": "Jira"}}, stream.wire))


APP = {
    "accountId": "557058:a",
    "accountType": "app",
    "displayName": "Gauges for Jira",
    "active": True,
}


def test_an_app_is_a_tool_and_works_in_jira() -> None:
    """From the account that it acts by; it is a person of the kind bot, too."""
    person, tool, integration = rows("users", APP)
    assert plain(person)["person_type"] == "bot"
    assert plain(tool) == {
        "source_id": "557058:a",
        "name": "Gauges for Jira",
        "discovered_in": "vendor_api",
        "status": "active",
    }
    assert plain(integration) == {
        "source_id": "557058:a",
        "from_tool_id": ref(Tool, "557058:a"),
        "to_tool_id": ref(Tool, "jira-software"),
        "name": "Gauges for Jira",
        "kind": "native",
    }


def test_an_app_whose_account_is_closed_was_removed() -> None:
    """Both the tool and what it did are over; where Jira does not tell, nothing is claimed."""
    for active, status in ((False, "retired"), (None, None)):
        _, tool, integration = rows("users", APP | {"active": active})
        assert plain(tool).get("status") == plain(integration).get("status") == status


def test_people_are_no_tools() -> None:
    """Whatever their account is like."""
    for kind in ("atlassian", "customer", None):
        assert len(rows("users", APP | {"accountType": kind})) == 1


def test_contracts_and_seats_meet_by_the_products_key() -> None:
    """The organisation names products as the site does."""
    (seat,) = rows("seats", {"account": "5b", "products": [{"key": "jira-servicedesk"}]})
    _, tool, contract = rows("application_roles", record())
    assert (seat.tool_id, seat.contract_id) == (tool.id, contract.id)
    assert contract.id == ref(Contract, "jira-servicedesk")
