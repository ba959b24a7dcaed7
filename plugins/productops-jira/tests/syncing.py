"""What the tests with an engine share: a sync of a sandbox, and what the store holds afterwards."""

from __future__ import annotations

from collections import Counter
from typing import Any

from productops.sandbox import transport
from productops.sync.engine import sync
from productops.sync.report import SourceReport
from productops.testing import source_on
from productops_jira import Jira
from productops_jira.sandbox import JiraSandbox

WORK = ["issues", "changelogs"]


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


def logged(sandbox: JiraSandbox) -> dict[str, list[tuple[str, str | None]]]:
    """Issue → each change in the sandbox's own log, in order: its id, and the status it led to, if it is one."""
    found: dict[str, list[tuple[str, str | None]]] = {}
    for issue, entry, changes in sandbox.histories():
        found.setdefault(str(issue), []).extend(
            (f"{entry}:{n}", change["toString"] if change["field"] == "status" else None)
            for n, change in enumerate(changes)
        )
    return found


def told(store: Any) -> dict[str, list[tuple[str, str | None]]]:
    """Issue → each live transition that the store holds of a live issue, in order; as `logged`."""
    query = """
        WITH issue AS (
            SELECT id, source_id FROM work_item WHERE NOT deleted
            UNION ALL SELECT id, source_id FROM feedback WHERE NOT deleted
        )
        SELECT i.source_id AS issue, t.source_id, CASE WHEN t.field = 'status' THEN t.to_value END AS status
        FROM transition t JOIN issue i ON i.id = t.item_id WHERE NOT t.deleted
        ORDER BY i.source_id, t.occurred_at,
            split_part(t.source_id, ':', 1)::BIGINT, split_part(t.source_id, ':', 2)::BIGINT
    """
    found: dict[str, list[tuple[str, str | None]]] = {}
    for issue, change, status in table(store, query):
        found.setdefault(issue, []).append((change, status))
    return found
