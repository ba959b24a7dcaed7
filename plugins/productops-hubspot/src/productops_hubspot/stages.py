"""Where a ticket or a deal stands: stages are ids, their names and meaning are in the pipelines.

https://developers.hubspot.com/docs/api-reference/2026-03/crm/pipelines
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from productops.kit import Run

from .kinds import DEALS, Kind
from .lists_wire import Pipeline, Stage
from .values import text
from .wire import Crm

_OVER = ("done", "declined", "duplicate")
_PLACES = {True: ("pipeline", "dealstage"), False: ("hs_pipeline", "hs_pipeline_stage")}
OPEN, CLOSED = "open", "closed"


@dataclass(frozen=True, slots=True)
class Standing:
    """The stage's name, our category, and whether the record is closed, as far as anything tells."""

    label: str | None
    category: str
    closed: bool | None
    won: bool = False


def standing(kind: Kind, record: Crm, run: Run) -> Standing:
    """Where a record stands. A name decides only on its own side of the line between open and closed."""
    pipeline, stage = (text(record, name) for name in _PLACES[kind is DEALS])
    if stage is None:
        return Standing(None, "unknown", None)
    known = _stage(kind, pipeline, stage, run)
    if known is None:
        return Standing(stage, run.map("status", stage), None)
    data = known.metadata or {}
    closed = _closed(data)
    side = None if closed is None else CLOSED if closed else OPEN
    category = run.map("status", known.label, side)
    if closed is not None and closed != (category in _OVER):
        category = run.overridden("status", known.label) or run.map("status", side)
    return Standing(known.label or stage, category, closed, won=bool(closed) and _sure(data))


def _stage(kind: Kind, pipeline: str | None, stage: str, run: Run) -> Stage | None:
    found = run.seen("pipelines", f"{kind.name}.{pipeline}")
    stages = found.pipeline.stages if isinstance(found, Pipeline) else None
    return next((one for one in stages or () if str(one.id) == stage), None)


def _closed(data: dict[str, Any]) -> bool | None:
    """Tickets have `ticketState`, deals `isClosed`; both are text."""
    state, closed = str(data.get("ticketState")).upper(), str(data.get("isClosed")).lower()
    if state in ("OPEN", "CLOSED"):
        return state == "CLOSED"
    return closed == "true" if closed in ("true", "false") else None


def _sure(data: dict[str, Any]) -> bool:
    """A deal is won at the end of its pipeline where its probability is 1."""
    try:
        return Decimal(str(data.get("probability"))) == 1
    except InvalidOperation:
        return False
