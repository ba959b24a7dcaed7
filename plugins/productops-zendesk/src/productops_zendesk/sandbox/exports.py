"""Incremental exports: by cursor for tickets and users, by time for everything.

What a client trips over is kept as it is: https://developer.zendesk.com/documentation/ticketing/managing-tickets/using-the-incremental-export-api/
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from productops.sandbox.wire import Call, Reply, array_page, encode

from . import answers
from .paging import number

WITHHELD = 60
"""The newest minute is never exported."""
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Export:
    """A resource's export.

    Attributes:
        name: the key its rows are under.
        positions: packed places, ascending: seconds, then *bits* bits that tell rows apart.
        render: a row from its position.
        tail: the row's id from its position, and back (`None`: no such row), for the cursor.
        aside: side-loads of a page's positions.
        skip: rows that the call does not want.
        ends: says `end_of_stream`; the help centre's export says it by a missing `next_page`.
    """

    name: str
    positions: Sequence[int]
    render: Callable[[int], dict[str, Any]]
    bits: int
    tail: Callable[[int], int]
    place: Callable[[int], int | None]
    aside: Callable[[list[int]], dict[str, Any]] | None = None
    skip: Callable[[int], bool] | None = None
    ends: bool = True


def _end(export: Export, now: int) -> int:
    return bisect_left(export.positions, (now - WITHHELD + 1) << export.bits)


def _start(call: Call, now: int) -> int | Reply:
    text = call.first.get("start_time", "")
    if not text.lstrip("-").isdigit():
        return answers.invalid("start_time is required and must be a Unix epoch time", 400)
    start = int(text)
    return answers.too_recent() if start > now - WITHHELD else max(0, start)


def _size(call: Call, most: int) -> int:
    return max(1, min(number(call, "per_page", most) or most, most))


def by_cursor(call: Call, export: Export, now: int, origin: str) -> Reply:
    """A page of a cursor-based export."""
    given = call.first.get("cursor")
    if given:
        place = _after(given, export)
        if place is None:
            return answers.invalid("cursor is invalid", 400)
        low = bisect_right(export.positions, place)
    else:
        start = _start(call, now)
        if isinstance(start, Reply):
            return start
        low = bisect_left(export.positions, start << export.bits)
    high = _end(export, now)
    chosen, at = _take(export, low, high, _size(call, MOST))
    cursor = _cursor(export, export.positions[at - 1]) if at > low else None
    rest: dict[str, Any] = export.aside(chosen) if export.aside else {}
    rest |= {
        "after_url": call.link({"cursor": cursor, "start_time": None}, origin=origin)
        if cursor
        else None,
        "before_url": None,
        "after_cursor": cursor,
        "before_cursor": None,
        "end_of_stream": at >= high,
    }
    return array_page(export.name, [encode(export.render(place)) for place in chosen], rest)


def _take(export: Export, low: int, high: int, size: int) -> tuple[list[int], int]:
    """Up to *size* wanted positions from *low* on, and where the walk stopped."""
    if export.skip is None:
        at = min(low + size, high)
        return list(export.positions[low:at]), max(at, low)
    chosen: list[int] = []
    at = low
    while at < high and len(chosen) < size:
        if not export.skip(export.positions[at]):
            chosen.append(export.positions[at])
        at += 1
    return chosen, at


def _cursor(export: Export, position: int) -> str:
    return b64encode(f"{position >> export.bits}.0||{export.tail(position)}|".encode()).decode()


def _after(given: str, export: Export) -> int | None:
    try:
        at, _, rest = b64decode(given).decode().partition(".0||")
        place = export.place(int(rest.rstrip("|")))
    except ValueError:
        return None
    return None if place is None else int(at) << export.bits | place


def by_time(call: Call, export: Export, now: int, origin: str, *, most: int = MOST) -> Reply:
    """A page of a time-based export.

    `per_page` is a floor: the page goes on to the end of its last second, up to *most* rows. Cut inside
    a second, `end_time` is that second, so its rows come again; a second of more rows never ends.
    """
    start = _start(call, now)
    if isinstance(start, Reply):
        return start
    low, high = bisect_left(export.positions, start << export.bits), _end(export, now)
    at = min(low + _size(call, most), high)
    if low < at < high:
        second = export.positions[at - 1] >> export.bits
        at = min(bisect_left(export.positions, (second + 1) << export.bits), low + most, high)
    chosen = list(export.positions[low:at])
    ended = at >= high
    end_time = _end_time(export, chosen, at, ended=ended)
    rest: dict[str, Any] = export.aside(chosen) if export.aside else {}
    going_on = end_time is not None and not (ended and not export.ends)
    rest |= {
        "next_page": call.link({"start_time": end_time}, origin=origin) if going_on else None,
        "count": len(chosen),
        "end_time": end_time,
    }
    if export.ends:
        rest["end_of_stream"] = ended
    return array_page(export.name, [encode(export.render(place)) for place in chosen], rest)


def _end_time(export: Export, chosen: list[int], at: int, *, ended: bool) -> int | None:
    if not chosen:
        return None
    last = chosen[-1] >> export.bits
    inside = not ended and export.positions[at] >> export.bits == last
    return last if ended or inside else last + 1
