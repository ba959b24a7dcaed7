"""How much help people need with a product: feedback that names it, by people who use it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import narwhals as nw

from ..answer import Answer
from ..frames import Frames, live, rows_of, streamed
from .activity import RULE as ACTIVE
from .activity import active_people, before, measured
from .mentions import RULE as NAMES
from .mentions import Mentions
from .products import Row, counted, gaps, known_rows, products, small

_SHOWN = (
    "tool",
    "feedback",
    "support_requests",
    "active_users",
    "per_100_users_a_month",
    "tool_id",
)
_MONTH = 30
DEFINITION = (
    "feedback of the window that names the product in its title or text ÷ people who used the product in the window ×"
    " 100, for 30 days. One piece of feedback counts once for each product it names. "
    + NAMES
    + " "
    + ACTIVE
)


def support(
    frames: Frames, as_of: datetime, days: int = 30, kinds: Sequence[str] | None = None
) -> Answer:
    """Feedback that names each product, and how much of it 100 users give rise to in a month; the most first.

    Args:
        frames: `feedback`, `tool`, `product`, `match`, `seat`, `usage`, `person`.
        as_of: the moment it is told for.
        days: how far back feedback and users are looked for.
        kinds: kinds of feedback, as `support_request`; all where none are named.
    """
    since, known = before(as_of, days), products(frames)
    finder = Mentions.of(_names(frames, known))
    feedback = _window(frames, since, as_of, kinds)
    total = rows_of(feedback.select(nw.len().alias("n")))[0]["n"]
    named = Counter(_named(feedback, finder) if finder.tools else ())
    users = _users(frames, since, as_of)
    counts: Counter[str] = Counter()
    for (tool, _), times in named.items():
        counts[tool] += times
    requests = {tool: times for (tool, kind), times in named.items() if kind == "support_request"}
    told = {*counts, *(tool for tool, people in users.items() if people)} & {*known}
    rows = [
        _row(known[tool], counts[tool], requests.get(tool, 0), users.get(tool), days)
        for tool in told
    ]
    unknown = [row["tool"] for row in rows if row["active_users"] is None]
    unnamed = len(known) - len(rows)
    return Answer(
        name="support",
        definition=DEFINITION,
        as_of=as_of,
        n=total,
        columns=_SHOWN,
        rows=tuple(sorted(rows, key=_most)),
        window=(since, as_of),
        missing=(*gaps("active users not known", unknown), *gaps("names of two products", finder.ambiguous)),
        excluded=(f"{counted(unnamed, 'product')} that no feedback names and nobody is known to use",) if unnamed else (),
    )  # fmt: skip


def _names(frames: Frames, known: Mapping[str, Row]) -> Iterator[tuple[str, str, bool]]:
    """Product, a name of it, and whether it is its first name."""
    match = known_rows(frames)
    yield from ((id_, row["name"], True) for id_, row in known.items() if row["name"])
    for row in small(frames, "tool", "name", "aliases"):
        tool = match.get(row["id"], ("",))[0]
        if tool in known:
            yield from (
                (tool, name, False) for name in (row["name"], *(row["aliases"] or ())) if name
            )


def _window(
    frames: Frames, since: datetime, until: datetime, kinds: Sequence[str] | None
) -> nw.LazyFrame[Any]:
    rows = live(
        frames, "feedback", "title", "body_plain", "kind", "occurred_at", "source_created_at"
    )
    at = nw.coalesce("occurred_at", "source_created_at")
    rows = rows.filter((at >= since) & (at < until))
    return rows.filter(nw.col("kind").is_in(list(kinds))) if kinds is not None else rows


def _named(feedback: nw.LazyFrame[Any], finder: Mentions) -> Iterator[tuple[str, str]]:
    """Product and kind of feedback, once for each piece of feedback that names the product."""
    texts = [nw.col(name).fill_null("") for name in ("title", "body_plain")]
    rough = texts[0].str.contains(finder.rough) | texts[1].str.contains(finder.rough)
    for row in streamed(feedback.filter(rough).select("title", "body_plain", "kind")):
        text = f"{row['title'] or ''}\n{row['body_plain'] or ''}"
        yield from ((tool, row["kind"]) for tool in finder.within(text))


def _users(frames: Frames, since: datetime, until: datetime) -> dict[str, int]:
    """People who used each product; products whose use nobody tells are not in it."""
    active = active_people(frames, since, until).group_by("tool").agg(nw.len().alias("people"))
    return dict.fromkeys(measured(frames, until), 0) | {
        row["tool"]: row["people"] for row in rows_of(active)
    }


def _row(product: Row, count: int, requests: int, users: int | None, days: int) -> dict[str, Any]:
    return {
        "tool": product["name"],
        "feedback": count,
        "support_requests": requests,
        "active_users": users,
        "per_100_users_a_month": round(count / users * 100 * _MONTH / days, 2) if users else None,
        "tool_id": product["id"],
    }


def _most(row: Row) -> tuple[float, int, str, str]:
    load = row["per_100_users_a_month"]
    return (
        -(load if load is not None else -1.0),
        -row["feedback"],
        row["tool"].casefold(),
        row["tool_id"],
    )
