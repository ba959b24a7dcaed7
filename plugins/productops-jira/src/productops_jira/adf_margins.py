"""Lines with what stands before them: the marks of quotes, the bullets and numbers of lists, the gaps."""

from __future__ import annotations

from dataclasses import dataclass, field

# Markdown readers stop at about twenty levels, of which a list takes two; what is deeper stands at the last.
_DEEPEST = 8
# A longer number is no list item to a Markdown reader. https://spec.commonmark.org/0.31.2/#list-items
LAST_NUMBER = 999_999_999
_EARLY = ("- ", "+ ", "1. ", "1) ")


@dataclass(slots=True)
class _Margin:
    """What stands before the first line of a quote or an item, and before its other lines."""

    first: str
    rest: str
    item: bool = False
    follows: bool = False
    used: bool = False


@dataclass(slots=True)
class _List:
    """An open list: its next number, its kind of mark, and whether and where it has shown an item."""

    number: int | None
    depth: int
    other: bool = False
    shown: bool = False
    in_item: bool = False
    last: _Margin | None = None

    def mark(self) -> str:
        """The mark of the next item."""
        if self.number is None:
            return "+ " if self.other else "- "
        number, self.number = self.number, min(self.number + 1, LAST_NUMBER)
        return f"{number}) " if self.other else f"{number}. "


@dataclass(slots=True)
class Margins:
    """The lines of a page, and the quotes and lists that are open.

    Args:
        apart: lists that follow each other get other marks, as a Markdown reader joins them otherwise.
    """

    apart: bool
    lines: list[str] = field(default_factory=list)
    _open: list[_Margin] = field(default_factory=list)
    _outer: list[list[_Margin]] = field(default_factory=list)
    _lists: list[_List] = field(default_factory=list)
    _closed: _List | None = None
    _kind: str = ""

    def put(self, lines: list[str], kind: str) -> None:
        """Another block, below a gap unless it is an item that follows closely."""
        if self._open:
            if self.lines and not self._tight():
                self.lines.append("".join([m.rest for m in self._open if m.used]).rstrip())
            first = self._take()
            rest = "".join([m.rest for m in self._open])
            self.lines.append(first + lines[0] if lines[0] else first.rstrip())
            self.lines.extend([rest + line if line else rest.rstrip() for line in lines[1:]])
        else:
            if self.lines:
                self.lines.append("")
            self._take()
            self.lines.extend(lines)
        self._kind, self._closed = kind, None

    def lead(self) -> str:
        """The marks of items that start here, for a block that has no line of its own."""
        marks = "".join(m.first for m in self._open if m.item and not m.used)
        self._take()
        return marks

    def flat(self) -> None:
        """What comes has no lines of its own, until `close`: lists need not be told apart."""
        self._outer.append(self._open)
        self._open = []
        self.apart = False

    def quote(self) -> None:
        """A quote opens; `close` ends it."""
        self._outer.append(self._open)
        if len(self._open) < _DEEPEST:
            self._open = [*self._open, _Margin("> ", "> ")]

    def close(self) -> None:
        """What opened last ends."""
        self._open = self._outer.pop()

    def list(self, number: int | None) -> None:
        """A list opens, numbered from *number* on or with bullets; `close_list` ends it."""
        parent = self._lists[-1] if self._lists else None
        self._outer.append(self._open)
        if parent and not parent.in_item and parent.depth == len(self._open) < _DEEPEST:
            # A list right in a list belongs to the item above it: tasks of tasks are written so.
            self._open = [*self._open, *([parent.last] if parent.last and parent.last.used else [])]
        before = self._closed
        this = _List(number, len(self._open))
        if self.apart and before and before.depth == this.depth:
            this.other = not before.other and (before.number is None) == (number is None)
        self._lists.append(this)

    def close_list(self) -> None:
        """The list that opened last ends."""
        self.close()
        self._closed = self._lists.pop()
        if self._lists:
            self._lists[-1].shown |= self._closed.shown

    def item(self) -> None:
        """An item opens; `close_item` ends it. Without a list around it, it gets a bullet."""
        self._outer.append(self._open)
        within = self._lists[-1] if self._lists else _List(None, 0)
        mark = within.mark()
        margin = _Margin(mark, " " * len(mark), item=True, follows=within.shown)
        within.in_item = True
        if len(self._open) < _DEEPEST:
            self._open = [*self._open, margin]
        elif self._open[-1].item:
            last = self._open[-1]
            last.first, last.rest, last.used, last.follows = mark, margin.rest, False, True
        within.last = margin

    def close_item(self) -> None:
        """The item that opened last ends."""
        self.close()
        if self._lists:
            self._lists[-1].in_item = False

    def _take(self) -> str:
        """What stands before the next line; from now on the margins show their other side."""
        first = "".join([margin.rest if margin.used else margin.first for margin in self._open])
        for margin in self._open:
            margin.used = True
        if self._lists:
            within = self._lists[-1]
            within.shown = within.shown or within.in_item
            within.last = within.last if within.in_item else None
        return first

    def _tight(self) -> bool:
        """The block starts an item, right below an item before it or the paragraph it belongs to."""
        for at, margin in enumerate(self._open):
            if not margin.used:
                return margin.item and self._close_to_before(at)
        return False

    def _close_to_before(self, at: int) -> bool:
        # Below a paragraph, only a list from 1 on starts without a gap.
        early = self._open[at].first in _EARLY
        below = at > 0 and self._open[at - 1].item and self._kind == "paragraph"
        return self._open[at].follows or (below and early)
