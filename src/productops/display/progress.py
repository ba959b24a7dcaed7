"""Progress of a run on a terminal, in a notebook, or as plain lines.

One line a stream: what was read, how fast, and whatever it waits for, with the reason and the end.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol, Self, TextIO

from ..render import html_table
from ..sync.report import Progress, Show
from .board import Board, Line, cells, folded, sentence

if TYPE_CHECKING:
    from rich.table import Table

PLAIN_SECONDS = 2.0
"""Between two plain lines of a stream that is being read; the last line always comes."""
WAIT_SECONDS = 1.0
NOTEBOOK_SECONDS = 0.3


class Display(Protocol):
    """A `Show` that is entered before a run and left after it."""

    def __call__(self, step: Progress) -> None:
        """Show a step."""

    def notice(self, text: str) -> None:
        """Say something that is not about a stream."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(self, *ended: object) -> None:
        """Leave the last state in sight."""


def choose(progress: Show | bool | None) -> Display:
    """The display that fits: the caller's own, none, or what the place allows.

    Args:
        progress: a function to call; False for none; None for one on a terminal or in a notebook; True for
            plain lines where there is neither.
    """
    if callable(progress):
        return Quiet(progress)
    if progress is False:
        return Quiet()
    if in_notebook():
        return Notebook()
    if sys.stderr is not None and sys.stderr.isatty():
        return Terminal()
    return Plain(sys.stderr) if progress else Quiet()


def in_notebook() -> bool:
    """Whether this is a kernel that shows HTML."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return type(shell).__name__ in {"ZMQInteractiveShell", "Shell"}


class Quiet:
    """No display, or the caller's own function."""

    def __init__(self, show: Show | None = None) -> None:
        self._show = show

    def __call__(self, step: Progress) -> None:
        """Pass the step on."""
        if self._show is not None:
            self._show(step)

    def notice(self, text: str) -> None:
        """On standard error; a stop is never silent."""
        sys.stderr.write(f"{text}\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *ended: object) -> None:
        """Nothing to leave."""


class Plain:
    """Plain lines for a log: few while a stream is read, one when it ends, one a second for waits."""

    def __init__(self, out: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._out = out
        self._clock = clock
        self._board = Board(clock, _now)
        self._said: dict[tuple[str, str], float] = {}

    def __call__(self, step: Progress) -> None:
        """Write a line, unless the stream had one a moment ago."""
        line = self._board.take(step)
        key, at = (line.source, line.stream), self._clock()
        quiet = WAIT_SECONDS if line.state == "waiting" else PLAIN_SECONDS
        since = at - self._said.setdefault(
            key, line.began if line.state != "waiting" else at - quiet
        )
        if line.state in {"done", "failed"} or since >= quiet:
            self._said[key] = at
            self._write(sentence(line))

    def notice(self, text: str) -> None:
        """A line of its own."""
        self._write(text)

    def _write(self, text: str) -> None:
        try:
            self._out.write(f"{text}\n")
            self._out.flush()
        except (OSError, ValueError):
            # nobody reads the log any more; the run goes on
            self._out = _Nowhere()  # type: ignore[assignment]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *ended: object) -> None:
        """Everything is written."""


class _Nowhere:
    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        """Nothing to flush."""


class Terminal:
    """A live table on standard error; a *transient* one leaves nothing behind."""

    def __init__(self, *, transient: bool = False) -> None:
        from rich.console import Console
        from rich.live import Live

        self._board = Board(time.monotonic, _now)
        self._console = Console(stderr=True)
        self._transient, self._ended = transient, False
        self._live = Live(
            console=self._console,
            get_renderable=self._table,
            refresh_per_second=8,
            transient=transient,
        )

    def __call__(self, step: Progress) -> None:
        """Note the step; the table redraws itself."""
        self._board.take(step)

    def notice(self, text: str) -> None:
        """Below the table."""
        self._board.notice = text

    def _table(self) -> Table:
        lines = self._board.lines()
        # more rows than the screen has could not be drawn again; what is left behind is whole
        most = len(lines) if self._ended else self._console.size.height - 2
        return _rich_table(*folded(lines, most), self._board.notice)

    def __enter__(self) -> Self:
        self._live.start(refresh=True)
        return self

    def __exit__(self, *ended: object) -> None:
        self._ended = not self._transient
        self._live.stop()


_STYLE = {"waiting": "yellow", "failed": "red", "done": "dim"}


def _rich_table(lines: list[Line], finished: int, notice: str) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold", min_width=len("waiting"))
    if finished:
        table.add_row(Text(f"{finished} more, done", style=_STYLE["done"]))
    for line in lines:
        # Text, not str: what a source sends must not be read as markup
        table.add_row(*(Text(cell, style=_STYLE.get(line.state, "")) for cell in cells(line)))
    if notice:
        table.add_row(Text(notice, style="bold"))
    return table


class Notebook:
    """A small table below the cell, drawn anew a few times a second."""

    def __init__(self) -> None:
        self._board = Board(time.monotonic, _now)
        self._drawn = 0.0
        self._handle: Any = None

    def __call__(self, step: Progress) -> None:
        """Note the step, and draw unless that was a moment ago."""
        line = self._board.take(step)
        if line.state != "running" or time.monotonic() - self._drawn > NOTEBOOK_SECONDS:
            self._draw()

    def notice(self, text: str) -> None:
        """Above the table."""
        self._board.notice = text
        self._draw()

    def _draw(self) -> None:
        from IPython.display import HTML  # type: ignore[import-not-found, unused-ignore]

        self._drawn = time.monotonic()
        self._handle.update(HTML(board_html(self._board.lines(), self._board.notice)))

    def __enter__(self) -> Self:
        from IPython.display import (  # type: ignore[import-not-found, unused-ignore]
            HTML,
            display,
        )

        self._handle = display(HTML(""), display_id=True)
        return self

    def __exit__(self, *ended: object) -> None:
        self._draw()


def board_html(lines: list[Line], notice: str = "") -> str:
    """The lines as a table for a notebook."""
    return html_table(("stream", "records", "rate", ""), map(cells, lines), caption=notice)


def _now() -> datetime:
    return datetime.now(UTC)
