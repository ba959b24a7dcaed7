"""How an issue stands at a moment, with its changelog."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .lives import Beat, Issue


class Entry(NamedTuple):
    """A changelog entry: its beat and the changes in it, in the vendor's shape."""

    beat: Beat
    items: list[dict[str, Any]]


@dataclass(slots=True)
class State:
    """How an issue stands. Times are epoch milliseconds, 0 where the thing has not happened."""

    issue: Issue
    project: int
    number: int
    type: str
    status: int = 0
    status_at: int = 0
    priority: int = 2
    assignee: int | None = None
    labels: list[str] = field(default_factory=list)
    points: int | None = None
    sprint: int | None = None
    version: int | None = None
    resolution: int | None = None
    resolved: int = 0
    summaries: int = 0
    described: int = 0
    flagged: bool = False
    secured: bool = False
    votes: int = 0
    watchers: int = 1
    spent: int = 0
    rated: int = 0
    updated: int = 0
    deleted: int = 0
    old: list[tuple[int, int]] = field(default_factory=list)
    comments: list[Beat] = field(default_factory=list)
    work: list[Beat] = field(default_factory=list)
    unworked: list[tuple[int, Beat]] = field(default_factory=list)
    remote: list[Beat] = field(default_factory=list)
    links: list[Beat] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Site:
    """What telling a life needs to know: how users and issues are called, and what was written when."""

    user: Callable[[int], str]
    key: Callable[[int, int], str]
    issue_key: Callable[[int], str]
    summary: Callable[[Issue, int], str]
    description: Callable[[Issue, int], str]
