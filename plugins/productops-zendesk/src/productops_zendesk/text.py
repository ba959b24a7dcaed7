"""HTML as text, and a message without what it quotes; both cheap when there is nothing to do."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr"})
_HIDDEN = frozenset({"script", "style", "head", "title"})
_BLANKS = re.compile(r"[ \t\xa0]+")
_LINES = re.compile(r" ?\n ?(?:\n ?)+")
# How mail programs introduce what they quote, in the languages of their users
_QUOTE_STARTS = (
    re.compile(r"^-{2,} ?(original message|forwarded message|ursprüngliche nachricht|message d'origine|mensaje original)", re.IGNORECASE),
    re.compile(r"^(on|le|am|el|il|op) .{4,120}(wrote|écrit|schrieb|escribió|ha scritto|schreef).{0,80}:$", re.IGNORECASE),
    re.compile(r"^##- .* -##$"),
)  # fmt: skip
_CLUES = ("\n>", "--", "wrote:", "crit", "schrieb", "escribi", "scritto", "schreef", "##-")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.hidden += tag in _HIDDEN
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in _HIDDEN and self.hidden > 0
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def plain(html: str | None) -> str | None:
    """The text a reader of *html* sees."""
    if not html:
        return html
    if "<" not in html:
        return unescape(html)
    parser = _Text()
    parser.feed(html)
    parser.close()
    return _LINES.sub("\n\n", _BLANKS.sub(" ", "".join(parser.parts))).strip()


def clean(text: str | None) -> str | None:
    """*text* without quoted replies and signature; None where nothing was cut."""
    if not text or not _may_quote(text):
        return None
    kept = "\n".join(_own_lines(text.splitlines())).strip()
    return kept if kept and kept != text.strip() else None


def _may_quote(text: str) -> bool:
    for clue in _CLUES:  # noqa: SIM110 - a generator costs three times as much, for every text there is
        if clue in text:
            return True
    return False


def _own_lines(lines: list[str]) -> list[str]:
    own: list[str] = []
    for line in lines:
        bare = line.strip()
        # RFC 3676 4.3: two dashes and a blank on a line of their own open the signature
        if bare == "--" or any(start.match(bare) for start in _QUOTE_STARTS):
            break
        if not bare.startswith(">"):
            own.append(line)
    return own
