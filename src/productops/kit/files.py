"""How a connector asks for local files: requests that the transport answers as if a file were a source.

A connector that reads files has the host `{"files": "file:"}`. Three requests lead through a file:

- `listing(pattern)`: which files there are → `Listing`;
- `sample(path)`: how a file is written, and its first rows → `Sample`;
- `rows(path, version, layout)`: a batch of rows from a place on → `Batch`; `Batch.next` is the place after it.

A row is a JSON object, kept as it is as the raw record: `{"file", "row", "cells": […]}` of a table, or
`{"file", "row", "fields": {…}}` of objects, notes and YAML documents; *row* counts from 1 as a spreadsheet does. A row
that could not be read has a `problem`. A YAML document has `lines` too, by JSON pointer (`/tools/0/owner`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from msgspec import Raw, Struct, to_builtins

from .wire import Request

Format = Literal["csv", "xlsx", "jsonl", "json", "markdown", "yaml"]

HOST, LOCAL = "files", "file:"
"""Name of the host, and how its URL begins."""
ROWS = 4_000
CHANGED, MISSING = 409, 404
"""Statuses of a file that is not the one listed any more, or not there."""


class FileInfo(Struct, frozen=True):
    """A file. *name* is its path below what the pattern fixes; *version* changes when its content may have."""

    path: str
    name: str
    bytes: int
    version: str


class Listing(Struct):
    """The answer to `listing`, by path."""

    files: list[FileInfo]


class Layout(Struct, frozen=True, omit_defaults=True):
    """How a file is written: *encoding* and *delimiter* of a text table, *sheet* of a workbook."""

    format: Format
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    newline: Literal["", "\r"] = ""


class Sample(Struct):
    """The answer to `sample`: the layout as found, and the first rows."""

    file: FileInfo
    layout: Layout
    rows: list[Row]
    sheets: list[str] = []


class Row(Struct, omit_defaults=True):
    """A row as it was read; cells are text, or the value of a typed cell (number, boolean, ISO 8601 text).

    *lines*: where each key of a YAML document stands. Its *problem* is several lines long where several things are
    wrong; `places` takes them apart.
    """

    file: str
    row: int
    cells: list[Any] | None = None
    fields: dict[str, Any] | None = None
    problem: str = ""
    lines: dict[str, int] = {}


class Batch(Struct):
    """The answer to `rows`. *next* is None at the end of the file."""

    rows: list[Raw]
    next: dict[str, int] | None = None


def located(problems: Sequence[tuple[int, str]]) -> str:
    """What is wrong in a document, by line, as its row's `problem`."""
    return "\n".join(f"line {line}: {what}" for line, what in problems)


def places(problem: str) -> list[tuple[int, str]]:
    """Line and reason of each thing that `located` told."""
    return [
        (int(line.removeprefix("line ")), what)
        for line, _, what in (part.partition(": ") for part in problem.splitlines())
    ]


def listing(pattern: str) -> Request:
    """Files that a path or pattern (`feedback/*.csv`, `**` for folders below) names; at least one, or it is an error.

    `expect=(MISSING,)` makes that an answer.
    """
    return Request(host=HOST, path="/list", query={"pattern": pattern})


def sample(info: FileInfo, *, encoding: str = "") -> Request:
    """The first rows of a file. *encoding* is found by looking, unless given; `MISSING` where it is no more."""
    query: dict[str, Any] = {"path": info.path, "name": info.name}
    if encoding:
        query["encoding"] = encoding
    return Request(host=HOST, path="/sample", query=query, expect=(MISSING,))


def rows(info: FileInfo, layout: Layout, place: dict[str, int] | None = None) -> Request:
    """The rows from *place* on; the beginning by default. A file changed since answers `CHANGED`."""
    body = {
        "path": info.path,
        "name": info.name,
        "version": info.version,
        "layout": to_builtins(layout),
    }
    return Request(
        host=HOST,
        path="/rows",
        method="POST",
        body={**body, "from": place or {}, "rows": ROWS},
        page_size="rows",
        expect=(CHANGED, MISSING),
    )
