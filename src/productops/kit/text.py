"""Text of any kind as plain text; pure, and cheap when there is nothing to do."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from .reply import clean_reply

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

__all__ = ["clean_reply", "html_to_text", "to_utf8_safe"]

_HIDDEN = frozenset({"script", "style", "head", "title", "template", "noscript", "object", "svg"})
_PARAGRAPHS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "pre", "blockquote", "hr"}
)
_LINES = frozenset(
    {"address", "article", "aside", "div", "dd", "dt", "figure", "footer", "form", "header", "li",
     "main", "nav", "section", "tr", "body"}
)  # fmt: skip
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
_LINE_ENDS = re.compile(r"[ \t]*\n ?")
_EMPTY_LINES = re.compile(r"\n{3,}")
_LONE = re.compile("[\x00\ud800-\udfff]")


def html_to_text(html: str) -> str:
    """What a reader of *html* sees: paragraphs, line breaks, bullets, quotes as `> `, links by their text.

    Whatever is broken in it is read as a browser would; scripts and styles are left out.
    """
    if "<" not in html:
        return (unescape(html) if "&" in html else html).strip()
    # 12 ms and 8 MB: only where HTML comes at all
    from selectolax.lexbor import LexborHTMLParser

    root = LexborHTMLParser(to_utf8_safe(html)).root
    return _laid_out(_Walk().over(root)) if root is not None else ""


def to_utf8_safe(text: str) -> str:
    """*text* without what cannot be stored as UTF-8: lone halves of a surrogate pair, and NUL.

    JSON may carry both (`"\\ud83d"`, `"\\u0000"`); each becomes U+FFFD, and halves that belong together one
    character again.
    """
    if not _LONE.search(text):
        return text
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\x00", "\ufffd")


class _Walk:
    """One pass over the tree, without recursion: nesting may be as deep as a sender likes."""

    def __init__(self) -> None:
        self._parts: list[list[str]] = [[]]
        self._pre = 0

    def over(self, root: LexborNode) -> str:
        todo: list[tuple[LexborNode, bool]] = [(root, False)]
        while todo:
            node, leaving = todo.pop()
            if leaving:
                self._leave(node)
            elif node.tag not in _HIDDEN:
                self._enter(node)
                todo.append((node, True))
                todo.extend((child, False) for child in _children(node))
        return "".join(self._parts[0])

    def _enter(self, node: LexborNode) -> None:
        match node.tag:
            case "-text":
                text = node.text_content or ""
                self._add(text if self._pre else _BLANKS.sub(" ", text))
            case "br":
                self._add("\n")
            case "li":
                self._add("\n- ")
            case "img":
                self._add(node.attributes.get("alt") or "")
            case "td" | "th":
                self._add(" ")
            case "blockquote":
                self._add("\n\n")
                self._parts.append([])
            case tag:
                self._pre += tag == "pre"
                self._add(_gap(tag))

    def _leave(self, node: LexborNode) -> None:
        if node.tag == "blockquote":
            quoted = _laid_out("".join(self._parts.pop()))
            self._add("".join(f"> {line}\n" for line in quoted.splitlines()))
        self._pre -= node.tag == "pre"
        self._add(_gap(node.tag))

    def _add(self, text: str) -> None:
        if text:
            self._parts[-1].append(text)


def _children(node: LexborNode) -> list[LexborNode]:
    """Last first, as a stack wants them."""
    found: list[LexborNode] = []
    child = node.last_child
    while child is not None:
        found.append(child)
        child = child.prev
    return found


def _gap(tag: str | None) -> str:
    return "\n\n" if tag in _PARAGRAPHS else "\n" if tag in _LINES else ""


def _laid_out(text: str) -> str:
    """At most one empty line between paragraphs, no blanks at line ends."""
    return _EMPTY_LINES.sub("\n\n", _LINE_ENDS.sub("\n", text)).strip()
