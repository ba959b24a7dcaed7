"""What people decided, which lies over the rows and is never written into them."""

from __future__ import annotations

import msgspec

from .asking import Ask, Step, aware, moment
from .base import Decision


def decisions(ask: Ask) -> list[Decision]:
    """All that stand, oldest first."""
    found = ask(
        "SELECT id, kind, subject_id, detail, decided_at, decided_by FROM _decision"
        " WHERE undone_at IS NULL ORDER BY decided_at, id",
        {},
    )
    return [
        Decision(id_, kind, subject, msgspec.json.decode(detail), aware(at), by)
        for id_, kind, subject, detail, at, by in found
    ]


def decide(decision: Decision) -> list[Step]:
    """Keep a decision, in place of one with the same id."""
    values = {
        "id": decision.id,
        "kind": decision.kind,
        "subject": decision.subject_id,
        "at": moment(decision.decided_at),
        "by": decision.decided_by,
        "detail": msgspec.json.encode(decision.detail).decode(),
    }
    insert = (
        "INSERT INTO _decision VALUES ($id, $kind, $subject, $at::TIMESTAMP, $by, $detail, NULL)"
    )
    return [*undo(decision.id), (insert, values)]


def undo(decision_id: str) -> list[Step]:
    """Take a decision back."""
    return [("DELETE FROM _decision WHERE id = $id", {"id": decision_id})]
