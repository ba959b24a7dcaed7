"""The risk register, gravest first; reviews that are overdue; products that hang on one person or on nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from ..answer import Answer, Finding
from ..frames import Frames
from .owners import Gone, answering, gone
from .products import CRITICAL, ENDED, Row, day_of, evidence, gaps, known_rows, products, small

_COLUMNS = (
    "subject_id", "title", "category", "likelihood", "impact", "score", "treatment", "owner_id", "review_by",
)  # fmt: skip
_SHOWN = (
    "title", "subject", "category", "score", "likelihood", "impact", "treatment", "review_by", "review_overdue", "owner_id",
    "risk_id",
)  # fmt: skip
_SCALE = range(1, 6)
DEFINITION = (
    "score = likelihood × impact, each from 1 to 5; a score that a source gives counts only where one of the two is"
    " missing. A review is overdue on the day after review_by. bus factor: how many people answer for a product of high"
    " or mission-critical criticality (owner and backup owner, still there); fewer than two is a finding."
)


def risks(frames: Frames, as_of: datetime) -> Answer:
    """The risks that sources name, gravest first.

    Args:
        frames: `risk`, `product`, `match`, `vendor`, `person`.
        as_of: the moment it is told for.
    """
    told, known, today = small(frames, "risk", *_COLUMNS), products(frames), day_of(as_of)
    names = _subjects(frames)
    rows = [_row(risk, names, today) for risk in told]
    grave = [
        row
        for row in known.values()
        if row["criticality"] in CRITICAL and row["status"] not in ENDED
    ]
    left = gone(frames, grave)
    return Answer(
        name="risks",
        definition=DEFINITION,
        as_of=as_of,
        n=len(told),
        columns=_SHOWN,
        rows=tuple(sorted(rows, key=_gravest)),
        window=(as_of, as_of),
        findings=(
            *(_overdue(row, today) for row in sorted(rows, key=_gravest) if row["review_overdue"]),
            *(_bus_factor(row, left) for row in grave if len(answering(row, left)) <= 1),
        ),
        missing=tuple(_missing(told, rows, known.values())),
    )


def score(risk: Row) -> int | None:
    """Likelihood × impact; the source's own score where one of them is missing, None where one is off the scale."""
    parts = (risk["likelihood"], risk["impact"])
    if None in parts:
        given: int | None = risk["score"]
        return given
    return parts[0] * parts[1] if all(part in _SCALE for part in parts) else None


def _subjects(frames: Frames) -> dict[str, str]:
    """Names of what a risk can be about: rows of tools, by their product's name, and vendors."""
    tools = {row: name for row, (_, name) in known_rows(frames).items()}
    return {row["id"]: row["name"] for row in small(frames, "vendor", "name")} | tools


def _row(risk: Row, names: Mapping[str, str], today: date) -> dict[str, Any]:
    due = risk["review_by"]
    return {
        **{name: risk[name] for name in _COLUMNS},
        "subject": names.get(risk["subject_id"]),
        "score": score(risk),
        "review_overdue": None if due is None else due < today,
        "risk_id": risk["id"],
    }


def _gravest(row: Row) -> tuple[int, str, str]:
    return -(row["score"] or 0), str(row["title"]).casefold(), row["risk_id"]


def _overdue(row: Row, today: date) -> Finding:
    late = (today - row["review_by"]).days
    return Finding(
        kind="risk_review_overdue",
        subject=row["subject"] or str(row["title"]),
        says=f"The review of “{row['title']}” was due on {row['review_by']}, {late} days ago.",
        next_step="Look at it again, and set the next date.",
        evidence=(row["risk_id"],),
        due=row["review_by"],
    )


def _bus_factor(product: Row, left: Gone) -> Finding:
    there = answering(product, left)
    criticality = product["criticality"].replace("_", " ")
    who = "only one person answers for it" if there else "nobody answers for it"
    named = (product["owner_id"], product["backup_owner"])
    return Finding(
        kind="bus_factor",
        subject=product["name"],
        says=f"{product['name']} is of {criticality} criticality, and {who}.",
        next_step="Name a backup owner." if there else "Name an owner and a backup owner.",
        evidence=(*evidence(product), *(left[name] for name in named if name in left)),
    )


def _missing(told: Sequence[Row], rows: Sequence[Row], known: Iterable[Row]) -> list[str]:
    unscored = [str(row["title"]) for row in rows if row["score"] is None]
    loose = [str(row["title"]) for row in rows if row["subject"] is None]
    unrated = [
        row["name"] for row in known if not row["criticality"] and row["status"] not in ENDED
    ]
    return [
        *([] if told else ["no source names a risk"]),
        *gaps("no score: likelihood and impact from 1 to 5 are needed", unscored),
        *gaps("about something that no source knows", loose),
        *gaps("bus factor: criticality not known", unrated),
    ]
