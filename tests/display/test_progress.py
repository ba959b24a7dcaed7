"""The progress display: what it says, how often, and where."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

from productops.display.board import Board, cells, folded
from productops.display.progress import Plain, board_html, choose
from productops.sync.report import Progress

NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)


class _Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds)


def _page(done: int, stream: str = "tickets", total: int | None = None) -> Progress:
    return Progress("page", "support", stream, done=done, total=total)


def test_a_line_tells_count_total_and_rate() -> None:
    """Counts are of records, the rate is since the stream began."""
    clock = _Clock()
    board = Board(clock, clock.now)
    board.take(_page(0))
    clock.seconds = 2

    line = board.take(_page(3000, total=20_000))

    assert cells(line) == ("support · tickets", "3,000 of 20,000", "1,500/s", "")


def test_a_wait_is_shown_with_its_reason_and_end_and_is_over_in_time() -> None:
    """Nobody wonders why nothing moves, and the line does not claim to wait for ever."""
    clock = _Clock()
    board = Board(clock, clock.now)
    until = NOON + timedelta(seconds=30)

    waiting = board.take(Progress("wait", "support", "tickets", text="rate limit", until=until))
    note = cells(waiting)[3]
    clock.seconds = 31
    over = board.lines()[0]

    assert note == f"waiting: rate limit, until {until.astimezone():%H:%M:%S}"
    assert over.state == "running"
    assert cells(over)[3] == ""


def test_text_of_a_source_cannot_steer_the_terminal() -> None:
    """A reason comes from outside and is shown without control characters."""
    board = Board(_Clock(), _Clock().now)

    line = board.take(Progress("failed", "support", "tickets", text="\x1b[2Jgone"))

    assert cells(line)[3] == "[2Jgone"


def test_plain_lines_are_few() -> None:
    """A thousand pages in ten seconds give a handful of lines; the end is always told."""
    clock, out = _Clock(), io.StringIO()
    plain = Plain(out, clock)

    for page in range(1000):
        clock.seconds = page / 100
        plain(_page(page * 100))
    plain(Progress("done", "support", "tickets", done=100_000))

    lines = out.getvalue().splitlines()
    assert 3 <= len(lines) <= 7
    assert lines[-1].startswith("support · tickets: 100,000 records")


def test_what_is_finished_gives_way_on_a_small_screen() -> None:
    """What is still going on is seen, and how much is not shown; a screen with room shows all."""
    board = Board(_Clock(), _Clock().now)
    for n in range(30):
        board.take(_page(1, f"stream{n}"))
    for n in range(0, 30, 2):
        board.take(Progress("stream_done", "support", f"stream{n}"))
    lines = board.lines()

    shown, away = folded(lines, 20)

    assert len(shown) + 1 == 20
    assert away == 11
    assert {line.stream for line in lines if line.state == "running"} <= {
        line.stream for line in shown
    }
    assert folded(lines, 30) == (lines, 0)


def test_plain_waits_are_told_at_once_and_once_a_second() -> None:
    """Fifty threads that wait for one limit are one line."""
    clock, out = _Clock(), io.StringIO()
    plain = Plain(out, clock)

    for _ in range(50):
        plain(Progress("wait", "support", "tickets", text="rate limit"))

    assert out.getvalue().splitlines() == ["support · tickets: waiting: rate limit"]


def test_a_closed_log_does_not_stop_a_run() -> None:
    """`productops sync 2>&1 | head` must not lose the rest of the run."""
    out = io.StringIO()
    out.close()
    plain = Plain(out, _Clock())

    plain(Progress("done", "support", "tickets"))
    plain.notice("still here")


def test_the_callers_own_function_gets_every_step() -> None:
    """`progress=print` is a display."""
    seen: list[Progress] = []

    with choose(seen.append) as show:
        show(_page(1))
        show(_page(2))

    assert [step.done for step in seen] == [1, 2]


def test_the_notebook_table_is_escaped() -> None:
    """A stream name or reason with markup stays text."""
    board = Board(_Clock(), _Clock().now)
    line = board.take(Progress("wait", "<b>", "tickets", text="<script>"))

    assert "<b>" not in board_html([line])
    assert "<script>" not in board_html([line], notice="<script>")
