"""Misbehaviour of Jira, each alone and mixed: the same store as without, and a report that accounts for it."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from box import ENVIRONMENT, JIRA_BEARER, JIRA_OAUTH, Box, balanced, same, source, total
from faults import Fault
from jira_data import build, visible
from jira_server import JiraServer
from jira_wire import Options

Serve = Callable[..., JiraServer]
SEARCH, BULK, HISTORY = r"search/jql", r"issue/bulkfetch", r"changelog/bulkfetch"
ISSUES = 20


def options(**more: Any) -> Options:
    """Small pages."""
    return Options(search_max=5, fields_max=5, history_max=20, embedded_comments=1, **more)


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The dump of a store filled without any fault."""
    with pytest.MonkeyPatch.context() as patch, JiraServer(build(ISSUES), options()) as server:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        box = Box(tmp_path_factory.mktemp("calm"))
        box.settings(eng=source(server, **JIRA_OAUTH))
        box.pull()
        return box.dump()


BURST = {"Retry-After": "1", "RateLimit-Reason": "jira-burst-based", "X-RateLimit-Remaining": "0"}


@pytest.mark.parametrize(
    ("fault", "waits"),
    [
        (Fault(SEARCH, status=429, headers=BURST, after=1), 1.0),
        (Fault(HISTORY, status=429, after=1), 0.0),
        (Fault(BULK, status=429, body=b"Too many requests", content="text/plain"), 0.0),
        (Fault(HISTORY, status=500, after=1), 0.0),
        (Fault(BULK, status=502, body=b"<html>Bad Gateway</html>", after=1), 0.0),
        (Fault(SEARCH, status=503, headers={"Retry-After": "1"}), 1.0),
        (Fault(SEARCH, status=504, body=b"upstream request timeout", after=1), 0.0),
        (Fault(BULK, kind="reset", after=1), 0.0),
        (Fault(HISTORY, kind="truncate", after=1), 0.0),
        (Fault(BULK, kind="malformed", after=1), 0.0),
        (Fault(SEARCH, kind="html", after=1), 0.0),
        (Fault(BULK, kind="stall", stall=1, after=1), 0.0),
        (Fault("rest/api/3/myself", status=503), 0.0),
        (Fault("oauth/token", status=503), 0.0),
        (Fault("tenant_info", status=503), 0.0),
        (Fault("/comment", status=500, times=2), 0.0),
        (Fault("/remotelink", kind="truncate"), 0.0),
        (Fault("/feedback", status=502), 0.0),
        (Fault("worklog/list", status=500), 0.0),
        (Fault("servicedeskapi/servicedesk", status=503), 0.0),
    ],
    ids=["429-retry-after", "429", "429-text", "500", "502-html", "503-retry-after", "504", "reset", "truncate",
         "malformed", "html", "stall", "opening", "token", "tenant", "comments", "remote-link", "feedback", "worklogs",
         "desk"],
)  # fmt: skip
def test_one_fault_changes_nothing(
    box: Box, serve_jira: Serve, calm: Any, fault: Fault, waits: float
) -> None:
    """The store is the same, the retry and the wait are in the report."""
    server = serve_jira(build(ISSUES), options())
    server.faults.append(fault)
    box.settings(eng=source(server, **JIRA_OAUTH))
    report = box.pull()
    assert fault.used == fault.times, "the fault was never met"
    balanced(report)
    same(calm, box.dump())
    assert total(report, "retries") >= fault.times
    assert total(report, "waited_s") >= waits
    assert total(report, "requests") == len(server.log)


def test_names_that_come_late_hold_nothing_up_and_lose_nothing(
    box: Box, serve_jira: Serve, calm: Any
) -> None:
    """Histories are asked for before the names of statuses are there: they wait, and come once."""
    server = serve_jira(build(ISSUES), options())
    server.faults.append(Fault("rest/api/3/status", status=503, headers={"Retry-After": "2"}))
    box.settings(eng=source(server, **JIRA_OAUTH))
    report = box.pull()
    balanced(report)
    same(calm, box.dump())
    assert report["eng"]["changelogs"]["complete"]


def test_an_expired_token_is_renewed_once(box: Box, serve_jira: Serve, calm: Any) -> None:
    """A 401 in the middle: one new token, the same store."""
    server = serve_jira(build(ISSUES), options())
    server.faults.append(Fault(HISTORY, kind="expire", after=1))
    box.settings(eng=source(server, **JIRA_OAUTH))
    report = box.pull()
    same(calm, box.dump())
    assert len(server.requests("/oauth/token")) == 2
    assert total(report, "requests") == len(server.log)


def test_a_token_refused_for_good_stops_the_source_with_3(box: Box, serve_jira: Serve) -> None:
    """A given token that stops working cannot be renewed; what came before it is kept."""
    server = serve_jira(build(ISSUES), options())
    server.faults.append(
        Fault(BULK, status=401, after=2, times=1000, body=b'{"code":401,"message":"Unauthorized"}')
    )
    box.settings(eng=source(server, **JIRA_BEARER))
    done = box.run("sync")
    assert done.code == 3, done.text
    assert "access_token" in done.err
    server.faults.clear()
    box.pull()
    assert len(box.rows("work_item")) + len(box.rows("feedback")) == ISSUES


def test_a_token_of_pages_that_repeats_is_a_failure_by_name(box: Box, serve_jira: Serve) -> None:
    """The loop is named, ends at once, and mends itself when the vendor does."""
    server = serve_jira(build(ISSUES), options(repeat_token=True))
    server.options.search_max = 2
    box.settings(eng=source(server))
    done = box.run("sync", timeout=60)
    assert done.code == 1, done.text
    assert "issues" in done.err
    assert len(server.requests("search/jql")) < 40
    server.options.repeat_token = False
    box.pull()
    assert len(box.rows("work_item")) + len(box.rows("feedback")) == ISSUES


def test_an_issue_that_cannot_be_retrieved_at_once_is_not_lost(box: Box, serve_jira: Serve) -> None:
    """`bulkfetch` says which issues failed: they come with another request."""
    server = serve_jira(build(ISSUES), options(bulk_errors={10_001: 1, 10_004: 1}))
    box.settings(eng=source(server))
    done = box.run("sync")
    if done.code:
        assert "10001" in done.err or "issues" in done.err
        box.pull()
    found = {r["source_id"] for t in ("work_item", "feedback") for r in box.rows(t)}
    assert found == {str(i.id) for i in visible(server.site)}


def test_an_issue_that_can_never_be_retrieved_is_named(box: Box, serve_jira: Serve) -> None:
    """Set aside or a failed stream, but no success that lacks it; the others are rows."""
    server = serve_jira(build(ISSUES), options(bulk_errors={10_001: 10_000}))
    box.settings(eng=source(server))
    done = box.run("sync")
    aside = {r["source_id"] for r in box.rows("_set_aside")} if box.store.exists() else set()
    assert done.code == 1 or "10001" in aside, done.text
    if done.code == 0:
        assert len(box.rows("work_item")) + len(box.rows("feedback")) == ISSUES - 1


def test_a_small_budget_of_bursts_is_kept_to(box: Box, serve_jira: Serve, calm: Any) -> None:
    """Twelve requests a second and endpoint: slower, complete, waits shown."""
    server = serve_jira(build(ISSUES), options())
    server.budget = 12
    box.settings(eng=source(server, rate_share=1.0, **JIRA_OAUTH))
    report = box.pull()
    same(calm, box.dump())
    assert total(report, "requests") == len(server.log)
    assert total(report, "waited_s") > 0


def test_a_quota_of_the_hour_stops_the_source_with_4(box: Box, serve_jira: Serve) -> None:
    """Points that start anew in forty minutes are not slept for: exit 4, and the next run goes on."""
    server = serve_jira(build(ISSUES), options())
    spent = {"Retry-After": "2400", "RateLimit-Reason": "jira-quota-tenant-based",
             "X-RateLimit-Remaining": "0"}  # fmt: skip
    server.faults.append(Fault(BULK, status=429, headers=spent, after=2, times=1000))
    box.settings(eng=source(server))
    done = box.run("sync", timeout=60)
    assert done.code == 4, done.text
    kept = len(box.rows("work_item")) + len(box.rows("feedback"))
    assert kept < ISSUES
    server.faults.clear()
    box.pull()
    assert len(box.rows("work_item")) + len(box.rows("feedback")) == ISSUES


def test_faults_mixed_at_one_in_ten(box: Box, serve_jira: Serve, calm: Any) -> None:
    """Every kind, in a fixed random order: the same store."""
    server, rng = serve_jira(build(ISSUES), options()), random.Random(5)
    kinds: list[dict[str, Any]] = [
        {"status": 429, "headers": {"Retry-After": "1"}}, {"status": 500}, {"status": 503}, {"kind": "reset"},
        {"kind": "truncate"}, {"kind": "malformed"}, {"kind": "expire"}, {"status": 502}, {"status": 504},
    ]  # fmt: skip
    rng.shuffle(kinds)
    server.faults = [
        Fault("/", after=8 + number * 10, **keys) for number, keys in enumerate(kinds * 2)
    ]
    box.settings(eng=source(server, **JIRA_OAUTH))
    report = box.pull()
    balanced(report)
    same(calm, box.dump())
    assert total(report, "requests") == len(server.log)
    assert sum(fault.used for fault in server.faults) > 10
