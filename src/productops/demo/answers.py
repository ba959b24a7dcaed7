"""What a product operations person wants to know first, asked of the store in plain SQL.

Every figure comes with how many rows it rests on, and the last section says what is not known.
"""

# ruff: noqa: S608 - what is put into these queries are names and lists of ours

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from ..render import Section

Ask = Callable[[str], Sequence[Sequence[Any]]]
"""Runs a query and gives its rows."""

OPEN = "('new', 'triage', 'todo', 'in_progress', 'on_hold', 'waiting_customer')"
"""Status categories that wait for somebody; `unknown` is counted apart, never taken for open."""
HANDLED = "status IS NOT NULL"
"""What somebody handles: an answer to a survey has no status."""
TOP = 5


def answers(ask: Ask, as_of: datetime) -> list[Section]:
    """The sections, in the order they are asked. *as_of*: the moment ages are counted to."""
    return [
        _volume(ask),
        *(_shares(ask, *split) for split in _SPLITS),
        _backlog(ask, as_of),
        _speed(ask),
        _accounts(ask),
        _satisfaction(ask),
        _unknown(ask),
    ]


_SPLITS = (
    ("kind", "What it is", "true"),
    ("channel", "How it reached us", "true"),
    ("status_category", "Where it stands", HANDLED),
)


def _volume(ask: Ask) -> Section:
    ((total, first, last, people, accounts),) = ask(
        "SELECT count(*) AS total, min(occurred_at) AS first, max(occurred_at) AS last, "
        "count(DISTINCT author_id) AS people, count(DISTINCT account_id) AS accounts "
        "FROM feedback WHERE NOT deleted"
    )
    if not total:
        return Section("Feedback", notes=["None yet."])
    text = f"{total:,} pieces from {people:,} people at {accounts:,} accounts, {first:%Y-%m-%d} to {last:%Y-%m-%d}."
    return Section("Feedback", notes=[text])


def _shares(ask: Ask, column: str, title: str, only: str) -> Section:
    rows = ask(
        f"SELECT {column}, count(*) AS n FROM feedback WHERE NOT deleted AND {only} "
        f"GROUP BY {column} ORDER BY n DESC, {column}"
    )
    total = sum(n for _, n in rows)
    return Section(
        title, ("", "n", "share"), [(_words(word), n, _percent(n, total)) for word, n in rows]
    )


def _backlog(ask: Ask, as_of: datetime) -> Section:
    moment = as_of.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    ((n, median, oldest, old),) = ask(
        "SELECT count(*) AS n, median(age) AS half, max(age) AS oldest, "
        "count(*) FILTER (age > 30) AS old FROM "
        f"(SELECT date_diff('second', occurred_at, TIMESTAMP '{moment}') / 86400 AS age "
        f"FROM feedback WHERE NOT deleted AND status_category IN {OPEN})"
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
        f"SELECT median({seconds}) AS half, quantile_cont({seconds}, 0.9) AS ninth, "
        f"count({column}) AS n, count(*) - count({column}) AS without FROM feedback WHERE NOT deleted AND {HANDLED}"
    )
    return _span(median), _span(ninth), n, without


def _accounts(ask: Ask) -> Section:
    rows = ask(
        "SELECT coalesce(any_value(a.name), '(not visible)') AS account, count(*) AS n, "
        "max(f.occurred_at) AS latest "
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
        *_top_two(rows),
        f"n = {total:,} ratings. Who answers is not everybody: compare months, not teams of ten.",
    ]
    return Section("Satisfaction", ("", "score", "n", "share"), shown, notes)


def _top_two(rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    """The usual CSAT figure, where the scale is the usual one."""
    known = [(value, n) for kind, value, best, n in rows if kind == "csat" and best == _USUAL_BEST]
    total = sum(n for _, n in known)
    if total:
        content = sum(n for value, n in known if value >= _USUAL_BEST - 1)
        yield f"{_percent(content, total)} gave 4 or 5 of 5 (n = {total:,})."


_USUAL_BEST = 5


def _unknown(ask: Ask) -> Section:
    return Section(
        "What is not known", notes=list(_gaps(ask)) or ["Nothing is missing that we know of."]
    )


def _gaps(ask: Ask) -> Iterator[str]:
    unmapped = ask(
        "SELECT status, count(*) AS n FROM feedback WHERE NOT deleted AND status_category = 'unknown' "
        "AND status IS NOT NULL GROUP BY status ORDER BY n DESC, status"
    )
    if not unmapped:
        yield "Every status that occurs is mapped."
    for word, n in unmapped:
        yield f'{n:,} stand at "{word}", which nobody mapped: write it under [vocabulary.status].'
    for text, query in _QUESTIONS:
        ((n, total),) = ask(query)
        if n:
            yield text.format(n=f"{n:,}", total=f"{total:,}", share=_percent(n, total))
    aside = ask(
        "SELECT reason, count(*) AS n FROM _set_aside GROUP BY reason ORDER BY n DESC, reason"
    )
    if not aside:
        yield "No record was set aside."
    for reason, n in aside:
        yield f"{n:,} records were set aside ({_words(reason)}): productops show _set_aside"


_FEEDBACK = "AS n, count(*) AS total FROM feedback WHERE NOT deleted"
_SEEN = "AS n, (SELECT count(*) FROM person) AS total FROM feedback WHERE NOT deleted"
_RATED = "AS n, count(*) AS total FROM rating WHERE NOT deleted"
_QUESTIONS = (
    ("{n} of {total} ({share}) belong to no account that we can see.",
     f"SELECT count(*) FILTER (account_id IS NULL) {_FEEDBACK}"),
    ("{n} of {total} ({share}) have no status, answers to surveys apart.",
     f"SELECT count(*) FILTER (status IS NULL AND kind <> 'survey_answer') {_FEEDBACK}"),
    ("{n} of {total} ({share}) have no kind.",
     f"SELECT count(*) FILTER (kind = 'unknown') {_FEEDBACK}"),
    ("{n} of {total} ({share}) have no language.",
     f"SELECT count(*) FILTER (language IS NULL) {_FEEDBACK}"),
    ("{n} of {total} ratings have no known scale and are left out of averages.",
     f"SELECT count(*) FILTER (NOT coalesce(scale_known, false)) {_RATED}"),
    ("{n} authors are not among the {total} people we can see.",
     f"SELECT count(DISTINCT author_id) FILTER (author_id NOT IN (SELECT id FROM person)) {_SEEN}"),
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
