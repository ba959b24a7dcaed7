"""What a user or Jira gets wrong: queries, keys, credentials, permissions, records that do not fit; each is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from box import JIRA_BASIC, JIRA_BEARER, JIRA_OAUTH, JIRA_SCOPED, Box, balanced, source
from faults import Fault
from jira_data import build, visible
from jira_issues import add_comment
from jira_model import START, served
from jira_server import JiraServer
from jira_wire import NO_ISSUE, Options

Serve = Callable[..., JiraServer]


def issue_rows(box: Box) -> set[str]:
    """Source ids of live issues on either side."""
    tables = ("work_item", "feedback")
    return {r["source_id"] for t in tables for r in box.rows(t) if not r["deleted"]}


@pytest.mark.parametrize(
    ("command", "jql", "said"),
    [
        ("check", "labels = ", "(line 1, character"),
        ("sync", "project = AND", "reserved JQL word"),
        ("sync", "project = NOWHERE", "does not exist for the field 'project'"),
        ("check", "order by key", "ORDER BY"),
    ],
    ids=["half", "reserved", "unknown", "order"],
)
def test_a_query_that_jira_refuses_is_named_with_its_words(
    box: Box, serve_jira: Serve, command: str, jql: str, said: str
) -> None:
    """The vendor's message, and where the query stands in the settings; nothing is read as if it were right."""
    server = serve_jira(build(3))
    box.settings(eng=source(server, feedback_jql=jql))
    done = box.run(command)
    assert done.code == 2, f"exit {done.code}\n{done.text}"
    assert said in done.err
    assert "feedback_jql" in done.err
    assert "eng" in done.err
    assert "Traceback" not in done.text
    assert not box.store.exists() or issue_rows(box) == set()


def test_a_project_that_is_not_shown_is_named(box: Box, serve_jira: Serve) -> None:
    """Hidden or misspelt looks the same to a caller: the key, and the nearest that is there."""
    server = serve_jira(build(10))
    server.site.hidden_projects.add(10_003)
    for key, near in (("HELPP", "HELP"), ("IDEA", "IDEA")):
        box.settings(eng=source(server, projects=[key]))
        done = box.run("sync")
        assert done.code != 0, done.text
        assert f'"{key}"' in done.err
        assert near in done.err
        assert "projects" in done.err


def test_an_issue_with_5000_comments_is_complete(box: Box, serve_jira: Serve) -> None:
    """Every one of them, once; fifty pages of a hundred."""
    site = build(3)
    issue = site.issues[10_001]
    template = add_comment(site, issue, "one of many", START)
    first, held = int(template["id"]) + 1, len(issue.comments)
    issue.comments += [template | {"id": str(first + n)} for n in range(5000 - held)]
    server = serve_jira(site)
    box.settings(eng=source(server, streams=["comments"]))
    report = box.pull()
    balanced(report)
    wanted = {c["id"] for i in visible(site) for c in i.comments
              if c["jsdPublic"] and "visibility" not in c}  # fmt: skip
    rows = [r["source_id"] for r in box.rows("comment")]
    assert len(rows) == len(set(rows)) > 4990
    assert set(rows) == wanted


def wrong_token(server: JiraServer, box: Box) -> dict[str, Any]:
    box.env["JIRA_TOKEN"] = "mistaken-4be19c"
    return source(server, **JIRA_BASIC)


def wrong_secret(server: JiraServer, box: Box) -> dict[str, Any]:
    box.env["JIRA_SECRET"] = "mistaken-4be19c"
    return source(server, **JIRA_OAUTH)


def wrong_access(server: JiraServer, box: Box) -> dict[str, Any]:
    box.env["JIRA_ACCESS"] = "mistaken-4be19c"
    return source(server, **JIRA_BEARER)


def wrong_scope(server: JiraServer, box: Box) -> dict[str, Any]:
    server.options.unscoped = {"/rest/"}
    return source(server, **JIRA_SCOPED)


def wrong_site(server: JiraServer, box: Box) -> dict[str, Any]:
    server.no_site = True
    return source(server) | {"site": "https://nrthwind.atlassian.net"}


@pytest.mark.parametrize(
    ("mistake", "words"),
    [(wrong_token, ["api_token"]), (wrong_secret, ["client_secret"]), (wrong_access, ["access_token"]),
     (wrong_scope, ["scope"]), (wrong_site, ["nrthwind"])],
)  # fmt: skip
def test_rejected_credentials_are_3(
    box: Box, serve_jira: Serve, mistake: Callable[..., dict[str, Any]], words: list[str]
) -> None:
    """Which source, what to mend, exit 3, and nothing is stored."""
    server = serve_jira(build(3))
    box.settings(eng=mistake(server, box))
    done = box.run("check" if mistake is wrong_site else "sync")
    assert done.code == 3, f"exit {done.code}\n{done.text}"
    for word in ["eng", *words]:
        assert word in done.err, f"{word!r} is not in:\n{done.err}"
    assert "Traceback" not in done.text
    assert len(server.log) < 8, [e.path for e in server.log]
    if box.store.exists():
        assert issue_rows(box) == set()


def test_mistakes_in_the_settings_are_all_named(box: Box, serve_jira: Serve) -> None:
    """Each with its place; nothing is asked."""
    server = serve_jira(build(3))
    keys = source(server, lookback="soon", feedback_jqll="labels = voice")
    keys["sitee"] = keys.pop("site")
    box.settings(eng=keys)
    done = box.run("sync")
    assert done.code == 2, done.text
    for place, near in (("sources.eng.sitee", "site"), ("sources.eng.lookback", ""),
                        ("sources.eng.feedback_jqll", "feedback_jql")):  # fmt: skip
        assert place in done.err, f"{place} is not named in:\n{done.err}"
        assert near in done.err
    assert server.log == []


@pytest.mark.parametrize("broken", ["gone", "html"])
def test_a_search_that_is_no_more_is_named(box: Box, serve_jira: Serve, broken: str) -> None:
    """410 with the vendor's words, or a page for people: the stream fails by name, the rest is kept."""
    server = serve_jira(build(10), Options(gone={"issue/bulkfetch"} if broken == "gone" else set()))
    if broken == "html":
        server.faults.append(Fault("issue/bulkfetch", kind="html", times=1000))
    box.settings(eng=source(server))
    done = box.run("sync", timeout=60)
    assert done.code == 1, done.text
    assert "issues" in done.err
    assert ("CHANGE-2046" if broken == "gone" else "JSON") in done.err
    assert len(box.rows("person")) == 20
    server.options.gone.clear()
    server.faults.clear()
    box.pull()
    assert issue_rows(box) == {str(i.id) for i in visible(server.site)}


def test_an_issue_hidden_while_it_is_read_is_no_failure(box: Box, serve_jira: Serve) -> None:
    """404 for what hangs below it, in the vendor's words: the sync goes on, the others are whole."""
    server = serve_jira(build(10), Options(embedded_comments=1))
    body = json.dumps({"errorMessages": [NO_ISSUE], "errors": {}}).encode()
    for part in ("issue/10001/remotelink", "issue/10001/comment", "request/10002/feedback"):
        server.faults.append(
            Fault(part, status=404, body=body, content="application/json", times=100)
        )
    box.settings(eng=source(server))
    box.pull()
    assert issue_rows(box) == {str(i.id) for i in visible(server.site)}
    assert len(box.rows("link")) > 5


def test_zero_rows_where_the_count_says_some_is_a_failure(box: Box, serve_jira: Serve) -> None:
    """Never "0 rows, success"."""
    server = serve_jira(build(20), Options(empty_search=True))
    box.settings(eng=source(server))
    done = box.run("sync")
    assert done.code == 1, done.text
    assert "issues" in done.err
    server.options.empty_search = False
    box.pull()
    assert len(issue_rows(box)) == 20


def test_an_empty_site_is_a_success(box: Box, serve_jira: Serve) -> None:
    """Nothing there, nothing missing."""
    box.settings(eng=source(serve_jira(build(0))))
    box.sync()
    assert issue_rows(box) == set()


SPOILT: dict[str, Callable[[dict[str, Any]], Any]] = {
    "fields null": lambda r: r.update(fields=None),
    "time not a time": lambda r: r["fields"].update(updated="yesterday", created="tomorrow"),
    "project a number": lambda r: r["fields"].update(project=5),
    "summary a list": lambda r: r["fields"].update(summary=["a"]),
    "status a text": lambda r: r["fields"].update(status="Done"),
    "labels an object": lambda r: r["fields"].update(labels={"a": 1}),
    "links a text": lambda r: r["fields"].update(issuelinks="none"),
    "description a number": lambda r: r["fields"].update(description=5),
    "assignee a list": lambda r: r["fields"].update(assignee=[]),
    "half an emoji": lambda r: json.dumps(r).replace(
        json.dumps(r["fields"]["summary"]), '"\\ud83d"'
    ),
    "unknown keys": lambda r: r["fields"].update(brand_new={"deep": [1, {"x": None}]}),
    "field of another shape": lambda r: r["fields"].update(customfield_10040=[[{"a": 1}]]),
}


def test_issues_that_do_not_fit_are_set_aside_and_the_others_are_rows(
    box: Box, serve_jira: Serve
) -> None:
    """Each way spoils one issue: a row or set aside with its reason and its text; nothing is lost or unsaid."""
    server = serve_jira(build(30))
    site = server.site
    for one, change in zip(sorted(site.issues), SPOILT.values(), strict=False):
        issue = site.issues[one]
        record = served({"id": str(one), "key": issue.key, "fields": issue.fields}, site.zone)
        changed = change(record)
        text = changed if isinstance(changed, str) else json.dumps(record)
        server.options.raw[one] = text.encode()
    box.settings(eng=source(server, streams=["issues"]))
    report = box.sync()
    balanced(report)
    aside = [r for r in box.sql("SELECT * FROM _set_aside") if r["stream"] == "issues"]
    ways = dict(zip(map(str, sorted(site.issues)), SPOILT, strict=False))
    told = [(ways.get(r["source_id"]), r["reason"], r["message"]) for r in aside]
    assert len(issue_rows(box)) + len(aside) == 30, told
    assert report["eng"]["issues"]["set_aside"] == len(aside)
    assert {r["source_id"] for r in aside} <= set(ways), told
    assert all(r["reason"] and r["message"] and str(r["payload"]).strip() for r in aside)
    known = {ways[r["source_id"]] for r in aside}
    assert {"fields null", "time not a time"} <= known
    assert not known & {"unknown keys", "field of another shape"}
    server.options.raw.clear()
    box.pull(full=True)
    assert len(issue_rows(box)) == 30
    assert box.sql("SELECT * FROM _set_aside") == []
