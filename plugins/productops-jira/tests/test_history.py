"""Histories of a whole site: every change once, in order.

`PRODUCTOPS_HISTORY_ISSUES` makes the site larger (20000 before a release).
"""

from __future__ import annotations

import os

from syncing import WORK, logged, synced, table, told

from productops.store.base import Store
from productops_jira.sandbox import JiraSandbox

ISSUES = int(os.environ.get("PRODUCTOPS_HISTORY_ISSUES", "300"))


def test_every_transition_is_there_once_and_in_order(store: Store) -> None:
    """As the sandbox's own log has them: about seven entries an issue, and 400 of every hundredth."""
    sandbox = JiraSandbox(size=ISSUES)
    log = logged(sandbox)
    lengths = sorted(len(changes) for changes in log.values())
    assert lengths[-1] > 400
    assert sum(lengths) > 6 * len(sandbox.issue_ids())
    report = synced(store, sandbox, streams=WORK)
    held = told(store)
    assert held.keys() == log.keys()
    assert [issue for issue, changes in log.items() if held[issue] != changes] == []
    assert table(store, "SELECT count(*) FROM transition") == [(sum(lengths),)]
    assert sum(stream.set_aside for stream in report.streams.values()) == 0
