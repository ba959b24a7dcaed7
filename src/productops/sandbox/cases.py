"""One request a customer made: what it is, and how it stands at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .life import Moment

KINDS = ("bug", "bug", "bug", "request", "request", "question", "question", "complaint", "praise")
AREAS = (
    "exports", "billing", "sign_in", "mobile", "integrations", "notifications", "dashboards", "permissions",
)  # fmt: skip
CHANNELS = ("email", "email", "email", "form", "form", "chat", "api", "phone")
PRIORITIES = ("low", "normal", "normal", "normal", "high", "urgent")


@dataclass(frozen=True, slots=True)
class Case:
    """A request. People are indices; times are epoch seconds.

    Attributes:
        rating: 1 to 5, given if a `rated` moment has come; *remark*: with a comment.
        issue: number of the engineering issue it is linked to by an `escalated` moment.
        duplicate_of: it is merged into this one by a `merged` moment.
        follows: it is a follow-up of this one, *followed_by* the other way round.
        life: all updates, also those still to come.
    """

    index: int
    kind: str
    area: str
    language: str
    channel: str
    priority: str
    requester: int
    organisation: int | None
    agent: int
    team: int
    rating: int
    remark: bool
    issue: int
    duplicate_of: int | None
    follows: int | None
    followed_by: int | None
    opened: int
    life: tuple[Moment, ...]

    def until(self, now: int) -> list[Moment]:
        """What has happened by *now*."""
        return [moment for moment in self.life if moment.at <= now]


@dataclass(slots=True)
class State:
    """How a request stands. A time is 0 where the thing has not happened.

    *updated* moves with what people do, *generated* also with what the system does.
    """

    status: str = "new"
    assigned: int = 0
    raised: bool = False
    linked: bool = False
    updated: int = 0
    generated: int = 0
    replied: int = 0
    replies: int = 0
    comments: int = 1
    solved: int = 0
    first_solved: int = 0
    closed: int = 0
    reopens: int = 0
    rated: int = 0
    merged: int = 0
    deleted: int = 0
    scrubbed: int = 0
    before: str = "new"
    requester_at: int = 0
    agent_at: int = 0
    status_at: int = 0
    held: int = 0


def state_of(opened: int, past: Iterable[Moment]) -> State:
    """Fold what has happened into how it stands."""
    state = State(updated=opened, generated=opened, requester_at=opened, status_at=opened)
    for moment in past:
        _take(state, moment)
    return state


def _take(state: State, moment: Moment) -> None:
    state.generated = moment.at
    if moment.what not in {"touched", "scrubbed"}:
        state.updated = moment.at
    if moment.status and moment.status != state.status:
        _turn(state, moment)
    if moment.note:
        _write(state, moment)
    match moment.what:
        case "assigned" | "rated" | "merged" | "deleted" | "scrubbed":
            setattr(state, moment.what, moment.at)
        case "raised":
            state.raised = True
        case "escalated":
            state.linked = True


def _turn(state: State, moment: Moment) -> None:
    if state.status == "hold":
        state.held += moment.at - state.status_at
    if moment.status == "solved":
        state.solved = moment.at
        state.first_solved = state.first_solved or moment.at
    if moment.status == "closed":
        state.closed = moment.at
        state.solved = state.solved or moment.at
        state.first_solved = state.first_solved or moment.at
    if state.status == "solved" and moment.status == "open":
        state.reopens += 1
        state.solved = 0
    state.before, state.status, state.status_at = state.status, moment.status, moment.at


def _write(state: State, moment: Moment) -> None:
    state.comments += 1
    if moment.actor == "requester":
        state.requester_at = moment.at
        return
    state.agent_at = moment.at
    if moment.note in {"first", "ask", "planned", "solved"}:
        state.replies += 1
        state.replied = state.replied or moment.at
