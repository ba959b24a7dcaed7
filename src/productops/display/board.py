"""What a run is doing, line by line; the part of the progress display that knows nothing of screens."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ..render import printable
from ..sync.report import Progress

NAMES = {"": "connection", "_source": "connection", "_census": "counting again"}
"""What to call the source itself and the pseudo streams."""
_STATES = {"wait": "waiting", "done": "done", "stream_done": "done", "failed": "failed"}


@dataclass(slots=True)
class Line:
    """One stream of one source.

    Attributes:
        began, last: seconds of the display's clock, of the first and the latest step.
        state: `running`, `waiting`, `done` or `failed`.
    """

    source: str
    stream: str
    began: float
    last: float = 0.0
    done: int = 0
    total: int | None = None
    state: str = "running"
    text: str = ""
    until: datetime | None = None

    @property
    def rate(self) -> float:
        """Records a second since it began; 0 while there is nothing to tell."""
        seconds = self.last - self.began
        return self.done / seconds if seconds > 0 else 0.0


class Board:
    """Collects steps from any thread; `lines()` is what to show now.

    Args:
        clock: seconds, only ever compared with one another.
        now: the time of day, for the end of a wait.
    """

    def __init__(self, clock: Callable[[], float], now: Callable[[], datetime]) -> None:
        self._clock = clock
        self._now = now
        self._lock = threading.Lock()
        self._lines: dict[tuple[str, str], Line] = {}
        self.notice = ""

    def take(self, step: Progress) -> Line:
        """Note a step; returns its line."""
        at = self._clock()
        with self._lock:
            line = self._lines.setdefault(
                (step.source, step.stream), Line(step.source, step.stream, began=at)
            )
            _apply(line, step, at)
            return line

    def lines(self) -> list[Line]:
        """Every line, in the order they began. A wait that is over is running again."""
        with self._lock:
            for line in self._lines.values():
                if line.state == "waiting" and line.until and line.until <= self._now():
                    line.state, line.until, line.text = "running", None, ""
            return list(self._lines.values())


def folded(lines: list[Line], most: int) -> tuple[list[Line], int]:
    """The lines that a screen of *most* rows has room for, and how many finished ones give way, oldest first."""
    over = len(lines) - most
    if over <= 0:
        return lines, 0
    # one row says how many are not shown
    away = [n for n, line in enumerate(lines) if line.state == "done"][: over + 1]
    return [line for n, line in enumerate(lines) if n not in set(away)], len(away)


def _apply(line: Line, step: Progress, at: float) -> None:
    line.last = at
    line.done = max(line.done, step.done)
    line.total = step.total if step.total is not None else line.total
    line.state = _STATES.get(step.event, "running")
    line.text = _one_line(step.text) if step.event != "page" else ""
    line.until = step.until if step.event == "wait" else None


def _one_line(text: str) -> str:
    """Several lines as sentences that follow one another."""
    return re.sub(r"([.:]?)\n\s*", lambda end: f"{end[1] or '.'} ", text)


def cells(line: Line) -> tuple[str, str, str, str]:
    """A line as text: name, count, rate, and what is to be said."""
    name = f"{line.source} · {NAMES.get(line.stream, line.stream)}"
    total = f" of {line.total:,}" if line.total and line.total >= line.done else ""
    count = f"{line.done:,}{total}" if line.done or line.total else ""
    rate = f"{line.rate:,.0f}/s" if line.done and line.rate >= 1 else ""
    return printable(name), count, rate, printable(_note(line))


def _note(line: Line) -> str:
    if line.state != "waiting":
        return line.text or {"done": "done", "failed": "failed"}.get(line.state, "")
    # local time: it is compared with the clock on the wall
    end = f", until {line.until.astimezone():%H:%M:%S}" if line.until else ""
    return f"waiting: {line.text or 'asked to slow down'}{end}"


def sentence(line: Line) -> str:
    """A line as one plain sentence."""
    name, count, rate, note = cells(line)
    figures = " · ".join(part for part in (f"{count} records" if count else "", rate) if part)
    return f"{name}: " + ", ".join(part for part in (figures, note) if part)
