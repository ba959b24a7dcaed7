"""Jira's lists: how they page, whole records, and what half of one becomes. All payloads are made up."""

from __future__ import annotations

from typing import Any

import pytest
from jc import BY_NAME, SITE, plain, read, ref, rows, run, starts

from productops.errors import RecordRejected, UnexpectedAnswer
from productops.kit import Page
from productops.model import Account, Person, ProductNode, Team


def one(stream: str, record: Any, **more: Any) -> dict[str, Any]:
    """The only row of a record."""
    (row,) = rows(stream, record, **more)
    return plain(row)


def test_fields_come_from_two_lists_once_each() -> None:
    """Project-scoped ones are in the search only, and an administrator alone may search."""
    (first,) = BY_NAME["fields"].start(run("fields"))
    page = read("fields", first, [{"id": "summary"}, {"id": "customfield_1"}])
    assert page.next is not None
    assert (page.next.path, page.next.query["startAt"]) == ("/rest/api/3/field/search", 0)
    body = {"values": [{"id": "customfield_1"}, {"id": "customfield_2"}], "isLast": False}
    more = read("fields", page.next, body)
    assert [bytes(raw) for raw in more.records] == [b'{"id":"customfield_2"}']  # type: ignore[arg-type]
    assert more.next is not None
    assert more.next.query["startAt"] == 2
    assert read("fields", page.next, {}, status=403) == Page()


def test_a_whole_field() -> None:
    """Under the id its values are stored by; a type nobody knows stays the source's."""
    record = {
        "id": "customfield_1", "name": "Area", "custom": True, "description": "Which part",
        "schema": {"type": "option", "custom": "com.atlassian:select", "customId": 1},
    }  # fmt: skip
    assert one("fields", record) == {
        "source_id": "customfield_1",
        "applies_to": "work_item",
        "field_key": "customfield_1",
        "name": "Area",
        "type": "option",
        "source_type": "com.atlassian:select",
        "description": "Which part",
    }
    odd = one("fields", {"id": "x", "schema": {"type": "any", "custom": "com.gauges.example:g"}})
    assert (odd.get("type"), odd["source_type"]) == (None, "com.gauges.example:g")
    none = one("fields", {"id": "parent", "name": "Parent"})
    assert {"type", "source_type"}.isdisjoint(none)


def test_a_whole_project() -> None:
    """A product; its key is an alias by which texts name it."""
    record = {
        "id": "10000", "key": "APP", "name": "Boards", "description": "The app", "projectTypeKey": "software",
        "lead": {"accountId": "5b-l"}, "archived": True, "archivedDate": "2026-01-05T10:00:00.000+0100",
    }  # fmt: skip
    assert one("projects", record) == {
        "source_id": "10000",
        "source_key": "APP",
        "source_url": f"{SITE}/browse/APP",
        "name": "Boards",
        "description": "The app",
        "lifecycle": "retired",
        "owner_id": ref(Person, "5b-l"),
        "retire_by": "2026-01-05T09:00:00Z",
        "aliases": ["APP"],
    }


def test_a_project_in_the_bin_is_deleted() -> None:
    """With the moment it was put there."""
    row = one("projects", {"id": 1, "deleted": True, "deletedDate": "2026-01-05T09:00:00.000+0000"})
    assert (row["deleted"], row["deleted_at"]) == (True, "2026-01-05T09:00:00Z")


def test_projects_are_listed_in_every_state() -> None:
    """Live, archived, deleted: what is missing from all three is hidden."""
    asked = starts("projects")[""]
    assert asked.query["status"] == ["live", "archived", "deleted"]
    assert (asked.query["startAt"], asked.query["maxResults"]) == (0, 100)


def test_whole_parts_of_a_project() -> None:
    """Components and versions are counted apart from projects, so their ids say what they are."""
    component = {"id": "20", "name": "Exports", "lead": {"accountId": "5b-l"}, "projectId": 10000}
    assert one("components", component) == {
        "source_id": "component:20",
        "node_type": "component",
        "name": "Exports",
        "parent_id": ref(ProductNode, "10000"),
        "owner_id": ref(Person, "5b-l"),
    }
    version = {
        "id": "30",
        "name": "2.1",
        "released": True,
        "releaseDate": "2026-01-05",
        "projectId": 10000,
    }
    assert one("versions", version) == {
        "source_id": "version:30",
        "node_type": "feature",
        "name": "2.1",
        "parent_id": ref(ProductNode, "10000"),
        "lifecycle": "production",
        "released_at": "2026-01-05T00:00:00Z",
    }
    planned = one("versions", {"id": "31", "released": False, "releaseDate": "2027-01-05"})
    assert "released_at" not in planned
    assert "lifecycle" not in planned


def test_parts_are_read_project_by_project() -> None:
    """One that was just removed has none."""
    asked = starts("versions")
    assert asked["10000"].path == "/rest/api/3/project/10000/version"
    assert set(asked) == {"10000", "10001", "10002"}
    assert read("versions", asked["10000"], {}, status=404) == Page()


USER = {
    "accountId": "5b-r", "accountType": "atlassian", "displayName": "Robin Example", "active": True,
    "emailAddress": "robin@acme.example", "timeZone": "Europe/Berlin", "locale": "de_DE",
}  # fmt: skip


def test_a_whole_user() -> None:
    """As far as the profile shows it."""
    assert one("users", USER) == {
        "source_id": "5b-r",
        "display_name": "Robin Example",
        "email": "robin@acme.example",
        "person_type": "internal",
        "locale": "de_DE",
        "timezone": "Europe/Berlin",
        "active": True,
    }


def test_half_a_user() -> None:
    """Only the account id is always there; without it there is nobody."""
    assert one("users", {"accountId": "5b", "displayName": "Former user", "active": False}) == {
        "source_id": "5b",
        "display_name": "Former user",
        "active": False,
    }
    bot, *_ = rows("users", {"accountId": "a", "accountType": "app"})
    assert plain(bot)["person_type"] == "bot"
    with pytest.raises(RecordRejected, match="account_id"):
        BY_NAME["users"].identify(BY_NAME["users"].wire())


def test_users_end_with_an_empty_page() -> None:
    """The bare list names no end, and a short page is none."""
    asked = starts("users")[""]
    page = read("users", asked, [USER])
    assert page.next is not None
    assert page.next.query["startAt"] == 1
    assert read("users", page.next, []).next is None


def test_groups_and_their_members() -> None:
    """A group is a team, a place in it a link; somebody without id is nobody."""
    assert one("groups", {"groupId": "g-1", "name": "payments"}) == {
        "source_id": "g-1",
        "name": "payments",
    }
    asked = starts("group_members", context={"groups": {"g-1": {"groupId": "g-1"}}})["g-1"]
    assert asked.query["groupId"] == "g-1"
    page = read("group_members", asked, {"values": [USER, {"displayName": "?"}], "isLast": True})
    assert len(page.records) == 1
    assert one("group_members", page.records[0]) == {
        "source_id": "g-1:5b-r",
        "from_id": ref(Person, "5b-r"),
        "to_id": ref(Team, "g-1"),
        "link_type": "member_of",
        "source_type": "group",
    }


def test_organisations_page_as_service_management_does() -> None:
    """`start` and `limit`; an organisation is an account, its people are members."""
    asked = starts("organizations")[""]
    assert (asked.query, asked.page_size) == ({"start": 0, "limit": 50}, "limit")
    page = read(
        "organizations", asked, {"values": [{"id": "12", "name": "Birch"}], "isLastPage": False}
    )
    assert page.next is not None
    assert page.next.query == {"start": 1, "limit": 50}
    assert one("organizations", {"id": "12", "name": "Birch"}) == {
        "source_id": "12",
        "name": "Birch",
    }
    member = one("organization_members", {"owner": "12", "user": USER})
    assert (member["to_id"], member["source_type"]) == (ref(Account, "12"), "organization")


def test_customers_that_the_list_of_users_lacks() -> None:
    """A desk does not say what kind of account it is; who the list has is a row of that list."""
    context = {"service_desks": {"1": {"id": "1"}}, "users": {"5b-r": USER}}
    asked = starts("customers", context=context)["1"]
    assert asked.headers == {"X-ExperimentalApi": "opt-in"}
    assert read("customers", asked, {}, status=412) == Page()
    told = read("customers", asked, {}, status=403).notes
    assert told == ("the customers of a service desk are not shown to this user",)
    (portal,) = rows("customers", {"accountId": "qm:1", "displayName": "Ash"}, context=context)
    assert plain(portal) == {"source_id": "qm:1", "display_name": "Ash", "person_type": "customer"}
    assert rows("customers", USER, context=context) == []


def test_context_yields_no_rows() -> None:
    """Statuses, priorities and kinds of issues are names in the rows of others."""
    for name in ("statuses", "priorities", "issue_types", "service_desks"):
        assert rows(name, {"id": "1", "name": "x"}) == []


def test_an_answer_without_the_list_says_so() -> None:
    """Better than no rows."""
    with pytest.raises(UnexpectedAnswer, match='no list "values"'):
        read("groups", starts("groups")[""], {"rows": []})
