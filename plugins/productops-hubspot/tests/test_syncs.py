"""The connector under the engine, over a small portal: nothing lost, nothing twice, the right tombstone each."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hs import NOW, synced, table, tried
from hs_portal import DAILY, MISSING_SCOPES, NOON, Portal

from productops.store.base import Store

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TICKETS = {"streams": ["tickets"]}
CONTACTS = {"streams": ["contacts"]}


def many(number: int) -> Portal:
    """Tickets that changed a minute apart, two hours ago and before."""
    portal = Portal()
    for key in range(1, number + 1):
        portal.put(
            "tickets", key, NOON - 2 * HOUR - timedelta(minutes=key), subject=f"Ticket {key}"
        )
    return portal


def held(store: Any, name: str = "feedback") -> Counter[str]:
    """Live rows by source id."""
    query = f"SELECT source_id FROM {name} WHERE NOT deleted"
    return Counter(row[0] for row in table(store, query))


def why(store: Any, stream: str, key: int) -> str | None:
    """Why a raw record is a tombstone."""
    query = f"SELECT gone FROM _raw WHERE stream = '{stream}' AND source_id = '{key}' ORDER BY seq"
    return str(table(store, query)[-1][0])


def calls(portal: Portal, *parts: str) -> int:
    """How many requests went to paths with all of *parts*."""
    return sum(all(part in path for part in parts) for _, path, _ in portal.calls)


def lists(portal: Portal) -> int:
    """How many pages of the list of live tickets were asked for."""
    found = [asked for _, path, asked in portal.calls if path == "/crm/objects/2026-03/tickets"]
    return sum(asked["archived"] == "false" for asked in found)


def test_everything_is_read_by_list_and_nothing_new_costs_a_request_a_partition(
    store: Store,
) -> None:
    """Then by search from an hour before the newest change on, and the bin; what is as it was is not read again."""
    portal = many(250)
    report = synced(store, portal, **TICKETS)
    assert report.streams["tickets"].created == 250
    assert calls(portal, "/tickets/search") == 1  # the count
    assert held(store) == Counter(str(key) for key in range(1, 251))

    again = synced(store, portal, NOW + HOUR, **TICKETS)
    assert again.streams["tickets"].requests == 2
    assert calls(portal, "/tickets/search") == 2
    assert again.streams["tickets"].created + again.streams["tickets"].updated == 0


@pytest.mark.parametrize("ahead", [DAY, 20 * DAY])
def test_a_clock_here_that_runs_ahead_leaves_nothing_out(store: Store, ahead: timedelta) -> None:
    """What changes and what is archived at HubSpot before the hour that we took it for is found all the same."""
    portal = many(3)
    synced(store, portal, NOW + ahead, **TICKETS)
    portal.put("tickets", 4, NOW + HOUR, subject="New")
    portal.archive("tickets", 2, NOW + HOUR)
    report = synced(store, portal, NOW + ahead + 2 * HOUR, **TICKETS).streams["tickets"]
    assert held(store) == Counter("134")
    assert (report.created, report.deleted) == (1, 1)


def test_what_changed_comes_by_search(store: Store) -> None:
    """A new one, and a changed one."""
    portal = many(30)
    synced(store, portal, **TICKETS)
    portal.put("tickets", 7, NOW + HOUR, subject="Renamed")
    portal.put("tickets", 31, NOW + HOUR, subject="New")
    report = synced(store, portal, NOW + 2 * HOUR, **TICKETS).streams["tickets"]
    assert (report.created, report.updated) == (1, 1)
    query = "SELECT title FROM feedback WHERE source_id IN ('7', '31') ORDER BY 1"
    assert table(store, query) == [("New",), ("Renamed",)]


def test_a_late_index_is_looked_back_for(store: Store) -> None:
    """A change that the search did not show yet is found by the next run."""
    portal = many(5)
    synced(store, portal, **TICKETS)
    portal.put("tickets", 6, NOW - timedelta(minutes=40), subject="Late")
    synced(store, portal, NOW + timedelta(minutes=10), **TICKETS)
    assert held(store)["6"] == 1


def test_a_millisecond_with_more_than_a_search_shows_is_complete_and_once(store: Store) -> None:
    """That millisecond is walked by id, the rest by moment; none comes twice."""
    portal = many(10)
    portal.cap = 1000
    synced(store, portal, **TICKETS)
    instant = NOW + HOUR
    for key in range(1, 2501):
        at = instant + timedelta(milliseconds=max(0, key - 1200))
        portal.put("tickets", key, at, subject=f"Ticket {key}")
    report = synced(store, portal, NOW + 2 * HOUR, **TICKETS).streams["tickets"]
    assert held(store) == Counter(str(key) for key in range(1, 2501))
    assert report.fetched == 2500
    assert (report.created, report.updated) == (2490, 10)


def test_since_reads_by_search_from_the_start(store: Store) -> None:
    """The list knows no time."""
    portal = many(300)
    synced(store, portal, since=(NOON - 3 * HOUR).isoformat(), **TICKETS)
    assert held(store) == Counter(str(key) for key in range(1, 61))
    assert lists(portal) == 0


def test_the_archived_the_merged_and_the_erased_end_right(store: Store) -> None:
    """Archived and merged ones at once; what left no trace by a census, and without what it told of a person."""
    portal = Portal()
    for key in range(1, 6):
        portal.put("contacts", key, email=f"{key}@fernhill.example", firstname="Ada")
    synced(store, portal, **CONTACTS)
    portal.archive("contacts", 1, NOW + HOUR)
    portal.merge("contacts", 2, 3, NOW + HOUR)
    portal.erase("contacts", 4)
    report = synced(store, portal, NOW + 2 * HOUR, **CONTACTS)
    assert report.streams["contacts"].gone == {"merged": 1}
    assert held(store, "person") == Counter(["3", "4", "5"])
    assert [why(store, "contacts", key) for key in (1, 2)] == ["archived", "merged"]
    (link,) = table(store, "SELECT link_type, from_id, to_id FROM link")
    ids = dict(table(store, "SELECT source_id, id FROM person"))
    assert link == ("merged_into", ids["2"], ids["3"])
    (when,) = table(store, "SELECT deleted_at FROM person WHERE source_id = '1'")
    assert when[0].isoformat().startswith("2026-01-15T13:00:00")

    synced(store, portal, NOW + 3 * HOUR, full=True, **CONTACTS)
    assert held(store, "person") == Counter(["3", "5"])
    assert why(store, "contacts", 4) == "erased"
    query = "SELECT email, display_name, deleted FROM person WHERE source_id = '4'"
    assert table(store, query) == [(None, None, True)]
    raw = "SELECT payload FROM _raw WHERE stream = 'contacts' AND source_id = '4'"
    assert "fernhill" not in str(table(store, raw))


def test_a_restored_record_lives_again(store: Store) -> None:
    """Restoring moves the date of change."""
    portal = many(3)
    synced(store, portal, **TICKETS)
    portal.archive("tickets", 2, NOW + HOUR)
    synced(store, portal, NOW + 2 * HOUR, **TICKETS)
    portal.put("tickets", 2, NOW + 3 * HOUR, subject="Back")
    synced(store, portal, NOW + 4 * HOUR, **TICKETS)
    assert held(store) == Counter("123")


def test_the_bin_is_told_of_once(store: Store) -> None:
    """It shows ninety days each time; what the last look saw there is left out."""
    portal = many(3)
    portal.archive("tickets", 1, NOON - 10 * DAY)
    first = synced(store, portal, **TICKETS).streams["tickets"]
    assert (first.created, first.deleted) == (2, 1)
    again = synced(store, portal, NOW + 2 * HOUR, **TICKETS).streams["tickets"]
    assert again.fetched == 0


def test_associations_that_move_no_date_are_read_again_after_a_week(store: Store) -> None:
    """All is read again then, by list."""
    portal = many(3)
    portal.tie("tickets", 1, "contacts", 10)
    synced(store, portal, **TICKETS)
    portal.tie("tickets", 2, "contacts", 20)
    asked = "SELECT count(*) FROM feedback WHERE author_id IS NOT NULL"
    synced(store, portal, NOW + DAY, **TICKETS)
    assert table(store, asked) == [(1,)]
    report = synced(store, portal, NOW + 8 * DAY, **TICKETS).streams["tickets"]
    assert table(store, asked) == [(2,)]
    assert (report.updated, report.unchanged) == (1, 2)


def test_properties_too_long_for_a_url_are_asked_for_in_a_body(store: Store) -> None:
    """Every record with all of them, though the list shows ids only."""
    portal = many(150)
    names = [f"custom_property_number_{n:03}" for n in range(200)]
    portal.definitions["tickets"] = [
        {"name": name, "label": name.title(), "type": "string", "hubspotDefined": False}
        for name in names
    ]
    for key in (1, 150):
        portal.put("tickets", key, **{names[-1]: f"value {key}"})
    synced(store, portal, **TICKETS)
    assert max(len(str(query)) for method, _, query in portal.calls if method == "GET") < 4000
    query = (
        "SELECT source_id, custom_fields FROM feedback WHERE source_id IN ('1', '150') ORDER BY 1"
    )
    assert [("value" in str(fields)) for _, fields in table(store, query)] == [True, True]
    assert len(held(store)) == 150


def test_the_days_limit_ends_the_source_cleanly(store: Store) -> None:
    """It is no reason to wait; the next run goes on from there."""
    portal, left = many(450), [20]

    def spent(request: httpx.Request) -> httpx.Response | None:
        left[0] -= 1
        return None if left[0] >= 0 else httpx.Response(429, json=DAILY)

    portal.before = spent
    report = tried(store, portal, **TICKETS)
    assert report.problem is not None
    assert report.problem.exit_code == 4
    some = len(held(store))
    assert 0 < some < 450
    left[0] = 1000
    synced(store, portal, NOW + DAY, **TICKETS)
    assert held(store) == Counter(str(key) for key in range(1, 451))
    assert lists(portal) < 5


def test_a_missing_scope_is_named_and_the_rest_is_read(store: Store) -> None:
    """Deals are refused: their stream says which scope, companies are there without revenue."""
    portal = Portal()
    portal.put("companies", 1, name="Fernhill")
    portal.put("deals", 1, dealname="Renewal")
    portal.before = lambda request: (
        httpx.Response(403, json=MISSING_SCOPES) if "/deals" in request.url.path else None
    )
    report = synced(store, portal, streams=["companies", "deals"])
    assert held(store, "account") == Counter(["1"])
    (warning,) = report.streams["deals"].warnings
    assert "crm.objects.deals.read" in warning


@pytest.mark.parametrize("lost", ["contacts", "companies"])
def test_a_refused_association_leaves_the_rest_of_the_page(store: Store, lost: str) -> None:
    """A token without the other object's scope still reads the tickets."""
    portal = many(3)
    portal.tie("tickets", 1, "contacts", 10)
    portal.tie("tickets", 1, "companies", 20)
    portal.before = lambda request: (
        httpx.Response(403, json=MISSING_SCOPES)
        if request.url.path.endswith(f"/{lost}/batch/read") and "associations" in request.url.path
        else None
    )
    synced(store, portal, **TICKETS)
    query = "SELECT author_id IS NULL, account_id IS NULL FROM feedback WHERE source_id = '1'"
    assert table(store, query) == [(lost == "contacts", lost == "companies")]


def test_notes_are_left_out_where_tickets_may_not_be_read(store: Store) -> None:
    """Which of them are internal comments cannot be told then."""
    portal = Portal()
    portal.put("notes", 1, hs_note_body="<p>Secret</p>")
    portal.tie("notes", 1, "tickets", 10)
    portal.before = lambda request: (
        httpx.Response(403, json=MISSING_SCOPES)
        if request.url.path.endswith("/notes/tickets/batch/read")
        else None
    )
    report = synced(store, portal, streams=["notes"]).streams["notes"]
    assert held(store) == Counter()
    assert "Grant the scope" in report.warnings[0]


def test_deals_move_the_revenue_of_their_company(store: Store) -> None:
    """Without the company itself having changed."""
    portal = Portal()
    portal.put("companies", 1, name="Fernhill", lifecyclestage="customer")
    portal.put(
        "deals", 5, hs_is_closed_won="true", hs_mrr="100", hs_arr="1200", closedate="2025-12-01"
    )
    portal.tie("deals", 5, "companies", 1, "Primary", None)
    both = {"streams": ["companies", "deals"]}
    synced(store, portal, **both)
    revenue = "SELECT mrr, arr, arr_currency, lifecycle FROM account"
    assert table(store, revenue) == [(100, 1200, "EUR", "active")]
    portal.put("deals", 5, NOW + HOUR, recurring_revenue_inactive_date="2026-01-15")
    synced(store, portal, NOW + 2 * HOUR, **both)
    assert table(store, revenue) == [(None, None, None, "churned")]


NOTES = {"streams": ["notes"]}


def noted(*keys: int) -> Portal:
    """Notes on a contact each."""
    portal = Portal()
    for key in keys:
        portal.put("notes", key, hs_note_body="<p>Wants SSO</p>")
        portal.tie("notes", key, "contacts", 5)
    return portal


def kept(store: Any) -> str:
    """Everything held of notes: payloads and rows."""
    parts = (
        "SELECT payload FROM _raw WHERE stream = 'notes'",
        "SELECT body FROM feedback",
        "SELECT body FROM comment",
    )
    return str([table(store, part) for part in parts])


def test_notes_on_tickets_are_not_missed_where_they_are_not_wanted(store: Store) -> None:
    """Nothing of them is held but their ids; the census of the others is whole."""
    portal = noted(1, 2, 3)
    portal.tie("notes", 1, "tickets", 10)
    report = synced(store, portal, full=True, **NOTES).streams["notes"]
    assert (report.created, report.deleted, report.warnings) == (2, 1, [])
    assert held(store) == Counter(["note:2", "note:3"])
    assert kept(store).count("SSO") == 4
    synced(store, portal, NOW + HOUR, private_comments=True, **NOTES)
    assert held(store, "comment") == Counter(["note:1"])
    synced(store, portal, NOW + 2 * HOUR, **NOTES)
    assert held(store, "comment") == Counter()
    assert kept(store).count("SSO") == 4


def test_only_notes_on_tickets_are_no_failure(store: Store) -> None:
    """An account with notes of which none may be held is not an account that answers nothing."""
    portal = noted(1)
    portal.tie("notes", 1, "tickets", 10)
    synced(store, portal, **NOTES)
    assert "SSO" not in kept(store)


@pytest.mark.parametrize("full", [False, True])
def test_an_internal_comment_stays_one_when_its_ticket_is_archived(
    store: Store, *, full: bool
) -> None:
    """HubSpot shows no association with the ticket then, and still one with the contact; all is read again."""
    portal = noted(1, 2)
    portal.tie("notes", 1, "tickets", 10)
    synced(store, portal, **NOTES)
    del portal.near["notes", "tickets"]
    report = synced(store, portal, NOW + 8 * DAY, full=full, **NOTES).streams["notes"]
    assert held(store) == Counter(["note:2"])
    assert (report.fetched, report.unchanged) == (2, 2)
    assert kept(store).count("SSO") == 2
    synced(store, portal, NOW + 9 * DAY, private_comments=True, **NOTES)
    assert held(store) == Counter(["note:1", "note:2"])


def test_a_note_that_is_shown_on_nothing_is_not_kept(store: Store) -> None:
    """It may be an internal comment of a ticket that was archived before; that is told, and no census misses it."""
    portal = noted(2)
    portal.put("notes", 1, hs_note_body="<p>SSO?</p>")
    report = synced(store, portal, full=True, **NOTES).streams["notes"]
    assert held(store) == Counter(["note:2"])
    (warning,) = report.warnings
    assert "private_comments" in warning
    assert "SSO?" not in kept(store)
    wanted = synced(store, portal, NOW + HOUR, private_comments=True, **NOTES).streams["notes"]
    assert held(store) == Counter(["note:1", "note:2"])
    assert not [warning for warning in wanted.warnings if "no record" in warning]
    synced(store, portal, NOW + 2 * HOUR, **NOTES)
    assert "SSO?" not in kept(store)
    portal.tie("notes", 1, "contacts", 5)
    portal.put("notes", 1, NOW + 3 * HOUR)
    synced(store, portal, NOW + 4 * HOUR, **NOTES)
    assert held(store) == Counter(["note:1", "note:2"])


def test_a_note_in_the_bin_is_a_tombstone_if_it_was_held(store: Store) -> None:
    """Otherwise nothing is kept of it: the bin does not show what was on a ticket."""
    portal = noted(1, 2, 3)
    portal.tie("notes", 1, "tickets", 10)
    portal.archive("notes", 3, NOW - HOUR)
    synced(store, portal, **NOTES)
    for key in (1, 2):
        portal.archive("notes", key, NOW + HOUR)
    synced(store, portal, NOW + 2 * HOUR, **NOTES)
    assert table(store, "SELECT source_id, deleted FROM feedback") == [("note:2", True)]
    assert [why(store, "notes", key) for key in (1, 2)] == ["erased", "archived"]


def test_submissions_are_read_form_by_form_until_the_last_sweep(store: Store) -> None:
    """What arrives during a sweep is in the next one; nothing new is one request a form."""
    portal = Portal(forms=[_form("a"), _form("b"), _form("c") | {"formType": "blog_comment"}])
    start = NOON - 30 * DAY
    portal.submissions = {
        form: [_sent(form, n, start + n * HOUR) for n in range(120)] for form in ("a", "b")
    }
    forms = {"streams": ["form_submissions"]}
    synced(store, portal, **forms)
    assert len(held(store, "response")) == 240
    assert calls(portal, "submissions/forms/c") == 0
    portal.submissions["a"].append(_sent("a", 999, NOW - timedelta(minutes=1)))
    again = synced(store, portal, NOW + HOUR, **forms).streams["form_submissions"]
    assert (again.created, again.requests) == (1, 2)


def _form(key: str) -> dict[str, Any]:
    fields = [{"name": "message", "label": "What is missing?", "fieldType": "multi_line_text"}]
    return {
        "id": key,
        "name": f"Form {key}",
        "formType": "hubspot",
        "createdAt": "2025-01-01T00:00:00Z",
        "updatedAt": "2025-01-01T00:00:00Z",
        "archived": False,
        "fieldGroups": [{"groupType": "default_group", "fields": fields}],
    }


def _sent(form: str, number: int, at: Any) -> dict[str, Any]:
    return {
        "conversionId": f"{form}-{number}",
        "submittedAt": int(at.timestamp() * 1000),
        "values": [{"name": "message", "value": f"Idea {number}", "objectTypeId": "0-1"}],
    }
