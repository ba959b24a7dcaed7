"""Objects and notes: JSON lines, a JSON list, and Markdown with front matter."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from ...errors import SettingsError, SourceError
from ...kit.files import Row

MOST_BYTES = 8 << 20
_FENCE = "---"


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
    """The list that a file is, or the longest one it holds at its top."""
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
    found = [each for raw in top.values() if (each := _as_list(raw)) is not None]
    return max(found, key=len, default=[msgspec.Raw(data)])


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
        keys = _yaml(head) if head else {}
    except ValueError as error:
        keys, problem = {}, str(error)
    return [Row(path.name, 1, fields={**keys, "body": text.strip()}, problem=problem)]


def _yaml(text: str) -> dict[str, Any]:
    try:
        import yaml
    except ImportError:
        raise SettingsError(
            "notes with front matter need PyYAML", hint="Install it: pip install productops-files"
        ) from None
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" in line {mark.line + 2}" if mark else ""
        raise ValueError(f"front matter is no YAML{line}") from None
    if not isinstance(found, dict):
        raise ValueError("front matter has no keys")  # noqa: TRY004 - a mistake in the text
    return {str(key): _plain(value) for key, value in found.items()}


def _plain(value: Any) -> Any:
    """What YAML reads as a date is told as text, like everything else that is one."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value
