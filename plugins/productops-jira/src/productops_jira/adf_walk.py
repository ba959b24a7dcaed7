"""A document as a flat run of events: blocks that open and close, and the text between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from productops.kit.text import to_utf8_safe


class Run(NamedTuple):
    """Text in one look: *marks* in a fixed order, and the address it links to."""

    text: str
    marks: tuple[str, ...] = ()
    href: str = ""


class Block(NamedTuple):
    """A block opens; `kind` is ours, many types of node are one kind."""

    kind: str
    attrs: dict[str, Any]


class End(NamedTuple):
    """The block of this kind that was opened last closes."""

    kind: str


class Leaf(NamedTuple):
    """A paragraph, a heading or code of nothing but text: as if the block opened, its runs came, and it closed."""

    block: Block
    runs: list[Run]


Event = Run | Block | End | Leaf

KINDS = {
    "doc": "block", "paragraph": "paragraph", "caption": "paragraph", "heading": "heading", "codeBlock": "code",
    "blockquote": "quote", "panel": "panel", "rule": "rule", "bulletList": "list", "decisionList": "list",
    "taskList": "list", "orderedList": "ordered", "listItem": "item", "decisionItem": "item", "taskItem": "task",
    "blockTaskItem": "task", "table": "table", "tableRow": "row", "tableCell": "cell", "tableHeader": "header",
    "media": "paragraph", "blockCard": "paragraph", "embedCard": "paragraph", "extension": "paragraph",
    "bodiedExtension": "block", "expand": "block", "nestedExpand": "block",
}  # fmt: skip
"""Type of a node → kind of block; every other type is text in the line, or a block if it has content."""

_INLINE = frozenset({
    "text", "hardBreak", "mention", "emoji", "date", "status", "placeholder", "inlineCard", "mediaInline",
    "inlineExtension",
})  # fmt: skip
_LEAVES = {
    "paragraph": "paragraph",
    "heading": "heading",
    "codeBlock": "code",
    "caption": "paragraph",
}
_MARKS = ("strong", "em", "strike", "code")
_ONLY_TEXT = 2
"""Keys of text without marks or attributes."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Controls, and code points that are no characters: nobody sees them, and Markdown readers replace some.
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def walk(document: Any) -> Iterator[Event]:
    """The events of *document*, in reading order, however deep it is and whatever it is made of."""
    waiting: list[Any] = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if leaf := _leaf(node):
                yield leaf
                continue
            kind = _kind(node)
            attrs = _attrs(node)
            if kind:
                yield Block(kind, attrs)
                waiting.append(End(kind))
            waiting.append(node.get("content"))
            if attrs or not kind or "text" in node:
                yield from _own(node, attrs)
        elif isinstance(node, End):
            yield node
        elif isinstance(node, list):
            waiting.extend(reversed(node))
        elif text := _string(node):
            yield Run(text)


def _leaf(node: dict[str, Any]) -> Leaf | None:
    """Most blocks hold text only; these are taken whole. None for any other."""
    kind, content, attrs = _LEAVES.get(_type(node)), node.get("content"), _attrs(node)
    if kind is None or not isinstance(content, list) or "text" in node or "text" in attrs:
        return None
    runs: list[Run] = []
    for child in content:
        if type(child) is not dict or "content" in child:
            return None
        inline = _type(child)
        if inline not in _INLINE:
            return None
        if inline == "text" and len(child) == _ONLY_TEXT and "text" in child:
            if text := _string(child.get("text")):
                runs.append(Run(text))
        elif run := _run(inline, child, _attrs(child)):
            runs.append(run)
    return Leaf(Block(kind, attrs), runs)


def _attrs(node: dict[str, Any]) -> dict[str, Any]:
    attrs = node.get("attrs")
    return attrs if isinstance(attrs, dict) else {}


def _kind(node: dict[str, Any]) -> str:
    kind = _type(node)
    if kind in _INLINE:
        return ""
    return KINDS.get(kind) or ("block" if node.get("content") else "")


def _type(node: dict[str, Any]) -> str:
    kind = node.get("type")
    return kind if isinstance(kind, str) else ""


def _own(node: dict[str, Any], attrs: dict[str, Any]) -> Iterator[Event]:
    """What the node itself shows, above what it contains."""
    kind = _type(node)
    if kind in ("expand", "nestedExpand"):
        if title := _string(attrs.get("title")):
            yield from (Block("title", {}), Run(title), End("title"))
    elif run := _run(kind, node, attrs):
        yield run


def _run(kind: str, node: dict[str, Any], attrs: dict[str, Any]) -> Run | None:
    """The text a node shows; None where it shows none."""
    text = _shown(kind, node, attrs)
    if not text:
        return None
    if "marks" not in node:
        return Run(text, (), _address(kind, attrs))
    marks, href = _marks(node)
    return Run(text, marks, href or _address(kind, attrs))


def _shown(kind: str, node: dict[str, Any], attrs: dict[str, Any]) -> str:
    if kind == "text":
        return _string(node.get("text")) or _first(attrs, "text")
    match kind:
        case "hardBreak":
            text = "\n"
        case "mention":
            text = "@" + (_first(attrs, "text").removeprefix("@") or "unknown")
        case "emoji":
            text = _first(attrs, "text", "shortName")
        case "date":
            text = _date(attrs.get("timestamp"))
        case "inlineCard" | "blockCard" | "embedCard":
            text = _address(kind, attrs) or _first(_data(attrs), "name")
        case "media" | "mediaInline":
            text = _first(attrs, "alt", "__fileName", "url")
        case _:
            text = _string(node.get("text")) or _first(attrs, "text")
    return text


def _address(kind: str, attrs: dict[str, Any]) -> str:
    """Where a card or a picture from elsewhere leads; cards without `url` carry JSON-LD."""
    if not attrs:
        return ""
    if kind in ("media", "mediaInline"):
        return _first(attrs, "url")
    if kind in ("inlineCard", "blockCard", "embedCard"):
        return _first(attrs, "url") or _first(_data(attrs), "url", "@id")
    return ""


def _data(attrs: dict[str, Any]) -> dict[str, Any]:
    data = attrs.get("data")
    return data if isinstance(data, dict) else {}


def _first(attrs: dict[str, Any], *names: str) -> str:
    return next((text for name in names if (text := _string(attrs.get(name)).strip())), "")


def _marks(node: dict[str, Any]) -> tuple[tuple[str, ...], str]:
    marks = node.get("marks")
    if not isinstance(marks, list):
        return (), ""
    known = {_type(mark): mark.get("attrs") for mark in marks if isinstance(mark, dict)}
    link = known.get("link")
    href = _first(link, "href") if isinstance(link, dict) else ""
    return tuple([name for name in _MARKS if name in known]), href


def _date(timestamp: Any) -> str:
    """The day of milliseconds since 1970, in UTC as Jira stores it; as it is where it is no such number."""
    text = _string(timestamp)
    try:
        return (_EPOCH + timedelta(milliseconds=float(text))).date().isoformat()
    except (ValueError, OverflowError):
        return text


def _string(value: Any) -> str:
    """Text that can be stored and shown; the empty string for what is no text and no number."""
    if type(value) is str and value.isprintable():
        return value
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    try:
        text = str(value)
    except ValueError:  # an integer of more digits than Python writes
        return ""
    if text.isprintable():
        return text
    text = _LINE_ENDS.sub("\n", text).replace("\t", "    ")
    return to_utf8_safe(_UNSEEN.sub("", text))
