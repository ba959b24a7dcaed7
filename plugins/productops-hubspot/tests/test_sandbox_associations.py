"""Associations: batches, labels, pages for each record, both directions."""

from __future__ import annotations

import pytest
from hs_calls import OBJECTS, connect, near, walk

from productops_hubspot.sandbox import HubspotSandbox

PAIRS = (
    ("tickets", "contacts"), ("tickets", "companies"), ("contacts", "companies"), ("deals", "companies"),
    ("deals", "contacts"), ("notes", "tickets"), ("notes", "deals"), ("feedback_submissions", "contacts"),
    ("feedback_submissions", "tickets"),
)  # fmt: skip


@pytest.fixture(scope="module")
def site():
    """A small account that nobody changes, and a client of it."""
    sandbox = HubspotSandbox(size=300)
    with connect(sandbox) as client:
        yield client, sandbox


def _pairs(client, sandbox, start, end):
    answer = near(client, start, end, *sandbox.ids(start)[:1_000]).json()
    return {(r["from"]["id"], to["toObjectId"]) for r in answer["results"] for to in r["to"]}


@pytest.mark.parametrize("pair", PAIRS)
def test_both_ends_see_the_same(site, pair):
    """Every pair from either side, and only live records."""
    client, sandbox = site
    start, end = pair
    there = _pairs(client, sandbox, start, end)
    assert there
    assert {(b, a) for a, b in _pairs(client, sandbox, end, start)} == there
    assert {b for _, b in there} <= set(sandbox.ids(end))


def test_a_pair_comes_with_all_its_labels(site):
    """The unlabelled one always, then one a label; vendor's and the account's own."""
    client, sandbox = site
    rows = near(client, "contacts", "companies", *sandbox.ids("contacts")).json()["results"]
    first = rows[0]["to"][0]["associationTypes"]
    assert first == [
        {"category": "HUBSPOT_DEFINED", "typeId": 279, "label": None},
        {"category": "USER_DEFINED", "typeId": 39, "label": "Billing contact"},
        {"category": "HUBSPOT_DEFINED", "typeId": 1, "label": "Primary"},
    ]


def test_records_without_any_are_errors_of_the_batch(site):
    """207 with the reason; 200 if every record has one."""
    client, sandbox = site
    answer = near(client, "contacts", "companies", *sandbox.ids("contacts"), "17")
    assert answer.status_code == 207
    errors = answer.json()["errors"]
    assert len(errors) == answer.json()["numErrors"]
    assert errors[-1]["subCategory"] == "crm.associations.NO_ASSOCIATIONS_FOUND"
    assert errors[-1]["context"]["fromObjectId"] == ["17"]
    having = answer.json()["results"][0]["from"]["id"]
    assert near(client, "contacts", "companies", having).status_code == 200


def test_a_thousand_records_at_most(site):
    """Of kinds that the account has."""
    client, _ = site
    assert near(client, "tickets", "contacts", *map(str, range(1_000))).status_code == 207
    assert near(client, "tickets", "contacts", *map(str, range(1_001))).status_code == 400
    assert near(client, "feedback_submissions", "deals", "1").status_code == 207
    assert near(client, "tickets", "spaceships", "1").status_code == 400
    assert (
        client.post("/crm/associations/2026-03/tickets/contacts/batch/read", json={}).status_code
        == 400
    )


def test_each_record_has_pages_of_its_own():
    """`paging` where there is more; `after` goes with the record."""
    sandbox = HubspotSandbox(size=300, per_record=3)
    client = connect(sandbox)
    rows = near(client, "companies", "contacts", *sandbox.ids("companies")).json()["results"]
    long = next(row for row in rows if "paging" in row)
    short = next(row for row in rows if "paging" not in row)
    assert len(long["to"]) == 3 >= len(short["to"])
    found, page = list(long["to"]), long
    while "paging" in page:
        after = page["paging"]["next"]["after"]
        body = {"inputs": [{"id": long["from"]["id"], "after": after}]}
        answer = client.post("/crm/associations/2026-03/companies/contacts/batch/read", json=body)
        page = answer.json()["results"][0]
        found += page["to"]
    listed = walk(client, f"/crm/v4/objects/companies/{long['from']['id']}/associations/contacts")
    assert [str(row["toObjectId"]) for row in listed] == [row["toObjectId"] for row in found]
    assert len({row["toObjectId"] for row in found}) == len(found) > 3


def test_the_older_version_has_numbers_for_ids(site):
    """The same pairs otherwise."""
    client, sandbox = site
    given = sandbox.ids("tickets")[:2]
    body = {"inputs": [{"id": one} for one in given]}
    older = client.post("/crm/v4/associations/tickets/contacts/batch/read", json=body).json()
    newer = near(client, "tickets", "contacts", *given).json()
    number = older["results"][0]["to"][0]["toObjectId"]
    assert (type(number), str(number)) == (int, newer["results"][0]["to"][0]["toObjectId"])
    assert client.get("/crm/v4/objects/tickets/17/associations/contacts").status_code == 404
    url = f"/crm/v4/objects/tickets/{given[0]}/associations/contacts"
    assert client.get(url, params={"limit": 501}).status_code == 400


def test_a_list_gives_them_along_with_duplicates(site):
    """One row for every label of a pair."""
    client, _ = site
    rows = walk(client, f"{OBJECTS}/contacts", limit=100, associations="companies,tickets")
    first = rows[0]["associations"]["companies"]["results"]
    assert len(first) == 3
    assert len({row["id"] for row in first}) == 1
    assert {row["type"] for row in first} == {"contact_to_company", "contact_to_company_unlabeled"}
