"""The organisation's accounts and seats: how they page, whole rows, and what the key may not see. Payloads are made up."""

from __future__ import annotations

from typing import Any

import pytest
from jc import BY_NAME, CONNECTOR, answer, plain, read, ref, rows, run, settings
from pydantic import ValidationError

from productops.errors import PermissionMissing, RecordRejected, UnexpectedAnswer
from productops.kit import Basic, Bearer, Request
from productops.model import Contract, Person, Tool, Vendor

ORG = "0a1b2c3d-1111-2222-3333-444455556666"
KEYS = {"org_id": ORG, "org_api_key": "org-k3y"}
ACCOUNT: dict[str, Any] = {
    "account_id": "712020:5b", "account_type": "atlassian", "account_status": "inactive", "name": "Robin Example",
    "email": "robin@acme.example", "access_billable": True, "last_active": "2026-01-10",
    "product_access": [
        {"key": "confluence", "name": "Confluence", "url": "https://acme.atlassian.net", "last_active": "2026-01-10"},
        {"key": "jira-software", "name": "Jira", "url": "https://acme.atlassian.net"},
    ],
}  # fmt: skip
LINK = f"https://api.atlassian.com/admin/v1/orgs/{ORG}/users?cursor=bmV4dA%3D%3D"


def listed(*accounts: Any, link: str | None = None) -> dict[str, Any]:
    """A page of the listing."""
    return {"data": list(accounts), "meta": {"total": 2}, "links": {"self": "x", "next": link}}


def first() -> Request:
    """What the stream starts with."""
    (asked,) = BY_NAME["managed_accounts"].start(run("managed_accounts", **KEYS))
    return asked  # type: ignore[no-any-return]


def asked_of(account: dict[str, Any]) -> Request:
    """The question about an account's seats."""
    (child,) = read("managed_accounts", first(), listed(account), **KEYS).children
    return child


def test_without_an_organisation_nothing_is_read() -> None:
    """None, unlike an empty list, says nothing of what is held of it."""
    assert BY_NAME["managed_accounts"].start(run("managed_accounts")) is None
    assert BY_NAME["seats"].start(run("seats")) == []


def test_the_key_goes_to_its_own_host_and_nowhere_else() -> None:
    """The site's credentials do not go there either; without a key there is one way for all hosts."""
    auths = CONNECTOR.auth(settings(**KEYS))
    assert isinstance(auths, dict)
    key = auths.pop("admin")
    assert isinstance(key, Bearer)
    assert key.token.get_secret_value() == "org-k3y"
    assert set(auths) == {"api", "gateway"}
    assert all(isinstance(auth, Basic) for auth in auths.values())
    assert isinstance(CONNECTOR.auth(settings()), Basic)
    assert first().host == "admin"


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"org_id": ORG}, "org_api_key is missing"),
        ({"org_api_key": "org-k3y"}, "org_id is missing"),
        ({"org_id": "../secrets", "org_api_key": "org-k3y"}, "admin.atlassian.com/o/ORG_ID"),
    ],
)
def test_an_organisation_is_named_by_both_its_keys(keys: dict[str, str], message: str) -> None:
    """And by an id that is one, since it becomes a part of the address; the key is not repeated."""
    with pytest.raises(ValidationError, match=message) as caught:
        settings(**keys)
    assert len(caught.value.errors()) == 1
    assert "org-k3y" not in str(caught.value)


def test_accounts_page_by_the_cursor_in_the_link() -> None:
    """The link is a whole address, or the cursor alone; the question stays on its host."""
    for link, cursor in ((LINK, "bmV4dA=="), ("bmV4dA==", "bmV4dA==")):
        page = read("managed_accounts", first(), listed(ACCOUNT, link=link), **KEYS)
        assert page.next == first().ask(cursor=cursor)
    for end in ("", None):
        assert read("managed_accounts", first(), listed(link=end), **KEYS).next is None
    assert read("managed_accounts", first(), {"data": []}, **KEYS).next is None
    with pytest.raises(UnexpectedAnswer, match="no cursor"):
        read("managed_accounts", first(), listed(link="https://api.atlassian.com/x"), **KEYS)


def test_a_page_after_one_that_was_asked_for_again_begins_anew() -> None:
    """Neither its wait nor its count goes on."""
    again = first().with_(state=2, wait=0.2)
    page = read("managed_accounts", again, listed(ACCOUNT, link=LINK), **KEYS)
    assert page.next == first().ask(cursor="bmV4dA==")


def test_a_page_of_accounts_names_products_once() -> None:
    """Those that the site tells of itself are left to it; nothing of a person goes with them."""
    page = read("managed_accounts", first(), listed(ACCOUNT, ACCOUNT), **KEYS)
    assert page.records[2:] == [{"product": {"key": "confluence", "name": "Confluence"}}]
    (tool,) = rows("managed_accounts", page.records[2])
    assert plain(tool) == {
        "source_id": "confluence",
        "name": "Confluence",
        "vendor_id": ref(Vendor, "atlassian"),
        "identifiers": ["atlassian_app:confluence"],
        "discovered_in": "vendor_api",
    }


def test_who_is_not_on_the_site_is_a_person_of_the_organisation() -> None:
    """A deactivated one is not active; whom the site lists is a row of that list."""
    (person,) = rows("managed_accounts", {"account": ACCOUNT})
    assert plain(person) == {
        "source_id": "712020:5b",
        "display_name": "Robin Example",
        "email": "robin@acme.example",
        "person_type": "internal",
        "active": False,
    }
    here = {"users": {"712020:5b": {"accountId": "712020:5b"}}}
    assert rows("managed_accounts", {"account": ACCOUNT}, context=here) == []
    bare = plain(rows("managed_accounts", {"account": {"account_id": "5c"}})[0])
    assert bare == {"source_id": "5c"}


def test_what_is_nobody_is_set_aside() -> None:
    """An account without id."""
    stream = BY_NAME["managed_accounts"]
    with pytest.raises(RecordRejected, match="account"):
        stream.identify(stream.wire())
    with pytest.raises(RecordRejected, match="seats of nobody"):
        BY_NAME["seats"].identify(BY_NAME["seats"].wire(account=""))


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_key_that_is_refused_is_told_and_fails_nothing(status: int) -> None:
    """The engine takes it as a stream that is not offered."""
    assert status in first().expect
    with pytest.raises(PermissionMissing, match=rf"\({status}\)") as caught:
        read("managed_accounts", first(), {}, status=status, **KEYS)
    assert "org_api_key" in caught.value.hint


def test_each_account_is_asked_about_at_its_own_address() -> None:
    """With what the listing told of its products, and nothing else of the person."""
    child = asked_of(ACCOUNT)
    assert (child.stream, child.host, child.of) == ("seats", "admin", "712020:5b")
    assert child.path == f"/v1/orgs/{ORG}/directory/users/712020:5b/last-active-dates"
    assert child.state == {
        "account": "712020:5b",
        "products": [
            {"key": "confluence", "last_active": "2026-01-10"},
            {"key": "jira-software", "last_active": None},
        ],
        "dates": [],
    }
    odd = asked_of(ACCOUNT | {"account_id": "../../x?y"})
    assert odd.path.endswith("/users/..%2F..%2Fx%3Fy/last-active-dates")


def test_whom_the_listing_says_nothing_of_is_asked_about_every_time() -> None:
    """The others only when they were seen since."""
    silent = ACCOUNT | {"last_active": None, "product_access": [{"key": "jira-software"}]}
    assert asked_of(silent).of == ""
    assert asked_of(ACCOUNT | {"last_active": None}).of == "712020:5b"


def test_whole_seats() -> None:
    """One a product; the latest of what both say, a moment or else the day; unknown where neither tells."""
    used = [
        {"id": "ari:1", "key": "confluence", "last_active": "2026-01-12",
         "last_active_timestamp": "2026-01-12T09:30:00.123456789Z"},
        {"id": "ari:2", "key": "jira-servicedesk", "last_active": "2026-01-05"},
        {"id": "ari:3", "key": "jira-servicedesk", "last_active": "2026-01-03"},
    ]  # fmt: skip
    body = {"data": {"product_access": used, "added_to_org": "2025-03-01"}, "links": {"next": None}}
    (record,) = read("seats", asked_of(ACCOUNT), body).records
    confluence, desk, software = map(plain, rows("seats", record))
    assert confluence == {
        "source_id": "712020:5b:confluence",
        "tool_id": ref(Tool, "confluence"),
        "person_id": ref(Person, "712020:5b"),
        "last_active_at": "2026-01-12T09:30:00.123000Z",
    }
    assert desk == {
        "source_id": "712020:5b:jira-servicedesk",
        "contract_id": ref(Contract, "jira-servicedesk"),
        "tool_id": ref(Tool, "jira-servicedesk"),
        "person_id": ref(Person, "712020:5b"),
        "last_active_at": "2026-01-05T00:00:00Z",
    }
    assert software["source_id"] == "712020:5b:jira-software"
    assert "last_active_at" not in software


@pytest.mark.parametrize("data", [None, {}, {"product_access": None}, {"product_access": []}])
def test_who_never_came_keeps_the_seats_of_the_listing(data: Any) -> None:
    """Empty is the vendor's word for never; it is no date, and no reason to lose the seat."""
    (record,) = read("seats", asked_of(ACCOUNT), {"data": data}).records
    assert [row.source_id.rpartition(":")[2] for row in rows("seats", record)] == [
        "confluence",
        "jira-software",
    ]


def test_dates_of_several_pages_are_one_record() -> None:
    """It is given when the last page is read."""
    asked = asked_of(ACCOUNT | {"product_access": []})
    one = {"data": {"product_access": [{"key": "trello"}]}, "links": {"next": "abc"}}
    page = read("seats", asked, one)
    assert page.records == ()
    assert page.next is not None
    assert page.next.query == {"cursor": "abc"}
    (record,) = read(
        "seats", page.next, {"data": {"product_access": [{"key": "opsgenie"}]}}
    ).records
    assert [row.source_id for row in rows("seats", record)] == [
        "712020:5b:opsgenie",
        "712020:5b:trello",
    ]


def test_dates_that_are_not_shown_leave_the_seats() -> None:
    """It is told; an account that the directory does not know is nothing to tell."""
    for status, told in ((403, 1), (401, 1), (404, 0)):
        page = read("seats", asked_of(ACCOUNT), {}, status=status)
        assert len(page.notes) == told
        assert len(rows("seats", page.records[0])) == 2


def test_dates_that_are_none_set_the_record_aside() -> None:
    """With the reason."""
    body = {"data": {"product_access": [{"key": "confluence", "last_active": "soon"}]}}
    (record,) = read("seats", asked_of(ACCOUNT), body).records
    with pytest.raises(RecordRejected, match="last_active"):
        rows("seats", record)
    with pytest.raises(UnexpectedAnswer):
        BY_NAME["seats"].read(asked_of(ACCOUNT), answer([]), run("seats"))
