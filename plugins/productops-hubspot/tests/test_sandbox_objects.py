"""Lists, single records and batches of the sandbox, as the vendor's documents have them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hs_calls import OBJECTS, connect, ids, refusal, walk

from productops.sandbox import Company
from productops_hubspot.sandbox import HubspotSandbox
from productops_hubspot.sandbox.kinds import KINDS as OBJECT_KINDS

KINDS = ("tickets", "contacts", "companies", "deals", "notes", "feedback_submissions")


@pytest.fixture(scope="module")
def site():
    """A small account that nobody changes, and a client of it."""
    sandbox = HubspotSandbox(size=300)
    with connect(sandbox) as client:
        yield client, sandbox


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_once_in_the_order_of_ids(site, kind):
    """Paging by `after` to the end."""
    client, sandbox = site
    assert ids(walk(client, f"{OBJECTS}/{kind}", limit=37)) == sandbox.ids(kind) != []


def test_ten_by_default_a_hundred_at_most(site):
    """`limit`; fifty with history."""
    client, _ = site
    assert len(client.get(f"{OBJECTS}/tickets").json()["results"]) == 10
    assert len(client.get(f"{OBJECTS}/tickets?limit=100").json()["results"]) == 100
    assert refusal(client.get(f"{OBJECTS}/tickets?limit=101")) == (400, "VALIDATION_ERROR")
    history = {"propertiesWithHistory": "hs_pipeline_stage"}
    page = client.get(f"{OBJECTS}/tickets", params={"limit": 50, **history}).json()
    stages = page["results"][0]["propertiesWithHistory"]["hs_pipeline_stage"]
    assert stages[0]["value"] == "4"
    assert stages == sorted(stages, key=lambda row: row["timestamp"], reverse=True)
    assert client.get(f"{OBJECTS}/tickets", params={"limit": 51, **history}).status_code == 400


def test_properties_replace_the_defaults_and_unknown_ones_are_ignored(site):
    """The dates and the id come always; what is empty is null, what is unknown is missing."""
    client, _ = site
    one = client.get(f"{OBJECTS}/tickets?properties=subject,hs_category,hs_resolution").json()
    keys = {"subject", "hs_resolution", "createdate", "hs_lastmodifieddate", "hs_object_id"}
    assert all(set(row["properties"]) == keys for row in one["results"])
    default = client.get(f"{OBJECTS}/tickets").json()["results"][0]["properties"]
    assert {"subject", "content", "hs_pipeline", "hs_ticket_category"} < set(default)
    answers = client.get(f"{OBJECTS}/feedback_submissions").json()["results"]
    assert set(answers[0]["properties"]) == {"hs_createdate", "hs_lastmodifieddate", "hs_object_id"}


def test_values_are_text_or_null(site):
    """Numbers, booleans and dates too."""
    client, _ = site
    for kind in OBJECT_KINDS:
        names = [name for name, known in kind.properties.items() if known.read]
        rows = walk(client, f"{OBJECTS}/{kind.name}", limit=100, properties=",".join(names))
        held = [value for row in rows for value in row["properties"].values()]
        assert {type(value) for value in held} <= {str, type(None)}
        assert all(row["properties"]["hs_object_id"] == row["id"] for row in rows)


def test_contacts_are_dated_by_another_property(site):
    """`lastmodifieddate` is filled, `hs_lastmodifieddate` exists and never is."""
    client, _ = site
    wanted = "lastmodifieddate,hs_lastmodifieddate"
    rows = client.get(f"{OBJECTS}/contacts", params={"properties": wanted}).json()["results"]
    assert all(row["properties"]["lastmodifieddate"] == row["updatedAt"] for row in rows)
    assert {row["properties"]["hs_lastmodifieddate"] for row in rows} == {None}


def test_the_same_paths_in_the_older_version(site):
    """v3 has the version before the object, and the same records; mixtures are no endpoints."""
    client, sandbox = site
    assert ids(walk(client, "/crm/v3/objects/tickets", limit=100)) == sandbox.ids("tickets")
    assert ids(walk(client, "/crm/objects/2026-09/0-5", limit=100)) == sandbox.ids("tickets")
    assert client.get("/crm/2026-03/objects/tickets").status_code == 404
    assert client.get("/crm/v4/objects/tickets").status_code == 404
    assert refusal(client.get(f"{OBJECTS}/spaceships")) == (400, "VALIDATION_ERROR")
    assert client.delete(f"{OBJECTS}/tickets/1").status_code == 405


def test_a_single_record_by_id_or_by_a_unique_property(site):
    """A wrong id is 404 with the id."""
    client, sandbox = site
    given = sandbox.ids("contacts")[3]
    row = client.get(f"{OBJECTS}/contacts/{given}?properties=email").json()
    assert row["id"] == given
    by_email = client.get(f"{OBJECTS}/contacts/{row['properties']['email']}?idProperty=email")
    assert by_email.json()["id"] == given
    missing = client.get(f"{OBJECTS}/contacts/17")
    assert refusal(missing) == (404, "OBJECT_NOT_FOUND")
    assert missing.json()["context"] == {"id": ["17"]}


def test_a_batch_gives_what_is_there_and_names_what_is_not(site):
    """200 if all are there, else 207; a hundred at most; nothing asked, nothing given."""
    client, sandbox = site
    url = f"{OBJECTS}/tickets/batch/read"
    given = sandbox.ids("tickets")[:3]
    inputs = [{"id": one} for one in given]
    whole = client.post(url, json={"inputs": inputs, "properties": ["subject"]})
    assert (whole.status_code, ids(whole.json()["results"])) == (200, given)
    part = client.post(url, json={"inputs": [*inputs, {"id": "99"}], "properties": []})
    assert (part.status_code, part.json()["numErrors"]) == (207, 1)
    assert part.json()["errors"][0]["context"] == {"ids": ["99"]}
    assert ids(part.json()["results"]) == given
    many = [{"id": str(n)} for n in range(101)]
    assert client.post(url, json={"inputs": many}).status_code == 400
    assert client.post(url, json={"inputs": []}).json()["results"] == []
    assert client.post(url, content=b"[").status_code == 400


def test_an_address_that_is_too_long(site):
    """A page of the edge, no JSON."""
    client, _ = site
    answer = client.get(f"{OBJECTS}/contacts", params={"properties": "hs_email_optout_1," * 500})
    assert (answer.status_code, answer.headers["content-type"]) == (414, "text/html")


def test_links_lead_to_the_vendors_own_host(site):
    """Whatever host was asked."""
    client, _ = site
    following = client.get("/crm/v3/objects/tickets?limit=5").json()["paging"]["next"]
    assert following["link"].startswith("https://api.hubapi.com/crm/v3/objects/tickets?")
    assert f"after={following['after']}" in following["link"]


def test_records_have_a_page_in_the_regional_application(site):
    """Notes are shown in a list."""
    client, _ = site
    row = client.get(f"{OBJECTS}/tickets").json()["results"][0]
    assert row["url"].endswith(f"/record/0-5/{row['id']}")
    assert row["url"].startswith("https://app-eu1.hubspot.com/contacts/")
    note = client.get(f"{OBJECTS}/notes").json()["results"][0]
    assert note["id"] in note["url"]


def test_the_people_of_the_other_sandboxes(site):
    """The same names, addresses, customers and customer numbers as everywhere."""
    client, _ = site
    company = Company(7, 300)
    contacts = walk(client, f"{OBJECTS}/contacts", limit=100)
    emails = {
        row["properties"]["email"]
        for row in contacts
        if "private" not in row["properties"]["email"]
    }
    assert emails <= {company.person(n).email for n in range(company.people())}
    rows = walk(client, f"{OBJECTS}/companies", limit=100, properties="name,crm_number,domain")
    for row in rows:
        known = company.organisation(
            int(row["properties"]["crm_number"].removeprefix("CRM-")) - 10_000
        )
        assert (row["properties"]["name"], row["properties"]["domain"]) == (
            known.name,
            known.domain,
        )
    linked = [
        t["properties"]["jira_issue"]
        for t in walk(client, f"{OBJECTS}/tickets", limit=100, properties="jira_issue")
    ]
    assert {key for key in linked if key} <= {company.issue_key(n) for n in range(company.wishes)}


def test_one_seed_one_account():
    """Two accounts of one seed give the same bytes; another seed gives others."""
    first, again, other = (connect(HubspotSandbox(seed=s, size=60)) for s in (3, 3, 4))
    path = f"{OBJECTS}/tickets?limit=100"
    assert first.get(path).content == again.get(path).content != other.get(path).content


def test_time_brings_more_records_and_changes():
    """What is to come has not happened yet."""
    sandbox = HubspotSandbox(size=300)
    client = connect(sandbox)
    before = {row["id"]: row["updatedAt"] for row in walk(client, f"{OBJECTS}/tickets", limit=100)}
    sandbox.advance(timedelta(days=10))
    after = {row["id"]: row["updatedAt"] for row in walk(client, f"{OBJECTS}/tickets", limit=100)}
    assert set(after) - set(before)
    assert [one for one in before if one in after and after[one] > before[one]]
