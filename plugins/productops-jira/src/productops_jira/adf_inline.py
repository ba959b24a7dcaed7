"""The text of one paragraph as lines: plain, or in Markdown that reads back as the same text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, takewhile
from operator import eq, itemgetter
from string import punctuation
from urllib.parse import quote

from .adf_walk import Run

_DELIMITERS = {"strong": "**", "em": "*", "strike": "~~"}
# `*` reads better within words, but beside `**` nobody could tell which is which.
_DELIMITERS_OF_BOTH = {**_DELIMITERS, "em": "_"}
# Underscores within a word are no emphasis; each look behind makes a run of them be looked at once.
_MARKUP = re.compile(r"[\\`*\[\]<~]|(?<!\w)_++|(?<!_)_++(?!\w)|&(?=#?[0-9A-Za-z]{1,32};)")
# A hundred characters without any of it in a tenth of the time
_MAYBE_MARKUP = re.compile(r"[\\`*\[\]<~_&]")
_IN_ADDRESS = re.compile(r"[\\()<>`*\[\]_~]|&(?=#?[0-9A-Za-z]{1,32};)")
_NO_LINK = re.compile(r"\s*(?:javascript|vbscript|file|data):", re.IGNORECASE)
_PLAIN: tuple[tuple[str, ...], bool] = ((), False)
_FIRST = itemgetter(0)
_BACKTICKS = re.compile("`+")


@dataclass(slots=True)
class _Part:
    """Text with the delimiters around it, outermost first, a link as `[` and its address; `head` and `tail`: its ends are written as numbers."""

    text: str
    path: tuple[str, ...]
    code: bool = False
    head: bool = False
    tail: bool = False


_END = _Part("", ())


def plain_lines(runs: Sequence[Run]) -> list[str]:
    """The lines a reader sees, without those that are empty at either end."""
    lines = "".join([run.text for run in runs]).split("\n")
    return _trimmed([line.rstrip(" ") for line in lines])


def markdown_lines(runs: Sequence[Run]) -> list[str]:
    """The same in Markdown; a line may still start with what starts a block."""
    if any(run.marks or run.href for run in runs):
        source = _marked(runs)
    else:
        source = _unmarked("".join([run.text for run in runs]))
    return _trimmed([line.strip(" ") for line in source.split("\n")])


def _marked(runs: Sequence[Run]) -> str:
    parts = _parts(runs)
    edges = [(left, right) for left, right in pairwise(parts) if left.path != right.path]
    for left, right in reversed(edges):
        _guard_opening(left, right)
    for left, right in edges:
        _guard_closing(left, right)
    return "".join(_sources(parts))


def _unmarked(text: str) -> str:
    return _MARKUP.sub(_escaped, text) if _MAYBE_MARKUP.search(text) else text


def markdown_cell_lines(runs: Sequence[Run]) -> list[str]:
    r"""The same for the cell of a table, where readers differ on `\|` within code: that is no code here."""
    plain = [run._replace(marks=_without_code(run)) if r"\|" in run.text else run for run in runs]
    return markdown_lines(plain)


def _without_code(run: Run) -> tuple[str, ...]:
    return tuple(mark for mark in run.marks if mark != "code")


def code_span(text: str) -> str:
    """*text* between more backticks than it has in a row."""
    ticks = "`" * (longest_run(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def longest_run(text: str) -> int:
    """How many backticks stand in a row, at most."""
    return max(map(len, _BACKTICKS.findall(text)), default=0)


def _trimmed(lines: list[str]) -> list[str]:
    if lines[0] and lines[-1]:
        return lines
    seen = [at for at, line in enumerate(lines) if line]
    return lines[seen[0] : seen[-1] + 1] if seen else []


def _parts(runs: Sequence[Run]) -> list[_Part]:
    """Runs of one look joined, and blanks set apart: a mark that touches a blank marks nothing."""
    found: list[_Part] = []
    used = {mark for run in runs for mark in run.marks}
    delimiters = _DELIMITERS_OF_BOTH if used >= {"strong", "em"} else _DELIMITERS
    looks = [_look(run, delimiters) for run in runs]
    for look, same in groupby(zip(looks, runs, strict=True), key=_FIRST):
        text = "".join([run.text for _, run in same])
        core = text.strip()
        if core and (core == text or look == _PLAIN):
            found.append(_Part(text, *look))
            continue
        start = text.index(core)
        stop = start + len(core)
        pieces = (_Part(text[:start], ()), _Part(core, *look), _Part(text[stop:], ()))
        found.extend([part for part in pieces if part.text])
    return _bridged(found)


def _look(run: Run, delimiters: Mapping[str, str]) -> tuple[tuple[str, ...], bool]:
    """The delimiters around a run, outermost first, and whether it is code."""
    if not (run.marks or run.href) or run.text.isspace():
        return _PLAIN
    link = (f"[{run.href}",) if run.href and not _NO_LINK.match(run.href) else ()
    if not run.marks:
        return link, False
    marks = [delimiters[mark] for mark in _without_code(run)]
    return (*link, *marks), "code" in run.marks


def _bridged(parts: list[_Part]) -> list[_Part]:
    """Blanks in a row as one part, which takes the marks that both its neighbours have."""
    joined: list[_Part] = []
    for part in parts:
        if joined and part.text.isspace() and joined[-1].text.isspace():
            part.text = joined.pop().text + part.text
        joined.append(part)
    for left, blank, right in zip(joined, joined[1:], joined[2:], strict=False):
        if left.path and right.path and blank.text.isspace():
            blank.path = _shared(left.path, right.path)
    return joined


def _shared(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, ...]:
    return left[: sum(1 for _ in takewhile(bool, map(eq, left, right)))] if left and right else ()


# A delimiter opens only if what follows is no punctuation, or what precedes is; it closes the other way round.
# `_` needs punctuation outside in any case, and a delimiter is punctuation to the one beside it.
# A letter written as a number (`&#97;`) begins and ends with punctuation, which makes any delimiter work.
# Writing one so can spoil the delimiter on its other side: before it when opening, behind it when closing.
# Hence one pass from the right and one from the left. https://spec.commonmark.org/0.31.2/#delimiter-run
def _guard_opening(left: _Part, right: _Part) -> None:
    new = right.path[len(left.path) :]
    if new and right.path[: len(left.path)] == left.path and _touch(left, right):
        alone = len(new) == 1 and new[0] != "_" and _joins(right, 0)
        left.tail = left.tail or not (alone or _splits(left, -1))


def _guard_closing(left: _Part, right: _Part) -> None:
    old = left.path[len(right.path) :]
    if old and left.path[: len(right.path)] == right.path and _touch(left, right):
        alone = len(old) == 1 and old[0] != "_" and _joins(left, -1)
        right.head = right.head or not (alone or _splits(right, 0))


def _touch(left: _Part, right: _Part) -> bool:
    """Only emphasis stands between the two; the brackets of a link are punctuation already."""
    return _link(left) == _link(right)


def _link(part: _Part) -> str:
    return part.path[0] if part.path and part.path[0].startswith("[") else ""


def _joins(part: _Part, at: int) -> bool:
    """The character is a letter to every reader (to some, symbols are punctuation)."""
    return (
        not (part.code or _numbered(part, at)) and unicodedata.category(part.text[at])[0] in "LNM"
    )


def _splits(part: _Part, at: int) -> bool:
    """The character is punctuation or a blank to every reader."""
    character = part.text[at]
    return (
        part.code
        or _numbered(part, at)
        or character in punctuation
        or character.isspace()
        or unicodedata.category(character)[0] == "P"
    )


def _numbered(part: _Part, at: int) -> bool:
    return (
        (part.head or part.tail) if len(part.text) == 1 else (part.head if at == 0 else part.tail)
    )


def _sources(parts: Sequence[_Part]) -> Iterator[str]:
    """The Markdown of each part, and the delimiters around it."""
    within: tuple[str, ...] = ()
    for part, following in zip(parts, [*parts[1:], _END], strict=False):
        if part.path != within:
            kept = len(_shared(within, part.path))
            yield from map(_closes, reversed(within[kept:]))
            yield from map(_opens, part.path[kept:])
            within = part.path
        source = _source(part)
        # `!` before a link would make it a picture.
        picture = source.endswith("!") and _link(following) not in ("", _link(part))
        yield f"{source[:-1]}\\!" if picture else source
    yield from map(_closes, reversed(within))


def _opens(mark: str) -> str:
    return "[" if mark.startswith("[") else mark


def _closes(mark: str) -> str:
    return f"]({_address(mark[1:])})" if mark.startswith("[") else mark


def _address(href: str) -> str:
    """An address as the target of a link: nothing in it ends the target, and blanks are percent-encoded."""
    return "".join(
        quote(character) if character.isspace() else character
        for character in _IN_ADDRESS.sub(r"\\\g<0>", href)
    )


def _source(part: _Part) -> str:
    if part.code:
        return code_span(part.text.replace("\n", " "))
    if not (part.head or part.tail):
        return _unmarked(part.text)
    start = int(_numbered(part, 0))
    stop = len(part.text) - (part.tail and len(part.text) > 1)
    head = f"&#{ord(part.text[0])};" if start else ""
    tail = f"&#{ord(part.text[-1])};" if stop < len(part.text) else ""
    return head + _unmarked(part.text[start:stop]) + tail


def _escaped(found: re.Match[str]) -> str:
    return "".join(f"\\{character}" for character in found[0])
