"""The Jira stand-in behaves as the vendor documents; a client written by others reads it."""

from __future__ import annotations

import base64
import json
import time
import urllib.error
import urllib.request
from typing import Any

import pytest
from faults import Fault
from jira_data import build, later, visible
from jira_issues import add_comment
from jira_jql import BadJqlError, Scope, parse
from jira_model import MINUTE, START, Ms
from jira_server import (
    API_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    EMAIL,
    GATEWAY,
    SCOPED_TOKEN,
    JiraServer,
)
from jira_wire import Options

SEARCH, BULK = "/rest/api/3/search/jql", "/rest/api/3/issue/bulkfetch"


def call(server: JiraServer, path: str, body: Any = None, token: str = "", **headers: str) -> Any:
    """The JSON of an answer, GET or POST."""
    basic = base64.b64encode(f"{EMAIL}:{token or API_TOKEN}".encode()).decode()
    login = token if token.startswith("Bearer") else f"Basic {basic}"
    sent = {"Authorization": login, "Content-Type": "application/json"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(server.url + path, data, sent)) as answer:
        return json.load(answer)


def refused(server: JiraServer, path: str, body: Any = None, token: str = "") -> tuple[int, str]:
    """Status and text of an answer that is an error."""
    with pytest.raises(urllib.error.HTTPError) as error:
        call(server, path, body, token)
    return error.value.code, error.value.read().decode()


def scope(**more: Any) -> Scope:
    site = build(10)
    live = [p for p in site.projects.values() if not p["archived"]]
    known = {"zone": "America/Los_Angeles", "now": START, "epoch_ms": True, "projects": live,
             "issues": visible(site), "types": {"story", "task"}, "statuses": {"done"}}  # fmt: skip
    return Scope(**(known | more))


def ids(text: str, **more: Any) -> list[str]:
    """Keys of the issues a query finds."""
    about = scope(**more)
    test = parse(text, about).test
    assert test is not None
    return [i.key for i in about.issues if test(i, i.fields)]


def test_queries_that_are_documented() -> None:
    """Fields, lists, and/or/not with brackets, both quotes, order."""
    assert ids('project = "AND"') == ["AND-1", "AND-2"]
    assert ids("project in (APP, 10003) and issuetype = Story") == ["APP-2"]
    assert ids("id in (10001, 10003) OR key = HELP-1") == ["APP-1", "HELP-1", "APP-2"]
    assert ids("NOT (project = APP OR project in ('HELP', \"AND\"))") == ["IDEA-1", "OPS-1"]
    assert ids("project = HELP AND labels = voice") == []
    assert ids("labels in (voice)") == ["APP-3"]
    assert parse("project = APP order by updated desc, key", scope()).order == [
        ("updated", True),
        ("key", False),
    ]
    assert parse("order by key", scope()).test is None


def test_dates_are_read_in_the_zone_of_the_caller() -> None:
    """The third issue was made at 20:00 UTC: noon in Los Angeles, five in the morning in Tokyo, to the minute."""
    made = "created >= '2026-01-05 12:00' AND created <= '2026-01-05 12:00'"
    assert ids(made) == ["APP-2"]
    assert ids(made.replace("05 12", "06 05"), zone="Asia/Tokyo") == ["APP-2"]
    assert ids(made, zone="Asia/Tokyo") == []
    at = START + 12 * 60 * MINUTE
    assert ids(f"created >= {at} AND created < {at + 1}", zone="Asia/Tokyo") == ["APP-2"]
    assert len(ids("created >= -1d", now=START + 24 * 60 * MINUTE)) == 10
    assert len(ids("created >= '2026/01/06'")) < 10


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("project = AND", "'AND' is a reserved JQL word"),
        ("project = NONE2", "The value 'NONE2' does not exist for the field 'project'."),
        ("project = OLD", "does not exist for the field 'project'"),
        ("id in (10001, 99999)", "An issue with key '99999' does not exist"),
        ("updated >= 'yesterday'", "Date value 'yesterday' for field 'updated' is invalid"),
        ("project = APP AND", "The end"),
        ("project = APP key = 1", "Expecting either 'OR' or 'AND'"),
        ("labels ~", "(line 1, character"),
        ("nothing = 1", "Field 'nothing' does not exist"),
        ("project = 'APP", "The character"),
    ],
)
def test_queries_that_are_refused(text: str, said: str) -> None:
    """In the vendor's words."""
    with pytest.raises(BadJqlError) as wrong:
        parse(text, scope())
    assert said in str(wrong.value)


def test_epoch_milliseconds_may_be_unknown() -> None:
    """A site that takes only what is documented."""
    with pytest.raises(BadJqlError, match="is invalid"):
        ids(f"updated >= {START}", epoch_ms=False)


def test_a_search_pages_by_token_and_the_last_page_has_none() -> None:
    """GET and POST; ids only by default; 100 issues with fields a page, 5000 without."""
    with JiraServer(build(150)) as server:
        body = {"jql": "updated >= '2020-01-01' ORDER BY updated ASC", "maxResults": 5000}
        whole = call(server, SEARCH, body)
        assert (len(whole["issues"]), whole["isLast"]) == (150, True)
        assert "nextPageToken" not in whole
        assert set(whole["issues"][0]) == {"id"}
        page, rows = call(server, SEARCH, body | {"fields": ["updated"]}), 0
        while True:
            rows += len(page["issues"])
            assert len(page["issues"]) <= 100
            assert set(page["issues"][0]["fields"]) == {"updated"}
            if "nextPageToken" not in page:
                break
            more = {"fields": ["updated"], "nextPageToken": page["nextPageToken"]}
            page = call(server, SEARCH, body | more)
        assert rows == 150
        got = call(server, f"{SEARCH}?jql=project%3DAPP&maxResults=2&fields=key")
        assert [i["key"] for i in got["issues"]] == ["APP-1", "APP-2"]
        assert not got["isLast"]
        counted = call(server, "/rest/api/3/search/approximate-count", {"jql": "project = APP"})
        assert counted == {"count": 45}


def test_limits_and_removed_endpoints() -> None:
    """Unbounded queries, sizes over the limit, foreign tokens, and the search of before."""
    with JiraServer(build(5)) as server:
        assert refused(server, SEARCH, {"jql": "order by key"})[0] == 400
        for wrong in ({"maxResults": 5001}, {"nextPageToken": "none"}):
            assert refused(server, SEARCH, {"jql": "project = APP", **wrong})[0] == 400
        assert refused(server, BULK, {"issueIdsOrKeys": [str(n) for n in range(101)]})[0] == 400
        status, text = refused(server, "/rest/api/3/search?jql=project%3DAPP")
        assert (status, "search/jql" in text) == (410, True)
        assert refused(server, "/rest/api/3/nothing")[0] == 404
        assert server.api.unknown == ["GET /rest/api/3/nothing"]


def test_what_cannot_be_seen_is_left_out_or_404() -> None:
    """Deleted, hidden, archived, in a hidden project: no difference but in the list of projects."""
    with JiraServer(build(20)) as server:
        site = server.site
        site.vanish(10_001)
        site.hidden.add(10_003)
        site.archived.add(10_007)
        site.hidden_projects.add(10_003)
        asked = {"issueIdsOrKeys": ["10001", "10003", "10007", "10006", "APP-3", "10002"]}
        assert [i["key"] for i in call(server, BULK, asked)["issues"]] == ["HELP-1"]
        for one in (10_001, 10_003, 10_007, 10_006):
            assert refused(server, f"/rest/api/3/issue/{one}")[0] == 404
            assert refused(server, f"/rest/api/3/issue/{one}/comment")[0] == 404
        found = call(server, "/rest/api/3/project/search?status=live&status=archived")
        assert [p["key"] for p in found["values"]] == ["AND", "APP", "HELP", "OLD", "OPS"]


def test_a_moved_issue_is_found_by_its_old_key() -> None:
    """The id stays, the old key leads to it."""
    with JiraServer(build(10)) as server:
        server.site.move(10_001, 10_004, 77, later(server.site))
        found = call(server, BULK, {"issueIdsOrKeys": ["APP-1"], "fields": ["project"]})["issues"]
        assert [(i["id"], i["key"]) for i in found] == [("10001", "OPS-77")]


def test_a_late_index_says_what_was() -> None:
    """An edit the search has not met: it finds the issue at its old moment, by id it is new."""
    with JiraServer(build(10)) as server:
        at = later(server.site)
        server.site.edit(10_001, at, indexed=False, summary="new")
        asked = {"jql": f"updated >= {at}", "fields": ["summary"]}
        assert call(server, SEARCH, asked)["issues"] == []
        assert call(server, "/rest/api/3/issue/10001")["fields"]["summary"] == "new"
        server.site.stale.clear()
        assert len(call(server, SEARCH, asked)["issues"]) == 1


def test_histories_comments_and_worklogs_page() -> None:
    """Oldest first over all issues, 100 comments a page, 1000 worklogs a page and none of the last minute."""
    with JiraServer(build(30), Options(history_max=40, list_max=4)) as server:
        names = [str(i) for i in server.site.issues]
        body: dict[str, Any] = {"issueIdsOrKeys": names}
        seen: list[str] = []
        while True:
            page = call(server, "/rest/api/3/changelog/bulkfetch", body)
            seen += [h["id"] for log in page["issueChangeLogs"] for h in log["changeHistories"]]
            if not page.get("nextPageToken"):
                break
            body["nextPageToken"] = page["nextPageToken"]
        wanted = [h["id"] for i in visible(server.site) for h in i.history]
        assert sorted(seen) == sorted(wanted)
        issue = server.site.issues[10_001]
        for n in range(150):
            add_comment(server.site, issue, f"comment {n}", START + n)
        path = "/rest/api/3/issue/10001/comment?maxResults=1000&startAt="
        assert [len(call(server, path + str(n))["comments"]) for n in (0, 100)] == [100, 53]
        server.site.worklogs[60_000]["updated"] = Ms(time.time() * 1000)
        page = call(server, "/rest/api/3/worklog/updated?since=0")
        assert (page["lastPage"], len(page["values"])) == (False, 4)
        rest = call(server, page["nextPage"].partition(".net")[2])
        logged = [v["worklogId"] for v in page["values"] + rest["values"]]
        assert logged == sorted(set(server.site.worklogs) - {60_000})[: len(logged)]


def test_credentials_and_hosts() -> None:
    """A plain token at the site, one with scopes and OAuth at the gateway only; tokens end."""
    with JiraServer(build(3)) as server:
        me = "/rest/api/3/myself"
        assert call(server, me)["timeZone"] == "America/Los_Angeles"
        assert refused(server, me, token="wrong")[0] == 401
        assert refused(server, me, token=SCOPED_TOKEN)[0] == 401
        assert call(server, GATEWAY + me, token=SCOPED_TOKEN)["active"]
        form = {
            "grant_type": "client_credentials",
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
        }
        bearer = f"Bearer {call(server, '/oauth/token', form)['access_token']}"
        assert refused(server, me, token=bearer)[0] == 401
        assert call(server, GATEWAY + me, token=bearer)["accountType"] == "atlassian"
        server.faults.append(Fault(kind="expire"))
        assert refused(server, GATEWAY + me, token=bearer)[0] == 401
        server.options.unscoped = {"/group"}
        status, text = refused(server, GATEWAY + "/rest/api/3/group/bulk", token=SCOPED_TOKEN)
        assert (status, "scope" in text) == (401, True)


def test_service_management_pages_in_its_own_way() -> None:
    """`start`, `limit`, `isLastPage`; what is experimental has to be asked for."""
    with JiraServer(build(20), Options(list_max=5)) as server:
        path = "/rest/servicedeskapi/servicedesk/1/customer"
        assert refused(server, path)[0] == 412
        page = call(server, path, X_ExperimentalApi="opt-in")
        assert (page["size"], page["isLastPage"]) == (5, False)
        rest = call(server, page["_links"]["next"].partition(".net")[2], X_ExperimentalApi="opt-in")
        assert (rest["size"], rest["isLastPage"]) == (3, True)
        rated = next(i for i in server.site.issues.values() if i.feedback)
        about = f"/rest/servicedeskapi/request/{rated.id}/feedback"
        assert call(server, about, X_ExperimentalApi="opt-in")["rating"] == rated.feedback["rating"]


def test_bursts_are_limited_by_endpoint() -> None:
    """The third request of a second is 429, with every header; another endpoint goes on."""
    with JiraServer(build(3)) as server:
        server.budget = 2
        answers = [call(server, "/rest/api/3/field") for _ in range(2)]
        assert len(answers) == 2
        with pytest.raises(urllib.error.HTTPError) as error:
            call(server, "/rest/api/3/field")
        assert (error.value.code, error.value.headers["RateLimit-Reason"]) == (
            429,
            "jira-burst-based",
        )
        assert error.value.headers["Retry-After"] == "1"
        assert call(server, "/rest/api/3/status")


def test_an_independent_client_reads_it() -> None:
    """`jira`, written by others against the real API, searches, reads comments, projects and people."""
    package: Any = pytest.importorskip("jira")
    with JiraServer(build(25)) as server:
        client = package.JIRA(server.url, basic_auth=(EMAIL, API_TOKEN), get_server_info=True,
                              options={"rest_api_version": "3"}, max_retries=0)  # fmt: skip
        found = client.enhanced_search_issues(
            "project in (APP, HELP)", maxResults=0, fields="summary,updated"
        )
        assert {i.id for i in found} == {str(i.id) for i in server.site.in_projects("APP", "HELP")}
        assert client.issue("HELP-1").fields.status.name == "In Progress"
        assert len(client.comments("HELP-1")) == 3
        assert client.myself()["accountId"] == server.site.caller
        assert {f["id"] for f in client.fields()} == set(server.site.fields)
