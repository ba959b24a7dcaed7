"""Text of any kind as plain text; pure, cheap when there is nothing to do, and linear in its length.

The last matters because senders decide what comes: an HTML tree, as libraries build it, takes minutes for a
message of 200,000 nested `<div>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Literal

from .reply import clean_reply

__all__ = ["bodies", "clean_reply", "html_to_text", "to_utf8_safe"]

# A comment, a tag (its attributes quoted or not), a declaration. Nothing in it can match in two ways, and
# no part runs past the next `<`, so a search never goes over the same text twice.
_TOKEN = re.compile(
    r"<!--"
    r"|<(?P<end>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9:-]*+)(?P<rest>(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)>"
    r"|<(?P<end2>/?)(?P<tag2>[a-zA-Z][a-zA-Z0-9:-]*+)[^<>]*+>"
    r"|<[!?/][^<>]*+>"
)
_ALT = re.compile(r"\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_CLOSED = {
    tag: re.compile(rf"</{tag}\b[^>]*>", re.IGNORECASE)
    for tag in ("script", "style", "head", "title", "template", "noscript", "svg")
}
_GAPS = {
    **dict.fromkeys(
        ("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "pre", "hr"), "\n\n"
    ),
    **dict.fromkeys(
        ("address", "article", "aside", "div", "dd", "dt", "figure", "footer", "form", "header",
         "main", "nav", "section", "tr"), "\x04"
    ),
    "br": "\n",
}  # fmt: skip
# Marks in the running text: a line break unless there is one, and the edges of a quote.
_BREAK, _QUOTE, _UNQUOTE = "\x04", "\x02", "\x03"
_MARKS = dict.fromkeys(map(ord, (_BREAK, _QUOTE, _UNQUOTE)))
_DEEPEST_QUOTE = 3
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
# The look behind keeps both linear: a run of blanks is looked at once, from its start.
_LINE_ENDS = re.compile(r"(?<![ \t])[ \t]*+\n ?")
_BREAKS = re.compile(r"(?<![ \t])[ \t]*+\x04[ \t\x04]*+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_LONE = re.compile("[\x00\ud800-\udfff]")


def bodies(
    body: str | None, body_format: Literal["plain", "html"] = "plain", plain: str | None = None
) -> dict[str, str | None]:
    """The columns of a text somebody wrote: `body`, `body_format`, `body_plain` and `body_clean`.

    Args:
        body: as the source has it.
        body_format: how it is written.
        plain: the same as text, where the source tells it.
    """
    if not body:
        return {"body": body}
    text = plain or (html_to_text(body) if body_format == "html" else body)
    return {
        "body": body,
        "body_format": body_format,
        "body_plain": text,
        "body_clean": clean_reply(text),
    }


def html_to_text(html: str) -> str:
    """What a reader of *html* sees: paragraphs, line breaks, bullets, quotes as `> `, links by their text.

    Broken HTML is read as far as it goes; scripts, styles and comments are left out.
    """
    if "<" not in html:
        return (unescape(html) if "&" in html else html).strip()
    text = _LINE_ENDS.sub("\n", _broken("".join(_pieces(html))))
    if _QUOTE in text:
        text = "\n".join(_quoted(text))
    return _EMPTY_LINES.sub("\n\n", text).strip()


def to_utf8_safe(text: str) -> str:
    r"""*text* without what cannot be stored as UTF-8: lone halves of a surrogate pair, and NUL.

    JSON may carry both (`"\ud83d"`, `"\u0000"`); each becomes U+FFFD, and halves that belong together one
    character again.
    """
    if not _LONE.search(text):
        return text
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\x00", "\ufffd")


def _broken(text: str) -> str:
    """The marked breaks as line ends, where there is none beside them."""
    single = _BREAKS.sub(_BREAK, text)
    return "\n".join(line.strip(_BREAK).replace(_BREAK, "\n") for line in single.split("\n"))


def _pieces(html: str) -> Iterator[str]:
    """The text between tags, and what each tag stands for."""
    at, kept = 0, 0
    while token := _TOKEN.search(html, at):
        yield _words(html[at : token.start()], kept=kept > 0)
        at = token.end()
        tag = (token["tag"] or token["tag2"] or "").lower()
        opens = not (token["end"] or token["end2"])
        if token[0] == "<!--":
            at = _after(html.find("-->", at), 3, html)
        elif opens and tag in _CLOSED:
            closed = _CLOSED[tag].search(html, at)
            at = closed.end() if closed else len(html)
        else:
            kept = max(0, kept + (1 if opens else -1)) if tag == "pre" else kept
            yield _stands_for(tag, token["rest"] or "", opens=opens)
    yield _words(html[at:], kept=kept > 0)


def _after(found: int, length: int, html: str) -> int:
    """Behind what was found; what is never closed hides the rest, as in a browser."""
    return len(html) if found < 0 else found + length


def _words(text: str, *, kept: bool) -> str:
    """Text as it reads; blanks and line ends are one blank, unless they are *kept* (`<pre>`)."""
    if not text:
        return ""
    plain = unescape(text) if "&" in text else text
    plain = plain if plain.isprintable() else plain.translate(_MARKS)
    return plain if kept else _BLANKS.sub(" ", plain)


def _stands_for(tag: str, attributes: str, *, opens: bool) -> str:
    match tag:
        case "li":
            return "\n- " if opens else ""
        case "td" | "th":
            return " " if opens else ""
        case "blockquote":
            return f"\n\n{_QUOTE}" if opens else f"{_UNQUOTE}\n\n"
        case "img":
            alt = _ALT.search(attributes)
            return unescape(alt[1] or alt[2] or "") if alt else ""
        case _:
            return _GAPS.get(tag, "")


def _quoted(text: str) -> Iterator[str]:
    """Lines with `> ` before what is quoted, at most three deep; no empty lines at a quote's edges."""
    depth, above, gap = 0, 0, False
    for line in text.split("\n"):
        depth += line.count(_QUOTE)
        own = line.replace(_QUOTE, "").replace(_UNQUOTE, "").strip()
        if own:
            if gap:
                yield _mark(min(above, depth)).rstrip()
            yield _mark(depth) + own
            above = depth
        gap = not own or depth != above
        depth = max(0, depth - line.count(_UNQUOTE))


def _mark(depth: int) -> str:
    return "> " * min(depth, _DEEPEST_QUOTE)
