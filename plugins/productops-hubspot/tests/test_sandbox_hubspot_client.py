"""A client that the vendor wrote reads the sandbox as it reads the vendor."""

from __future__ import annotations

import pytest

from productops_hubspot.sandbox import HubspotSandbox

hubspot = pytest.importorskip("hubspot", reason="the hubspot client is not installed")


@pytest.fixture(scope="module")
def site():
    """The client signed in to a sandbox on loopback."""
    sandbox = HubspotSandbox(size=300)
    with sandbox.serve() as url:
        token = sandbox.credentials()["access_token"]
        yield hubspot.HubSpot(access_token=token, host=url, base_url=url), sandbox


@pytest.mark.parametrize("kind", ["tickets", "contacts", "companies", "deals"])
def test_every_record_once(site, kind):
    """The library's own paging to the end."""
    client, sandbox = site
    rows = getattr(client.crm, kind).get_all(properties=["hs_object_id"])
    assert sorted(row.id for row in rows) == sandbox.ids(kind)
    assert all(row.properties["hs_object_id"] == row.id for row in rows)


@pytest.mark.parametrize("kind", ["notes", "feedback_submissions"])
def test_other_objects(site, kind):
    """By their own modules."""
    client, sandbox = site
    page = getattr(client.crm.objects, kind).basic_api.get_page(limit=100)
    assert [row.id for row in page.results] == sandbox.ids(kind)[:100]
    assert page.paging.next.after == page.results[-1].id


def test_a_record_with_its_companies(site):
    """Inline associations; what is archived is asked for."""
    client, sandbox = site
    given = sandbox.ids("contacts")[0]
    row = client.crm.contacts.basic_api.get_by_id(given, associations=["companies"])
    assert row.created_at.tzinfo is not None
    assert len(row.associations["companies"].results) == 3
    sandbox.archive("contacts", [sandbox.ids("contacts")[-1]])
    binned = client.crm.contacts.basic_api.get_page(archived=True).results
    assert all(one.archived_at for one in binned)


def test_search(site):
    """A window by the modified date."""
    from hubspot.crm.tickets import PublicObjectSearchRequest

    client, sandbox = site
    window = {"propertyName": "hs_lastmodifieddate", "operator": "GTE", "value": "1000"}
    asked = PublicObjectSearchRequest(
        filter_groups=[{"filters": [window]}],
        sorts=["hs_lastmodifieddate"],
        properties=["subject"],
        limit=200,
        after="0",
    )
    found = client.crm.tickets.search_api.do_search(public_object_search_request=asked)
    assert found.total == len(sandbox.ids("tickets"))
    assert [row.updated_at for row in found.results] == sorted(
        row.updated_at for row in found.results
    )


def test_a_batch_with_missing_ids(site):
    """The library's answer to 207."""
    from hubspot.crm.tickets import BatchReadInputSimplePublicObjectId

    client, sandbox = site
    given = [{"id": one} for one in (*sandbox.ids("tickets")[:2], "17")]
    asked = BatchReadInputSimplePublicObjectId(
        inputs=given, properties=["subject"], properties_with_history=[]
    )
    answer = client.crm.tickets.batch_api.read(batch_read_input_simple_public_object_id=asked)
    assert [row.id for row in answer.results] == sandbox.ids("tickets")[:2]
    assert answer.num_errors == 1


def test_associations(site):
    """Batches and pages of version 4."""
    from hubspot.crm.associations.v4 import BatchInputPublicFetchAssociationsBatchRequest

    client, sandbox = site
    asked = BatchInputPublicFetchAssociationsBatchRequest(
        inputs=[{"id": one} for one in sandbox.ids("tickets")[:5]]
    )
    answer = client.crm.associations.v4.batch_api.get_page(
        "tickets", "contacts", batch_input_public_fetch_associations_batch_request=asked
    )
    assert {row._from.id for row in answer.results} <= set(sandbox.ids("tickets"))
    assert answer.results[0].to[0].association_types[0].type_id == 16
    page = client.crm.associations.v4.basic_api.get_page(
        "tickets", sandbox.ids("tickets")[0], "companies"
    )
    assert [made.label for made in page.results[0].association_types] == [None, "Primary"]


def test_owners_properties_pipelines_and_forms(site):
    """What the account is set up with."""
    client, _ = site
    owners = client.crm.owners.owners_api.get_page(archived=False).results
    assert owners[0].email.endswith("@fernhill.example")
    assert all(row.archived for row in client.crm.owners.owners_api.get_page(archived=True).results)
    known = client.crm.properties.core_api.get_all("contacts").results
    assert len(known) > 400
    assert (
        next(row for row in known if row.name == "beta_programmes").options[0].label == "Mobile app"
    )
    lines = client.crm.pipelines.pipelines_api.get_all("tickets").results
    assert lines[0].stages[3].metadata["isClosed"] == "true"
    forms = client.marketing.forms.forms_api.get_page(form_types=["hubspot", "captured"]).results
    assert {form.form_type for form in forms} == {"hubspot", "captured"}


def test_users_and_their_permission_sets(site):
    """Page by page; the client knows nothing of seats, which are in the beta."""
    client, _ = site
    first = client.settings.users.users_api.get_page(limit=8)
    rest = client.settings.users.users_api.get_page(limit=8, after=first.paging.next.after)
    users = [*first.results, *rest.results]
    assert len({user.id for user in users}) == 12
    assert rest.paging is None
    assert [user.super_admin for user in users].count(True) == 1
    sets = {role.id: role.name for role in client.settings.users.roles_api.get_all().results}
    assert {user.role_id or user.role_ids[0] for user in users if not user.super_admin} <= set(sets)
    seats = client.api_request({"path": "/settings/users/2026-09-beta/seats"}).json()["results"]
    assert {"name", "description", "remainingSeats"} == seats[0].keys()
    assert "seatNames" not in client.api_request({"path": "/settings/v3/users"}).text


def test_logins(site):
    """Ninety days, the newest first, 200 a page at most."""
    client, _ = site
    page = client.api_request(
        {"path": "/account-info/2026-03/activity/login", "qs": {"limit": 200}}
    ).json()
    found = [row["loginAt"] for row in page["results"]]
    assert len(found) == 200
    assert found == sorted(found, reverse=True)
    assert page["paging"]["next"]["after"] == "200"
    with pytest.raises(Exception, match="400 Client Error"):
        client.api_request(
            {"path": "/account-info/2026-03/activity/login", "qs": {"limit": 201}}
        ).raise_for_status()


def test_tokens_and_the_account(site):
    """The client knows the oldest token endpoint, and account details only as a bare request."""
    client, sandbox = site
    held = sandbox.credentials("oauth")
    given = client.oauth.tokens_api.create(grant_type="refresh_token", **held)
    assert given.expires_in == 1_800
    told = client.oauth.access_tokens_api.get(given.access_token)
    assert told.hub_id == 147_000_311
    details = client.api_request({"path": "/account-info/2026-03/details"})
    assert details.json()["portalId"] == 147_000_311


def test_a_missing_record(site):
    """The library knows the vendor's error."""
    from hubspot.crm.tickets import ApiException

    client, _ = site
    with pytest.raises(ApiException) as caught:
        client.crm.tickets.basic_api.get_by_id("17")
    assert caught.value.status == 404
