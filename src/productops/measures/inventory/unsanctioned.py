"""Products that people use or pay for and that nobody approved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import narwhals as nw

from ..answer import Answer, Finding
from ..frames import Frames, lazy, live, matched, rows_of
from .activity import active_people, before, holders
from .charges import charges, total
from .periods import tidy
from .products import Row, counted, evidence, gaps, known_rows, products, small

_SHOWN = ("tool", "reason", "discovered_in", "people", "spend", "currency", "first_seen", "tool_id")
_LISTS = {"hand_kept", "asset_register", "service_catalog"}
_TRACES = {"sso", "oauth_grant", "expenses", "finance"}
_DIRECTORIES = {"okta:": "okta", "entra:": "microsoft", "google:": "google"}
_FIRST = {
    "seat": ("assigned_at",),
    "usage": ("period_start", "last_active_at"),
    "cost": ("charge_period_start", "billing_period_start", "occurred_at"),
}
DEFINITION = (
    "a product that is seen only in sign-on, grants, expenses or finance, while others stand on a list that somebody"
    " keeps (tools.yaml, an asset register, a service catalogue), and of which no source says that it is sanctioned; and"
    " any product in use of which a source says that it is not. A connected vendor's own API counts as known. What a"
    " directory itself puts on its own list of apps is left out. people: with a seat at as_of or active in the window;"
    " None where no source tells who uses it; spend: charged in the window, per currency."
)
NO_LIST = "nobody keeps a list of tools (tools.yaml, an asset register, a service catalogue): what is not on it cannot be told"


class _Seen(NamedTuple):
    people: Mapping[str, int]
    spend: Mapping[str, Mapping[str, Decimal]]
    first: Mapping[str, date]


def unsanctioned(frames: Frames, as_of: datetime, days: int = 365) -> Answer:
    """Products in use that are on no list, or that a source says are not sanctioned; those with most people first.

    Args:
        frames: `product`, `match`, `tool`, `seat`, `usage`, `cost`, `person`.
        as_of: the moment it is told for.
        days: how far back people and spend are looked for.
    """
    known, since = products(frames), before(as_of, days)
    listed = any(_LISTS & _sources(row) for row in known.values())
    refused, own = _refused(frames), _of_directories(frames, known)
    unlisted = [row for row in known.values() if listed and _is_unlisted(row)]
    told = {row["id"]: "on no list" for row in unlisted if row["id"] not in own}
    told |= {
        id_: "not sanctioned"
        for id_, row in known.items()
        if id_ in refused and row["status"] != "retired"
    }
    seen = _seen(frames, sorted(told), since, as_of) if told else _Seen({}, {}, {})
    chosen = sorted((known[id_] for id_ in told), key=lambda row: _most(row, seen))
    left = [row["name"] for row in unlisted if row["id"] in own and row["id"] not in told]
    return Answer(
        name="unsanctioned",
        definition=DEFINITION,
        as_of=as_of,
        n=len(known),
        columns=_SHOWN,
        rows=tuple(row for each in chosen for row in _rows(each, told, seen)),
        window=(since, as_of),
        findings=tuple(_finding(each, told, refused, seen, days) for each in chosen),
        missing=() if listed else (NO_LIST,),
        excluded=tuple(gaps("apps of the directory itself", left)),
    )


def _sources(row: Row) -> set[str]:
    return set(row["discovered_in"] or ())


def _is_unlisted(row: Row) -> bool:
    traced = bool(_sources(row)) and _sources(row) <= _TRACES
    return traced and row["sanctioned"] is not True and row["status"] != "retired"


def _refused(frames: Frames) -> dict[str, list[str]]:
    """Product → its rows that say it is not sanctioned."""
    match, found = known_rows(frames), defaultdict[str, list[str]](list)
    for row in small(frames, "tool", "sanctioned"):
        if row["sanctioned"] is False and row["id"] in match:
            found[match[row["id"]][0]].append(row["id"])
    return found


def _of_directories(frames: Frames, known: Mapping[str, Row]) -> set[str]:
    """Products that only a directory names, and that are its own (Okta Dashboard, Microsoft Graph)."""
    match, found = known_rows(frames), set()
    for row in small(frames, "tool", "identifiers"):
        product = known.get(match.get(row["id"], ("",))[0])
        if product and _sources(product) == {"sso"} and _is_own(row["identifiers"] or (), product):
            found.add(product["id"])
    return found


def _is_own(identifiers: Iterable[str], product: Row) -> bool:
    of = {
        name for key in identifiers for start, name in _DIRECTORIES.items() if key.startswith(start)
    }
    told = f"{product['vendor'] or ''}|{product['name']}".casefold().split("|")
    return any(text.split()[:1] == [name] for name in of for text in told)


def _seen(frames: Frames, ids: Sequence[str], since: datetime, until: datetime) -> _Seen:
    spend = defaultdict[str, dict[str, Decimal]](dict)
    found = [row for row in charges(frames, since, until, amortize=False).rows if row.tool in ids]
    for tool, currency in sorted({(str(row.tool), row.currency) for row in found}):
        mine = (row for row in found if (row.tool, row.currency) == (tool, currency))
        spend[tool][currency] = tidy(total(mine))
    of = {row: tool for row, (tool, _) in known_rows(frames).items() if tool in ids}
    theirs = _only(frames, sorted(of))
    return _Seen(_people(theirs, since, until), spend, _first(theirs, of, until))


def _only(frames: Frames, rows: Sequence[str]) -> Frames:
    """*frames* with what is told of these rows of `tool` alone; usage has millions of others."""
    mine = {table: lazy(frames[table]).filter(nw.col("tool_id").is_in(rows)) for table in _FIRST}
    return {**{table: frames[table] for table in ("match", "person")}, **mine}


def _people(frames: Frames, since: datetime, until: datetime) -> dict[str, int]:
    held = holders(frames, until).filter(nw.col("stands") == 1).select("tool", "who")
    both = nw.concat([held, active_people(frames, since, until)], how="vertical")
    once = both.group_by("tool", "who").agg(nw.len().alias("n"))
    rows = rows_of(once.group_by("tool").agg(nw.len().alias("people")))
    return dict.fromkeys(_told_of(frames), 0) | {row["tool"]: row["people"] for row in rows}


def _told_of(frames: Frames) -> set[str]:
    """Products of which some source tells who uses them."""
    told = [
        live(frames, table, "tool_id", "person_id").filter(~nw.col("person_id").is_null())
        for table in ("seat", "usage")
    ]
    once = nw.concat(told, how="vertical").group_by("tool_id").agg(nw.len().alias("n"))
    return {row["tool"] for row in rows_of(matched(frames, once))}


def _first(frames: Frames, of: Mapping[str, str], until: datetime) -> dict[str, date]:
    """The first day that anything is told of: a seat, usage, a charge."""
    found: dict[str, date] = {}
    for row_id, moment in _moments(frames):
        if moment < until:
            found[of[row_id]] = min(moment.date(), found.get(of[row_id], date.max))
    return found


def _moments(frames: Frames) -> Iterator[tuple[str, datetime]]:
    for table, columns in _FIRST.items():
        here = live(frames, table, "tool_id", *columns)
        at = here.with_columns(at=nw.coalesce(*columns)) if len(columns) > 1 else here
        name = "at" if len(columns) > 1 else columns[0]
        for row in rows_of(at.group_by("tool_id").agg(nw.col(name).min().alias("first"))):
            if row["first"] is not None:
                yield row["tool_id"], row["first"]


def _most(row: Row, seen: _Seen) -> tuple[int, str, str]:
    return -seen.people.get(row["id"], 0), row["name"].casefold(), row["id"]


def _rows(row: Row, told: Mapping[str, str], seen: _Seen) -> Iterator[dict[str, Any]]:
    id_ = row["id"]
    spent = seen.spend.get(id_, {})
    for currency in sorted(spent) or (None,):
        yield {
            "tool": row["name"],
            "reason": told[id_],
            "discovered_in": sorted(_sources(row)),
            "people": seen.people.get(id_),
            "spend": spent.get(currency or ""),
            "currency": currency,
            "first_seen": seen.first.get(id_),
            "tool_id": id_,
        }


def _finding(
    row: Row, told: Mapping[str, str], refused: Mapping[str, list[str]], seen: _Seen, days: int
) -> Finding:
    id_ = row["id"]
    spend = seen.spend.get(id_, {})
    paid = " and ".join(f"{amount:,} {currency}" for currency, amount in spend.items())
    only = next(iter(spend.items())) if len(spend) == 1 else (None, None)
    where = ", ".join(sorted(_sources(row))).replace("_", " ") or "no source that says how"
    people = seen.people.get(id_)
    facts = [
        "who uses it is not known" if people is None else counted(people, "person", "people"),
        *([f"{paid} in {days} days"] if paid else []),
    ]
    since = f", first on {seen.first[id_]}" if id_ in seen.first else ""
    return Finding(
        kind="unsanctioned",
        subject=row["name"],
        says=f"{row['name']} is {told[id_]}; seen in {where}{since}: {', '.join(facts)}.",
        next_step="Approve it and write it into tools.yaml with an owner, or end its use.",
        evidence=tuple(sorted(refused.get(id_, ()))) or evidence(row),
        amount=only[1],
        currency=only[0],
    )
