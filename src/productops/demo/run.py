"""The demo, step by step. Everything it says is read from the store or from a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ..display.progress import Display, Terminal, choose
from ..errors import PluginError
from ..render import text_page
from ..sync import summary
from ..sync.report import Show, SyncReport
from ..workspace import Workspace
from ..workspace import open as open_workspace
from .answers import answers
from .files import Served, prepare
from .words import fill, intro, outro

if TYPE_CHECKING:
    from ..sandbox import Company, Sandbox

WEEK = timedelta(days=7)
SIZE = 800
"""Requests in the two years before the demo begins."""
WIDTH = 80

Say = Callable[[str], None]


def demo(
    keep: Path | None = None,
    *,
    now: datetime,
    say: Say = print,
    size: int = SIZE,
    command: str = "",
    width: int = WIDTH,
) -> int:
    """Run the demo; gives the exit code.

    Args:
        keep: a folder to leave everything in; a temporary one if not given.
        now: when the invented company's story ends.
        say: where each paragraph goes.
        size: how many requests the company had.
        command: what goes before each command that is suggested (`uv run `).
        width: columns of the place it is read in.
    """
    from ..sandbox import Company

    company = Company(size=size, now=now - WEEK)
    sandboxes = _sandboxes(company)
    with _folder(keep) as folder, _serving(sandboxes) as served:
        settings = prepare(folder, served)
        say(intro(company.name, served, width))
        with open_workspace(settings) as workspace:
            code = _story(workspace, company, partial(_wrapped, say, width))
            if code == 0:
                say(text_page(answers(partial(_ask, workspace), company.clock.now), width))
    if code == 0:
        say(f"\n{outro(keep, command, served, width)}")
    return code


def _wrapped(say: Say, width: int, text: str) -> None:
    say(fill(text, width))


def _ask(workspace: Workspace, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in workspace.sql(query).rows()]


def _sandboxes(company: Company) -> list[Sandbox]:
    """Every stand-in that is installed, of one company.

    Raises:
        PluginError: none is.
    """
    from .. import plugins

    made: list[Sandbox] = [kind(company) for kind in plugins.load().sandboxes().values()]
    if not made:
        hint = "Run: python -m pip install productops-zendesk productops-jira"
        raise PluginError("the demo needs a connector that brings a stand-in", hint=hint)
    for sandbox in made:
        # with the vendors' own limits a first sync of this size waits for some minutes
        sandbox.lift_limits()
    return made


@contextmanager
def _serving(sandboxes: list[Sandbox]) -> Iterator[list[Served]]:
    from ..sandbox import serve

    with ExitStack() as stack:
        yield [
            Served(sandbox.connector, stack.enter_context(serve(sandbox)), sandbox.credentials())
            for sandbox in sandboxes
        ]


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        yield keep
        return
    with TemporaryDirectory(prefix="productops-demo-") as place:
        yield Path(place)


def _story(workspace: Workspace, company: Company, say: Say) -> int:
    """Connect, sync, sync again, let a week pass, sync, verify; stops at the first failure."""
    for title, step in (
        ("1. Fetch everything", workspace.sync),
        ("2. Fetch again: nothing has moved", workspace.sync),
        ("3. A week passes; fetch what changed", partial(_later, workspace, company)),
        ("4. Compare with the sources' own records", workspace.verify),
    ):
        say(title)
        with _display() as show:
            report: Any = step(progress=show)
        say(f"   {_told(report)}\n")
        if report.exit_code:
            say(summary.text(report))
            return int(report.exit_code)
    return 0


def _display() -> Display:
    """A table that goes when the step is done: the line that says what it did replaces it."""
    found = choose(None)
    return Terminal(transient=True) if isinstance(found, Terminal) else found


def _later(workspace: Workspace, company: Company, progress: Show) -> SyncReport:
    company.clock.advance(WEEK)
    return workspace.sync(progress=progress)


def _told(report: Any) -> str:
    """One line on a report."""
    if not isinstance(report, SyncReport):
        held = sum(check.held for checks in report.sources.values() for check in checks.values())
        missing = len(report.missing)
        return f"{held:,} records compared; {f'{missing:,} missing' if missing else 'none is missing'}."
    seconds = (
        (report.finished_at - report.started_at).total_seconds() if report.finished_at else 0.0
    )
    words = {"created": "new", "updated": "changed", "deleted": "deleted", "unchanged": "unchanged"}
    counts = ", ".join(f"{n:,} {word}" for key, word in words.items() if (n := report.total(key)))
    return f"{counts or 'nothing new'}; {report.total('requests'):,} requests, {seconds:.1f} s."
