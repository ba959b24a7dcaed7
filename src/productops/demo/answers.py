"""What a product operations person wants to know first, asked of the store in plain SQL.

Every figure comes with how many rows it rests on, and the last section says what is not known.
"""

# ruff: noqa: S608 - what is put into these queries are names and lists of ours

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from ..render import Section

Ask = Callable[..., Sequence[Sequence[Any]]]
"""Runs a query, with values, and gives its rows."""

OPEN = "('new', 'triage', 'todo', 'in_progress', 'on_hold', 'waiting_customer')"
"""Status categories that wait for somebody; `unknown` is counted apart, never taken for open."""
TOP = 5


def answers(ask: Ask, as_of: datetime) -> list[Section]:
    """The sections, in the order they are asked. *as_of*: the moment ages are counted to."""
    return [
        _volume(ask),
        *(_shares(ask, column, title) for column, title in _SPLITS),
        _backlog(ask, as_of),
        _speed(ask),
        _accounts(ask),
        _satisfaction(ask),
        _unknown(ask),
    ]


_SPLITS = (
    ("kind", "What it is"),
    ("channel", "How it reached us"),
    ("status_category", "Where it stands"),
)


def _volume(ask: Ask) -> Section:
    ((total, first, last, people, accounts),) = ask(
        "SELECT count(*), min(occurred_at), max(occurred_at), count(DISTINCT author_id), "
        "count(DISTINCT account_id) FROM feedback WHERE NOT deleted"
    )
    if not total:
        return Section("Feedback", notes=["None yet."])
    text = f"{total:,} pieces from {people:,} people at {accounts:,} accounts, {first:%Y-%m-%d} to {last:%Y-%m-%d}."
    return Section("Feedback", notes=[text])


def _shares(ask: Ask, column: str, title: str) -> Section:
    rows = ask(
        f"SELECT {column}, count(*) AS n FROM feedback WHERE NOT deleted "
        f"GROUP BY {column} ORDER BY n DESC, {column}"
    )
    total = sum(n for _, n in rows)
    return Section(
        title, ("", "n", "share"), [(_words(word), n, _percent(n, total)) for word, n in rows]
    )


def _backlog(ask: Ask, as_of: datetime) -> Section:
    ((n, median, oldest, old),) = ask(
        "SELECT count(*), median(age), max(age), count(*) FILTER (age > 30) FROM "
        "(SELECT date_diff('second', occurred_at, $1::TIMESTAMP) / 86400 AS age "
        f"FROM feedback WHERE NOT deleted AND status_category IN {OPEN})",
        [as_of.astimezone(UTC).replace(tzinfo=None)],
    )
    if not n:
        return Section("Backlog", notes=["Nothing is open."])
    ages = f"half of them older than {_days(median)}, the oldest {_days(oldest)}"
    return Section("Backlog", notes=[f"{n:,} open; {ages}; {old:,} are older than 30 days."])


def _speed(ask: Ask) -> Section:
    rows = [
        (label, *_middle(ask, column))
        for label, column in (("first reply", "first_responded_at"), ("resolution", "resolved_at"))
    ]
    return Section("How long it takes", ("", "median", "9 in 10 within", "n", "without"), rows)


def _middle(ask: Ask, column: str) -> tuple[str, str, int, int]:
    seconds = f"date_diff('second', occurred_at, {column})"
    ((median, ninth, n, without),) = ask(
        f"SELECT median({seconds}), quantile_cont({seconds}, 0.9), count({column}), "
        f"count(*) - count({column}) FROM feedback WHERE NOT deleted"
    )
    return _span(median), _span(ninth), n, without


def _accounts(ask: Ask) -> Section:
    rows = ask(
        "SELECT coalesce(any_value(a.name), '(not visible)'), count(*) AS n, max(f.occurred_at) "
        "FROM feedback f LEFT JOIN account a ON a.id = f.account_id "
        f"WHERE NOT f.deleted AND f.account_id IS NOT NULL AND f.status_category IN {OPEN} "
        f"GROUP BY f.account_id ORDER BY n DESC, 1 LIMIT {TOP}"
    )
    return Section("Accounts with most open requests", ("account", "open", "latest"), rows)


def _satisfaction(ask: Ask) -> Section:
    rows = ask(
        "SELECT rating_type, rating_value, best_rating, count(*) AS n FROM rating WHERE NOT deleted "
        "AND rating_value IS NOT NULL GROUP BY ALL ORDER BY rating_type, rating_value DESC"
    )
    total = sum(row[3] for row in rows)
    if not total:
        return Section("Satisfaction", notes=["Nobody was asked, or nobody answered."])
    shown = [
        (kind.upper(), f"{_number(v)} of {_number(best)}", n, _percent(n, total))
        for kind, v, best, n in rows
    ]
    notes = [
        f"n = {total:,} ratings. Who answers is not everybody: compare months, not teams of ten."
    ]
    return Section("Satisfaction", ("", "score", "n", "share"), shown, notes)


def _unknown(ask: Ask) -> Section:
    return Section(
        "What is not known", notes=list(_gaps(ask)) or ["Nothing is missing that we know of."]
    )


def _gaps(ask: Ask) -> Iterator[str]:
    for word, n in ask(
        "SELECT status, count(*) AS n FROM feedback WHERE NOT deleted AND status_category = 'unknown' "
        "AND status IS NOT NULL GROUP BY status ORDER BY n DESC, status"
    ):
        yield f'{n:,} stand at "{word}", which nobody mapped: write it under [vocabulary.status].'
    for text, query in _QUESTIONS:
        ((n, total),) = ask(query)
        if n:
            yield text.format(n=f"{n:,}", total=f"{total:,}", share=_percent(n, total))
    for reason, n in ask(
        "SELECT reason, count(*) AS n FROM _set_aside GROUP BY reason ORDER BY n DESC, reason"
    ):
        yield f"{n:,} records were set aside ({_words(reason)}): productops show _set_aside"


_FEEDBACK = "count(*) FROM feedback WHERE NOT deleted"
_QUESTIONS = (
    ("{n} of {total} ({share}) come from nobody's account.",
     f"SELECT count(*) FILTER (account_id IS NULL), {_FEEDBACK}"),
    ("{n} of {total} ({share}) have no kind.", f"SELECT count(*) FILTER (kind = 'unknown'), {_FEEDBACK}"),
    ("{n} of {total} ({share}) have no language.", f"SELECT count(*) FILTER (language IS NULL), {_FEEDBACK}"),
    ("{n} of {total} ratings have no known scale and are left out of averages.",
     "SELECT count(*) FILTER (NOT coalesce(scale_known, false)), count(*) FROM rating WHERE NOT deleted"),
    ("{n} authors are not among the {total} people we can see.",
     "SELECT count(DISTINCT author_id) FILTER (author_id NOT IN (SELECT id FROM person)), "
     "(SELECT count(*) FROM person) FROM feedback WHERE NOT deleted"),
)  # fmt: skip


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else ""


def _days(days: float) -> str:
    return f"{days:,.0f} day{'' if round(days) == 1 else 's'}"


def _span(seconds: float | None) -> str:
    if seconds is None:
        return "not known"
    for size, unit in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} seconds"


def _number(value: Any) -> str:
    return "?" if value is None else f"{float(value):g}"


def _words(name: str | None) -> str:
    return (name or "(empty)").replace("_", " ")
