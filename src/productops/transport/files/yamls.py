"""YAML as plain data, with the line that each key stands in; the only code that reads it.

Values are those of YAML 1.2 (core schema) and of JSON: `no` and `on` are words, `007` keeps its zeros, dates are ISO
8601 text. https://yaml.org/spec/1.2.2/#103-core-schema
A tag is refused, whatever it asks for, and aliases count as often as they stand, so that a small file stays small.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import SettingsError
from ...kit.files import Row, located

MOST_BYTES = 4 << 20
MOST_VALUES = 200_000
DEEPEST = 60
NO_YAML = "is no YAML: "
_MERGE = "<<"
_STANDARD = "tag:yaml.org,2002:"
_READ = {
    "ScalarEvent": (None, "!", f"{_STANDARD}str"),
    "SequenceStartEvent": (None, "!", f"{_STANDARD}seq"),
    "MappingStartEvent": (None, "!", f"{_STANDARD}map"),
}
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"(?=.*[.eE])[-+]?((0|[1-9][0-9]*)\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")
_DATED = re.compile(r"[0-9]{4}-[0-9]")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None, "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip


@dataclass(slots=True)
class Document:
    """One document. *lines*: JSON pointer → line, from 1; *problems*: line, and what is wrong there."""

    value: Any = None
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)


class _TooMuch(Exception):
    """More than anybody writes by hand. *line*: where it became so."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line


class Documents:
    """Documents of YAML files as rows; those of one file are kept, since batches of it follow one another."""

    def __init__(self) -> None:
        self._kept: tuple[Path, int, list[Row]] | None = None

    def batch(
        self, path: Path, place: dict[str, int], most: int
    ) -> tuple[list[Row], dict[str, int] | None]:
        """Up to *most* documents from a place (`row`, counted from 1)."""
        start = place.get("row", 1)
        held = self._rows(path)
        found = held[start - 1 : start - 1 + most]
        after = start + len(found)
        return found, {"row": after} if after <= len(held) else None

    def _rows(self, path: Path) -> list[Row]:
        stamp = path.stat().st_mtime_ns
        if self._kept is None or self._kept[:2] != (path, stamp):
            told = enumerate(_read(path), 1)
            self._kept = (path, stamp, [_row(path.name, number, one) for number, one in told])
        return self._kept[2]


def documents(text: str) -> Iterator[Document]:
    """The documents of a text; one that cannot be read on ends it."""
    yaml = _library()
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    # Events, not nodes: the C library composes nodes by recursion, and half a million brackets end the process
    events = yaml.parse(text, loader)
    try:
        for event in events:
            if type(event).__name__ == "DocumentStartEvent":
                yield _document(events)
    except _TooMuch as error:
        yield Document(problems=[(error.line, str(error))])
    except yaml.YAMLError as error:
        yield Document(problems=[_told(error, text)])


def _document(events: Iterator[Any]) -> Document:
    building = _Building(events, Document())
    building.found.value = building.value(next(events), "", 0)
    return building.found


def _read(path: Path) -> Iterator[Document]:
    data = path.read_bytes()
    if len(data) > MOST_BYTES:
        problem = f"is longer than {MOST_BYTES >> 20} MB"
        return iter([Document(problems=[(1, problem)])])
    try:
        return documents(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return iter([Document(problems=[(line, "is not UTF-8 text")])])


def _row(name: str, number: int, found: Document) -> Row:
    problems = list(found.problems)
    fields = found.value
    if not isinstance(fields, dict):
        problems = problems or [(found.lines.get("", 1), "is no mapping of keys")]
        fields = {} if fields is None else {"value": fields}
    return Row(name, number, fields=fields, lines=found.lines, problem=located(problems))


@dataclass(slots=True)
class _Building:
    """From events to values, with what is wrong on the way. *anchors*: value and size of what an alias may repeat."""

    events: Iterator[Any]
    found: Document
    values: int = 0
    anchors: dict[str, tuple[Any, int]] = field(default_factory=dict)

    def value(self, event: Any, at: str, depth: int) -> Any:
        """The value that begins with *event* and stands at the JSON pointer *at*."""
        kind, before = type(event).__name__, self.values
        self._count(1, event, depth)
        self.found.lines.setdefault(at, _line(event))
        if kind == "AliasEvent":
            return self._repeated(event, depth)
        if event.tag not in _READ[kind]:
            self._tell(event, f'the tag "{event.tag.replace(_STANDARD, "!!")}" is not read')
        value: Any
        if kind == "ScalarEvent":
            value = _scalar(event)
        elif kind == "SequenceStartEvent":
            value = self._list(at, depth)
        else:
            value = self._mapping(at, depth)
        if event.anchor:
            self.anchors[event.anchor] = value, self.values - before
        return value

    def _count(self, more: int, event: Any, depth: int) -> None:
        self.values += more
        if self.values > MOST_VALUES:
            raise _TooMuch(_line(event), f"holds more than {MOST_VALUES:,} values")
        if depth > DEEPEST:
            raise _TooMuch(_line(event), f"is nested deeper than {DEEPEST} levels")

    def _repeated(self, event: Any, depth: int) -> Any:
        if event.anchor not in self.anchors:
            return self._tell(event, f'the alias "*{event.anchor}" repeats nothing above it')
        value, size = self.anchors[event.anchor]
        self._count(size, event, depth + _height(value))
        return value

    def _list(self, at: str, depth: int) -> list[Any]:
        held: list[Any] = []
        while type(event := next(self.events)).__name__ != "SequenceEndEvent":
            held.append(self.value(event, f"{at}/{len(held)}", depth + 1))
        return held

    def _mapping(self, at: str, depth: int) -> dict[str, Any]:
        held: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        while type(event := next(self.events)).__name__ != "MappingEndEvent":
            if type(event).__name__ != "ScalarEvent":
                self._tell(event, "a key is no text")
                self.value(event, f"{at}/?", depth + 1)
                self.value(next(self.events), f"{at}/?", depth + 1)
                continue
            pointer = f"{at}/{_escaped(event.value)}"
            if event.value == _MERGE and not event.style:
                merged = {**self._merged(pointer, depth), **merged}
                continue
            if event.value in held:
                first = f"it stands in line {self.found.lines[pointer]} already"
                self._tell(event, f'the key "{event.value}" stands twice; {first}')
            self.found.lines.setdefault(pointer, _line(event))
            held[event.value] = self.value(next(self.events), pointer, depth + 1)
        return {**merged, **held}

    def _merged(self, at: str, depth: int) -> dict[str, Any]:
        """What `<<` brings in; of several mappings the first wins (yaml.org/type/merge.html)."""
        event = next(self.events)
        found = self.value(event, at, depth + 1)
        parts = found if isinstance(found, list) else [found]
        if not all(isinstance(part, dict) for part in parts):
            self._tell(event, '"<<" needs a mapping, or a list of them')
            return {}
        return {key: value for part in reversed(parts) for key, value in part.items()}

    def _tell(self, event: Any, what: str) -> None:
        self.found.problems.append((_line(event), what))


def _height(value: Any) -> int:
    """Levels below a value."""
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max((_height(one) + 1 for one in below), default=0)


def _scalar(event: Any) -> bool | int | float | str | None:
    """What is quoted, or said to be text, is text; the rest is what it looks like."""
    text: str = event.value
    if event.style or event.tag:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return _moment(text) if _DATED.match(text) else text


def _moment(text: str) -> str:
    """A date or a moment as ISO 8601; one that the calendar lacks as it is written."""
    yaml = _library()
    constructor = yaml.constructor.SafeConstructor
    if not constructor.timestamp_regexp.match(text):
        return text
    try:
        node = yaml.ScalarNode("", text)
        return str(constructor().construct_yaml_timestamp(node).isoformat())
    except (ValueError, OverflowError):
        return text


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _escaped(key: str) -> str:
    """A key in a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def _told(error: Any, text: str) -> tuple[int, str]:
    """Line and reason of what the parser could not read."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        return mark.line + 1, f"{NO_YAML}{reason}"
    before = text.encode()[: getattr(error, "position", 0) or 0]
    return before.count(b"\n") + 1, f"{NO_YAML}{getattr(error, 'reason', error)}"


def _library() -> Any:
    try:
        import yaml
    except ImportError:
        raise SettingsError(
            "YAML files and notes with front matter need PyYAML",
            hint="Install it: python -m pip install pyyaml",
        ) from None
    return yaml
