"""Where feedback meets engineering: what is asked for, what is being built, what shipped, what is stuck.

A request is tied to work by a `link` of the type `delivered_by`, whichever of the two sources told of it.
"""

# ruff: noqa: S608 - what is put into these queries are names and lists of ours

from __future__ import annotations

from datetime import datetime

from ..render import Section
from .asking import HANDLED, OPEN, TOP, Ask, days, moment, percent, plural

LATELY, LONG = 90, 30
"""Days: what shipped lately, and what has stood in one status for long."""
_FINISHED = "('done', 'declined', 'duplicate')"
_LISTED = "('new', 'triage', 'todo')"
_BEGUN = "('in_progress', 'on_hold', 'waiting_customer')"

_ASKED = f"""
    asked AS (
        SELECT w.id, count(DISTINCT f.id) AS requests, count(DISTINCT f.account_id) AS accounts,
            count(DISTINCT f.id) FILTER (f.status_category IN {OPEN}) AS waiting
        FROM link l JOIN feedback f ON f.id = l.from_id JOIN work_item w ON w.id = l.to_id
        WHERE l.link_type = 'delivered_by' AND NOT (l.deleted OR f.deleted OR w.deleted)
        GROUP BY w.id
    )"""
"""Work that is asked for: by how many requests, of how many accounts, and how many of them still wait."""


def work(ask: Ask, as_of: datetime) -> list[Section]:
    """The sections on feedback and work together; none where no source of work is read."""
    ((items,),) = ask("SELECT count(*) AS n FROM work_item WHERE NOT deleted")
    if not items:
        return []
    return [_reach(ask), _wanted(ask), _shipped(ask, as_of), _stuck(ask, as_of)]


_REACH = f"""
    WITH told AS (
        SELECT f.id, any_value(f.source) AS source, count(w.id) AS links,
            count(*) FILTER (w.status_category IN {_LISTED}) AS listed,
            count(*) FILTER (w.status_category IN {_BEGUN}) AS begun,
            count(*) FILTER (w.status_category = 'done') AS done
        FROM feedback f
        LEFT JOIN link l ON l.from_id = f.id AND l.link_type = 'delivered_by' AND NOT l.deleted
        LEFT JOIN work_item w ON w.id = l.to_id AND NOT w.deleted
        WHERE NOT f.deleted AND f.{HANDLED}
        GROUP BY f.id
    )
    SELECT source, count(*) AS n, count(*) FILTER (links = 0) AS without,
        count(*) FILTER (listed > 0 AND begun = 0) AS planned,
        count(*) FILTER (begun > 0) AS begun,
        count(*) FILTER (listed = 0 AND begun = 0 AND done > 0) AS shipped,
        count(*) FILTER (listed = 0 AND begun = 0 AND done = 0 AND links > 0) AS other
    FROM told GROUP BY source ORDER BY source"""


def _reach(ask: Ask) -> Section:
    rows = ask(_REACH)
    total = sum(row[1] for row in rows)
    linked = total - sum(row[2] for row in rows)
    note = f"{linked:,} of {plural(total, 'request')} ({percent(linked, total)}) are tied to engineering work."
    columns = ("from", "requests", "no work", "not begun", "being built", "shipped", "other")
    return Section("From request to engineering", columns, rows, [note])


def _wanted(ask: Ask) -> Section:
    rows = ask(
        f"WITH {_ASKED} SELECT w.source_key, a.accounts, a.requests, a.waiting, w.status, w.title "
        "FROM asked a JOIN work_item w ON w.id = a.id "
        f"WHERE w.status_category NOT IN {_FINISHED} "
        f"ORDER BY a.accounts DESC, a.requests DESC, w.source_key LIMIT {TOP}"
    )
    title = "Most wanted, and not done"
    if not rows:
        return Section(title, notes=["No open work is tied to a request."])
    return Section(title, ("work", "accounts", "requests", "still open", "status", "title"), rows)


def _shipped(ask: Ask, as_of: datetime) -> Section:
    chosen = (
        f"WITH {_ASKED}, shipped AS (SELECT w.*, a.requests, a.waiting FROM asked a "
        "JOIN work_item w ON w.id = a.id WHERE w.status_category = 'done' AND w.resolved_at "
        f"BETWEEN {moment(as_of)} - INTERVAL {LATELY} DAY AND {moment(as_of)})"
    )
    rows = ask(
        f"{chosen} SELECT source_key, strftime(resolved_at, '%Y-%m-%d') AS shipped, requests, "
        f"waiting, title FROM shipped ORDER BY requests DESC, source_key LIMIT {TOP}"
    )
    ((items, waiting),) = ask(
        f"{chosen} SELECT count(*) AS n, sum(waiting) AS waiting FROM shipped"
    )
    title = f"Shipped in the last {LATELY} days, because customers asked"
    if not items:
        return Section(title, notes=["Nothing that a request is tied to."])
    notes = [
        f"{plural(items, 'item')}; {plural(waiting, 'request')} for them still open: tell those customers."
    ]
    return Section(title, ("work", "shipped", "requests", "still open", "title"), rows, notes)


def _stuck(ask: Ask, as_of: datetime) -> Section:
    standing = f"""WITH {_ASKED}, since AS (
            SELECT item_id, max(occurred_at) AS at FROM transition
            WHERE field = 'status' AND NOT deleted GROUP BY item_id
        ), standing AS (
            SELECT w.source_key, w.status, w.title, coalesce(a.requests, 0) AS requests,
                date_diff('second', coalesce(s.at, w.occurred_at), {moment(as_of)}) / 86400 AS age
            FROM work_item w LEFT JOIN since s ON s.item_id = w.id LEFT JOIN asked a ON a.id = w.id
            WHERE NOT w.deleted AND w.status_category IN {_BEGUN}
        )"""
    rows = ask(
        f"{standing} SELECT status, count(*) AS n, median(age) AS half, max(age) AS oldest, "
        f"count(*) FILTER (age > {LONG}) AS long, count(*) FILTER (requests > 0) AS asked "
        f"FROM standing GROUP BY status ORDER BY long DESC, status LIMIT {TOP}"
    )
    if not rows:
        return Section("Where work is stuck", notes=["Nothing is in progress."])
    columns = ("status", "items", "half longer than", "longest", f"over {LONG} days", "asked for")
    shown = [(status, n, days(half), days(most), *more) for status, n, half, most, *more in rows]
    worst = ask(
        f"{standing} SELECT source_key, age, status, requests FROM standing WHERE age > {LONG} "
        "AND requests > 0 ORDER BY requests DESC, age DESC, source_key LIMIT 3"
    )
    notes = [
        f'{key}: {days(age)} in "{status}", {plural(n, "request")} {"waits" if n == 1 else "wait"} for it.'
        for key, age, status, n in worst
    ]
    return Section("Where work is stuck", columns, shown, notes)
