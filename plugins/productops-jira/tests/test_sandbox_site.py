"""The sandbox as a site: signing in, the gateway, limits, and changes behind the API's back."""

from __future__ import annotations

import httpx
import pytest
from sandbox_calls import API, EVERYTHING, connect, gateway, raw, search

from productops_jira.sandbox import JiraSandbox

ME = f"{API}/myself"


class Timer:
    """Seconds that pass when a test says so."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def by_token(sandbox: JiraSandbox, token: str) -> httpx.Client:
    return raw(sandbox, headers={"authorization": f"Bearer {token}"})


def token_of(sandbox: JiraSandbox, **changes) -> httpx.Response:
    held = sandbox.credentials("oauth")
    body = {"grant_type": "client_credentials", "client_id": held["client_id"]}
    return raw(sandbox).post(
        "/oauth/token", json=body | {"client_secret": held["client_secret"]} | changes
    )


def test_the_cloud_id_is_no_secret():
    """Anybody may ask which one a site has."""
    sandbox = JiraSandbox(size=50)
    assert raw(sandbox).get("/_edge/tenant_info").json() == {"cloudId": sandbox.account.cloud_id}


@pytest.mark.parametrize(
    ("kind", "site", "at_gateway"),
    [("token", 200, 200), ("scoped", 401, 200), ("bearer", 401, 200)],
)
def test_which_credentials_open_which_host(kind, site, at_gateway):
    """Scoped tokens and bearers work at the gateway alone; `self` links say which host answered."""
    sandbox = JiraSandbox(size=50)
    held = sandbox.credentials(kind)
    if kind == "bearer":
        client = by_token(sandbox, held["access_token"])
    else:
        client = raw(sandbox, auth=(held["email"], held["api_token"]))
    assert client.get(ME).status_code == site
    answer = client.get(f"{gateway(sandbox)}/myself")
    assert answer.status_code == at_gateway
    assert answer.json()["self"].startswith("https://api.atlassian.com/ex/jira/")


def test_nobody_and_wrong_secrets_are_refused():
    """401 from both hosts, each in its own words; 404 for a cloud id that is none."""
    sandbox = JiraSandbox(size=50)
    for client in (raw(sandbox), raw(sandbox, auth=("ops@fernhill.example", "guessed"))):
        assert client.get(ME).json()["status-code"] == 401
        assert client.get(f"{gateway(sandbox)}/myself").json() == {
            "code": 401,
            "message": "Unauthorized",
        }
    assert raw(sandbox, headers={"authorization": "Basic ???"}).get(ME).status_code == 401
    assert connect(sandbox).get(f"/ex/jira/no-such-site{API}/myself").status_code == 404


def test_a_service_account_gets_a_token_for_an_hour():
    """Client credentials; it expires by timer and by simulated time."""
    timer = Timer()
    sandbox = JiraSandbox(size=50, timer=timer)
    given = token_of(sandbox).json()
    assert (given["token_type"], given["expires_in"]) == ("Bearer", 3_600)
    client, path = by_token(sandbox, given["access_token"]), f"{gateway(sandbox)}/myself"
    timer.now = 3_599
    assert client.get(path).status_code == 200
    timer.now = 3_601
    assert client.get(path).status_code == 401
    fresh = by_token(sandbox, token_of(sandbox).json()["access_token"])
    sandbox.expire_tokens()
    assert fresh.get(path).status_code == 401
    assert token_of(sandbox, client_secret="guessed").status_code == 401
    assert token_of(sandbox, grant_type="password").status_code == 400


def test_bursts_are_limited_by_endpoint():
    """429 with the vendor's headers; other endpoints go on, and a second later so does this one."""
    timer = Timer()
    sandbox = JiraSandbox(size=50, limits={"POST /search/jql": 5}, enforce_limits=True, timer=timer)
    client = connect(sandbox)
    answers = [search(client, EVERYTHING) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[0].headers["x-ratelimit-limit"] == "5"
    assert answers[4].headers["x-ratelimit-remaining"] == "0"
    assert answers[4].headers["x-ratelimit-nearlimit"] == "true"
    refused = answers[5].headers
    assert (refused["retry-after"], refused["ratelimit-reason"]) == ("1", "jira-burst-based")
    assert refused["x-ratelimit-reset"] == "2026-06-01T09:00Z"
    assert client.get(ME).status_code == 200
    timer.now = 1.0
    assert search(client, EVERYTHING).status_code == 200


def test_apps_have_points_and_api_tokens_do_not():
    """One a call and one an object, by the hour; for OAuth alone."""
    timer = Timer()
    sandbox = JiraSandbox(size=50, limits={"points": 30}, enforce_limits=True, timer=timer)
    client = by_token(sandbox, sandbox.credentials("bearer")["access_token"])
    path = f"{gateway(sandbox)}/search/jql"
    first = client.post(path, json={"jql": EVERYTHING, "maxResults": 20})
    assert first.headers["ratelimit"] == '"tenant-app-quota";r=9;t=3601'
    assert first.headers["ratelimit-policy"] == '"tenant-app-quota";q=30;w=3600'
    assert client.post(path, json={"jql": EVERYTHING, "maxResults": 20}).status_code == 200
    refused = client.post(path, json={"jql": EVERYTHING})
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "3601")
    assert refused.headers["ratelimit-reason"] == "jira-quota-tenant-based"
    assert "ratelimit" not in search(connect(sandbox), EVERYTHING).headers
    timer.now = 3_600.0
    assert client.post(path, json={"jql": EVERYTHING}).status_code == 200


def test_a_caller_who_may_not_browse_users():
    """403 from the lists of users and groups; the permission says so beforehand."""
    client = connect(JiraSandbox(size=50, browse_users=False))
    for path in ("users/search", "group/bulk", "group/member?groupname=jira-users"):
        assert client.get(f"{API}/{path}").status_code == 403
    held = client.get(f"{API}/mypermissions", params={"permissions": "USER_PICKER"}).json()
    assert held["permissions"]["USER_PICKER"]["havePermission"] is False
    assert client.get(ME).status_code == 200


def test_unknown_paths_and_methods():
    """404 and 405, as JSON; outside the API a page for people."""
    client = connect(JiraSandbox(size=50))
    assert client.get(f"{API}/nothing").status_code == 404
    assert client.delete(ME).status_code == 405
    lost = client.get("/wiki/nothing")
    assert (lost.status_code, lost.headers["content-type"]) == (404, "text/html;charset=UTF-8")


def test_the_organisation_has_a_key_of_its_own():
    """It opens the organisation alone, and nothing else opens that; another organisation is not there."""
    sandbox = JiraSandbox(size=50)
    held = sandbox.credentials()
    users = f"/admin/v1/orgs/{held['org_id']}/users"
    keyed = by_token(sandbox, held["org_api_key"])
    assert keyed.get(users).status_code == 200
    assert keyed.get(f"{gateway(sandbox)}/myself").status_code == 401
    assert connect(sandbox).get(users).status_code == 401
    assert (
        by_token(sandbox, sandbox.credentials("bearer")["access_token"]).get(users).status_code
        == 401
    )
    assert keyed.get("/admin/v1/orgs/another/users").status_code == 404
    assert (
        keyed.get(
            f"/admin/v1/orgs/{held['org_id']}/directory/users/no/last-active-dates"
        ).status_code
        == 404
    )


def test_the_organisation_knows_who_never_came_and_who_left():
    """Seats without a date, and a deactivated account with a seat; no date is of today or later."""
    sandbox = JiraSandbox(size=50)
    held = sandbox.credentials()
    keyed = by_token(sandbox, held["org_api_key"])
    people = keyed.get(f"/admin/v1/orgs/{held['org_id']}/users").json()["data"]
    access = [each for person in people for each in person["product_access"]]
    dates = [each["last_active"] for each in access if "last_active" in each]
    assert 0 < len(dates) < len(access)
    assert max(dates) < sandbox.company.clock.now.date().isoformat()
    left = [person for person in people if person["account_status"] == "inactive"]
    assert [bool(person["product_access"]) for person in left] == [True]
