"""People, organisations and the small lists as whole rows; paging of lists. All payloads are made up."""

from __future__ import annotations

from typing import Any

import pytest
from zd import AT, LATER, STREAMS, first, of, read, ref, rows, run

from productops.errors import UnexpectedAnswer
from productops.model import Account, Person, Team

STAMP = {"created_at": AT, "updated_at": LATER}
OURS = {"source_created_at": AT, "source_updated_at": LATER}
SITE = "https://acme.zendesk.com"


def one(stream: str, record: Any, **more: Any) -> dict[str, Any]:
    """The only row of *record*."""
    (row,) = rows(stream, record, **more)
    return of(row.table, [row])[0]


def test_a_whole_person() -> None:
    """An agent who is suspended is not active."""
    user = {
        "id": 101, "name": "Robin Fern", "email": "robin@acme.example", "phone": "+49 555 0101", "role": "agent",
        "active": True, "suspended": True, "organization_id": 201, "default_group_id": 301, "locale": "de-DE",
        "time_zone": "Berlin", "iana_time_zone": "Europe/Berlin", "external_id": "e1", "last_login_at": AT,
        "tags": ["beta"], "notes": "met in May", "user_fields": {"plan": "pro", "seats": None}, **STAMP,
    }  # fmt: skip
    context = {"user_fields": {"plan": {"id": 5, "key": "plan", "title": "Plan", "type": "text"}}}
    assert one("users", user, context=context) == {
        "source_id": "101",
        "source_url": f"{SITE}/agent/users/101",
        **OURS,
        "custom_fields": {"plan": {"name": "Plan", "type": "text", "value": "pro"}},
        "display_name": "Robin Fern",
        "email": "robin@acme.example",
        "phone": "+49 555 0101",
        "person_type": "agent",
        "role": "agent",
        "account_id": ref("users", Account, 201),
        "team_id": ref("users", Team, 301),
        "locale": "de-DE",
        "timezone": "Europe/Berlin",
        "active": False,
        "external_id": "e1",
        "last_seen_at": AT,
        "tags": ["beta"],
        "notes": "met in May",
    }


@pytest.mark.parametrize(
    ("role", "kind"),
    [("end-user", "customer"), ("admin", "agent"), ("robot", "unknown"), (None, "unknown")],
)
def test_roles(role: Any, kind: str) -> None:
    """A customer, an agent, or somebody Zendesk does not place."""
    assert one("users", {"id": 1, "role": role}).get("person_type", "unknown") == kind


def test_a_deleted_person_is_a_tombstone() -> None:
    """Zendesk takes the address away and says inactive."""
    row = one(
        "users", {"id": 1, "active": False, "email": None, "permanently_deleted": True, **STAMP}
    )
    assert (row["deleted"], row["deleted_at"], row["active"]) == (True, LATER, False)


def test_a_whole_organisation() -> None:
    """Domains, tags, both kinds of notes."""
    organization = {
        "id": 201, "name": "Fern Ltd", "domain_names": ["fern.example"], "external_id": 77, "tags": ["gold"],
        "details": "Main street 1", "notes": "pays late", "organization_fields": {"plan": "gold"}, **STAMP,
        "deleted_at": None,
    }  # fmt: skip
    assert one("organizations", organization) == {
        "source_id": "201",
        "source_url": f"{SITE}/agent/organizations/201",
        **OURS,
        "custom_fields": {"plan": {"value": "gold"}},
        "name": "Fern Ltd",
        "domains": ["fern.example"],
        "external_id": "77",
        "tags": ["gold"],
        "notes": "Main street 1\npays late",
    }
    gone = one("organizations", organization | {"deleted_at": LATER})
    assert (gone["deleted"], gone["deleted_at"]) == (True, LATER)


@pytest.mark.parametrize(
    ("stream", "applies_to", "key"),
    [
        ("ticket_fields", "feedback", "501"),
        ("user_fields", "person", "plan"),
        ("organization_fields", "account", "plan"),
    ],
)
def test_a_whole_field(stream: str, applies_to: str, key: str) -> None:
    """What its values are stored under, and its choices."""
    field = {
        "id": 501, "key": None if applies_to == "feedback" else "plan", "title": "Plan", "type": "tagger",
        "description": "Which plan", "active": True, "required": False, "position": 3, **STAMP,
        "custom_field_options": [{"id": 1, "name": "Free", "value": "plan_free"}],
    }  # fmt: skip
    link = (
        {"source_url": f"{SITE}/admin/objects-rules/tickets/ticket-fields/501"}
        if applies_to == "feedback"
        else {}
    )
    assert one(stream, field) == {
        "source_id": "501", **link, **OURS, "applies_to": applies_to, "field_key": key, "name": "Plan",
        "type": "option", "source_type": "tagger", "description": "Which plan", "active": True,
        "required": False, "position": 3, "options": ["Free"],
    }  # fmt: skip
    found = STREAMS[stream]
    assert (
        found.identify(found.wire(**{k: v for k, v in field.items() if k in {"id", "key"}}))[0]
        == key
    )


def test_a_team_and_its_members() -> None:
    """A deleted group stays as a tombstone."""
    assert one("groups", {"id": 301, "name": "Billing", "description": "", "deleted": True, **STAMP}) == {
        "source_id": "301", **OURS, "deleted": True, "deleted_at": LATER, "name": "Billing",
    }  # fmt: skip
    assert one("group_memberships", {"id": 9, "user_id": 101, "group_id": 301, **STAMP}) == {
        "source_id": "9", **OURS, "from_id": ref("groups", Person, 101), "to_id": ref("groups", Team, 301),
        "link_type": "member_of", "source_type": "group_membership",
    }  # fmt: skip
    assert rows("group_memberships", {"id": 9}) == []


def test_a_brand_and_a_topic() -> None:
    """A brand is a product, a topic is a topic."""
    brand = {
        "id": 401,
        "name": "Fern",
        "brand_url": "https://fern.example",
        "active": False,
        **STAMP,
    }
    assert one("brands", brand) == {
        "source_id": "401", "source_url": "https://fern.example", **OURS, "name": "Fern", "lifecycle": "retired",
    }  # fmt: skip
    topic = {
        "id": 7,
        "name": "Ideas",
        "description": "Yours",
        "html_url": f"{SITE}/hc/t/7",
        **STAMP,
    }
    assert one("topics", topic) == {
        "source_id": "7", "source_url": f"{SITE}/hc/t/7", **OURS, "pref_label": "Ideas", "definition": "Yours",
        "in_scheme": "zendesk community", "status": "approved",
    }  # fmt: skip


def test_the_targets_of_a_policy() -> None:
    """Minutes become seconds; one row a metric and priority."""
    policy = {"id": 25, "title": "Gold", "policy_metrics": [
        {"metric": "first_reply_time", "priority": "low", "target": 60, "business_hours": True},
        {"metric": "first_reply_time", "priority": "urgent", "target": 1, "target_in_seconds": 90},
    ]}  # fmt: skip
    slow, quick = of("sla_event", rows("sla_policies", policy))
    assert slow == {
        "source_id": "25:first_reply_time:low", "policy": "Gold", "policy_id": "25", "metric": "first_reply_time",
        "priority": "low", "target_seconds": 3600.0, "in_business_hours": True,
    }  # fmt: skip
    assert quick["target_seconds"] == 90.0


def test_a_schedule_with_its_holidays() -> None:
    """Hours come from one list, holidays from a request each."""
    hours = {
        "id": 5,
        "name": "Office",
        "time_zone": "Berlin",
        "intervals": [{"start_time": 1980, "end_time": 2460}],
        **STAMP,
    }
    context = {"business_hours": {"5": hours, "6": {"id": 6}}}
    requests = list(STREAMS["schedules"].start(run("schedules", context=context)))
    assert [(each.partition, each.path) for each in requests] == [
        ("5", "/api/v2/business_hours/schedules/5/holidays"), ("6", "/api/v2/business_hours/schedules/6/holidays"),
    ]  # fmt: skip
    day = {"id": 1, "name": "New Year", "start_date": "2026-01-01", "end_date": "2026-01-02"}
    (record,) = read("schedules", {"holidays": [day]}, requests[0], context=context).records
    assert one("schedules", record, context=context) == {
        "source_id": "5", **OURS, "name": "Office", "timezone": "Berlin",
        "intervals": [{"start_minute": 1980, "end_minute": 2460}],
        "holidays": [{"name": "New Year", "start_date": "2026-01-01", "end_date": "2026-01-02"}],
    }  # fmt: skip
    (refused,) = read(
        "schedules", {"error": "Forbidden"}, requests[1], context=context, status=403
    ).records
    assert one("schedules", refused, context=context)["source_id"] == "6"


NEXT = "https://acme.zendesk.com/api/v2/help_center/community/topics.json?page%5Bafter%5D=n&page%5Bsize%5D=100"


@pytest.mark.parametrize(
    ("tail", "query"),
    [
        (
            {"meta": {"has_more": True, "after_cursor": "n"}, "links": {"next": NEXT}},
            {"page[after]": "n", "page[size]": "100"},
        ),
        (
            {"meta": {"has_more": True, "after_cursor": "n"}},
            {"page[after]": "n", "page[size]": 100},
        ),
        ({"meta": {"has_more": False, "after_cursor": "n"}, "links": {"next": NEXT}}, None),
        ({"next_page": "https://acme.zendesk.com/api/v2/groups.json?page=2"}, {"page": "2"}),
        ({"next_page": None, "count": 1}, None),
        ({}, None),
    ],
)
def test_how_a_list_goes_on(tail: Any, query: Any) -> None:
    """`has_more` decides, not the link; offset lists have `next_page`."""
    page = read("groups", {"groups": [{"id": 1}], **tail})
    assert (page.next and page.next.query) == query
    assert len(page.records) == 1


def test_a_list_that_goes_on_without_a_cursor_is_an_error() -> None:
    """Nothing is left out silently."""
    with pytest.raises(UnexpectedAnswer, match="no cursor"):
        read("groups", {"groups": [], "meta": {"has_more": True}})


@pytest.mark.parametrize(
    "body", [{}, {"groups": None}, {"groups": {"id": 1}}, {"group": []}, b"<html>", b""]
)
def test_a_list_without_its_key_is_no_empty_list(body: Any) -> None:
    """A missing or foreign envelope is an error."""
    with pytest.raises(UnexpectedAnswer):
        read("groups", body)


def test_sizes_stay_within_what_each_list_allows() -> None:
    """Surveys at most 50, others 100; some lists do not page."""
    assert first("groups", page_size=500).query == {"page[size]": 100}
    assert first("survey_responses", page_size=500).query["page[size]"] == 50
    assert first("groups", page_size=7).query == {"page[size]": 7}
    assert first("tickets", page_size=5000).query["per_page"] == 1000
    assert first("ticket_fields").query == first("custom_statuses").query == {}
