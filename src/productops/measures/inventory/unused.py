"""Products that are paid for or handed out, and that nobody uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

import narwhals as nw

from ..answer import Answer, Finding
from ..frames import Frames, live, rows_of
from .activity import RULE, active_people, before
from .charges import charges, total
from .in_force import Contract, contracts_of, counted_by_tool
from .periods import tidy
from .products import Row, counted, day_of, evidence, gaps, known_rows, products
from .terms import annual_cost, cost_currency

_SHOWN = (
    "tool", "status", "active_people", "seats", "last_used", "annual_cost", "charged", "currency", "tool_id",
)  # fmt: skip
DEFINITION = (
    "products with a seat, a contract in force or a charge in the window. used: somebody was active in the window."
    " unused: nobody was, and that is known: every seat tells when it was last used, or a source that counts the use of"
    " the product still counted in the window. Else unknown. annual_cost: of contracts in force; charged: in the window;"
    " both per currency. " + RULE
)


class _Use(NamedTuple):
    """What is told of a product's use; `told`: of how many of its seats it is known when they were last used."""

    seats: int = 0
    told: int = 0
    counted: bool = False
    without_person: bool = False
    last: datetime | None = None

    def status(self, people: int) -> str:
        if people or self.without_person:
            return "used"
        return "unused" if self.counted or 0 < self.seats == self.told else "unknown"


def unused(frames: Frames, as_of: datetime, days: int = 90) -> Answer:
    """Products by whether anybody uses them, the unused first; a finding for each of those.

    Args:
        frames: `product`, `match`, `seat`, `usage`, `contract`, `cost`, `person`.
        as_of: the moment it is told for.
        days: how long nobody must have used it.
    """
    known, since = products(frames), before(as_of, days)
    lines = {
        tool: terms.lines
        for tool, terms in counted_by_tool(contracts_of(frames), day_of(as_of)).items()
    }
    charged = _charged(frames, since, as_of)
    use, people = _use(frames, since, as_of), _people(frames, since, as_of)
    paid = [
        row
        for id_, row in known.items()
        if lines.get(id_) or id_ in charged or use.get(id_, _Use()).seats
    ]
    rows = [
        row
        for each in paid
        for row in _rows(each, use.get(each["id"], _Use()), people.get(each["id"], 0), _costs(lines.get(each["id"], ())),
                         charged.get(each["id"], {}))
    ]  # fmt: skip
    idle = {row["tool_id"] for row in rows if row["status"] == "unused"}
    return Answer(
        name="unused",
        definition=DEFINITION,
        as_of=as_of,
        n=len(paid),
        columns=_SHOWN,
        rows=tuple(sorted(rows, key=_idle_first)),
        window=(since, as_of),
        findings=tuple(_finding(row, lines.get(row["id"], ()), days) for row in paid if row["id"] in idle),
        missing=tuple(gaps("use not known", [row["tool"] for row in rows if row["status"] == "unknown"])),
    )  # fmt: skip


def _people(frames: Frames, since: datetime, until: datetime) -> dict[str, int]:
    active = active_people(frames, since, until).group_by("tool").agg(nw.len().alias("people"))
    return {row["tool"]: row["people"] for row in rows_of(active)}


def _use(frames: Frames, since: datetime, until: datetime) -> dict[str, _Use]:
    found: dict[str, _Use] = {}
    known = known_rows(frames)
    for row in (*_seats(frames, until), *_usage(frames, since, until)):
        if row["tool_id"] in known:
            tool = known[row["tool_id"]][0]
            found[tool] = _both(found.get(tool, _Use()), row)
    return found


def _both(use: _Use, row: Row) -> _Use:
    moments = [moment for moment in (use.last, row["last"]) if moment]
    return _Use(
        use.seats + row.get("seats", 0),
        use.told + row.get("told", 0),
        use.counted or row.get("counted", False),
        use.without_person or row.get("without_person", False),
        max(moments, default=None),
    )


def _seats(frames: Frames, until: datetime) -> list[dict[str, Any]]:
    rows = live(frames, "seat", "tool_id", "assigned_at", "revoked_at", "last_active_at")
    begun = nw.col("assigned_at").is_null() | (nw.col("assigned_at") <= until)
    rows = rows.filter(begun & (nw.col("revoked_at").is_null() | (nw.col("revoked_at") > until)))
    # what was seen after that day says nothing of it
    at, last = nw.col("last_active_at"), nw.col("last")
    rows = rows.with_columns(last=nw.when(at < until).then(at))
    return rows_of(
        rows.group_by("tool_id").agg(
            nw.len().alias("seats"), last.count().alias("told"), last.max().alias("last")
        )
    )


def _usage(frames: Frames, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Usage by row of tool and source, and whether that source still counted in the window."""
    rows = live(
        frames, "usage", "tool_id", "source", "source_instance", "person_id", "period_end", "last_active_at",
        "active_days", "events",
    )  # fmt: skip
    end, at = nw.col("period_end"), nw.col("last_active_at")
    rows = rows.filter((at < until) | (at.is_null() & (end <= until)))
    did = (nw.col("active_days") > 0) | (nw.col("events") > 0)
    in_window = nw.col("person_id").is_null() & (end > since) & (end <= until) & did
    nobody = rows_of(rows.filter(in_window).group_by("tool_id").agg(nw.len().alias("n")))
    anonymous = {row["tool_id"] for row in nobody}
    found = rows_of(
        rows.group_by("tool_id", "source", "source_instance").agg(
            end.max().alias("end"), at.max().alias("last")
        )
    )
    newest = _newest(found)
    return [
        row
        | {"counted": newest[_source(row)] > since, "without_person": row["tool_id"] in anonymous}
        for row in found
        if _source(row) in newest
    ]


def _newest(rows: Sequence[Row]) -> dict[tuple[Any, Any], datetime]:
    """Source → the newest moment it told of any product."""
    found: dict[tuple[Any, Any], datetime] = {}
    for row in rows:
        for moment in filter(None, (row["end"], row["last"])):
            found[_source(row)] = max(moment, found.get(_source(row), moment))
    return found


def _source(row: Row) -> tuple[Any, Any]:
    return row["source"], row["source_instance"]


def _charged(frames: Frames, since: datetime, until: datetime) -> dict[str, dict[str, Decimal]]:
    found: dict[str, dict[str, Decimal]] = {}
    rows = [row for row in charges(frames, since, until, amortize=True).rows if row.tool]
    for tool, currency in sorted({(str(row.tool), row.currency) for row in rows}):
        mine = (row for row in rows if (row.tool, row.currency) == (tool, currency))
        found.setdefault(tool, {})[currency] = tidy(total(mine))
    return found


def _costs(lines: Sequence[Contract]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for line in lines:
        cost, currency = annual_cost(line), cost_currency(line)
        if cost is not None and currency:
            found[currency] = found.get(currency, Decimal(0)) + cost
    return found


def _rows(
    each: Row, use: _Use, people: int, costs: Mapping[str, Decimal], charged: Mapping[str, Decimal]
) -> Iterator[dict[str, Any]]:
    for currency in sorted({*costs, *charged}) or (None,):
        yield {
            "tool": each["name"],
            "status": (status := use.status(people)),
            "active_people": None if status == "unknown" else people,
            "seats": use.seats,
            "last_used": use.last.date() if use.last else None,
            "annual_cost": costs.get(currency or ""),
            "charged": charged.get(currency or ""),
            "currency": currency,
            "tool_id": each["id"],
        }


def _idle_first(row: Row) -> tuple[int, str, str, str]:
    order = ("unused", "unknown", "used").index(row["status"])
    return order, row["tool"].casefold(), row["tool_id"], row["currency"] or ""


def _finding(row: Row, lines: Sequence[Contract], days: int) -> Finding:
    costs = list(_costs(lines).items())
    currency, amount = costs[0] if len(costs) == 1 else (None, None)
    told = " and ".join(f"{cost:,} {code}" for code, cost in costs)
    price = f"; its {counted(len(lines), 'contract')} cost {told} a year" if told else ""
    return Finding(
        kind="unused_tool",
        subject=row["name"],
        says=f"Nobody has used {row['name']} in {days} days{price}.",
        next_step="Ask its owner whether anybody would miss it; if not, end the contract at its next renewal.",
        evidence=(*(line["id"] for line in lines), *evidence(row)),
        amount=amount,
        currency=currency,
    )
