"""Apps, OAuth clients, tokens and seats as whole rows; what is never kept, and who may not read. All payloads are made up."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import zd
from zd import AT, CONNECTOR, LATER, STREAMS, answer, of, ref, rows, run

from productops.errors import PermissionMissing, RecordRejected, UnexpectedAnswer
from productops.kit import Page, Request
from productops.model import Person, Tool, Vendor
from productops.sync.payload import to_payload

SITE = "https://acme.zendesk.com"
SECRET = "k3pt-secret"
STAMP = {"created_at": AT, "updated_at": LATER}
OURS = {"source_created_at": AT, "source_updated_at": LATER}
LISTED = {
    "app_installations": "installations", "oauth_tokens": "tokens", "oauth_clients": "clients",
    "oauth_global_clients": "global_clients", "custom_roles": "custom_roles", "agents": "users",
}  # fmt: skip


CLIENTS = {"oauth_clients": {"9": {"id": 9}}}
"""Tokens are asked for where there are clients."""


def first(stream: str) -> Request:
    """The first request of a list."""
    return zd.first(stream, context=CLIENTS)


def read(stream: str, body: Any, request: Request | None = None, **more: Any) -> Page:
    """The page that *stream* reads from *body*."""
    return zd.read(stream, body, request or first(stream), **more)


def installation(**more: Any) -> dict[str, Any]:
    """As the Apps API writes it, keys of other systems included."""
    settings = {"name": "Jira", "title": "Jira issues", "api_token": SECRET}
    return {
        "id": 42, "app_id": 913, "product": "support", "settings": settings, "enabled": True, **STAMP,
        "settings_objects": [{"name": name, "value": value} for name, value in settings.items()],
        "paid": False, "recurring_payment": False, "plan_information": {"name": None, "key": SECRET},
        "stripe_publishable_key": SECRET, **more,
    }  # fmt: skip


def token(**more: Any) -> dict[str, Any]:
    """As Zendesk lists it."""
    return {
        "id": 7, "client_id": 51, "user_id": 101, "token": SECRET, "full_token": SECRET, "refresh_token": SECRET,
        "scopes": ["tickets:read", "read"], "created_at": AT, "used_at": LATER, "expires_at": None, **more,
    }  # fmt: skip


def client(**more: Any) -> dict[str, Any]:
    """As Zendesk lists it."""
    return {
        "id": 51, "name": "Zapier", "identifier": "zapier", "company": " Zapier ", "secret": SECRET, **STAMP, **more,
    }  # fmt: skip


def gathered(stream: str, *listed: Any, **more: Any) -> list[Any]:
    """The records of a list in one answer, decoded."""
    found = read(stream, {LISTED[stream]: listed}, **more).records
    return [msgspec.json.decode(to_payload(record), type=STREAMS[stream].wire) for record in found]


def made(stream: str, *listed: Any, context: Any = None) -> list[Any]:
    """The rows of a list in one answer."""
    held = run(stream, context=context)
    return [
        row for each in gathered(stream, *listed) for row in STREAMS[stream].normalise(each, held)
    ]


def test_a_whole_app() -> None:
    """A tool by the app's id, and its installation as an integration; nothing to pay says nothing."""
    found = made("app_installations", installation())
    assert of("tool", found) == [{
        "source_id": "913", "source_url": f"{SITE}/admin/apps-integrations/apps/support-apps", **OURS,
        "name": "Jira", "aliases": ["Jira issues"], "identifiers": ["zendesk_app:913"], "discovered_in": "vendor_api",
    }]  # fmt: skip
    assert of("integration", found) == [{
        "source_id": "913:42", **OURS, "from_tool_id": ref("app_installations", Tool, "913"),
        "to_tool_id": ref("agents", Tool, "zendesk"), "name": "Jira", "kind": "native", "status": "working",
    }]  # fmt: skip
    assert of("contract", found) == []


@pytest.mark.parametrize(
    ("keys", "contract"),
    [
        ({"paid": True}, {}),
        ({"recurring_payment": True}, {"auto_renew": True}),
        ({"plan_information": {"name": "Team"}, "paid": True}, {"sku": "Team"}),
    ],
)
def test_an_app_that_costs_something_is_a_contract(keys: Any, contract: Any) -> None:
    """Zendesk names the plan and whether payment recurs, no price."""
    found = made("app_installations", installation(**keys))
    assert of("contract", found) == [
        {"source_id": "913:42", **OURS, "tool_id": ref("agents", Tool, "913"), **contract}
    ]


@pytest.mark.parametrize(
    ("enabled", "status"), [(True, "working"), (False, "retired"), (None, None)]
)
def test_a_disabled_app_is_no_working_integration(enabled: Any, status: Any) -> None:
    """It is still installed, so that the tool stays."""
    found = made("app_installations", installation(enabled=enabled))
    assert [row.get("status") for row in of("integration", found)] == [status]
    assert len(of("tool", found)) == 1


def test_an_app_that_is_installed_twice_is_one_tool() -> None:
    """Also where its installations come on two pages, whose link leads on."""
    link = f"{SITE}/api/v2/apps/installations.json?page%5Bafter%5D=n"
    other = installation(id=43, settings={"name": "Jira EU"}, created_at=LATER, enabled=False)
    head = read("app_installations", {"installations": [installation()], "next_page": link})
    assert head.records == []
    assert head.next is not None
    assert msgspec.json.decode(msgspec.json.encode(head.next.state)) == head.next.state
    assert SECRET not in str(head.next)
    tail = read("app_installations", {"installations": [other]}, head.next)
    (record,) = tail.records
    found = rows("app_installations", record)
    (tool,) = of("tool", found)
    assert (tool["name"], tool["aliases"]) == ("Jira", ["Jira issues", "Jira EU"])
    assert (tool["source_created_at"], tool["source_updated_at"]) == (AT, LATER)
    assert [(row["source_id"], row["status"]) for row in of("integration", found)] == [
        ("913:42", "working"), ("913:43", "retired"),
    ]  # fmt: skip


def test_a_whole_client_of_another_company() -> None:
    """A tool by its identifier, and who publishes it."""
    found = made("oauth_global_clients", client())
    assert of("tool", found) == [{
        "source_id": "global_client:51", **OURS, "name": "Zapier", "vendor_id": ref("agents", Vendor, "zapier"),
        "identifiers": ["oauth:zapier"], "discovered_in": "oauth_grant",
    }]  # fmt: skip
    assert of("vendor", found) == [{"source_id": "zapier", "name": "Zapier"}]


def test_a_whole_client_of_this_account() -> None:
    """It has a page of its own; a company that a global client names has its row there."""
    page = f"{SITE}/admin/apps-integrations/apis/zendesk-api/oauth_clients"
    found = made("oauth_clients", client(company="Fern"))
    assert of("tool", found) == [{
        "source_id": "client:51", "source_url": page, **OURS, "name": "Zapier",
        "vendor_id": ref("agents", Vendor, "fern"), "identifiers": ["oauth:zapier"], "discovered_in": "oauth_grant",
    }]  # fmt: skip
    assert of("vendor", found) == [{"source_id": "fern", "name": "Fern"}]
    known = {"oauth_global_clients": {"9": {"id": 9, "company": "FERN"}}}
    assert of("vendor", made("oauth_clients", client(company="Fern"), context=known)) == []


@pytest.mark.parametrize("company", [None, "", " ", "Zendesk", "zendesk "])
def test_no_vendor_twice_and_none_without_a_name(company: Any) -> None:
    """Zendesk's own row comes with the agents."""
    found = made("oauth_global_clients", client(company=company))
    assert [row.table for row in found] == ["tool"]
    named = (company or "").strip() != ""
    assert of("tool", found)[0].get("vendor_id") == (
        ref("agents", Vendor, "zendesk") if named else None
    )


def test_the_tokens_of_a_client_are_one_integration() -> None:
    """The newest use of any of them, the first creation, all scopes, and its client's name."""
    known = {"oauth_clients": {}, "oauth_global_clients": {"51": {"id": 51, "name": "Zapier"}}}
    old = token(
        id=8,
        scopes=["users:read"],
        used_at="2025-01-02T03:04:05Z",
        created_at="2025-01-01T00:00:00Z",
    )
    never = token(id=9, scopes=None, used_at=None)
    assert of("integration", made("oauth_tokens", token(), old, never, context=known)) == [{
        "source_id": "oauth:51", "source_created_at": "2025-01-01T00:00:00Z",
        "custom_fields": {
            "tokens": {"name": "Tokens", "value": 3},
            "scopes": {"name": "Scopes", "value": ["read", "tickets:read", "users:read"]},
        },
        "from_tool_id": ref("agents", Tool, "global_client:51"), "to_tool_id": ref("agents", Tool, "zendesk"),
        "name": "Zapier", "kind": "api", "data_objects": ["tickets", "users"], "status": "working",
        "last_success_at": LATER,
    }]  # fmt: skip


def test_tokens_are_counted_over_pages() -> None:
    """What was gathered travels with the link; the record comes with the last page."""
    link = f"{SITE}/api/v2/oauth/tokens?page%5Bafter%5D=n"
    head = read(
        "oauth_tokens", {"tokens": [token()], "links": {"next": link}, "meta": {"has_more": True}}
    )
    assert head.records == []
    assert head.next is not None
    tail = read("oauth_tokens", {"tokens": [token(id=8), token(client_id=52)]}, head.next)
    assert [(record["client_id"], record["tokens"]) for record in tail.records] == [
        (51, 2),
        (52, 1),
    ]


BEFORE, AFTER = "2026-01-15T11:59:59Z", "2026-01-15T12:00:01Z"


@pytest.mark.parametrize(
    ("keys", "status"),
    [
        ({"expires_at": None}, "working"),
        ({"expires_at": AFTER}, "working"),
        ({"expires_at": BEFORE}, "broken"),
        ({"expires_at": BEFORE, "refresh_token_expires_at": AFTER}, "working"),
        ({"expires_at": BEFORE, "refresh_token_expires_at": BEFORE}, "broken"),
        ({"expires_at": "soon"}, "broken"),
    ],
)
def test_an_integration_works_while_a_token_does(keys: Any, status: str) -> None:
    """Or while what renews it does; one token is enough."""
    (row,) = of("integration", made("oauth_tokens", token(**keys)))
    assert row["status"] == status
    (both,) = of("integration", made("oauth_tokens", token(**keys), token(id=8)))
    assert both["status"] == "working"


def test_a_token_of_a_client_that_no_list_has() -> None:
    """It points to a client of this account, whose row may come later; this account's comes first."""
    (row,) = of("integration", made("oauth_tokens", token()))
    assert row["from_tool_id"] == ref("agents", Tool, "client:51")
    assert "name" not in row
    both = {
        name: {"51": {"id": 51, "name": name}} for name in ("oauth_clients", "oauth_global_clients")
    }
    (row,) = of("integration", made("oauth_tokens", token(), context=both))
    assert (row["name"], row["from_tool_id"]) == ("oauth_clients", ref("agents", Tool, "client:51"))


AGENT = {
    "id": 101, "name": "Robin Fern", "email": "robin@acme.example", "role": "agent", "role_type": 0,
    "custom_role_id": 5, "suspended": False, "last_login_at": LATER, "notes": "met in May", **STAMP,
}  # fmt: skip


def test_zendesk_itself_and_a_whole_seat() -> None:
    """The product comes once, with the first page; of a user only what concerns the seat is held again."""
    roles = {"custom_roles": {"5": {"id": 5, "name": "Staff", "role_type": 0}}}
    found = made("agents", AGENT, context=roles)
    assert of("vendor", found) == [
        {"source_id": "zendesk", "name": "Zendesk", "website": "https://www.zendesk.com"}
    ]
    assert of("tool", found) == [{
        "source_id": "zendesk", "source_url": SITE, "name": "Zendesk", "vendor_id": ref("agents", Vendor, "zendesk"),
        "identifiers": ["domain:zendesk.com"], "discovered_in": "vendor_api", "hosting": "saas", "url": SITE,
    }]  # fmt: skip
    assert of("seat", found) == [{
        "source_id": "101", "source_url": f"{SITE}/agent/users/101", "tool_id": ref("agents", Tool, "zendesk"),
        "person_id": ref("users", Person, 101), "role": "Staff", "paid": True, "last_active_at": LATER,
    }]  # fmt: skip
    link = f"{SITE}/api/v2/users.json?page%5Bafter%5D=n&role%5B%5D=agent&role%5B%5D=admin"
    page = read("agents", {"users": [AGENT], "next_page": link})
    assert "robin" not in str(page.records).casefold()
    assert page.next is not None
    assert page.next.query["role[]"] == ["agent", "admin"]
    assert len(read("agents", {"users": [AGENT]}, page.next).records) == 1


@pytest.mark.parametrize(
    ("keys", "role", "paid"),
    [
        ({"role_type": 1}, "light agent", False),
        ({"role_type": 3}, "contributor", False),
        ({"role_type": 4, "role": "admin"}, "admin", True),
        ({"role_type": 2}, "chat agent", None),
        ({"role_type": 5, "role": "admin"}, "billing admin", None),
        ({"role_type": None}, "agent", True),
        ({"role_type": None, "role": "admin"}, "admin", True),
        ({"role_type": None, "custom_role_id": 6}, "Looks in", False),
        ({"role_type": None, "custom_role_id": 7}, "agent", None),
        ({"role_type": 99}, "agent", None),
    ],
)
def test_which_seats_are_paid_for(keys: Any, role: str, paid: bool | None) -> None:
    """Light agents and contributors are free; what no page says, and a role we cannot see, is not known."""
    roles = {"custom_roles": {"6": {"id": 6, "name": "Looks in", "role_type": 1}}}
    (seat,) = of("seat", made("agents", {**AGENT, "custom_role_id": None, **keys}, context=roles))
    assert (seat["role"], seat.get("paid")) == (role, paid)


def test_who_never_signed_in_and_who_was_suspended_hold_their_seats() -> None:
    """No date is no date; a suspended holder is told, and inactive as a person."""
    (seat,) = of("seat", made("agents", {**AGENT, "suspended": True, "last_login_at": None}))
    assert "last_active_at" not in seat
    assert "revoked_at" not in seat
    assert seat["custom_fields"]["suspended"]["value"] is True
    assert rows("users", {**AGENT, "active": True, "suspended": True})[0].active is False


def test_end_users_hold_no_seat() -> None:
    """Even where they come though they were not asked for."""
    found = made("agents", {**AGENT, "role": "end-user"}, {**AGENT, "id": 102})
    assert [row["source_id"] for row in of("seat", found)] == ["102"]


def test_custom_roles_are_context() -> None:
    """They name what seats have, and yield nothing themselves."""
    assert made("custom_roles", {"id": 5, "name": "Staff", "role_type": 0}) == []
    assert STREAMS["agents"].needs == ("custom_roles",)


@pytest.mark.parametrize(
    "stream", ["app_installations", "oauth_tokens", "oauth_clients", "oauth_global_clients"]
)
@pytest.mark.parametrize("fits", [True, False])
def test_no_secret_is_kept(stream: str, fits: bool) -> None:
    """Not in a record, nor in one that is set aside because it does not fit."""
    whole = {"app_installations": installation, "oauth_tokens": token}.get(stream, client)()
    if not fits:
        whole |= {
            "created_at": {"not": "a text"},
            "settings": [SECRET],
            "plan_information": {"name": [SECRET]},
        }
    payloads = [to_payload(each) for each in read(stream, {LISTED[stream]: [whole]}).records]
    assert len(payloads) == 1
    assert SECRET.encode() not in payloads[0]
    decoder = msgspec.json.Decoder(STREAMS[stream].wire)
    if fits:
        decoder.decode(payloads[0])
    else:
        with pytest.raises(msgspec.ValidationError, match="created_at"):
            decoder.decode(payloads[0])


@pytest.mark.parametrize("stream", sorted(LISTED))
@pytest.mark.parametrize(
    "broken", [None, 5, "x", [], {}, {"id": None, "app_id": None, "client_id": None}]
)
def test_what_has_no_id_is_set_aside_not_lost(stream: str, broken: Any) -> None:
    """One bad record costs itself alone."""
    good = {"id": 1, "app_id": 2, "client_id": 3, "role": "agent"}
    records = read(stream, {LISTED[stream]: [broken, good]}).records
    found: list[Any] = []
    for record in records:
        try:
            decoded = msgspec.json.decode(to_payload(record), type=STREAMS[stream].wire)
            found.append(STREAMS[stream].identify(decoded)[0])
        except (msgspec.ValidationError, RecordRejected):
            found.append(None)
    assert [each for each in found if each != "product"].count(None) == 1
    assert len([each for each in found if each not in {None, "product"}]) == 1


def twice_again(stream: str, body: bytes, asked: Request) -> Request:
    """The third request, after two pages for people."""
    for pause in (1, 2):
        page = read(stream, body, asked)
        assert (page.records, page.next and page.next.wait) == ((), pause)
        assert page.next is not None
        asked = page.next
    return asked


@pytest.mark.parametrize("stream", sorted(LISTED))
def test_a_page_for_people_that_goes_by_costs_nothing(stream: str) -> None:
    """What a proxy says for a moment is no refusal: the list is read all the same, pages after it without a pause."""
    third = twice_again(stream, b"<!doctype html><title>One moment</title>", first(stream))
    link = f"{SITE}/api/v2/x?page%5Bafter%5D=n"
    good = {"id": 1, "app_id": 2, "client_id": 3, "role": "agent"}
    page = read(stream, {LISTED[stream]: [good], "next_page": link}, third)
    assert page.next is not None
    assert page.next.wait == 0
    last = read(stream, {LISTED[stream]: []}, page.next)
    plain = read(stream, {LISTED[stream]: [good]})
    assert [to_payload(each) for each in [*page.records, *last.records]] == [
        to_payload(each) for each in plain.records
    ]


def test_no_tokens_are_asked_for_where_no_client_is_known() -> None:
    """Nothing could be told of them."""
    assert list(STREAMS["oauth_tokens"].start(run("oauth_tokens"))) == []


@pytest.mark.parametrize("stream", sorted(LISTED))
@pytest.mark.parametrize("status", [401, 403, 302, 200])
def test_who_may_not_read_is_told_the_right_and_where_to_tick_it(stream: str, status: int) -> None:
    """A refusal, a redirect or a sign-in page is about this list alone."""
    body: Any = (
        b"<!doctype html><title>Sign in</title>" if status == 200 else {"error": "Forbidden"}
    )
    asked = first(stream)
    assert status in asked.expect
    if status == 200:
        asked = twice_again(stream, body, asked)
    with pytest.raises(PermissionMissing) as caught:
        read(stream, body, asked, status=status)
    assert "Admin Center" in caught.value.in_one_line()
    assert "read" in caught.value.hint
    assert STREAMS[stream].optional


@pytest.mark.parametrize("stream", sorted(LISTED))
@pytest.mark.parametrize("body", [{}, {"error": "x"}, b"", {"users": 5}])
def test_an_answer_without_the_list_is_no_empty_list(stream: str, body: Any) -> None:
    """A foreign envelope is an error."""
    with pytest.raises(UnexpectedAnswer):
        STREAMS[stream].read(first(stream), answer(body), run(stream))


def test_all_tokens_are_asked_for_and_apps_keep_to_their_own_limit() -> None:
    """Those of all users, expired ones too; a hundred requests a minute for apps."""
    asked = first("oauth_tokens").query
    assert (asked["all"], asked["include_expired"]) == ("true", "true")
    pace = CONNECTOR.paces[first("app_installations").bucket]
    assert (pace.requests, pace.seconds) == (100, 60.0)
