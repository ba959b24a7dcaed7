"""The demo, step by step. Everything it says is read from the store or from a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any

from ..display.progress import Display, Terminal, choose
from ..errors import PluginError
from ..render import text_page
from ..sync import summary
from ..sync.report import Show, SyncReport
from ..workspace import Workspace
from ..workspace import open as open_workspace
from .answers import answers
from .files import SETTINGS, Served, prepare
from .tools import tools
from .words import fill, intro, outro

if TYPE_CHECKING:
    from ..sandbox import Company, Exports, Sandbox

WEEK = timedelta(days=7)
SIZE = 600
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
    sandboxes, exports = _stand_ins(company)
    with _folder(keep) as folder, _serving(sandboxes) as serving:
        served = prepare(folder, serving, exports)
        say(intro(company.name, served, width))
        with open_workspace(folder / SETTINGS) as workspace:
            world = _World(company, exports, folder)
            code = _story(workspace, world, partial(_wrapped, say, width))
            if code == 0:
                told = answers(partial(_ask, workspace), company.clock.now)
                told += tools(workspace.inventory(company.clock.now))
                say(text_page(told, width))
    if code == 0:
        say(f"\n{outro(keep, command, served, width)}")
    return code


def _wrapped(say: Say, width: int, text: str) -> None:
    say(fill(text, width))


def _ask(workspace: Workspace, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in workspace.sql(query).rows()]


def _stand_ins(company: Company) -> tuple[list[Sandbox], list[Exports]]:
    """Every stand-in that is installed, of one company: those that answer, and those that are files.

    Raises:
        PluginError: none is.
    """
    from .. import plugins
    from ..sandbox import Exports

    made = [kind(company) for kind in plugins.load().sandboxes().values()]
    if not made:
        hint = "Run: python -m pip install productops-zendesk productops-jira"
        raise PluginError("the demo needs a connector that brings a stand-in", hint=hint)
    exports: list[Exports] = [each for each in made if isinstance(each, Exports)]
    sandboxes: list[Sandbox] = [each for each in made if not isinstance(each, Exports)]
    for sandbox in sandboxes:
        # with the vendors' own limits a first sync of this size waits for some minutes
        sandbox.lift_limits()
    return sandboxes, exports


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


@dataclass(frozen=True)
class _World:
    """The company and its time: on from where its clock stands, as fast as ours."""

    company: Company
    exports: Sequence[Exports]
    folder: Path
    began: float = field(default_factory=perf_counter)

    def now(self) -> datetime:
        """The moment, as it is in the company."""
        return self.company.clock.now + timedelta(seconds=perf_counter() - self.began)

    def week(self) -> None:
        """A week passes; files are saved anew."""
        self.company.clock.advance(WEEK)
        for each in self.exports:
            each.write(self.folder)


def _story(workspace: Workspace, world: _World, say: Say) -> int:
    """Connect, sync, sync again, let a week pass, sync, verify; stops at the first failure."""
    for title, step in (
        ("1. Fetch everything", workspace.sync),
        ("2. Fetch again: nothing has moved", workspace.sync),
        ("3. A week passes; fetch what changed", partial(_later, workspace, world)),
        ("4. Compare with the sources' own records", workspace.verify),
    ):
        say(title)
        with _display() as show:
            report: Any = step(progress=show, as_of=world.now())
        say(f"   {_told(report)}\n")
        if report.exit_code:
            say(summary.text(report))
            return int(report.exit_code)
    return 0


def _display() -> Display:
    """A table that goes when the step is done: the line that says what it did replaces it."""
    found = choose(None)
    return Terminal(transient=True) if isinstance(found, Terminal) else found


def _later(workspace: Workspace, world: _World, progress: Show, as_of: datetime) -> SyncReport:
    world.week()
    return workspace.sync(progress=progress, as_of=as_of + WEEK)


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
