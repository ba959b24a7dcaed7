"""The connector under the engine, over the sandbox: nothing lost, nothing twice, the right tombstone each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from productops.sandbox import transport
from productops.store import open_store
from productops.store.base import Store
from productops.sync.engine import sync
from productops.sync.report import SourceReport
from productops.testing import source_on
from productops_jira import Jira
from productops_jira.sandbox import JiraSandbox

WORK = ["issues", "changelogs"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    found = open_store(tmp_path / "j.duckdb")
    yield found
    found.close()


def synced(
    store: Any, sandbox: JiraSandbox, *, full: bool = False, kind: str = "token", **keys: Any
) -> SourceReport:
    """One sync of everything, or of the streams that are named."""
    given = {**sandbox.credentials(kind), **keys}
    network = transport(sandbox, sleep=lambda _: None)
    source = source_on(Jira(), given, network, name="eng", pause=lambda _: False)
    report = sync([source], store, now=sandbox.company.clock.now, full=full)
    assert report.exit_code == 0, report.sources["eng"]
    return report.sources["eng"]


def table(store: Any, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    return [tuple(row.values()) for row in store.sql(query).rows()]


def issues(store: Any, column: str = "source_id") -> Counter[Any]:
    """A column of every live issue, whichever table it is in."""
    one = f"SELECT {column} FROM {{}} WHERE NOT deleted"
    return Counter(
        row[0] for name in ("work_item", "feedback") for row in table(store, one.format(name))
    )


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


def test_what_becomes_of_an_issue(store: Store) -> None:
    """Moved: one live row under its new key. Gone, and put away with its project: a tombstone each."""
    sandbox = JiraSandbox(size=80)
    synced(store, sandbox, streams=WORK)
    keys = dict(table(store, "SELECT source_id, source_key FROM work_item WHERE NOT deleted"))
    fern = sorted((each for each, key in keys.items() if key.startswith("FERN-")), key=int)
    moved, lost = fern[0], fern[1]
    away = {each for each, key in keys.items() if key.startswith("MOB-")}
    sandbox.delete_silently([int(lost)])
    sandbox.move([int(moved)], "AND")
    sandbox.archive_project("MOB")
    sandbox.advance(timedelta(minutes=5))
    report = synced(store, sandbox, full=True, streams=WORK)

    shown = set(map(str, sandbox.issue_ids()))
    assert set(issues(store)) == shown
    assert max(issues(store).values()) == 1
    (key,) = table(store, f"SELECT source_key FROM work_item WHERE source_id = '{moved}'")
    assert key[0].startswith("AND-")
    old = table(
        store, f"SELECT from_value FROM transition WHERE field = 'key' AND to_value = '{key[0]}'"
    )
    assert old == [(keys[moved],)]
    gone = dict(
        table(
            store, "SELECT source_id, gone FROM _raw WHERE stream = 'issues' AND gone IS NOT NULL"
        )
    )
    assert gone[lost] == "deleted"
    assert away
    assert {gone[each] for each in away} == {"archived"}
    assert report.streams["_census"].requests > 0


def test_an_issue_that_changes_sides_leaves_one_live_row(store: Store) -> None:
    """From work to feedback by the move to a service project; its history goes along."""
    sandbox = JiraSandbox(size=60)
    synced(store, sandbox, streams=WORK)
    ((one, row_id),) = table(
        store,
        "SELECT source_id, id FROM work_item WHERE source_key LIKE 'FERN-%' ORDER BY source_id LIMIT 1",
    )
    sandbox.move([int(one)], "HELP")
    sandbox.advance(timedelta(minutes=1))
    synced(store, sandbox, streams=WORK)
    assert issues(store)[one] == 1
    ((feedback,),) = table(
        store, f"SELECT id FROM feedback WHERE source_id = '{one}' AND NOT deleted"
    )
    assert table(store, f"SELECT count(*) FROM transition WHERE item_id = '{row_id}'") == [(0,)]
    assert table(store, f"SELECT count(*) > 0 FROM transition WHERE item_id = '{feedback}'") == [
        (True,)
    ]


def test_an_issue_with_hundreds_of_comments_is_complete(store: Store) -> None:
    """What is embedded is only a page."""
    sandbox = JiraSandbox(size=60)
    one = sandbox.issue_ids()[0]
    sandbox.comment(one, 260)
    synced(store, sandbox, streams=["issues", "comments"])
    query = f"SELECT count(*) FROM comment c JOIN work_item w ON w.id = c.parent_id WHERE w.source_id = '{one}'"
    assert table(store, query)[0][0] >= 260


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Tokyo"])
@pytest.mark.parametrize("epoch", [True, False])
def test_no_edit_is_missed_while_the_index_is_late(store: Store, zone: str, epoch: bool) -> None:
    """The clock goes back in between in one of the zones; the index is 90 seconds behind."""
    start = datetime(2026, 11, 1, 8, 55, tzinfo=UTC)
    sandbox = JiraSandbox(size=60, now=start, zone=zone, index_lag=90, epoch_bounds=epoch)
    some = sandbox.issue_ids()[:12]
    made: list[int] = []
    for step in range(5):
        for second in range(0, 60, 10):
            at = sandbox.company.clock.now + timedelta(seconds=second)
            made.append(sandbox.edit(some[(step + second) % len(some)], at))
        sandbox.advance(timedelta(minutes=1))
        synced(store, sandbox, streams=WORK)
    sandbox.advance(timedelta(minutes=3))
    synced(store, sandbox, streams=WORK)
    held = {row[0].partition(":")[0] for row in table(store, "SELECT source_id FROM transition")}
    assert {str(each) for each in made} <= held
    assert max(issues(store).values()) == 1


def test_feedback_jql_decides_the_side_of_every_issue(store: Store) -> None:
    """And an issue that comes to match leaves work for feedback, in one live row."""
    sandbox = JiraSandbox(size=60)
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
