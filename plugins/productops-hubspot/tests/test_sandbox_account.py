"""Sign-in, scopes, limits, faults, and what the account is set up with."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hs_calls import (
    MODIFIED,
    OBJECTS,
    condition,
    connect,
    ids,
    near,
    raw,
    refusal,
    search,
    walk,
)

from productops.sandbox import Call, Faults
from productops_hubspot.sandbox import HubspotSandbox
from productops_hubspot.sandbox.signin import SCOPES


class Clock:
    """Seconds that a test moves."""

    def __init__(self):
        self.now = 1_000.0

    def __call__(self):
        return self.now


@pytest.fixture(scope="module")
def site():
    """A small account that nobody changes, and a client of it."""
    sandbox = HubspotSandbox(size=200)
    with connect(sandbox) as client:
        yield client, sandbox


def _token(client, sandbox, path="/oauth/2026-03/token", **changes):
    form = {"grant_type": "refresh_token", **sandbox.credentials("oauth"), **changes}
    return client.post(path, data=form)


@pytest.mark.parametrize("version", ["v1", "v3", "2026-03", "2026-09"])
def test_a_refresh_token_gives_thirty_minutes(version):
    """Under every version of the endpoint."""
    clock = Clock()
    sandbox = HubspotSandbox(size=50, timer=clock)
    client = raw(sandbox)
    given = _token(client, sandbox, f"/oauth/{version}/token").json()
    assert (given["expires_in"], given["token_type"], given["hub_id"]) == (
        1_800,
        "bearer",
        147_000_311,
    )
    header = {"authorization": f"Bearer {given['access_token']}"}
    assert client.get(f"{OBJECTS}/tickets", headers=header).is_success
    clock.now += 1_801
    late = client.get(f"{OBJECTS}/tickets", headers=header)
    assert refusal(late) == (401, "EXPIRED_AUTHENTICATION")
    assert late.json()["context"]["expire time"]


def test_wrong_credentials():
    """Each is named; no token, and one that was never given, is another refusal than one that has expired."""
    sandbox = HubspotSandbox(size=50)
    client = raw(sandbox)
    for key, status in (
        ("client_id", "BAD_CLIENT_ID"), ("client_secret", "BAD_CLIENT_SECRET"), ("refresh_token", "BAD_REFRESH_TOKEN"),
    ):  # fmt: skip
        answer = _token(client, sandbox, **{key: "wrong"})
        assert (answer.status_code, answer.json()["status"]) == (400, status)
    assert _token(client, sandbox, grant_type="password").status_code == 400
    assert client.get("/oauth/2026-03/token").status_code == 404
    for headers in ({}, {"authorization": "Bearer nothing"}):
        assert refusal(client.get(f"{OBJECTS}/tickets", headers=headers)) == (401, "INVALID_AUTHENTICATION")  # fmt: skip


def test_a_token_tells_what_it_is(site):
    """The oldest version only, with the token in the address."""
    client, sandbox = site
    told = client.get(f"/oauth/v1/access-tokens/{sandbox.credentials()['access_token']}").json()
    assert told["hub_id"] == 147_000_311
    assert "tickets" in told["scopes"]
    assert client.get("/oauth/v1/access-tokens/wrong").status_code == 404


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        (f"{OBJECTS}/tickets", "tickets"),
        (f"{OBJECTS}/companies", "crm.objects.companies.read"),
        (f"{OBJECTS}/deals", "crm.objects.deals.read"),
        ("/crm/owners/2026-03", "crm.objects.owners.read"),
        ("/crm/pipelines/2026-03/tickets", "tickets"),
        ("/marketing/v3/forms", "forms"),
        ("/form-integrations/v1/submissions/forms/x", "forms"),
    ],
)
def test_a_missing_scope_is_named(path, scope):
    """403, and where to read about it."""
    sandbox = HubspotSandbox(size=50, scopes=[held for held in SCOPES if held != scope])
    answer = connect(sandbox).get(path)
    assert refusal(answer) == (403, "MISSING_SCOPES")
    assert answer.json()["errors"][0]["context"] == {"missingScopes": [scope]}
    other = HubspotSandbox(size=50, scopes=(), scope_word="requiredGranularScopes")
    assert "requiredGranularScopes" in connect(other).get(path).json()["errors"][0]["context"]


def test_one_of_several_scopes_is_enough():
    """Survey responses open with contacts' scope, definitions with the object's; pairs need both."""
    sandbox = HubspotSandbox(size=50, scopes=["crm.objects.contacts.read"])
    client = connect(sandbox)
    assert client.get(f"{OBJECTS}/feedback_submissions").is_success
    assert client.get("/crm/properties/2026-03/contacts").is_success
    assert client.get("/account-info/2026-03/details").is_success
    assert near(client, "contacts", "companies", "1").status_code == 403
    assert client.get("/crm/properties/2026-03/tickets").status_code == 403
    without = connect(HubspotSandbox(size=50, service_hub=False))
    assert without.get(f"{OBJECTS}/feedback_submissions").status_code == 403
    assert without.get(f"{OBJECTS}/tickets").is_success


def test_headers_come_where_they_were_recorded(site):
    """Lists, one owner and the account tell; searches, single records, batches and the rest do not."""
    client, sandbox = site
    told = "x-hubspot-ratelimit-remaining"
    owner = walk(client, "/crm/owners/2026-03")[0]["id"]
    for path in (f"{OBJECTS}/tickets", f"/crm/owners/2026-03/{owner}", "/account-info/v3/details"):
        assert client.get(path).headers[told].isdigit()
        assert "x-hubspot-ratelimit-daily-remaining" in client.get(path).headers
    one = sandbox.ids("tickets")[0]
    for path in (f"{OBJECTS}/tickets/{one}", "/crm/owners/2026-03", "/crm/pipelines/2026-03/deals"):
        assert told not in client.get(path).headers
    assert told not in search(client, "tickets").headers
    token = _token(client, sandbox).json()["access_token"]
    by_app = client.get(f"{OBJECTS}/tickets", headers={"authorization": f"Bearer {token}"})
    assert by_app.headers["x-hubspot-ratelimit-max"] == "110"
    assert "x-hubspot-ratelimit-daily" not in by_app.headers


def _limited(**limits):
    clock = Clock()
    sandbox = HubspotSandbox(size=50, timer=clock, limits=limits, enforce_limits=True)
    return clock, sandbox, connect(sandbox)


def _policy(answer):
    return answer.status_code, answer.json()["policyName"]


def test_five_searches_a_second():
    """Without any header that tells."""
    clock, _, client = _limited()
    answers = [search(client, "tickets") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert _policy(answers[-1]) == (429, "SECONDLY")
    assert "retry-after" not in answers[-1].headers
    clock.now += 1
    assert search(client, "tickets").is_success


def test_so_many_calls_in_ten_seconds():
    """190 with a static token."""
    clock, sandbox, client = _limited()
    for _ in range(190):
        assert client.get("/crm/pipelines/2026-03/deals").is_success
    assert _policy(client.get(f"{OBJECTS}/tickets")) == (429, "TEN_SECONDLY_ROLLING")
    clock.now += 10
    assert client.get(f"{OBJECTS}/tickets").is_success
    sandbox.lift_limits()
    assert all(client.get(f"{OBJECTS}/tickets").is_success for _ in range(200))


def test_so_many_calls_a_day():
    """Until midnight in the account's zone; usage tells before."""
    _, sandbox, client = _limited(daily=5)
    usage = "/account-info/2026-03/api-usage/daily/private-apps"
    told = client.get(usage).json()["results"][0]
    assert (told["usageLimit"], told["currentUsage"]) == (5, 1)
    assert told["resetsAt"] == "2026-06-02T05:00:00.000Z"
    for _ in range(4):
        last = client.get(f"{OBJECTS}/tickets")
    assert last.headers["x-hubspot-ratelimit-daily-remaining"] == "0"
    assert _policy(client.get(f"{OBJECTS}/tickets")) == (429, "DAILY")
    sandbox.advance(timedelta(hours=19))
    assert client.get(f"{OBJECTS}/tickets").status_code == 429
    sandbox.advance(timedelta(hours=2))
    assert client.get(f"{OBJECTS}/tickets").is_success


def test_faults_on_request():
    """An expired token, a cursor that leads back, and the rest of a bad day."""
    sandbox = HubspotSandbox(size=200)
    client = connect(sandbox)
    sandbox.faults = Faults(kinds=("expired_token",), rate=1.0)
    given = raw(sandbox)
    assert refusal(given.get(f"{OBJECTS}/tickets"))[1] == "EXPIRED_AUTHENTICATION"
    sandbox.faults = Faults(kinds=("repeated_cursor",), rate=1.0)
    page = client.get(f"{OBJECTS}/tickets?limit=10").json()
    assert page["paging"]["next"]["after"] == "0"
    again = search(client, "tickets", condition(MODIFIED, "GTE", 5), limit=20, after="40").json()
    assert again["paging"]["next"]["after"] == "40"
    sandbox.faults = Faults(max_page=50)
    assert client.get(f"{OBJECTS}/tickets?limit=100").status_code == 504
    assert client.get(f"{OBJECTS}/tickets?limit=50").is_success


def test_the_accounts_details(site):
    """Portal, zone, currency, region."""
    client, _ = site
    for version in ("v3", "2026-03"):
        told = client.get(f"/account-info/{version}/details").json()
        assert (told["portalId"], told["timeZone"]) == (147_000_311, "America/Chicago")
        assert (told["utcOffset"], told["utcOffsetMilliseconds"]) == ("-05:00", -18_000_000)
        assert (told["uiDomain"], told["companyCurrency"]) == ("app-eu1.hubspot.com", "USD")


def test_owners_and_those_who_left(site):
    """Two lists; who left has no user, and still owns records."""
    client, _ = site
    here = walk(client, "/crm/owners/2026-03", limit=4)
    left = walk(client, "/crm/v3/owners/", archived="true")
    assert not {row["id"] for row in here} & {row["id"] for row in left}
    assert all("userId" not in row and row["archived"] for row in left)
    assert here[0]["teams"][0]["primary"] is True
    mail = client.get("/crm/owners/2026-03", params={"email": here[2]["email"]}).json()["results"]
    assert ids(mail) == [here[2]["id"]]
    tickets = walk(client, f"{OBJECTS}/tickets", limit=100, properties="hubspot_owner_id")
    owners = {row["properties"]["hubspot_owner_id"] for row in tickets} - {None}
    assert owners <= {row["id"] for row in (*here, *left)}
    assert owners & {row["id"] for row in left}
    assert client.get(f"/crm/owners/2026-03/{left[0]['id']}").status_code == 404


def test_property_definitions(site):
    """Hundreds on contacts; the account's own, calculated and archived ones are told apart."""
    client, _ = site
    known = client.get("/crm/properties/2026-03/contacts").json()["results"]
    assert len(known) > 400
    assert len({row["name"] for row in known}) == len(known)
    own = {row["name"] for row in known if not row.get("hubspotDefined")}
    assert own == {"last_product_login", "suspended_on", "beta_programmes"}
    archived = client.get("/crm/properties/2026-03/contacts?archived=true").json()["results"]
    assert [row["name"] for row in archived] == ["old_segment"]
    one = client.get("/crm/properties/2026-03/tickets/hs_pipeline_stage").json()
    assert {"value": "208003", "label": "Planned", "displayOrder": 6, "hidden": False} in one[
        "options"
    ]
    assert client.get("/crm/properties/2026-03/tickets/none").status_code == 404


def test_every_value_of_a_choice_is_a_choice(site):
    """Options hold what records have."""
    client, _ = site
    for kind in ("tickets", "contacts", "companies", "deals", "feedback_submissions"):
        known = client.get(f"/crm/properties/2026-03/{kind}").json()["results"]
        chosen = {r["name"]: {o["value"] for o in r["options"]} for r in known if r["options"]}
        rows = walk(client, f"{OBJECTS}/{kind}", limit=100, properties=",".join(chosen))
        for row in rows:
            for name, options in chosen.items():
                value = row["properties"][name]
                assert not value or set(value.split(";")) <= options, (kind, name, value)


def test_pipelines_hold_the_stages_of_records(site):
    """Stages of tickets tell whether they are closed, those of deals how probable they are."""
    client, _ = site
    for kind, place, stage in (
        ("tickets", "hs_pipeline", "hs_pipeline_stage"),
        ("deals", "pipeline", "dealstage"),
    ):
        lines = client.get(f"/crm/pipelines/2026-03/{kind}").json()["results"]
        known = {(line["id"], made["id"]) for line in lines for made in line["stages"]}
        rows = walk(client, f"{OBJECTS}/{kind}", limit=100, properties=f"{place},{stage}")
        assert {(r["properties"][place], r["properties"][stage]) for r in rows} <= known
        one = client.get(f"/crm/pipelines/2026-03/{kind}/{lines[0]['id']}").json()
        assert one == lines[0]
    assert client.get("/crm/pipelines/2026-03/contacts").json() == {"results": []}
    assert client.get("/crm/pipelines/2026-03/deals/none").status_code == 404


def test_the_log_and_the_length_of_bodies(site):
    """Calls are noted without their ids."""
    client, sandbox = site
    before = sandbox.calls.count("/crm/objects")
    client.get(f"{OBJECTS}/tickets")
    assert sandbox.calls.count("/crm/objects") == before + 1
    assert sandbox.handle(Call("GET", f"{OBJECTS}/tickets")).status == 401
