"""The sandbox's answers against the vendor's own OpenAPI document."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import httpx
import pytest

from productops.testing.openapi import Document
from productops_zendesk.sandbox import ZendeskSandbox

pytestmark = pytest.mark.vendor

REPOSITORY = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("PRODUCTOPS_SHARED", REPOSITORY.parent / "shared"))
SPEC = SHARED / "data/zendesk/openapi/zendesk-support.2026-05.openapi.yaml.gz"

PATHS = {
    "/api/v2/users/me": {},
    "/api/v2/account/settings": {},
    "/api/v2/incremental/tickets": {"start_time": 0},
    "/api/v2/incremental/tickets/cursor": {"start_time": 0},
    "/api/v2/incremental/users": {"start_time": 0},
    "/api/v2/incremental/users/cursor": {"start_time": 0},
    "/api/v2/incremental/organizations": {"start_time": 0},
    "/api/v2/incremental/ticket_metric_events": {"start_time": 0},
    "/api/v2/incremental/{incremental_resource}/sample": {"start_time": 0},
    "/api/v2/tickets": {},
    "/api/v2/tickets/count": {},
    "/api/v2/tickets/show_many": {"ids": "1,2,3"},
    "/api/v2/tickets/{ticket_id}": {},
    "/api/v2/tickets/{ticket_id}/comments": {},
    "/api/v2/tickets/{ticket_id}/audits": {},
    "/api/v2/users": {},
    "/api/v2/users/count": {},
    "/api/v2/organizations": {},
    "/api/v2/organizations/count": {},
    "/api/v2/groups": {},
    "/api/v2/group_memberships": {},
    "/api/v2/brands": {},
    "/api/v2/ticket_fields": {},
    "/api/v2/custom_statuses": {},
    "/api/v2/deleted_tickets": {},
    "/api/v2/deleted_users": {},
    "/api/v2/slas/policies": {},
    "/api/v2/satisfaction_ratings": {},
    "/api/v2/custom_roles": {},
    "/api/v2/oauth/clients": {},
    "/api/v2/oauth/global_clients": {},
    "/api/v2/oauth/tokens": {"all": "true", "include_expired": "true"},
    "/api/v2/search": {"query": "type:group"},
    "/api/v2/search/count": {"query": "type:ticket"},
    "/api/v2/search/export": {"query": "", "filter[type]": "group"},
}
DIFFERENT = {
    # The document has text; recordings have lists, booleans and numbers, by the field's type.
    "TicketObject.custom_fields.value",
    # The document knows no deleted tickets; recordings do.
    "TicketObject.status",
    # The document has numbers; recordings and the document's own examples have null or an object.
    "UserForAdmin.shared_phone_number",
}


@pytest.fixture(scope="module")
def spec():
    yaml = pytest.importorskip("yaml", reason="PyYAML reads the vendor's document")
    if not SPEC.exists():
        pytest.skip("the vendor's documents are not here")
    loader = type("Loader", (getattr(yaml, "CSafeLoader", yaml.SafeLoader),), {})
    loader.add_constructor("tag:yaml.org,2002:value", lambda _, node: node.value)
    with gzip.open(SPEC) as file:
        return Document(yaml.load(file, Loader=loader), DIFFERENT)


@pytest.fixture(scope="module")
def client():
    sandbox = ZendeskSandbox(size=300, csat="legacy")
    token = sandbox.credentials("bearer")["access_token"]
    return httpx.Client(
        transport=sandbox.transport(),
        base_url="http://zd.example",
        headers={"authorization": f"Bearer {token}"},
    )


@pytest.mark.parametrize(("path", "params"), PATHS.items())
def test_answers_fit_the_vendors_document(spec, client, path, params):
    """Every field that the document knows has the type it says, and every mandatory one is there."""
    schema = spec.answered(path)
    url = path.replace("{ticket_id}", "2").replace("{incremental_resource}", "tickets")
    answer = client.get(url, params=params)
    assert answer.status_code == 200
    assert sorted(set(spec.problems(schema, answer.json()))) == []


def test_the_check_can_fail(spec):
    """A number for a subject is found."""
    ticket = {"requester_id": 1, "subject": 5}
    schema = {"$ref": "#/components/schemas/TicketObject"}
    assert list(spec.problems(schema, ticket)) == ["TicketObject.subject: 5 is no string"]
    assert list(spec.problems(schema, {})) == ["TicketObject: requester_id is missing"]


def test_tickets_have_the_keys_of_a_recorded_one(client):
    """What a live account sent in 2026, key by key; a synthetic ticket may not lack one."""
    recorded = SHARED / "data/zendesk/decoded-2026/tickets.json"
    if not recorded.exists():
        pytest.skip("the recordings are not here")
    held = json.loads(recorded.read_text())[0]["body"]["tickets"][0]
    ours = client.get("/api/v2/incremental/tickets", params={"start_time": 0}).json()["tickets"][0]
    assert set(held) - set(ours) == set()
    assert {
        key: type(held[key]) for key in held if held[key] is not None and ours[key] is not None
    } == {key: type(ours[key]) for key in held if held[key] is not None and ours[key] is not None}


def test_apps_have_the_keys_of_recorded_ones(client):
    """The Apps API is in no document; a fixture of another client shows it."""
    recorded = SHARED / "data/zendesk/go-zendesk-fixture/GET__apps.json"
    if not recorded.exists():
        pytest.skip("the recordings are not here")
    held = json.loads(recorded.read_text())["installations"][0]
    ours = client.get("/api/v2/apps/installations.json").json()["installations"][0]
    assert {key: type(value) for key, value in held.items()} == {
        key: type(ours.get(key)) for key in held
    }
    assert {tuple(each) for each in held["settings_objects"]} == {
        tuple(each) for each in ours["settings_objects"]
    }


@pytest.mark.parametrize(
    ("file", "path", "name"),
    [
        ("users", "/api/v2/incremental/users/cursor", "users"),
        ("organizations", "/api/v2/incremental/organizations", "organizations"),
        ("ticket-fields", "/api/v2/ticket_fields", "ticket_fields"),
        ("list-articles", "/api/v2/help_center/articles", "articles"),
        ("sections", "/api/v2/help_center/sections", "sections"),
        ("categories", "/api/v2/help_center/categories", "categories"),
        ("get-ticket-comments", "/api/v2/tickets/2/comments", "comments"),
    ],
)
def test_records_have_the_keys_of_recorded_ones(client, file, path, name):
    """No key that a live account sends is missing here, in rows and around them."""
    recorded = SHARED / f"data/zendesk/decoded-2026/{file}.json"
    if not recorded.exists():
        pytest.skip("the recordings are not here")
    body = json.loads(recorded.read_text())[0]["body"]
    answer = client.get(path, params={"start_time": 0}).json()
    assert set(body[name][0]) - set(answer[name][-1]) == set()
    paging = {"meta", "links"} if "meta" in body else set()
    assert set(body) - set(answer) - paging == set()
