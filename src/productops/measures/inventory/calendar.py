"""The renewal calendar as a file that calendar programs import (RFC 5545).

Written by hand: one kind of component with nine properties. A library (icalendar, with dateutil and tzdata) is for
reading what others wrote; the tests read ours back with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

from ..answer import Answer
from .periods import add_days
from .terms import Row

_OCTETS = 75
_ALARM_DAYS = 14
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def ics(answer: Answer) -> str:
    """An iCalendar text: one event of a whole day for each decision deadline of *answer*, with an alarm two weeks before.

    An event keeps its UID (contract and day), so that a later import replaces it. What has expired, or has no
    deadline, has no event.

    Args:
        answer: what `renewals` gave.
    """
    stamp = f"{answer.as_of.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    due = [row for row in answer.rows if row["decision_deadline"] and row["status"] != "expired"]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//productops//renewals//EN",
        "CALSCALE:GREGORIAN",
        *(line for row in due for line in _event(row, stamp)),
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(row: Row, stamp: str) -> Iterator[str]:
    day, summary = row["decision_deadline"], _escaped(_summary(row))
    yield "BEGIN:VEVENT"
    yield f"UID:{row['contract_id']}-{day:%Y%m%d}@productops"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{add_days(day, 1):%Y%m%d}"
    yield f"SUMMARY:{summary}"
    yield f"DESCRIPTION:{_escaped(chr(10).join(_figures(row)))}"
    yield "TRANSP:TRANSPARENT"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-P{_ALARM_DAYS}D")
    yield f"DESCRIPTION:{summary}"
    yield from ("END:VALARM", "END:VEVENT")


def _summary(row: Row) -> str:
    verb = "ends" if row["auto_renew"] is False else "renews"
    return f"Decide on {row['tool'] or row['contract']}: {verb} {row['renewal_date']}"


def _figures(row: Row) -> Iterator[str]:
    told: Iterable[tuple[str, Any]] = (
        ("Contract", row["contract"]),
        ("Decide by", row["decision_deadline"]),
        ("Renews by itself", {True: "yes", False: "no"}.get(row["auto_renew"])),
        ("Notice in days", row["notice_period_days"]),
        ("A year", _amount(row)),
        ("Seats", row["seats"]),
    )
    return (f"{name}: {'not known' if value is None else value}" for name, value in told)


def _amount(row: Row) -> str | None:
    cost = row["annual_cost"]
    return None if cost is None else f"{cost:,} {row['currency'] or '(currency not known)'}"


def _escaped(text: str) -> str:
    """Text as RFC 5545 3.3.11 writes it."""
    bare = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    marked = bare.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return marked.replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets, none of which ends within a character (RFC 5545 3.1)."""
    pieces, room = [""], _OCTETS
    for character in line:
        size = len(character.encode())
        if size > room:
            pieces.append("")
            # the blank that marks a continued line counts
            room = _OCTETS - 1
        pieces[-1] += character
        room -= size
    return "\r\n ".join(pieces)
