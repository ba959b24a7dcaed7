"""`tools.yaml`, the list of tools that a person keeps: refused whole while it has mistakes, read whole otherwise."""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

import msgspec

from productops.errors import SettingsError, SourceError
from productops.kit import Answer, Can, Instance, Page, Request, Run, files, toolsfile
from productops.kit.rows import guarded
from productops.model import Record

from .entry import Entry
from .kind import Kind
from .settings import InventorySettings
from .toolsfile_entries import Kept, entries_of
from .toolsfile_rows import named_rows, tool_rows

NAME = "tools"
_INIT = "Draft one from what was seen: productops tools init."
_YAML = files.Layout("yaml")


def is_kept(settings: InventorySettings) -> bool:
    """Whether a source is the file that a person keeps."""
    return settings.kind == NAME


def opening(settings: InventorySettings) -> Request:
    """Is the file there?"""
    return files.listing(settings.path).with_(expect=(files.MISSING,))


def opened(request: Request, answer: Answer) -> Request | Instance:
    """Whether anything is wrong with the file.

    Raises:
        SettingsError: it is not there, or has mistakes; all of them at once, by line.
    """
    if answer.status == files.MISSING:
        where = str(request.query.get("pattern") or request.query.get("path"))
        raise SettingsError("is not there", where=where, hint=_INIT)
    if request.path == "/list":
        return files.sample(_only(answer))
    sample = answer.decode(files.Sample)
    count = len(toolsfile.read(sample.rows, sample.file.name).tools)
    return Instance("", f"{count} tool{'s' * (count != 1)} in {sample.file.name}")


def _only(answer: Answer) -> files.FileInfo:
    found = answer.decode(files.Listing).files
    names = ", ".join(info.name for info in found[:5])
    if len(found) > 1:
        raise SettingsError("means several files", where=names, hint="Name one alone.")
    if not found[0].name.endswith((".yaml", ".yml")):
        raise SettingsError("is no YAML by its name", where=names, hint="Call it tools.yaml.")
    return found[0]


class HandKept:
    """The tools of the file, with all that it says of them."""

    name, needs = NAME, ()
    wire = Kept
    # Listed whole every time: what the file lacks is gone
    can = Can(deletes=True)
    lookback = timedelta(0)
    reads = (
        "tool", "vendor", "contract", "seat", "integration", "training", "training_record", "risk",
        "process_doc", "person", "team",
    )  # fmt: skip

    def start(self, run: Run) -> Iterable[Request] | None:
        """A look at the file, where this source is one."""
        return [files.listing(run.settings.path)] if run.settings.by_hand else None

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """Where it lies; then all of it.

        Raises:
            SourceError: it changed meanwhile.
            SettingsError: so did its content, and it has mistakes now.
        """
        if request.path == "/list":
            return Page(next=files.rows(_only(answer), _YAML))
        name = str(request.body["name"])
        if answer.status in (files.CHANGED, files.MISSING):
            raise SourceError("changed while it was read", where=name, hint="Sync once more.")
        rows = [msgspec.json.decode(raw, type=files.Row) for raw in answer.decode(files.Batch).rows]
        found = toolsfile.read(rows, name)
        return Page(records=[msgspec.json.encode(one) for one in entries_of(found, rows[0])])

    def identify(self, kept: Kept) -> tuple[str, str | None]:
        """What it is, and its name."""
        return kept.id, None

    @guarded
    def normalise(self, kept: Kept, run: Run) -> Iterable[Record]:
        """The rows of a tool, or of something that tools name."""
        if kept.kind != "tool":
            return named_rows(kept.kind, kept.entry, run)
        return tool_rows(toolsfile.ToolEntry.model_validate(kept.entry), kept.to, run)


def _is_tools(entry: Entry) -> bool:
    return isinstance(entry.fields.get("tools"), list)


def _elsewhere(_: Sequence[files.Row], name: str) -> None:
    """One among exports is not read with them: a mistake in it stops a source, and that should be its own."""
    hint = f'Name it by itself in the settings: [tools], file = "{name}".'
    raise SettingsError("is the list of tools that a person keeps", where=name, hint=hint)


def _no_rows(_: Entry, __: Run) -> Iterable[Record]:
    return ()


TOOLS = Kind(NAME, "the list of tools that a person keeps", _is_tools, _no_rows, checked=_elsewhere)
