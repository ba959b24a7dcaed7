"""The demo, step by step. Everything it says is read from the store or from a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..display.progress import Display, Terminal, choose
from ..errors import PluginError
from ..render import text_page
from ..sync import summary
from ..sync.report import Show, SyncReport
from ..workspace import Workspace
from ..workspace import open as open_workspace
from .answers import answers
from .files import prepare

WEEK = timedelta(days=7)
_NO_LIMITS = dict.fromkeys(
    ("incremental-exports", "incremental-exports-cursor", "deleted-tickets-index"), 9_999
)
SIZE = 1_200
"""Tickets in the two years before the demo begins."""

Say = Callable[[str], None]


def demo(
    keep: Path | None = None,
    *,
    now: datetime,
    say: Say = print,
    size: int = SIZE,
    command: str = "",
) -> int:
    """Run the demo; gives the exit code.

    Args:
        keep: a folder to leave everything in; a temporary one if not given.
        now: when the invented company's story ends.
        say: where each paragraph goes.
        size: how many tickets.
        command: what goes before each command that is suggested (`uv run `).
    """
    sandbox = _sandbox(size, now - WEEK)
    from ..sandbox import serve

    with _folder(keep) as folder, serve(sandbox) as url:
        settings = prepare(folder, url, sandbox.credentials())
        say(_INTRO.format(company=sandbox.company.name, url=url))
        with open_workspace(settings) as workspace:
            code = _story(workspace, sandbox, say)
            if code == 0:
                say(text_page(answers(partial(_ask, workspace), sandbox.company.clock.now)))
    if code == 0:
        say(f"\n{_outro(keep, command)}")
    return code


def _ask(workspace: Workspace, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in workspace.sql(query).rows()]


_INTRO = """\
An invented software company, {company}, with two years of support tickets.
Its help desk is a stand-in for Zendesk that runs on this machine, at
{url}. Nothing leaves it.
Its rate limits are lifted, so that this is quick.
"""


def _sandbox(size: int, now: datetime) -> Any:
    from .. import plugins

    sandboxes = plugins.load().sandboxes()
    if "zendesk" not in sandboxes:
        hint = "Run: python -m pip install productops-zendesk"
        raise PluginError("the demo needs the Zendesk plugin, which is not installed", hint=hint)
    # with the vendor's own limits a first sync of this size waits for some minutes
    return sandboxes["zendesk"](size=size, now=now, plan="enterprise_plus", limits=_NO_LIMITS)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        yield keep
        return
    with TemporaryDirectory(prefix="productops-demo-") as place:
        yield Path(place)


def _story(workspace: Workspace, sandbox: Any, say: Say) -> int:
    """Connect, sync, sync again, let a week pass, sync, verify; stops at the first failure."""
    for title, step in (
        ("1. Fetch everything", workspace.sync),
        ("2. Fetch again: nothing has moved", workspace.sync),
        ("3. A week passes; fetch what changed", partial(_later, workspace, sandbox)),
        ("4. Compare with the source's own records", workspace.verify),
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


def _later(workspace: Workspace, sandbox: Any, progress: Show) -> SyncReport:
    sandbox.advance(WEEK)
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


def _outro(keep: Path | None, command: str) -> str:
    own = f"With your own Zendesk:\n    {command}productops init --connector zendesk --name support"
    if keep is None:
        keeping = "That was a temporary folder. To keep store, settings and a script to play with:"
        return f"{keeping}\n    {command}productops demo --keep trial\n{own}"
    steps = ("python explore.py", "productops show feedback", "productops status")
    lines = [f"    {command}{step}" for step in steps]
    kept = f"Kept in {keep}: the store, its settings, and a script."
    return "\n".join([kept, f"    cd {keep}", *lines, own])
