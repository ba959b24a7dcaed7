"""Inventory: who we are is where the files lie, and what was found there."""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from productops.kit import Answer, Auth, Instance, NoAuth, Request, files

from . import toolsfile
from .grants import Grants
from .products import Products
from .reading import Looked, reading_for
from .settings import InventorySettings
from .streams import Exports, Layouts, Rows

LOOKED_AT = 8
"""Files that are looked at when a source is opened; more are looked at as they are read."""


class Inventory:
    """The connector."""

    name = "inventory"
    settings = InventorySettings
    hosts: Mapping[str, str] = {files.HOST: files.LOCAL}
    streams = (
        Exports(), Layouts(), Rows("rows", apart=False), Rows("events", apart=True), Products(), Grants(), toolsfile.HandKept(),
    )  # fmt: skip

    def auth(self, settings: InventorySettings) -> Auth:
        """Files need none."""
        return NoAuth()

    def open(self, settings: InventorySettings) -> Request:
        """What lies there?"""
        if settings.by_hand:
            return toolsfile.opening(settings)
        state = {"settings": settings.model_dump(mode="json")}
        return files.listing(settings.path).with_(state=state)

    def opened(self, request: Request, answer: Answer) -> Request | Instance:
        """What the first files hold, and whether we know it."""
        if request.state is None:
            return toolsfile.opened(request, answer)
        settings = InventorySettings.model_validate(request.state["settings"])
        if request.path == "/list":
            found = answer.decode(files.Listing).files
            state = {**request.state, "count": len(found), "told": [], "notes": []}
            return _look(found[:LOOKED_AT], state, settings)
        state = request.state
        if answer.status != files.MISSING:
            looked = answer.decode(Looked)
            state = {
                **state,
                "told": [*state["told"], told(looked, settings)],
                "notes": [*state["notes"], *noted(looked, settings)],
            }
        return _look([files.FileInfo(**one) for one in state["left"]], state, settings)


def _look(
    left: list[files.FileInfo], state: Mapping[str, Any], settings: InventorySettings
) -> Request | Instance:
    if left:
        rest = [
            {"path": o.path, "name": o.name, "bytes": o.bytes, "version": o.version}
            for o in left[1:]
        ]
        return files.sample(left[0]).with_(state={**state, "left": rest})
    count = state["count"]
    more = count - len(state["told"])
    lines = [*state["told"], *([f"and {more} more files"] if more > 0 else []), *state["notes"]]
    account = f"{count} file{'s' * (count != 1)}"
    return Instance("", account, timezone=settings.timezone, warnings=tuple(lines))


def told(looked: Looked, settings: InventorySettings) -> str:
    """What a file was found to hold, in a line.

    Raises:
        SettingsError: that cannot be told.
    """
    reading = reading_for(looked, settings)
    if reading.kind is None:
        return f"{looked.file.name}: it holds no records"
    layout, manner = looked.layout, reading.manner
    said = [layout.encoding or layout.sheet or layout.format]
    said += [f"dates {manner.order}"] if manner.order else []
    said += [f"amounts like {manner.style}"] if manner.style else []
    return f"{looked.file.name}: read as {reading.kind.title}, {', '.join(said)}"


def noted(looked: Looked, settings: InventorySettings) -> list[str]:
    """What the user should know of a file."""
    reading = reading_for(looked, settings)
    notes = reading.kind.notes(reading.first) if reading.kind and reading.kind.notes else []
    return [f"{looked.file.name}: {note}" for note in notes]
