"""Search: windows, the cap, the lag, and the moments on which it fails."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hs_calls import MODIFIED, OBJECTS, condition, connect, found, ids, search, walk

from productops_hubspot.sandbox import HubspotSandbox

FROM = condition(MODIFIED, "GTE", 1_000)


@pytest.fixture(scope="module")
def site():
    """A small account that nobody changes, and a client of it."""
    sandbox = HubspotSandbox(size=600)
    with connect(sandbox) as client:
        yield client, sandbox


@pytest.mark.parametrize("kind", ["tickets", "companies", "deals", "notes", "feedback_submissions"])
def test_everything_by_the_modified_date(site, kind):
    """In its order, all of it, `total` says how many."""
    client, sandbox = site
    sort = [{"propertyName": MODIFIED, "direction": "ASCENDING"}]
    assert sorted(found(client, kind, FROM, sorts=sort)) == sandbox.ids(kind)
    page = search(client, kind, FROM, sorts=sort, limit=200).json()
    assert page["total"] == len(sandbox.ids(kind))
    stamps = [row["updatedAt"] for row in page["results"]]
    assert stamps == sorted(stamps)
    down = search(client, kind, FROM, sorts=[f"-{MODIFIED}"], limit=200).json()["results"]
    assert [r["updatedAt"] for r in down] == sorted((r["updatedAt"] for r in down), reverse=True)


def test_contacts_are_found_by_their_own_date_and_never_by_the_others(site):
    """The wrong one filters to nothing; one that does not exist is refused."""
    client, sandbox = site
    own = condition("lastmodifieddate", "GTE", 1_000)
    assert sorted(found(client, "contacts", own)) == sandbox.ids("contacts")
    assert found(client, "contacts", FROM) == []
    assert search(client, "tickets", own).status_code == 400


def test_a_window_is_closed_or_open_to_the_millisecond(site):
    """What is finer is cut off."""
    client, _ = site
    rows = walk(client, f"{OBJECTS}/tickets", limit=100)
    row = rows[len(rows) // 2]
    same = {r["id"] for r in rows if r["updatedAt"] == row["updatedAt"]}
    assert set(found(client, "tickets", condition(MODIFIED, "EQ", row["updatedAt"]))) == same
    finer = row["updatedAt"].replace("Z", "999Z")
    between = condition(MODIFIED, "BETWEEN", finer, finer)
    assert set(found(client, "tickets", between)) == same
    for operator, inside in (("GTE", True), ("LTE", True), ("GT", False), ("LT", False)):
        given = found(client, "tickets", condition(MODIFIED, operator, row["updatedAt"]))
        assert (row["id"] in given) == inside
    assert len(found(client, "tickets", condition(MODIFIED, "LT", finer))) + len(
        found(client, "tickets", condition(MODIFIED, "GTE", finer))
    ) == len(rows)


def test_the_moment_zero_breaks_it(site):
    """A second later is fine."""
    client, _ = site
    for zero in ("0", "1970-01-01T00:00:00Z"):
        assert search(client, "tickets", condition(MODIFIED, "GTE", zero)).status_code == 500
    assert search(client, "tickets", condition(MODIFIED, "GTE", "1970-01-01T00:00:01Z")).is_success


def test_groups_are_alternatives_and_filters_conditions(site):
    """Six groups at most."""
    client, _ = site
    support, requests = (
        condition("hs_pipeline", "EQ", "0"),
        condition("hs_pipeline", "EQ", "148221"),
    )
    closed = condition("hs_pipeline_stage", "IN", "4")
    groups = [{"filters": [support, closed]}, {"filters": [requests]}]
    body = {
        "filterGroups": groups,
        "limit": 200,
        "properties": ["hs_pipeline", "hs_pipeline_stage"],
    }
    rows = client.post(f"{OBJECTS}/tickets/search", json=body).json()
    assert {row["properties"]["hs_pipeline"] for row in rows["results"]} == {"0", "148221"}
    assert all(
        row["properties"]["hs_pipeline_stage"] == "4"
        for row in rows["results"]
        if row["properties"]["hs_pipeline"] == "0"
    )
    both = len(found(client, "tickets", support, closed)) + len(found(client, "tickets", requests))
    assert rows["total"] == both
    for count, status in ((6, 200), (7, 400)):
        many = {"filterGroups": [{"filters": [support]}] * count}
        assert client.post(f"{OBJECTS}/tickets/search", json=many).status_code == status


def test_other_conditions(site):
    """Presence, words, sets, numbers, the id."""
    client, sandbox = site
    everything = set(sandbox.ids("contacts"))
    filled = set(found(client, "contacts", condition("associatedcompanyid", "HAS_PROPERTY")))
    empty = set(found(client, "contacts", condition("associatedcompanyid", "NOT_HAS_PROPERTY")))
    assert filled | empty == everything
    assert filled
    assert not filled & empty
    private = found(client, "contacts", condition("email", "CONTAINS_TOKEN", "anja*"))
    rows = walk(client, f"{OBJECTS}/contacts", limit=100)
    assert set(private) == {r["id"] for r in rows if r["properties"]["email"].startswith("anja")}
    low, high = sorted(everything)[2:4]
    assert found(client, "contacts", condition("hs_object_id", "BETWEEN", low, high)) == [low, high]
    assert set(found(client, "contacts", condition("hs_object_id", "GT", high))) == {
        one for one in everything if one > high
    }
    large = found(client, "companies", condition("seats", "GT", 100))
    seats = walk(client, f"{OBJECTS}/companies", limit=100, properties="seats")
    assert set(large) == {r["id"] for r in seats if int(r["properties"]["seats"] or 0) > 100}
    said = search(client, "tickets", query="mobile app", limit=200).json()["results"]
    assert said
    assert all("mobile app" in str(row["properties"]).lower() for row in said)


@pytest.mark.parametrize(
    "body",
    [
        {"limit": 201},
        {"limit": "many"},
        {"after": "soon"},
        {"after": "9900", "limit": 200},
        {"after": "10000", "limit": 1},
        {"sorts": ["createdate", MODIFIED]},
        {"sorts": ["no_such_property"]},
        {"filterGroups": [{"filters": [condition("no_such_property", "EQ", "1")]}]},
        {"filterGroups": [{"filters": [condition(MODIFIED, "LIKE", "1")]}]},
        {"filterGroups": [{"filters": [condition(MODIFIED, "GTE", "yesterday")]}]},
        {"filterGroups": [{"filters": [condition("hs_object_id", "GTE", "first")]}]},
        {"filterGroups": [{"filters": [condition("subject", "IN")]}]},
        {"filterGroups": [{"filters": [FROM] * 11}]},
        {"filterGroups": [{"filters": [FROM] * 9}] * 3},
    ],
)
def test_what_is_refused(site, body):
    """400, and a word why."""
    client, _ = site
    answer = client.post(f"{OBJECTS}/tickets/search", json=body)
    assert (answer.status_code, answer.json()["category"]) == (400, "VALIDATION_ERROR")


def test_the_index_is_behind():
    """A change is found as it was before, until the lag has passed."""
    sandbox = HubspotSandbox(size=100, index_lag=60)
    client = connect(sandbox)
    given, binned = sandbox.ids("tickets")[:2]
    before = client.get(f"{OBJECTS}/tickets/{given}").json()["updatedAt"]
    sandbox.advance(timedelta(hours=1))
    sandbox.touch("tickets", [given])
    sandbox.archive("tickets", [binned])
    now = sandbox.company.clock.now.isoformat()
    assert given not in found(client, "tickets", condition(MODIFIED, "GTE", now))
    same = search(client, "tickets", condition("hs_object_id", "EQ", given)).json()["results"]
    assert [row["updatedAt"] for row in same] == [before]
    assert binned in found(client, "tickets")
    sandbox.advance(timedelta(seconds=61))
    assert given in found(client, "tickets", condition(MODIFIED, "GTE", now))
    assert binned not in found(client, "tickets")


def test_more_than_ten_thousand_in_one_millisecond():
    """`total` counts them, paging ends at the cap, the id leads through them."""
    sandbox = HubspotSandbox(size=13_500, crowded=10_200)
    client = connect(sandbox)
    sort = [{"propertyName": MODIFIED, "direction": "ASCENDING"}]
    at = "2026-05-02T09:00:00.000Z"
    here = condition(MODIFIED, "EQ", at)
    assert search(client, "tickets", here, limit=1).json()["total"] == 10_200
    last = search(client, "tickets", FROM, sorts=sort, limit=200, after="9800").json()
    assert last["paging"] == {"next": {"after": "10000"}}
    assert search(client, "tickets", FROM, sorts=sort, limit=200, after="10000").status_code == 400
    rows = search(client, "tickets", here, sorts=["hs_object_id"], limit=200).json()["results"]
    following = condition("hs_object_id", "GT", rows[-1]["id"])
    onwards = search(client, "tickets", here, following, sorts=["hs_object_id"], limit=200).json()
    assert onwards["total"] == 10_000
    assert min(map(int, ids(onwards["results"]))) > max(map(int, ids(rows)))
    assert {row["updatedAt"] for row in onwards["results"]} == {at}
    unsorted = ids(search(client, "tickets", here, sorts=sort, limit=200).json()["results"])
    assert unsorted != sorted(unsorted)
