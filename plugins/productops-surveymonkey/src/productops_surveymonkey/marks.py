"""What the list of surveys told last time, and which surveys are asked for responses though it tells nothing new.

An edited response may move neither its survey's date nor its count; the documentation promises neither. So surveys
that rest are asked in turn where nothing else is to be asked, and after a week in any case.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import msgspec

from productops.kit import Request, Run
from productops.kit.rows import moment_or_none

from .asked import utc
from .requests import responses
from .wire import Listed

Marks = dict[str, list[Any]]
"""Survey → how many responses it had, when it was modified, since when responses to it are new to us, and when we
last asked for them."""
COUNT, MODIFIED, SINCE, ASKED = range(4)
_NONE = (None, None, None, None)

A_DAY = 50
"""Surveys that rest and are asked all the same; a tenth of the least that a day allows."""
AT_ONCE = 5
LONG = timedelta(days=7)
_MARGIN = timedelta(days=1)
"""How far our clock may be ahead of theirs."""


def held(run: Run) -> Marks:
    """What the last list told."""
    found = run.cursor()
    marks: Marks = msgspec.json.decode(found) if isinstance(found, str) else {}
    return {survey: [*mark, *_NONE][: len(_NONE)] for survey, mark in marks.items()}


def stored(marks: Marks) -> str:
    """The marks as a cursor."""
    return msgspec.json.encode(marks).decode()


def shown(page: Iterable[Listed], run: Run) -> str:
    """The newest moment on a page of the list: with our own clock ahead of theirs, what is sent until then would be left out."""
    found = [at for one in page if (at := moment_or_none(utc(one.date_modified)))]
    return min(run.now, max(found, default=run.now)).isoformat()


def note(one: Listed, last: Marks, marks: Marks, run: Run, now: str) -> tuple[bool, list[Request]]:
    """Note how a survey stands: whether its wording may have moved, and the way to responses that may be new.

    A survey of which the list tells nothing may have moved.

    Args:
        now: since when later responses are new.
    """
    survey, count, modified = str(one.id), one.response_count, one.date_modified
    old = last.get(survey) or list(_NONE)
    moved = None in (count, modified) or [count, modified] != old[: MODIFIED + 1]
    asked = run.now.isoformat()
    marks[survey] = [count, modified, now, asked] if moved else old
    wanted = [responses(survey, old[SINCE], run)] if moved and count != 0 else []
    return modified is None or modified != old[MODIFIED], wanted


def in_turn(last: Marks, marks: Marks, run: Run, *, idle: bool) -> list[Request]:
    """The way to the responses of surveys that rest, from a day before they were last asked for; longest ago first.

    Args:
        idle: nothing else is to be asked; otherwise only for those that have rested long.
    """
    rest = sorted(
        (at, survey)
        for survey, mark in marks.items()
        if mark == last.get(survey) and mark[COUNT] and (at := moment_or_none(mark[ASKED]))
    )
    due = [each for each in rest if idle or run.now - each[0] > LONG]
    found = []
    for at, survey in due[: _room(last, run)]:
        found.append(responses(survey, (at - _MARGIN).isoformat(), run))
        marks[survey] = [*marks[survey][:ASKED], run.now.isoformat()]
    return found


def _room(last: Marks, run: Run) -> int:
    """How many may be asked now: a share of a day's, by the time since we last asked anybody; one at least."""
    times = [at for mark in last.values() if (at := moment_or_none(mark[ASKED]))]
    days = (run.now - max(times, default=run.now)) / timedelta(days=1)
    return min(AT_ONCE, 1 + int(max(0.0, days) * A_DAY))
