"""Who should have taken a training, and who has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

import narwhals as nw

from ..answer import Answer, Finding
from ..frames import Frames, live, rows_of, with_person
from .activity import holders, size
from .products import Row, counted, gaps, small_of_tools

Lazy = nw.LazyFrame[Any]
_SHOWN = (
    "training", "tool", "audience", "required", "people", "completed", "coverage", "training_id",
)  # fmt: skip
DEFINITION = (
    "coverage = people who completed the training and whose completion still counts (valid_for_days at as_of) ÷ people it"
    " is for: those whose team or role is its audience, else those who hold a seat of its product at as_of. People of"
    " several sources are one by their address; who is not active any more is left out. Where it is for nobody that is"
    " known, there is no coverage."
)


def training(frames: Frames, as_of: datetime) -> Answer:
    """Coverage of each training, the lowest first; a finding for each required one that somebody lacks.

    Args:
        frames: `training`, `training_record`, `seat`, `person`, `team`, `match`.
        as_of: the moment it is told for.
    """
    told = small_of_tools(frames, "training", "title", "audience", "required", "valid_for_days")
    counts = _counts(frames, told, as_of) if told else {}
    rows = sorted((_row(each, *counts.get(each["id"], (0, 0))) for each in told), key=_lowest)
    return Answer(
        name="training",
        definition=DEFINITION,
        as_of=as_of,
        n=len(told),
        columns=_SHOWN,
        rows=tuple(rows),
        window=(as_of, as_of),
        findings=tuple(
            _gap(row) for row in rows if row["required"] and row["people"] > row["completed"]
        ),
        missing=tuple(_missing(frames, told, rows)),
    )


def _counts(frames: Frames, told: Sequence[Row], as_of: datetime) -> dict[str, tuple[int, int]]:
    """Training → how many people it is for, and how many of them have it."""
    both = [_by_audience(frames), _by_seat(frames, as_of)]
    for_ = _once(_still_here(frames, nw.concat(both, how="vertical")))
    done = _once(_completed(frames, told, as_of)).with_columns(done=nw.lit(1))
    joined = for_.join(done, on=["training", "who"], how="left")
    found = joined.group_by("training").agg(nw.len().alias("people"), nw.col("done").sum())
    return {row["training"]: (row["people"], int(row["done"] or 0)) for row in rows_of(found)}


def _once(rows: Lazy) -> Lazy:
    return rows.group_by("training", "who").agg(nw.len().alias("n")).select("training", "who")


def _by_audience(frames: Frames) -> Lazy:
    """Trainings with an audience, and everybody whose role or team has that name."""
    audience = nw.col("audience").str.strip_chars().str.to_lowercase()
    meant = live(frames, "training", "id", "audience").filter(~nw.col("audience").is_null())
    meant = meant.select(nw.col("id").alias("training"), audience.alias("group"))
    people = live(frames, "person", "id", "role", "team_id").with_columns(person_id=nw.col("id"))
    team = live(frames, "team", "id", "name").select(nw.col("id").alias("team_id"), "name")
    groups = [
        people.with_columns(name=nw.col("role")).select("person_id", "name"),
        people.join(team, on="team_id", how="inner").select("person_id", "name"),
    ]
    of = nw.concat(groups, how="vertical").select(
        "person_id", nw.col("name").str.strip_chars().str.to_lowercase().alias("group")
    )
    members = with_person(frames, of.join(meant, on="group", how="inner"))
    return members.select("training", "who")


def _by_seat(frames: Frames, as_of: datetime) -> Lazy:
    """Trainings of a product without audience, and everybody who holds a seat of that product."""
    meant = live(frames, "training", "id", "tool_id", "audience").filter(
        nw.col("audience").is_null()
    )
    match = nw.from_native(frames["match"]).lazy().select("row_id", nw.col("tool_id").alias("tool"))
    of_product = meant.join(match, left_on="tool_id", right_on="row_id", how="inner")
    held = holders(frames, as_of).filter(nw.col("stands") == 1).select("tool", "who")
    joined = held.join(
        of_product.select("tool", nw.col("id").alias("training")), on="tool", how="inner"
    )
    return joined.select("training", "who")


def _still_here(frames: Frames, rows: Lazy) -> Lazy:
    """Without those of whom a source says that they are not active."""
    people = live(frames, "person", "id", "active").filter(~nw.col("active"))
    left = with_person(frames, people.select(nw.col("id").alias("person_id"))).select("who")
    return rows.join(left, on="who", how="anti")


def _completed(frames: Frames, told: Sequence[Row], as_of: datetime) -> Lazy:
    """Completions that still count at *as_of*."""
    records = live(frames, "training_record", "training_id", "person_id", "status", "completed_at")
    at = nw.col("completed_at")
    records = records.filter((nw.col("status") == "completed") & (at.is_null() | (at <= as_of)))
    forever = [row["id"] for row in told if row["valid_for_days"] is None]
    terms: dict[int, list[str]] = {}
    for row in told:
        if row["valid_for_days"] is not None:
            terms.setdefault(row["valid_for_days"], []).append(row["id"])
    counts = [nw.col("training_id").is_in(forever or [""])] + [
        nw.col("training_id").is_in(ids)
        & (at > as_of - timedelta(days=days)).fill_null(value=False)
        for days, ids in sorted(terms.items())
    ]
    people = with_person(frames, records.filter(reduce(or_, counts)))
    return people.select(nw.col("training_id").alias("training"), "who")


def _row(each: Row, people: int, completed: int) -> dict[str, Any]:
    return {
        "training": each["title"],
        "tool": each["tool_name"],
        "audience": each["audience"],
        "required": each["required"],
        "people": people,
        "completed": completed,
        "coverage": round(completed / people, 4) if people else None,
        "training_id": each["id"],
    }


def _lowest(row: Row) -> tuple[float, str, str]:
    return (
        row["coverage"] if row["coverage"] is not None else 2.0,
        str(row["training"]),
        row["training_id"],
    )


def _gap(row: Row) -> Finding:
    lacking = row["people"] - row["completed"]
    return Finding(
        kind="training_gap",
        subject=row["tool"] or str(row["training"]),
        says=f"{counted(lacking, 'person', 'people')} of {row['people']:,} lack the required training"
        f" “{row['training']}”, or theirs has expired.",
        next_step="Assign it to them, or say that it is not required.",
        evidence=(row["training_id"],),
    )


def _missing(frames: Frames, told: Sequence[Row], rows: Iterable[Row]) -> list[str]:
    nobody = [str(row["training"]) for row in rows if not row["people"]]
    expiring = [row["id"] for row in told if row["valid_for_days"] is not None]
    records = live(frames, "training_record", "training_id", "status", "completed_at")
    undated = nw.col("completed_at").is_null() & (nw.col("status") == "completed")
    count = size(records.filter(undated & nw.col("training_id").is_in(expiring or [""])))
    return [
        *([] if told else ["no source names a training"]),
        *gaps("coverage: nobody is known whom it is for", nobody),
        *([f"completions without a day, of trainings that expire: {count:,}"] if count else []),
    ]
