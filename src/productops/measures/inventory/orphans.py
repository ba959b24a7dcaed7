"""Seats of people who are gone: one finding for each person and product."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

import narwhals as nw

from ...render import mask
from ..answer import Finding
from ..frames import Frames, live, rows_of
from .activity import holders


def orphan_rows(frames: Frames, as_of: datetime) -> list[dict[str, Any]]:
    """Seats held at *as_of*, each with every row of the same person that some source says is not active (`inactive_id`)."""
    rows = live(
        frames, "person", "id", "display_name", "email", "active", "source", "source_instance"
    )
    rows = rows.filter(~nw.col("active")).select(
        nw.col("id").alias("inactive_id"), nw.col("source").alias("told_by"),
        nw.col("source_instance").alias("told_at"),
        nw.coalesce(nw.col("email").str.to_lowercase(), nw.col("id")).alias("who"),
        nw.coalesce("email", "display_name", "id").alias("called"),
    )  # fmt: skip
    held = holders(frames, as_of).filter(nw.col("stands") == 1)
    found = rows_of(held.select("tool", "tool_name", "id", "who").join(rows, on="who", how="inner"))
    return sorted(found, key=lambda row: (row["tool"], row["who"], row["id"], row["inactive_id"]))


def gone_by_tool(frames: Frames, as_of: datetime) -> dict[str, int]:
    """Product → how many people hold a seat at *as_of* and are gone; only of whose holders it is told whether they are."""
    people = live(frames, "person", "id", "email", "active").filter(~nw.col("active").is_null())
    people = people.select(
        nw.coalesce(nw.col("email").str.to_lowercase(), nw.col("id")).alias("who"),
        nw.when(nw.col("active")).then(nw.lit(0)).otherwise(nw.lit(1)).alias("gone"),
    )
    people = people.group_by("who").agg(nw.col("gone").max())
    held = holders(frames, as_of).filter(nw.col("stands") == 1)
    once = held.group_by("tool", "who").agg(nw.len().alias("seats"))
    told = once.join(people, on="who", how="inner").group_by("tool").agg(nw.col("gone").sum())
    return {row["tool"]: int(row["gone"]) for row in rows_of(told)}


def orphan_findings(rows: Sequence[dict[str, Any]]) -> list[Finding]:
    """One finding for each person and product among *rows*."""
    groups = groupby(rows, key=lambda row: (row["tool"], row["who"]))
    return [_finding(list(group)) for _, group in groups]


def _finding(rows: Sequence[dict[str, Any]]) -> Finding:
    tool, who = rows[0]["tool_name"], mask(rows[0]["called"], "direct")
    sources = sorted({f"{row['told_by']} ({row['told_at']})" for row in rows})
    ids = dict.fromkeys([*(row["id"] for row in rows), *(row["inactive_id"] for row in rows)])
    return Finding(
        kind="orphan_seat",
        subject=tool,
        says=f"{who} holds a seat of {tool} and is not active according to {', '.join(sources)}.",
        next_step=f"Revoke the seat in {tool}, or correct the person in {sources[0]}.",
        evidence=tuple(ids),
    )
