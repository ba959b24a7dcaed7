"""Files: who we are is where they lie, and what was found there."""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from productops.errors import SettingsError, did_you_mean
from productops.kit import Answer, Auth, Instance, NoAuth, Request, files
from productops.kit.cells import as_toml
from productops.kit.folders import Folder

from .layouts import Looked, is_note, mapping_of, reading_for
from .propose import missing, propose
from .settings import FilesSettings
from .streams import Layouts, Rows

LOOKED_AT = 8
"""Files that are looked at when a source is opened; more are looked at as they are read."""


class Files:
    """The connector."""

    name = "files"
    settings = FilesSettings
    hosts: Mapping[str, str] = {files.HOST: files.LOCAL}
    streams = (Folder(), Layouts(), Rows())

    def auth(self, settings: FilesSettings) -> Auth:
        """Files need none."""
        return NoAuth()

    def open(self, settings: FilesSettings) -> Request:
        """What lies there?"""
        return files.listing(settings.path).with_(
            state={"settings": settings.model_dump(mode="json")}
        )

    def opened(self, request: Request, answer: Answer) -> Request | Instance:
        """How the first files are written, and whether we know what they mean."""
        settings = FilesSettings.model_validate(request.state["settings"])
        if request.path == "/list":
            found = answer.decode(files.Listing).files
            state = {**request.state, "count": len(found), "notes": []}
            return _look(found[:LOOKED_AT], state, settings)
        state = request.state
        if answer.status != files.MISSING:
            looked = answer.decode(Looked)
            understood(looked, settings)
            state = {**state, "notes": [*state["notes"], _told(looked, settings)]}
        return _look([files.FileInfo(**one) for one in state["left"]], state, settings)


def _look(
    left: list[files.FileInfo], state: Mapping[str, Any], settings: FilesSettings
) -> Request | Instance:
    if not left:
        count = state["count"]
        more = count - len(state["notes"])
        notes = [*state["notes"], *([f"and {more} more files"] if more else [])]
        return Instance(
            "",
            f"{count} file{'s' * (count != 1)}",
            timezone=settings.timezone,
            warnings=tuple(notes),
        )
    rest = [
        {"path": o.path, "name": o.name, "bytes": o.bytes, "version": o.version} for o in left[1:]
    ]
    look = files.sample(left[0], encoding=settings.encoding or "")
    return look.with_(state={**state, "left": rest})


def understood(looked: Looked, settings: FilesSettings) -> None:
    """Whether we know what the columns of a file mean.

    Raises:
        SettingsError: a plain file without a mapping, with the one proposed; or a mapping of columns that are not there.
    """
    reading = reading_for(looked, settings)
    name = looked.file.name
    if reading.is_survey:
        return
    if not mapping_of(looked, settings):
        raise SettingsError(
            f"{name} is no export of a tool we know, so what its columns mean has to be said",
            where="mapping",
            hint=f"Put this into the settings of the source, changed as you like:\n\n{as_toml(propose(reading))}",
        )
    if not is_note(looked, settings) and (lost := missing(settings.mapping, reading)):
        there = [column.header for column in reading.header.columns]
        hint = did_you_mean(lost[0], there) or f"Its columns: {', '.join(there)}."
        raise SettingsError(f'{name} has no column "{lost[0]}"', where="mapping", hint=hint)


def _told(looked: Looked, settings: FilesSettings) -> str:
    """What was found, in a line."""
    reading, layout = reading_for(looked, settings), looked.layout
    header = reading.header
    said = [layout.encoding or layout.sheet or layout.format]
    if reading.is_survey:
        said += [
            f"{header.height} header row{'s' * (header.height != 1)}",
            f"{len(reading.questions)} questions",
        ]
        said += [f"dates {reading.order}"] if reading.order else []
        said += [f"times in {settings.timezone}"]
        how = f"{header.dialect} ({header.confidence:.0%} sure)"
    else:
        how = "note" if is_note(looked, settings) else "plain"
        said += [f"{len(header.columns)} columns"]
    return f"{looked.file.name}: read as {how}, {', '.join(filter(None, said))}"
