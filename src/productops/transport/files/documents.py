"""Objects and notes: JSON lines, a JSON list, and Markdown with front matter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from ...errors import SourceError
from ...kit.files import Row
from .yamls import NO_YAML, Document, documents

MOST_BYTES = 8 << 20
_FENCE = "---"
# Where APIs put the records of a page: OData and Graph, SCIM, Google, Okta and Snipe-IT, in turn
_ENVELOPES = ("value", "Resources", "items", "users", "rows", "results", "records", "data")
_IDENTITY = {"id", "schemas", "apiVersion"}
_DEEPEST = 6


def lines(path: Path, place: dict[str, int], most: int) -> tuple[list[Row], dict[str, int] | None]:
    """Up to *most* lines from a place (`byte`, `row`); an empty line is none."""
    at, number = place.get("byte", 0), place.get("row", 1)
    rows: list[Row] = []
    with path.open("rb") as file:
        file.seek(at)
        for line in file:
            at += len(line)
            if bare := line.strip().removeprefix(b"\xef\xbb\xbf"):
                rows.append(_object(path.name, number, bare))
            number += 1
            if len(rows) >= most or at - place.get("byte", 0) > MOST_BYTES:
                return rows, {"byte": at, "row": number}
    return rows, None


class Lists:
    """Lists in JSON files; one is kept, since batches of it follow one another."""

    def __init__(self) -> None:
        self._kept: tuple[Path, int, list[msgspec.Raw]] | None = None

    def batch(
        self, path: Path, place: dict[str, int], most: int
    ) -> tuple[list[Row], dict[str, int] | None]:
        """Up to *most* entries from a place (`row`, counted from 1)."""
        start = place.get("row", 1)
        held = self._list(path)
        found = [
            _object(path.name, number, bytes(raw))
            for number, raw in enumerate(held[start - 1 : start - 1 + most], start)
        ]
        after = start + len(found)
        return found, {"row": after} if after <= len(held) else None

    def _list(self, path: Path) -> list[msgspec.Raw]:
        stamp = path.stat().st_mtime_ns
        if self._kept is None or self._kept[:2] != (path, stamp):
            self._kept = (path, stamp, _entries(path))
        return self._kept[2]


def _entries(path: Path) -> list[msgspec.Raw]:
    """The list that a file is, or the one that it holds; an object that holds none is a record."""
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    try:
        return msgspec.json.decode(data, type=list[msgspec.Raw])
    except msgspec.DecodeError:
        pass
    try:
        top = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    except msgspec.DecodeError as error:
        raise SourceError(
            f"not JSON that holds a list: {error}",
            where=path.name,
            hint="One object a line goes in a .jsonl file.",
        ) from None
    held = _held(top)
    return [msgspec.Raw(data)] if held is None else held


def _held(top: dict[str, msgspec.Raw], depth: int = 0) -> list[msgspec.Raw] | None:
    """The records an object holds: of the key that says so, else the longest list there is, however it is wrapped.

    None of an object that is a record itself. One with an id is, whatever lists it has: somebody's addresses are no
    records.
    """
    lists = {key: each for key, raw in top.items() if (each := _as_list(raw)) is not None}
    named = next((key for key in _ENVELOPES if key in lists), None)
    if named is not None:
        return lists[named]
    if _IDENTITY & top.keys() or depth > _DEEPEST:
        return None
    if lists:
        return max(lists.values(), key=len)
    return max(
        filter(None, (_within(raw, depth + 1) for raw in top.values())), key=_size, default=None
    )


def _within(raw: msgspec.Raw, depth: int) -> list[msgspec.Raw] | None:
    """The records of what a key holds, or that as a record."""
    inner = _as_object(raw)
    if inner is None:
        return None
    held = _held(inner, depth)
    return [raw] if held is None and _IDENTITY & inner.keys() else held


def _size(records: list[msgspec.Raw]) -> tuple[int, int]:
    """Of two lists of one length the fuller one counts: a request that names a record is none."""
    return len(records), sum(len(bytes(raw)) for raw in records)


def _as_object(raw: msgspec.Raw) -> dict[str, msgspec.Raw] | None:
    try:
        return msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except msgspec.DecodeError:
        return None


def _as_list(raw: msgspec.Raw) -> list[msgspec.Raw] | None:
    try:
        return msgspec.json.decode(raw, type=list[msgspec.Raw])
    except msgspec.DecodeError:
        return None


def _object(name: str, number: int, data: bytes) -> Row:
    try:
        found = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        text = data[:2000].decode("utf-8", "replace")
        return Row(name, number, fields={"text": text}, problem=f"no JSON: {error}")
    if isinstance(found, dict):
        return Row(name, number, fields=found)
    return Row(name, number, fields={"value": found}, problem="no JSON object")


def note(path: Path) -> list[Row]:
    """A Markdown file as one row: the keys of its front matter, and `body`.

    Front matter: YAML between two lines `---` at the start (Jekyll, Obsidian, Hugo).
    """
    text = path.read_text("utf-8-sig", errors="replace").replace("\r\n", "\n")
    head, problem = "", ""
    if text.startswith(f"{_FENCE}\n"):
        head, mark, rest = text.removeprefix(f"{_FENCE}\n").partition(f"\n{_FENCE}\n")
        text, head = (rest, head) if mark else (text, "")
    try:
        keys = _front(head) if head else {}
    except ValueError as error:
        keys, problem = {}, str(error)
    return [Row(path.name, 1, fields={**keys, "body": text.strip()}, problem=problem)]


def _front(text: str) -> dict[str, Any]:
    """The keys of front matter, whose first line is the second of its file.

    Raises:
        ValueError: it is no YAML, or no keys, and where.
    """
    found = next(documents(text), Document({}))
    if found.problems:
        line, what = found.problems[0]
        reason = what.removeprefix(NO_YAML)
        raise ValueError(f"front matter is no YAML in line {line + 1}: {reason}")
    if not isinstance(found.value, dict):
        raise ValueError("front matter has no keys")  # noqa: TRY004 - a mistake in the text
    return found.value
