"""What becomes of issues: moved, on the other side, deleted, hidden, put away with their project and brought back.

Each leaves one live row, or the tombstone that tells what Jira lets us know.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from syncing import WORK, issues, synced, table

from productops.store.base import Store
from productops.sync.report import SourceReport
from productops_jira.sandbox import JiraSandbox
from productops_jira.sandbox.ids import FIRST_ISSUE, PARTS


@pytest.fixture
def sandbox(store: Store) -> JiraSandbox:
    """A site that was read once."""
    made = JiraSandbox(size=80)
    synced(store, made, streams=WORK)
    return made


def later(store: Store, sandbox: JiraSandbox, **keys: Any) -> SourceReport:
    """A sync five minutes later."""
    sandbox.advance(timedelta(minutes=5))
    return synced(store, sandbox, streams=WORK, **keys)


def of(store: Store, project: str) -> list[int]:
    """The live issues of a project, oldest first."""
    found = table(
        store,
        f"SELECT source_id FROM (FROM work_item SELECT source_id, source_key, deleted UNION ALL "
        f"FROM feedback SELECT source_id, source_key, deleted) "
        f"WHERE NOT deleted AND source_key LIKE '{project}-%'",
    )
    return sorted(int(each) for (each,) in found)


def gone(store: Store) -> dict[int, str]:
    """Issue → why it is gone."""
    query = "SELECT source_id, gone FROM _raw WHERE stream = 'issues' AND gone IS NOT NULL"
    return {int(each): reason for each, reason in table(store, query)}


def sides(store: Store, issue: int) -> dict[str, int]:
    """Table → live rows of an issue."""
    found = {
        name: table(
            store, f"SELECT count(*) FROM {name} WHERE source_id = '{issue}' AND NOT deleted"
        )
        for name in ("work_item", "feedback")
    }
    return {name: rows[0][0] for name, rows in found.items()}


def is_as_shown(store: Store, sandbox: JiraSandbox) -> bool:
    """One live row for each issue that the caller sees, and none for any other."""
    return dict(issues(store)) == dict.fromkeys(map(str, sandbox.issue_ids()), 1)


def test_a_moved_issue_has_one_live_row_under_its_new_key(
    store: Store, sandbox: JiraSandbox
) -> None:
    """Its former keys are in its history; a second move, and one back, are no other."""
    one = of(store, "FERN")[0]
    keys = [sandbox.account.issue_key(one - FIRST_ISSUE)]
    for project in ("AND", "MOB", "FERN"):
        keys += sandbox.move([one], project)
        later(store, sandbox)
        assert table(store, f"SELECT source_key FROM work_item WHERE source_id = '{one}'") == [
            (keys[-1],)
        ]
    query = "SELECT from_value, to_value FROM transition WHERE field = 'key' ORDER BY occurred_at"
    assert table(store, query) == list(pairwise(keys))
    assert is_as_shown(store, sandbox)
    assert gone(store) == {}


def test_an_issue_that_changes_sides_leaves_one_live_row(
    store: Store, sandbox: JiraSandbox
) -> None:
    """From work to feedback by the move to a service project, to ideas, and back; its history goes along."""
    one = of(store, "FERN")[0]
    ((work_id,),) = table(store, f"SELECT id FROM work_item WHERE source_id = '{one}'")
    moves = {"HELP": "feedback", "IDEA": "feedback", "FERN": "work_item"}
    for project, side in moves.items():
        sandbox.move([one], project)
        later(store, sandbox)
        assert sides(store, one) == {"work_item": 0, "feedback": 0} | {side: 1}
        ((row_id, dead),) = table(
            store, f"SELECT id, deleted FROM {side} WHERE source_id = '{one}'"
        )
        assert (row_id == work_id, dead) == (side == "work_item", False)
        history = f"split_part(source_id, ':', 1)::BIGINT // {PARTS} = {one - FIRST_ISSUE}"
        assert table(store, f"SELECT DISTINCT item_id FROM transition WHERE {history}") == [
            (row_id,)
        ]
    assert is_as_shown(store, sandbox)


def test_the_deleted_the_hidden_and_the_put_away_are_told_apart(
    store: Store, sandbox: JiraSandbox
) -> None:
    """Noticed without being told, since the count is another.

    Jira answers 404 for the deleted and the hidden alike: only one that had a security level can be told to be hidden.
    """
    lost, hidden, secured = of(store, "FERN")[:3]
    away = of(store, "MOB")
    assert away
    sandbox.secure([secured])
    later(store, sandbox)
    sandbox.delete_silently([lost])
    sandbox.hide([hidden, secured])
    sandbox.archive_project("MOB")
    report = later(store, sandbox)
    assert gone(store) == {
        lost: "deleted", hidden: "deleted", secured: "not_visible", **dict.fromkeys(away, "archived")
    }  # fmt: skip
    assert report.streams["issues"].gone == {
        "deleted": 2, "not_visible": 1, "archived": len(away)
    }  # fmt: skip
    assert is_as_shown(store, sandbox)
    tombs = table(store, "SELECT source_id FROM work_item WHERE deleted AND deleted_at IS NOT NULL")
    assert sorted(int(each) for (each,) in tombs) == sorted(gone(store))


def test_what_is_shown_again_lives_again(store: Store, sandbox: JiraSandbox) -> None:
    """A hidden issue, and a project that is brought back: one live row each, though none of them changed."""
    hidden, away = of(store, "FERN")[0], of(store, "MOB")
    sandbox.hide([hidden])
    sandbox.archive_project("MOB")
    later(store, sandbox)
    assert sorted(gone(store)) == sorted([hidden, *away])
    sandbox.show([hidden])
    sandbox.archive_project("MOB", archived=False)
    told = later(store, sandbox)
    assert any("are not held" in warning for warning in told.streams["issues"].warnings)
    later(store, sandbox)
    assert gone(store) == {}
    assert is_as_shown(store, sandbox)


def test_issues_of_an_archived_project_come_when_it_does(
    store: Store, sandbox: JiraSandbox
) -> None:
    """Archived from the start: nobody shows them, so nothing is held; brought back, it is read from its beginning."""
    assert of(store, "OLD") == []
    sandbox.archive_project("OLD", archived=False)
    later(store, sandbox)
    assert of(store, "OLD")
    assert is_as_shown(store, sandbox)
    sandbox.archive_project("OLD")
    later(store, sandbox)
    assert set(gone(store).values()) == {"archived"}
    assert is_as_shown(store, sandbox)


def test_an_issue_moved_out_of_sight(store: Store, sandbox: JiraSandbox) -> None:
    """Into a project that we may not browse: told as deleted, as Jira would have it; moved back, it lives."""
    one = of(store, "FERN")[0]
    sandbox.move([one], "SEC")
    later(store, sandbox)
    assert gone(store) == {one: "deleted"}
    sandbox.move([one], "FERN")
    later(store, sandbox)
    assert gone(store) == {}
    assert is_as_shown(store, sandbox)


def below(store: Store) -> dict[int, tuple[int, int]]:
    """Issue → its live comments and changes."""
    query = (
        "SELECT w.source_id, count(DISTINCT c.id) FILTER (NOT c.deleted), count(DISTINCT t.id) FILTER (NOT t.deleted)"
        " FROM work_item w JOIN comment c ON c.parent_id = w.id JOIN transition t ON t.item_id = w.id GROUP BY 1"
    )
    return {int(issue): (comments, changes) for issue, comments, changes in table(store, query)}


def test_what_hangs_below_an_issue_goes_and_comes_with_it(store: Store) -> None:
    """A comment of an issue that nobody is shown any more is shown to nobody either."""
    sandbox, streams = JiraSandbox(size=80), [*WORK, "comments"]
    synced(store, sandbox, streams=streams)
    before = below(store)
    hidden = min(before)
    sandbox.hide([hidden])
    sandbox.advance(timedelta(minutes=5))
    report = synced(store, sandbox, streams=streams)
    assert below(store) == {**before, hidden: (0, 0)}
    assert report.streams["comments"].gone == {"deleted": before[hidden][0]}
    sandbox.show([hidden])
    for _ in range(2):
        sandbox.advance(timedelta(minutes=5))
        synced(store, sandbox, streams=streams)
    assert below(store) == before
