"""The connector under the engine, over the sandbox: nothing lost, nothing twice, the right tombstone each."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from syncing import WORK, issues, synced, table

from productops.store.base import Store
from productops_jira.sandbox import JiraSandbox


def test_every_issue_and_every_change_is_there_once(store: Store) -> None:
    """Compared with the sandbox's own log; histories of more than a page among them."""
    sandbox = JiraSandbox(size=80, epoch_histories=True)
    busy = sandbox.issue_ids()[3]
    for _ in range(60):
        sandbox.edit(busy)
    report = synced(store, sandbox)
    assert issues(store) == Counter(map(str, sandbox.issue_ids()))
    log = [
        (f"{entry}:{n}", change["toString"])
        for _, entry, changes in sandbox.histories()
        for n, change in enumerate(changes)
    ]
    held = table(store, "SELECT source_id FROM transition ORDER BY source_id")
    assert [row[0] for row in held] == sorted(name for name, _ in log)
    assert sum(stream.set_aside for stream in report.streams.values()) == 0
    again = synced(store, sandbox)
    assert sum(s.created + s.updated + s.deleted for s in again.streams.values()) == 0


@pytest.mark.parametrize("kind", ["scoped", "bearer", "oauth"])
def test_every_way_to_sign_in_reads_the_same(store: Store, kind: str) -> None:
    """Through the gateway, which a token with scopes finds by itself; ids name the site all the same."""
    sandbox = JiraSandbox(size=60)
    synced(store, sandbox, kind=kind, streams=["issues"])
    assert issues(store) == Counter(map(str, sandbox.issue_ids()))
    assert table(store, "SELECT DISTINCT source_instance FROM work_item") == [
        ("fernhill.atlassian.net",)
    ]


def test_an_issue_with_hundreds_of_comments_is_complete(store: Store) -> None:
    """What is embedded is only a page."""
    sandbox = JiraSandbox(size=60)
    one = sandbox.issue_ids()[0]
    sandbox.comment(one, 260)
    synced(store, sandbox, streams=["issues", "comments"])
    query = f"SELECT count(*) FROM comment c JOIN work_item w ON w.id = c.parent_id WHERE w.source_id = '{one}'"
    assert table(store, query)[0][0] >= 260


@pytest.mark.parametrize("matching", [True, False])
def test_feedback_jql_decides_the_side_of_every_issue(store: Store, matching: bool) -> None:
    """Asked of `jql/match`, or of a search where that is not there; one live row for an issue that comes to match."""
    sandbox = JiraSandbox(size=60, matching=matching)
    keys: dict[str, Any] = {"feedback_jql": "issuetype = Bug or project = IDEA"}
    synced(store, sandbox, streams=WORK, **keys)
    held = table(store, "SELECT source_type FROM work_item WHERE NOT deleted")
    assert ("Bug",) not in held
    assert issues(store) == Counter(map(str, sandbox.issue_ids()))
    desk = "SELECT count(*) > 0 FROM work_item WHERE source_key LIKE 'HELP-%'"
    assert table(store, desk) == [(True,)]
    query = (
        "SELECT source_id FROM work_item WHERE source_key LIKE 'FERN-%' ORDER BY source_id LIMIT 1"
    )
    ((one,),) = table(store, query)
    sandbox.move([int(one)], "IDEA")
    sandbox.advance(timedelta(minutes=1))
    synced(store, sandbox, streams=WORK, **keys)
    assert issues(store)[one] == 1
    assert table(store, f"SELECT count(*) FROM feedback WHERE source_id = '{one}'") == [(1,)]
    assert (sandbox.calls.count("/rest/api/{id}/jql/match") > 2) is matching
