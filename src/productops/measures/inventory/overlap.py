"""Products that do the same: by what they can do, and by who uses them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import combinations
from math import log
from typing import Any

import narwhals as nw

from ..answer import Answer, Finding
from ..frames import Frames, rows_of
from .activity import RULE, active_people, before, measured, size, used
from .products import evidence, gaps, products
from .seat_counts import tally

COLUMNS = (
    "tool", "other", "shared", "j_cap", "j_cap_plain", "users", "other_users", "both", "j_user", "containment",
    "candidate", "tool_id", "other_id",
)  # fmt: skip
DEFINITION = (
    "J_cap = weight of the capabilities that both have ÷ weight of those that either has, each weighed by"
    " ln(1 + products ÷ products that have it); j_cap_plain counts them alike. J_user = people active in both ÷ in"
    " either; containment = in both ÷ in the smaller. A candidate has j_cap high, and containment high (the same people"
    " pay twice) or j_user low (two teams, one need). Candidates, retired products and those without capabilities are"
    f" not compared. {RULE}"
)
_NOT_IN_USE = ("candidate", "retired")
Product = Mapping[str, Any]
Pair = tuple[str, str]


def overlap(
    frames: Frames,
    as_of: datetime,
    days: int = 90,
    *,
    j_cap_from: float = 0.5,
    containment_from: float = 0.5,
    j_user_to: float = 0.1,
    told_from: float = 0.2,
) -> Answer:
    """Pairs of products in use that can do the same, most alike first.

    Args:
        frames: tables `product`, `match`, `seat`, `usage` and `person`.
        as_of: the moment it is told for.
        days: how many days before it somebody must have been seen to be a user.
        j_cap_from: from where on J_cap is high.
        containment_from: from where on containment is high.
        j_user_to: up to where J_user is low.
        told_from: pairs less alike, by J_cap, are only counted.
    """
    since, kept = before(as_of, days), products(frames)
    in_use = {key: row for key, row in kept.items() if row["status"] not in _NOT_IN_USE}
    able = {
        key: frozenset(one.strip().casefold() for one in row["capabilities"])
        for key, row in in_use.items()
        if row["capabilities"]
    }
    alike = _alike(able)
    pairs = {pair: value for pair, value in alike.items() if value >= told_from}
    users = _users(frames, since, as_of, pairs)
    rows = [_row(pair, value, in_use, able, users) for pair, value in pairs.items()]
    for row in rows:
        row["candidate"] = _candidate(row, j_cap_from, containment_from, j_user_to)
    rows.sort(key=lambda row: (-row["j_cap"], row["tool"], row["other"], row["tool_id"]))
    return Answer(
        name="overlap", definition=DEFINITION, as_of=as_of, window=(since, as_of), columns=COLUMNS, rows=tuple(rows),
        n=len(in_use) + size(used(frames, since, as_of)),
        findings=tuple(_finding(row, in_use, days) for row in rows if row["candidate"]),
        missing=_missing(rows, in_use, j_cap_from),
        excluded=(
            *gaps("not in use", (row["name"] for key, row in kept.items() if key not in in_use)),
            *((f"pairs with a J_cap below {told_from:g}: {len(alike) - len(pairs):,}",) if len(pairs) < len(alike) else ()),
        ),
    )  # fmt: skip


def _alike(able: Mapping[str, frozenset[str]]) -> dict[Pair, float]:
    """J_cap of every two products that share a capability."""
    weights = weigh(able)
    shared = ((pair, able[pair[0]] & able[pair[1]]) for pair in combinations(able, 2))
    return {
        (a, b): _weight(both, weights) / _weight(able[a] | able[b], weights)
        for (a, b), both in shared if both
    }  # fmt: skip


def _weight(names: frozenset[str], weights: Mapping[str, float]) -> float:
    # in one order, so that the sum is the same to the last digit
    return sum(weights[name] for name in sorted(names))


def weigh(capabilities: Mapping[str, frozenset[str]]) -> dict[str, float]:
    """Capability → its weight: the more products have it, the less it tells."""
    having = Counter(name for names in capabilities.values() for name in names)
    return {name: log(1 + len(capabilities) / count) for name, count in sorted(having.items())}


class _Users:
    """Active people of products, and of pairs of them; a product pairs with itself too."""

    def __init__(self, both: Mapping[Pair, int], known: set[str]) -> None:
        self._both, self._known = both, known

    def of(self, tool: str) -> int | None:
        return self.in_both((tool, tool)) if tool in self._known else None

    def in_both(self, pair: Pair) -> int:
        return self._both.get((min(pair), max(pair)), 0)


def _users(frames: Frames, since: datetime, until: datetime, pairs: Iterable[Pair]) -> _Users:
    compared = sorted({tool for pair in pairs for tool in pair})
    if not compared:
        return _Users({}, set())
    people = active_people(frames, since, until).filter(nw.col("tool").is_in(compared))
    others = people.select(nw.col("tool").alias("other"), "who")
    joined = people.join(others, on="who", how="inner").filter(nw.col("tool") <= nw.col("other"))
    both = rows_of(tally(joined, "tool", "other"))
    return _Users(
        {(row["tool"], row["other"]): row["active"] for row in both}, measured(frames, until)
    )


def _row(
    pair: Pair, j_cap: float, named: Mapping[str, Product], able: Mapping[str, frozenset[str]], users: _Users
) -> dict[str, Any]:  # fmt: skip
    (a, b), (mine, theirs) = pair, (able[pair[0]], able[pair[1]])
    one, two = users.of(a), users.of(b)
    both = None if one is None or two is None else users.in_both(pair)
    return {
        "tool": named[a]["name"], "other": named[b]["name"], "shared": sorted(mine & theirs), "j_cap": j_cap,
        "j_cap_plain": len(mine & theirs) / len(mine | theirs), "users": one, "other_users": two, "both": both,
        "j_user": _share(both, None if both is None else (one or 0) + (two or 0) - both),
        "containment": _share(both, None if both is None else min(one or 0, two or 0)),
        "tool_id": a, "other_id": b,
    }  # fmt: skip


def _share(part: int | None, whole: int | None) -> float | None:
    return part / whole if part is not None and whole else None


def _candidate(row: Mapping[str, Any], j_cap: float, contained: float, apart: float) -> bool | None:
    """None where the users, on which it would depend, are unknown."""
    if row["j_cap"] < j_cap:
        return False
    if row["j_user"] is None:
        return None
    return row["j_user"] <= apart or (row["containment"] or 0) >= contained


def _finding(row: Mapping[str, Any], named: Mapping[str, Product], days: int) -> Finding:
    first, second = named[row["tool_id"]], named[row["other_id"]]
    return Finding(
        kind="overlap",
        subject=f"{row['tool']} / {row['other']}",
        says=f"{row['tool']} and {row['other']} share {', '.join(row['shared'])} (J_cap {row['j_cap']:.2f}); in {days}"
        f" days {row['users']:,} and {row['other_users']:,} people used them, {row['both']:,} both.",
        next_step="Ask both owners whether one can do for all, before the earlier of the two renewals.",
        evidence=tuple(dict.fromkeys((*evidence(first), *evidence(second)))),
    )


def _missing(
    rows: list[dict[str, Any]], in_use: Mapping[str, Product], j_cap: float
) -> tuple[str, ...]:
    bare = [row["name"] for row in in_use.values() if not row["capabilities"]]
    alike = [row for row in rows if row["candidate"] is None and row["j_cap"] >= j_cap]
    return (
        *gaps("capabilities", bare),
        *gaps("active users, on which it depends whether they are redundant",
              [f"{row['tool']} / {row['other']}" for row in alike]),
    )  # fmt: skip
