"""What happens to records: bin, merges, privacy, silence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hs_calls import OBJECTS, connect, found, ids, near, refusal, walk

from productops_hubspot.sandbox import HubspotSandbox


@pytest.fixture
def site():
    """An account to change, and a client of it."""
    sandbox = HubspotSandbox(size=200)
    with connect(sandbox) as client:
        yield client, sandbox


def _batch(client, kind, *given):
    body = {"inputs": [{"id": one} for one in given], "properties": ["hs_merged_object_ids"]}
    return client.post(f"{OBJECTS}/{kind}/batch/read", json=body)


def test_the_bin_moves_no_date_and_is_a_list_of_its_own(site):
    """Not in the list, not in a search, not by id, until one asks for what is archived."""
    client, sandbox = site
    given = sandbox.ids("deals")[2]
    before = client.get(f"{OBJECTS}/deals/{given}").json()
    sandbox.advance(timedelta(hours=1))
    sandbox.archive("deals", [given])
    assert given not in ids(walk(client, f"{OBJECTS}/deals", limit=100))
    assert given not in found(client, "deals")
    assert client.get(f"{OBJECTS}/deals/{given}").status_code == 404
    assert _batch(client, "deals", given).status_code == 207
    binned = {
        row["id"]: row for row in walk(client, f"{OBJECTS}/deals", limit=100, archived="true")
    }
    assert binned[given]["archived"] is True
    assert binned[given]["archivedAt"] == "2026-06-01T10:00:00.000Z"
    assert binned[given]["updatedAt"] == before["updatedAt"]
    assert all(row["archived"] for row in binned.values())
    assert client.get(f"{OBJECTS}/deals/{given}?archived=true").json()["id"] == given


def test_the_bin_is_emptied_after_ninety_days(site):
    """Then nothing is left."""
    client, sandbox = site
    given = sandbox.ids("contacts")[0]
    sandbox.archive("contacts", [given])
    sandbox.advance(timedelta(days=89))
    assert given in ids(walk(client, f"{OBJECTS}/contacts", limit=100, archived="true"))
    sandbox.advance(timedelta(days=2))
    assert given not in ids(walk(client, f"{OBJECTS}/contacts", limit=100, archived="true"))


def test_a_merge_makes_a_new_record_and_both_old_ones_are_gone(site):
    """As since 2025; the new one names both, has the first one's words and the younger date."""
    client, sandbox = site
    first, second = sandbox.ids("contacts")[:2]
    email = client.get(f"{OBJECTS}/contacts/{first}").json()["properties"]["email"]
    sandbox.advance(timedelta(hours=1))
    made = sandbox.merge("contacts", first, second)
    answer = _batch(client, "contacts", first, second, made)
    assert answer.json()["errors"][0]["context"] == {"ids": [first, second]}
    row = answer.json()["results"][0]
    assert row["properties"]["hs_merged_object_ids"] == f"{first};{second}"
    assert row["updatedAt"] == "2026-06-01T10:00:00.000Z"
    assert refusal(client.get(f"{OBJECTS}/contacts/{second}")) == (404, "OBJECT_NOT_FOUND")
    shown = {r["id"]: r for r in walk(client, f"{OBJECTS}/contacts", limit=100)}
    assert shown[made]["properties"]["email"] == email
    assert not {first, second} & set(shown)
    assert not {first, second} & set(ids(walk(client, f"{OBJECTS}/contacts", archived="true")))


def test_what_belonged_to_the_merged_belongs_to_the_new_one(site):
    """Associations follow, in both directions."""
    client, sandbox = site
    pairs = near(client, "tickets", "contacts", *sandbox.ids("tickets")).json()["results"]
    ticket, contact = pairs[0]["from"]["id"], pairs[0]["to"][0]["toObjectId"]
    other = next(one for one in sandbox.ids("contacts") if one != contact)
    made = sandbox.merge("contacts", contact, other)
    again = near(client, "tickets", "contacts", ticket).json()["results"][0]["to"]
    assert made in [row["toObjectId"] for row in again]
    back = near(client, "contacts", "tickets", made).json()["results"][0]["to"]
    assert ticket in [row["toObjectId"] for row in back]


def test_merges_that_keep_the_first_record_and_lead_from_the_second():
    """Two switches: as before 2025, and reading an old id."""
    sandbox = HubspotSandbox(size=200, fresh_merges=False, survivors=True)
    client = connect(sandbox)
    first, second = sandbox.ids("companies")[:2]
    assert sandbox.merge("companies", first, second) == first
    row = client.get(f"{OBJECTS}/companies/{second}?properties=hs_merged_object_ids").json()
    assert (row["id"], row["properties"]["hs_merged_object_ids"]) == (first, second)


def test_merges_happen_on_their_own():
    """Duplicates of tickets and contacts are found as time goes by, also chains of them."""
    sandbox = HubspotSandbox(size=500)
    client = connect(sandbox)
    for kind in ("tickets", "contacts"):
        rows = walk(client, f"{OBJECTS}/{kind}", limit=100, properties="hs_merged_object_ids")
        merged = [row["properties"]["hs_merged_object_ids"] for row in rows]
        gone = {one for text in merged if text for one in text.split(";")}
        assert gone
        assert not gone & set(sandbox.ids(kind))
    one = next(row["id"] for row in rows if row["properties"]["hs_merged_object_ids"])
    chained = sandbox.merge("contacts", one, sandbox.ids("contacts")[0])
    properties = {"properties": "hs_merged_object_ids,hs_calculated_merged_vids"}
    held = client.get(f"{OBJECTS}/contacts/{chained}", params=properties).json()["properties"]
    assert one in held["hs_merged_object_ids"].split(";")


def test_privacy_leaves_no_trace(site):
    """Neither live nor archived."""
    client, sandbox = site
    given = sandbox.ids("contacts")[4]
    sandbox.erase("contacts", [given])
    for archived in ("false", "true"):
        assert given not in ids(walk(client, f"{OBJECTS}/contacts", limit=100, archived=archived))
        assert client.get(f"{OBJECTS}/contacts/{given}?archived={archived}").status_code == 404
    assert given not in found(client, "contacts")


def test_calculated_properties_change_in_silence(site):
    """No date moves with them."""
    client, sandbox = site
    wanted = {"limit": 100, "properties": "health_score,num_associated_contacts"}
    before = {row["id"]: row for row in walk(client, f"{OBJECTS}/companies", **wanted)}
    sandbox.advance(timedelta(days=1))
    after = {row["id"]: row for row in walk(client, f"{OBJECTS}/companies", **wanted)}
    silent = [one for one in before if before[one]["updatedAt"] == after[one]["updatedAt"]]
    assert silent
    assert all(
        before[one]["properties"]["health_score"] != after[one]["properties"]["health_score"]
        for one in silent
    )


def test_associations_change_in_silence(site):
    """A new one and a cut one are seen by reading again only."""
    client, sandbox = site
    ticket = sandbox.ids("tickets")[0]
    contact = sandbox.ids("contacts")[-1]
    before = client.get(f"{OBJECTS}/tickets/{ticket}").json()
    sandbox.associate(("tickets", ticket), ("contacts", contact), "Observer")
    rows = near(client, "tickets", "contacts", ticket).json()["results"][0]["to"]
    labels = {row["toObjectId"]: [t["label"] for t in row["associationTypes"]] for row in rows}
    assert labels[contact] == [None, "Observer"]
    sandbox.associate(("tickets", ticket), ("contacts", contact), None)
    rows = near(client, "tickets", "contacts", ticket).json()["results"][0]["to"]
    assert contact not in [row["toObjectId"] for row in rows]
    assert client.get(f"{OBJECTS}/tickets/{ticket}").json() == before


def test_a_tests_own_changes(site):
    """One at a time, many in one millisecond, an owner who leaves, a property with a new label."""
    client, sandbox = site
    sandbox.advance(timedelta(minutes=5))
    given = sandbox.ids("notes")[:2]
    sandbox.touch("notes", given)
    assert {client.get(f"{OBJECTS}/notes/{one}").json()["updatedAt"] for one in given} == {
        "2026-06-01T09:05:00.000Z"
    }
    touched = sandbox.bulk_update("tickets", 30, sandbox.company.clock.now)
    assert (
        len(
            found(
                client,
                "tickets",
                {
                    "propertyName": "hs_lastmodifieddate",
                    "operator": "EQ",
                    "value": "2026-06-01T09:05:00Z",
                },
            )
        )
        == len(touched)
        == 30
    )
    sandbox.rename_property("tickets", "product_area", "Area")
    known = client.get("/crm/properties/2026-03/tickets/product_area").json()
    assert known["label"] == "Area"
    owner = walk(client, "/crm/owners/2026-03")[1]["id"]
    sandbox.archive_owner(owner)
    assert owner not in ids(walk(client, "/crm/owners/2026-03"))
    assert owner in ids(walk(client, "/crm/owners/2026-03", archived="true"))


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.archive("tickets", ["1"]),
        lambda s: s.ids("spaceships"),
        lambda s: s.archive_owner("1"),
        lambda s: s.submit("none", {}),
        lambda s: s.credentials("basic"),
        lambda s: HubspotSandbox(size=20, crowded=50),
    ],
)
def test_what_is_not_there_cannot_be_changed(site, change):
    """A test that is wrong is told."""
    with pytest.raises(ValueError, match=r"no |only "):
        change(site[1])
