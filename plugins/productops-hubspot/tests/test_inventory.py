"""HubSpot as a tool: whole rows of the account, users, seats and logins, and what a portal may refuse of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from hs import (
    BY_NAME,
    CONNECTOR,
    NOW,
    TOKEN,
    answer,
    of,
    read,
    ref,
    rows,
    run,
    source,
    source_on,
    synced,
    table,
    tried,
)
from hs_portal import DETAILS, MISSING_SCOPES, Portal
from hs_samples import MONTH, SEAT, USER, login

from productops.errors import PermissionMissing, RecordRejected
from productops.model import Contract, Person, Tool, Vendor
from productops.sandbox import transport
from productops.store.base import Store
from productops.sync.engine import sync
from productops_hubspot import paths
from productops_hubspot.inventory import INVENTORY
from productops_hubspot.sandbox import HubspotSandbox
from productops_hubspot.sandbox import ids as made
from productops_hubspot.sandbox.staff import LEFT, NEVER_CAME

KIM = {"70": {"id": "70", "userId": 70}}
SEEN = {"70": {"user": "70", "last": "2026-01-14T08:00:00.000Z"}}
HERE = "https://app-eu1.hubspot.com/settings/4711/users"
DAY = timedelta(days=1)
NAMES = {"streams": ["account", "users", "seats"]}


def seats(user: Any, **context: Any) -> list[dict[str, Any]]:
    """The seats of a user."""
    return of("seat", rows("users", user, context=context))


def test_the_account_is_a_tool() -> None:
    """With what its details tell."""
    found = rows("account", {**DETAILS, "dataHostingLocation": "eu1"})
    assert of("vendor", found) == [
        {"source_id": "hubspot", "name": "HubSpot", "website": "https://www.hubspot.com"}
    ]
    assert of("tool", found) == [
        {
            "source_id": "4711",
            "name": "HubSpot",
            "vendor_id": ref(Vendor, "hubspot"),
            "identifiers": ["domain:hubspot.com"],
            "discovered_in": "vendor_api",
            "hosting": "saas",
            "url": "https://app-eu1.hubspot.com",
            "custom_fields": {
                key: {"name": name, "type": "string", "value": value}
                for key, name, value in (
                    ("account_type", "Account type", "STANDARD"),
                    ("company_currency", "Currency", "EUR"),
                    ("data_hosting_location", "Data hosting location", "eu1"),
                    ("time_zone", "Time zone", "Europe/Berlin"),
                )
            },
        }
    ]


def test_a_user_who_is_an_owner_holds_a_seat_of_each_name() -> None:
    """Of the person that the owner is; and no other person is made."""
    roles = {"9": {"id": "9", "name": "Sales team"}}
    found = rows(
        "users",
        USER,
        context={"owners": {"7": {"id": "7", "userId": 70}}, "logins": SEEN, "user_roles": roles},
    )
    assert not of("person", found)
    assert of("seat", found) == [
        {
            "source_id": f"70:{name}",
            "source_url": HERE,
            "contract_id": ref(Contract, name),
            "tool_id": ref(Tool, "4711"),
            "person_id": ref(Person, "owner:7"),
            "role": "Sales team",
            "paid": paid,
            "last_active_at": "2026-01-14T08:00:00Z",
            "custom_fields": {"seat": {"name": "Seat", "type": "string", "value": name}},
        }
        for name, paid in (("Sales Hub Professional", True), ("View-Only", False))
    ]


def test_a_user_who_owns_nothing_is_a_person_of_an_id_of_its_own() -> None:
    """Somebody of an agency, who is known by nothing else."""
    found = rows("users", {**USER, "superAdmin": True, "seatNames": ["Partner"]})
    assert of("person", found) == [
        {
            "source_id": "user:70",
            "display_name": "Kim Low",
            "email": "kim@acme.example",
            "person_type": "internal",
            "external_id": "70",
        }
    ]
    (seat,) = of("seat", found)
    assert (seat["person_id"], seat["role"], seat["paid"]) == (
        ref(Person, "user:70"),
        "super admin",
        False,
    )
    assert "last_active_at" not in seat


@pytest.mark.parametrize(
    ("owner", "person"),
    [
        ({"id": "7", "archived": True, "userIdIncludingInactive": 70}, "owner:7"),
        ({"id": "7", "archived": True, "userId": 71}, "user:70"),
    ],
)
def test_who_left_and_holds_a_seat_is_the_archived_owner(owner: Any, person: str) -> None:
    """Who is inactive, so that the seat is one of nobody."""
    (seat, _) = seats(USER, owners={"7": owner})
    assert seat["person_id"] == ref(Person, person)
    (row,) = of("person", rows("owners", {**owner, "email": "kim@acme.example"}))
    assert (row["active"], row["external_id"]) == (False, "70" if person == "owner:7" else "71")


def test_an_owner_who_is_there_wins_over_one_who_left() -> None:
    """Somebody who came back has two."""
    left = {"id": "6", "archived": True, "userIdIncludingInactive": 70}
    for owners in ({"6": left, "7": KIM["70"]}, {"7": left, "6": KIM["70"]}):
        key = next(key for key, one in owners.items() if one is not left)
        assert {seat["person_id"] for seat in seats(USER, owners=owners)} == {
            ref(Person, f"owner:{key}")
        }


@pytest.mark.parametrize("names", [None, []])
def test_a_user_of_whose_seat_nothing_is_told_has_one_all_the_same(names: Any) -> None:
    """Of which nobody knows what it costs."""
    (seat,) = seats({**USER, "seatNames": names})
    assert seat["source_id"] == "70"
    assert not {"paid", "contract_id", "custom_fields"} & seat.keys()


@pytest.mark.parametrize(
    ("name", "paid"),
    [("Core", True), ("SERVICE_HUB_ENTERPRISE", True), ("view_only", False), ("viewOnly", False),
     ("Partner Seat", False), ("Something new", None)],
)  # fmt: skip
def test_a_seats_name_says_whether_it_is_paid_for(name: str, paid: bool | None) -> None:
    """A name we do not know says nothing."""
    (seat,) = seats({**USER, "seatNames": [name, name]})
    assert seat.get("paid") is paid


def test_a_kind_of_seat_is_a_contract() -> None:
    """Bought are those that are held and those that are free."""
    assert of("contract", rows("seats", {"seat": SEAT, "assigned": 5})) == [
        {
            "source_id": "Sales Hub Professional",
            "tool_id": ref(Tool, "4711"),
            "vendor_id": ref(Vendor, "hubspot"),
            "sku": "Sales Hub Professional",
            "pricing_model": "per_seat",
            "seats_purchased": 8,
            "seats_assigned": 5,
            "custom_fields": {
                "description": {
                    "name": "Description",
                    "type": "string",
                    "value": "Advanced features",
                }
            },
        }
    ]


@pytest.mark.parametrize(("left", "assigned"), [(None, 5), (-1, 5), (2_147_483_647, 5), (3, None)])
def test_what_is_not_counted_is_not_made_up(left: int | None, assigned: int | None) -> None:
    """Seats without a limit, and an account whose users' seats are not told."""
    record = {"seat": {**SEAT, "name": "View-Only", "remainingSeats": left}, "assigned": assigned}
    (contract,) = of("contract", rows("seats", record))
    assert "seats_purchased" not in contract
    assert contract.get("seats_assigned") == assigned
    assert contract["pricing_model"] == "free"


def test_a_month_of_logins_is_usage() -> None:
    """Of the same person as the seat."""
    assert of(
        "usage", rows("logins", MONTH, context={"owners": {"7": {"id": "7", "userId": 70}}})
    ) == [
        {
            "source_id": "70:2025-12",
            "tool_id": ref(Tool, "4711"),
            "person_id": ref(Person, "owner:7"),
            "period_start": "2025-12-01T00:00:00Z",
            "period_end": "2026-01-01T00:00:00Z",
            "active_days": 15,
            "events": 21,
            "last_active_at": "2025-12-30T08:00:00Z",
            "measured_by": "vendor_api",
        }
    ]
    assert rows("logins", {"user": "70", "last": MONTH["last"]}) == []


@pytest.mark.parametrize("month", ["2025-13", "9999-12", "0000-01", "soon"])
def test_no_month_is_told(month: str) -> None:
    """The record is set aside."""
    with pytest.raises(RecordRejected):
        rows("logins", {**MONTH, "month": month})


def portal(**lists: Any) -> Portal:
    """A portal with two users and two kinds of seats, the second without a limit."""
    users = [USER, {**USER, "id": "71", "seatNames": ["Sales Hub Professional"]}]
    kinds = [SEAT, {"name": "View-Only", "remainingSeats": None}]
    held = {paths.SEATED: users, paths.SEATS: kinds, **lists}
    return Portal(lists={key: value for key, value in held.items() if value is not None})


def test_seats_and_who_holds_them_come_from_the_same_answers(store: Store) -> None:
    """Whichever page a user is on."""
    others = [
        {**USER, "id": str(key), "seatNames": ["Sales Hub Professional"]} for key in range(100, 240)
    ]
    synced(store, portal(**{paths.SEATED: [USER, *others]}), **NAMES)
    query = "SELECT source_id, seats_purchased, seats_assigned FROM contract ORDER BY 1"
    assert table(store, query) == [("Sales Hub Professional", 144, 141), ("View-Only", None, 1)]
    assert table(store, "SELECT count(*), count(paid) FROM seat") == [(142, 142)]


def test_a_user_who_is_gone_holds_no_seat(store: Store) -> None:
    """And is not counted any more."""
    here = portal()
    synced(store, here, **NAMES)
    here.lists[paths.SEATED] = [USER]
    synced(store, here, NOW + DAY, **NAMES)
    assert table(store, "SELECT source_id FROM seat WHERE NOT deleted AND paid") == [
        ("70:Sales Hub Professional",)
    ]
    query = "SELECT seats_purchased, seats_assigned FROM contract WHERE pricing_model = 'per_seat'"
    assert table(store, query) == [(4, 1)]


@pytest.mark.parametrize("place", paths.USERS[1:])
def test_without_the_beta_users_are_read_and_seats_are_not_told(store: Store, place: str) -> None:
    """By whichever version there is."""
    bare = {key: value for key, value in USER.items() if key != "seatNames"}
    report = synced(
        store, portal(**{paths.SEATED: None, paths.SEATS: None, place: [bare]}), **NAMES
    )
    assert table(store, "SELECT source_id, paid FROM seat") == [("70", None)]
    (note,) = report.streams["seats"].warnings
    assert "settings.users.read" in note


@pytest.mark.parametrize(
    "refusal",
    [
        httpx.Response(403, json=MISSING_SCOPES),
        httpx.Response(401, json={"message": "not for this token"}),
        httpx.Response(402),
        httpx.Response(404),
        httpx.Response(200, html="<html>Sign in</html>"),
        httpx.Response(200, json=DETAILS),
    ],
    ids=["scope", "token", "edition", "absent", "page", "other"],
)
def test_what_is_refused_is_told_with_its_scope(store: Store, refusal: httpx.Response) -> None:
    """No stream fails, and the others are read."""
    here = portal()
    here.owners = [{"id": "7", "userId": 70, "email": "kim@acme.example"}]
    here.before = lambda request: (
        refusal if request.url.path.startswith(("/settings", paths.LOGINS)) else None
    )
    report = tried(store, here, streams=["account", "users", "seats", "logins", "owners"])
    assert (report.problem, report.complete) == (None, True)
    for name, scope in (
        ("users", "settings.users.read"), ("seats", "settings.users.read"), ("user_roles", "settings.users.read"),
        ("logins", "account-info.security.read"),
    ):  # fmt: skip
        (note,) = report.streams[name].warnings
        assert scope in note
        assert "Edit → Scopes" in note
        assert TOKEN not in note
    assert table(store, "SELECT name FROM tool") == [("HubSpot",)]
    assert table(store, "SELECT count(*) FROM person") == [(1,)]


def test_a_server_that_knows_nothing_of_users_ends_well(store: Store) -> None:
    """Everything else is read, with exit code 0."""
    here = Portal()
    here.put("tickets", 1, subject="Refund fails")
    report = sync([source(here)], store, now=NOW)
    assert (report.exit_code, report.ok) == (0, True)
    assert table(store, "SELECT title FROM feedback") == [("Refund fails",)]


def test_what_was_read_stays_when_it_is_refused_later(store: Store) -> None:
    """A scope that was taken away says nothing of the seats."""
    here = portal()
    synced(store, here, **NAMES)
    here.lists.clear()
    synced(store, here, NOW + DAY, **NAMES)
    assert table(store, "SELECT count(*) FROM seat WHERE NOT deleted") == [(3,)]
    assert table(store, "SELECT count(*) FROM contract WHERE NOT deleted") == [(2,)]


LOGINS = [
    login(9, 70, "2026-01-14T08:00:00.000Z"),
    login(8, 70, "2026-01-13T09:00:00.000Z", succeeded=False),
    login(7, 71, "2026-01-13T08:00:00.000Z"),
    login(6, 70, "2026-01-02T20:00:00.000Z"),
    login(5, 70, "2026-01-02T08:00:00.000Z"),
    login(4, 70, "2025-12-30T08:00:00.000Z"),
    login(3, 70, "2025-10-20T08:00:00.000Z"),
]
USAGE = "SELECT source_id, events, active_days, last_active_at::DATE::VARCHAR FROM usage WHERE NOT deleted ORDER BY 1"


def test_logins_are_counted_by_month_and_their_last_is_the_seats(store: Store) -> None:
    """Wrong passwords are none; the month that is not shown whole is not counted; nobody's address is kept."""
    synced(store, portal(**{paths.LOGINS: LOGINS}), streams=["users", "logins"])
    assert table(store, USAGE) == [
        ("70:2025-12", 1, 1, "2025-12-30"),
        ("70:2026-01", 3, 2, "2026-01-14"),
        ("71:2026-01", 1, 1, "2026-01-13"),
    ]
    query = "SELECT source_id, last_active_at::DATE::VARCHAR FROM seat ORDER BY 1"
    assert [day for _, day in table(store, query)] == ["2026-01-14", "2026-01-14", "2026-01-13"]
    for name in ("_raw", "_queue", "_checkpoint", "_set_aside"):
        text = str(table(store, f"SELECT * FROM {name}"))
        assert not [part for part in ("203.0.113", "Mozilla", "dublin") if part in text], name


def test_a_later_walk_begins_with_the_month_in_which_the_last_one_ended(store: Store) -> None:
    """What HubSpot has forgotten by then stays, and nothing is counted twice."""
    here = portal(**{paths.LOGINS: LOGINS})
    synced(store, here, streams=["logins"])
    new = [
        login(key, 70, f"2026-0{month}-20T08:00:00.000Z")
        for key, month in ((12, 3), (11, 2), (10, 1))
    ]
    here.lists[paths.LOGINS] = [*new, *LOGINS[:4]]
    synced(store, here, NOW + 75 * DAY, streams=["logins"])
    assert [row[:2] for row in table(store, USAGE)] == [
        ("70:2025-12", 1), ("70:2026-01", 3), ("70:2026-02", 1), ("70:2026-03", 1), ("71:2026-01", 1),
    ]  # fmt: skip
    synced(store, here, NOW + 76 * DAY, streams=["logins"], full=True)
    assert len(table(store, USAGE)) == 5


def test_a_walk_ends_where_the_last_one_has_been() -> None:
    """The newest come first; where they do not, all is read."""
    request = next(iter(BY_NAME["logins"].start(run("logins"))))
    floor = datetime.fromisoformat(request.state["floor"])
    old = [login(n, 70, (floor - n * DAY).isoformat()) for n in range(3)]
    onwards = {"paging": {"next": {"after": "3"}}}
    assert read("logins", request, {"results": old, **onwards}).next is None
    assert read("logins", request, {"results": old[::-1], **onwards}).next is not None


def test_a_login_that_moved_to_the_next_page_counts_once(store: Store) -> None:
    """Somebody signs in while pages are read, which pushes the last one of a page over its end."""
    many = [login(1000 - n, 70, (NOW - timedelta(minutes=n)).isoformat()) for n in range(250)]
    here = portal(**{paths.LOGINS: many})

    def push(request: httpx.Request) -> None:
        if request.url.params.get("after") == "200" and len(many) == 250:
            many.insert(0, login(2000, 71, NOW.isoformat()))

    here.before = push
    synced(store, here, streams=["logins"])
    assert [row[:2] for row in table(store, USAGE)] == [("70:2026-01", 250)]


def test_a_login_that_does_not_fit_is_set_aside_without_what_is_not_kept(store: Store) -> None:
    """By its id, and the rest is counted."""
    broken = [
        {**login(1, 70, "yesterday")},
        {key: v for key, v in login(2, 7, LOGINS[0]["loginAt"]).items() if key != "userId"},
    ]
    report = synced(
        store, portal(**{paths.LOGINS: [*LOGINS, *broken]}), streams=["logins"]
    ).streams["logins"]
    assert report.set_aside == 2
    aside = table(store, "SELECT source_id, payload FROM _set_aside ORDER BY 1")
    assert [key for key, _ in aside] == ["1", "2"]
    assert "203.0.113" not in str(aside)
    assert len(table(store, USAGE)) == 3


def test_a_refusal_in_the_middle_of_a_list_names_what_it_takes() -> None:
    """A page that is no list is not the end of it."""
    request = INVENTORY[-1].start(None)[0].with_(state={"later": [], "held": None})
    with pytest.raises(PermissionMissing):
        read("seats", request, answer({}, 403).body, status=403)


def test_the_stand_in_has_one_who_left_and_one_who_never_came(store: Store) -> None:
    """Twelve users; a seat of nobody, two seats of one, and as many bought as held and free."""
    site = HubspotSandbox(size=60)
    source = source_on(
        CONNECTOR,
        {**site.credentials(), "streams": ["account", "users", "seats", "logins", "owners"]},
        transport(site, sleep=lambda _: None),
        name="crm",
    )
    sync([source], store, now=site.company.clock.now)
    assert table(
        store, "SELECT count(DISTINCT person_id), count(*), count(*) FILTER (paid) FROM seat"
    ) == [(12, 13, 9)]
    orphans = "SELECT s.source_id FROM seat s JOIN person p ON p.id = s.person_id WHERE p.active = false AND s.paid"
    assert table(store, orphans) == [(f"{made.owner(LEFT)}:Sales Hub Professional",)]
    never = "SELECT split_part(source_id, ':', 1) FROM seat WHERE last_active_at IS NULL ORDER BY 1"
    assert [key for (key,) in table(store, never)] == sorted(
        made.owner(key) for key in (LEFT, NEVER_CAME)
    )
    bought = "SELECT sku, seats_purchased, seats_assigned FROM contract ORDER BY 1"
    assert table(store, bought) == [
        ("Core", 3, 1), ("Partner", None, 1), ("Sales Hub Professional", 4, 3), ("Service Hub Professional", 5, 5),
        ("View-Only", None, 3),
    ]  # fmt: skip
    assert table(
        store,
        "SELECT count(*) FROM seat s LEFT JOIN person p ON p.id = s.person_id WHERE p.id IS NULL",
    ) == [(0,)]
    assert table(store, "SELECT max(active_days) BETWEEN 5 AND 31, min(events) > 0 FROM usage") == [
        (True, True)
    ]
