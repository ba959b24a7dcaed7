"""Best practices by product: which are kept, which are not, and which nobody can tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from ..answer import Answer, Finding
from ..frames import Frames
from .in_force import contracts_of, in_force
from .orphans import gone_by_tool
from .owners import Gone, gone
from .products import Row, counted, day_of, evidence, gaps, products, small, small_of_tools

State = Literal["passed", "failed", "unknown", "not_applicable"]
_SHOWN = ("tool", "score", "passed", "applicable", "unknown", "failed", "not_known", "tool_id")
_NOT_IN_USE = ("candidate", "retired")
DEFINITION = (
    "score = passed ÷ applicable of eleven checks: owner, backup owner, documentation, onboarding, criticality, a review"
    " date that has not passed, a contract in force, training, SSO, a signed data processing agreement of the vendor"
    " (not where the product is known to hold no personal data), no orphan seats. What should be written down and is"
    " not has failed; what nothing tells (SSO, the agreement, the review date, seats) is unknown, and neither passed"
    " nor applicable. Candidates and retired products are left out."
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is told beside the product's own row."""

    today: date
    gone: Gone
    contracted: frozenset[str]
    trained: frozenset[str]
    documented: frozenset[str]
    agreements: Mapping[str, State]
    orphans: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Check:
    """One best practice: how it is found, what is said where it failed, and what to do."""

    name: str
    says: str
    next_step: str
    state: Callable[[Row, Facts], State]


def scorecard(frames: Frames, as_of: datetime) -> Answer:
    """Checks passed ÷ applicable by product, the lowest first; a finding for each that failed.

    Args:
        frames: `product`, `match`, `contract`, `seat`, `training`, `process_doc`, `vendor`, `person`.
        as_of: the moment it is told for.
    """
    everything = list(products(frames).values())
    known = [row for row in everything if row["status"] not in _NOT_IN_USE]
    facts = _facts(frames, known, as_of)
    states = [(row, {check: check.state(row, facts) for check in CHECKS}) for row in known]
    rows = [_row(row, found) for row, found in states]
    skipped = len(everything) - len(known)
    return Answer(
        name="scorecard",
        definition=DEFINITION,
        as_of=as_of,
        n=len(known),
        columns=_SHOWN,
        rows=tuple(sorted(rows, key=_lowest)),
        window=(as_of, as_of),
        findings=tuple(_finding(*failed) for each in states for failed in _failed(*each)),
        missing=tuple(_missing(states)),
        excluded=(f"{counted(skipped, 'candidate or retired product')}",) if skipped else (),
    )


def _facts(frames: Frames, known: Sequence[Row], as_of: datetime) -> Facts:
    today = day_of(as_of)
    standing = in_force(contracts_of(frames), today) if "contract" in frames else []
    return Facts(
        today=today,
        gone=gone(frames, known),
        contracted=frozenset(row["tool"] for row in standing),
        trained=_of_tools(frames, "training"),
        documented=_of_tools(frames, "process_doc"),
        agreements=_agreements(frames),
        orphans=gone_by_tool(frames, as_of),
    )


def _of_tools(frames: Frames, table: str) -> frozenset[str]:
    return frozenset(row["tool"] for row in small_of_tools(frames, table) if row["tool"])


def _agreements(frames: Frames) -> dict[str, State]:
    """Vendor in lower case → whether its agreement is signed; one source that has it signed is enough."""
    told: dict[str, set[bool | None]] = {}
    for row in small(frames, "vendor", "name", "dpa_signed"):
        told.setdefault(_folded(row["name"]), set()).add(row["dpa_signed"])
    return {
        name: _state(next((x for x in (True, False) if x in seen), None))
        for name, seen in told.items()
    }


def _folded(name: str | None) -> str:
    return (name or "").strip().casefold()


def _state(told: bool | None) -> State:
    return "unknown" if told is None else "passed" if told else "failed"


def _owner(row: Row, facts: Facts) -> State:
    return _state(bool(row["owner_id"]) and row["owner_id"] not in facts.gone)


def _backup(row: Row, facts: Facts) -> State:
    backup = row["backup_owner"]
    return _state(bool(backup) and backup not in facts.gone and backup != row["owner_id"])


def _documented(row: Row, facts: Facts) -> State:
    return _state(bool(row["docs_url"]) or row["id"] in facts.documented)


def _reviewed(row: Row, facts: Facts) -> State:
    return _state(None if row["review_by"] is None else row["review_by"] >= facts.today)


def _agreement(row: Row, facts: Facts) -> State:
    if row["holds_pii"] is False:
        return "not_applicable"
    return facts.agreements.get(_folded(row["vendor"]), "unknown")


def _no_orphans(row: Row, facts: Facts) -> State:
    if row["id"] not in facts.orphans:
        return "unknown"
    return _state(facts.orphans[row["id"]] == 0)


CHECKS = (
    Check("owner", "has no owner who is still there", "Name an owner.", _owner),
    Check("backup_owner", "has no backup owner", "Name a second person who can stand in.", _backup),
    Check("docs", "has no documentation", "Write down where its documentation is.", _documented),
    Check("onboarding", "has no onboarding page", "Write a page for people who are new to it.",
          lambda row, _: _state(bool(row["onboarding_url"]))),
    Check("criticality", "has no criticality", "Say how much depends on it: low to mission critical.",
          lambda row, _: _state(bool(row["criticality"]))),
    Check("review", "is past its review date", "Review it and set the next date.", _reviewed),
    Check("contract", "has no contract in force", "Write down its contract, or that it is free.",
          lambda row, facts: _state(row["id"] in facts.contracted)),
    Check("training", "has no training", "Write down a training, or make one.",
          lambda row, facts: _state(row["id"] in facts.trained)),
    Check("sso", "has no single sign-on", "Put it behind single sign-on.",
          lambda row, _: _state(row["sso"])),
    Check("dpa", "has no signed data processing agreement", "Have the vendor sign one.", _agreement),
    Check("orphan_seats", "has seats of people who are gone", "Revoke those seats.", _no_orphans),
)  # fmt: skip


def _row(row: Row, states: Mapping[Check, State]) -> dict[str, Any]:
    tally = Counter(states.values())
    applicable = tally["passed"] + tally["failed"]
    return {
        "tool": row["name"],
        "score": round(tally["passed"] / applicable, 4) if applicable else None,
        "passed": tally["passed"],
        "applicable": applicable,
        "unknown": tally["unknown"],
        "failed": [check.name for check, state in states.items() if state == "failed"],
        "not_known": [check.name for check, state in states.items() if state == "unknown"],
        "tool_id": row["id"],
    }


def _lowest(row: Row) -> tuple[float, str, str]:
    return row["score"] if row["score"] is not None else 2.0, row["tool"].casefold(), row["tool_id"]


def _failed(row: Row, states: Mapping[Check, State]) -> list[tuple[Row, Check]]:
    return [(row, check) for check, state in states.items() if state == "failed"]


def _finding(row: Row, check: Check) -> Finding:
    return Finding(
        kind="check_failed",
        subject=row["name"],
        says=f"{row['name']} {check.says}.",
        next_step=check.next_step,
        evidence=evidence(row),
    )


def _missing(states: Iterable[tuple[Row, Mapping[Check, State]]]) -> list[str]:
    told = list(states)
    return [
        line
        for check in CHECKS
        for line in gaps(
            f"{check.name} not known",
            [row["name"] for row, found in told if found[check] == "unknown"],
        )
    ]
