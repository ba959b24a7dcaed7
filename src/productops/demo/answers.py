"""What a product operations person wants to know first, asked of the store in plain SQL.

Every figure comes with how many rows it rests on, and the last section says what is not known.
"""

# ruff: noqa: S608 - what is put into these queries are names and lists of ours

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from ..render import Section
from .asking import HANDLED, OPEN, TOP, Ask, days, moment, number, percent, span, words
from .people import people
from .surveys import surveys
from .work import work


def answers(ask: Ask, as_of: datetime) -> list[Section]:
    """The sections, in the order they are asked. *as_of*: the moment ages are counted to."""
    return [
        _volume(ask),
        *(_shares(ask, *split) for split in _SPLITS),
        _backlog(ask, as_of),
        _speed(ask),
        *work(ask, as_of),
        _accounts(ask),
        *people(ask),
        *surveys(ask),
        _satisfaction(ask),
        _unknown(ask),
    ]


_SPLITS = (
    ("kind", "What it is", "true"),
    ("channel", "How it reached us", "true"),
    ("status_category", "Where it stands", HANDLED),
)


def _volume(ask: Ask) -> Section:
    rows = ask(
        "SELECT source, count(*) AS n, count(DISTINCT author_id) AS people, "
        "count(DISTINCT account_id) AS accounts, min(occurred_at) AS first, "
        "max(occurred_at) AS last FROM feedback WHERE NOT deleted GROUP BY source ORDER BY source"
    )
    if not rows:
        return Section("Feedback", notes=["None yet."])
    columns = ("from", "pieces", "people", "accounts", "first", "latest")
    return Section("Feedback", columns, [(*row[:4], *map(_day, row[4:])) for row in rows])


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"


def _shares(ask: Ask, column: str, title: str, only: str) -> Section:
    rows = ask(
        f"SELECT {column}, count(*) AS n FROM feedback WHERE NOT deleted AND {only} "
        f"GROUP BY {column} ORDER BY n DESC, {column}"
    )
    total = sum(n for _, n in rows)
    return Section(
        title, ("", "n", "share"), [(words(word), n, percent(n, total)) for word, n in rows]
    )


def _backlog(ask: Ask, as_of: datetime) -> Section:
    ((n, median, oldest, old),) = ask(
        "SELECT count(*) AS n, median(age) AS half, max(age) AS oldest, "
        "count(*) FILTER (age > 30) AS old FROM "
        f"(SELECT date_diff('second', occurred_at, {moment(as_of)}) / 86400 AS age "
        f"FROM feedback WHERE NOT deleted AND status_category IN {OPEN})"
    )
    if not n:
        return Section("Backlog", notes=["Nothing is open."])
    ages = f"half of them older than {days(median)}, the oldest {days(oldest)}"
    return Section("Backlog", notes=[f"{n:,} open; {ages}; {old:,} are older than 30 days."])


def _speed(ask: Ask) -> Section:
    rows = [
        (label, *row)
        for label, column in (("first reply", "first_responded_at"), ("resolution", "resolved_at"))
        for row in _middle(ask, column)
    ]
    columns = ("", "from", "median", "9 in 10 within", "n", "without")
    return Section("How long it takes", columns, rows)


def _middle(ask: Ask, column: str) -> Iterator[tuple[str, str, str, int, int]]:
    seconds = f"date_diff('second', occurred_at, {column})"
    rows = ask(
        f"SELECT source, median({seconds}) AS half, quantile_cont({seconds}, 0.9) AS ninth, "
        f"count({column}) AS n, count(*) - count({column}) AS without FROM feedback "
        f"WHERE NOT deleted AND {HANDLED} GROUP BY source ORDER BY source"
    )
    for source, median, ninth, n, without in rows:
        yield source, span(median), span(ninth), n, without


def _accounts(ask: Ask) -> Section:
    rows = ask(
        "SELECT coalesce(a.name, '(not visible)') AS account, count(*) AS n, "
        "max(f.occurred_at) AS latest, string_agg(DISTINCT f.source, ', ' ORDER BY f.source) AS sources "
        "FROM feedback f LEFT JOIN account a ON a.id = f.account_id "
        f"WHERE NOT f.deleted AND f.account_id IS NOT NULL AND f.status_category IN {OPEN} "
        f"GROUP BY 1 ORDER BY n DESC, 1 LIMIT {TOP}"
    )
    several = len({part for row in rows for part in row[3].split(", ")}) > 1
    notes = ["One account in two sources is counted together by its name; nothing was merged."]
    columns = ("account", "open", "latest", "from")
    return Section("Accounts with most open requests", columns, rows, notes if several else ())


def _satisfaction(ask: Ask) -> Section:
    rows = ask(
        "SELECT source, rating_value, best_rating, count(*) AS n FROM rating WHERE NOT deleted AND rating_value "
        "IS NOT NULL AND rating_type = 'csat' GROUP BY ALL ORDER BY source, best_rating, rating_value DESC"
    )
    asked = Counter[str]()
    for source, _, _, n in rows:
        asked[source] += n
    total = asked.total()
    if not total:
        return Section("Satisfaction", notes=["Nobody was asked, or nobody answered."])
    shown = [
        (source, f"{number(v)} of {number(best)}", n, percent(n, asked[source]))
        for source, v, best, n in rows
    ]
    notes = [
        *_top_two(rows),
        f"n = {total:,} ratings. Who answers is not everybody: compare months, not teams of ten.",
    ]
    return Section("Satisfaction", ("from", "score", "n", "share"), shown, notes)


def _top_two(rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    """The usual CSAT figure, where the scale is the usual one."""
    known = [(value, n) for _, value, best, n in rows if best == _USUAL_BEST]
    total = sum(n for _, n in known)
    if total:
        content = sum(n for value, n in known if value >= _USUAL_BEST - 1)
        yield f"{percent(content, total)} gave 4 or 5 of 5 (n = {total:,})."


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
            yield text.format(n=f"{n:,}", total=f"{total:,}", share=percent(n, total))
    aside = ask(
        "SELECT reason, count(*) AS n FROM _set_aside GROUP BY reason ORDER BY n DESC, reason"
    )
    if not aside:
        yield "No record was set aside."
    for reason, n in aside:
        yield f"{n:,} records were set aside ({words(reason)}): productops show _set_aside"


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
    ("{n} of {total} ({share}) have no channel.",
     f"SELECT count(*) FILTER (channel = 'unknown') {_FEEDBACK}"),
    ("{n} of {total} ({share}) have no language.",
     f"SELECT count(*) FILTER (language IS NULL) {_FEEDBACK}"),
    ("{n} of {total} ratings have no known scale and are left out of averages.",
     f"SELECT count(*) FILTER (NOT coalesce(scale_known, false)) {_RATED}"),
    ("{n} authors are not among the {total} people we can see.",
     f"SELECT count(DISTINCT author_id) FILTER (author_id NOT IN (SELECT id FROM person)) {_SEEN}"),
)  # fmt: skip
