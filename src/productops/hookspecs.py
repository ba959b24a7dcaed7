"""The plugin contract: everything productops can be extended in.

A plugin is a module (or any object) with functions of these names, marked with `hookimpl` and named by an
entry point of the group `productops`. A function may leave out arguments it does not need. One that raises
is named in the report and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from .kit import Connector
    from .model import FeedbackItem
    from .model.base import Record
    from .sandbox import Exports, Sandbox
    from .sync.report import SyncReport

hookspec = pluggy.HookspecMarker("productops")
hookimpl = pluggy.HookimplMarker("productops")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Who should get a piece of feedback, and why. *score*: how sure, from 0 to 1, where that means anything."""

    team: str
    reason: str
    priority: str | None = None
    score: float | None = None


@hookspec
def productops_connectors() -> Iterable[Connector]:  # type: ignore[empty-body]
    """Connectors to offer as `connector = "…"`. Called once, when the plugin is first needed."""


@hookspec
def productops_sandboxes() -> Iterable[type[Sandbox | Exports]]:  # type: ignore[empty-body]
    """Stand-ins for vendors' APIs, or for a folder of files, as classes. Called when a demo or a test starts one."""


@hookspec
def productops_enrich(records: list[Record]) -> Iterable[Record]:  # type: ignore[empty-body]
    """The rows of one raw record, with rows added or empty fields filled; pure. Called before hashing, and by `renormalise`."""


@hookspec
def productops_route(feedback: FeedbackItem) -> Suggestion | None:
    """A team for a piece of feedback that no rule of the user's placed. Called by `route`."""


@hookspec
def productops_redact(text: str) -> str:  # type: ignore[empty-body]
    """The text without what must not leave. Called before customer text leaves the process."""


@hookspec
def productops_synced(report: SyncReport) -> None:
    """Told what a sync did. Called after its last commit."""
