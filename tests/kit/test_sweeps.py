"""Cursors that lie at what a source has shown, whatever our own clock says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from productops.kit import Request
from productops.kit.sweeps import NEWEST, began, swept

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
EARLIER, LATER = NOW - timedelta(hours=3), NOW + timedelta(minutes=1)


@dataclass
class _Run:
    now: datetime = NOW


def first(now: datetime = NOW) -> Request:
    return Request(path="/a", state={"form": "1", **began(_Run(now))})  # type: ignore[arg-type]


def test_the_cursor_is_the_newest_moment_shown_on_any_page() -> None:
    """Carried from page to page, in whatever order they come; the rest of the state stays."""
    page, none = swept(first(), first().ask(page=2), [EARLIER.isoformat(), "2026-05-01T00:00:00Z"])
    assert page is not None

    end, cursor = swept(page, None, ["2026-05-02T00:00:00Z"])

    assert (none, end, cursor) == (None, None, EARLIER)
    assert (page.query, page.state["form"]) == ({"page": 2}, "1")


def test_a_clock_of_ours_that_runs_ahead_leaves_nothing_out() -> None:
    """A week, here: what the source writes in it comes after the cursor."""
    assert swept(first(NOW + timedelta(days=7)), None, [EARLIER])[1] == EARLIER


def test_what_came_while_the_walk_went_on_is_read_again() -> None:
    """The cursor never lies after the beginning of the walk, for other things may have come to pages already read."""
    assert swept(first(), None, [LATER])[1] == NOW


def test_without_a_moment_there_is_no_cursor() -> None:
    """The next walk starts where this one did; what is no moment is told when the record is read in full."""
    follow, _ = swept(first(), first(), ["soon", None, 7, "2026-05-01T00:00:00"])

    assert follow is not None
    assert follow.state[NEWEST] is None
    assert swept(follow, None, [])[1] is None
