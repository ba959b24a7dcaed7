"""A document's events as lines, in one style or another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .adf_margins import LAST_NUMBER, Margins
from .adf_table import Grid
from .adf_walk import Block, End, Event, Leaf, Run

_LEAVES = frozenset({"paragraph", "heading", "code", "title"})
_PARAGRAPH = Block("paragraph", {})


def _same(lines: list[str], _: Any = None) -> list[str]:
    return lines


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a page writes what it has put in order: each function takes lines and gives lines."""

    inline: Callable[[Sequence[Run]], list[str]]
    inline_in_cell: Callable[[Sequence[Run]], list[str]]
    table: Callable[[Grid], list[str]]
    paragraph: Callable[[list[str]], list[str]] = _same
    heading: Callable[[list[str], int], list[str]] = _same
    code: Callable[[list[str], str], list[str]] = _same
    code_in_cell: Callable[[list[str]], list[str]] = _same
    rule: tuple[str, ...] = ()
    panels_as_quotes: bool = False
    lists_apart: bool = False
    cell_break: str = " "
    title_marks: tuple[str, ...] = ()


@dataclass(slots=True)
class Page:
    """Takes the events of a document, and keeps its lines.

    Of tables within cells only the text is kept, as no table in plain text or Markdown has such.
    """

    style: Style
    _margins: Margins = field(init=False)
    _runs: list[Run] = field(default_factory=list)
    _leaves: list[Block] = field(default_factory=list)
    _box: str = ""
    _grid: Grid = field(default_factory=Grid)
    _tables: int = 0
    _cells: int = 0
    _cell: Block = _PARAGRAPH
    _blocks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._margins = Margins(apart=self.style.lists_apart)

    def text(self) -> str:
        """All that was taken."""
        self._flush()
        return "\n".join(self._margins.lines)

    def take(self, event: Event) -> None:
        """The next event, in the document's order."""
        if isinstance(event, Leaf):
            self._flush()
            self._unboxed(event.block.kind)
            self._write(event.block, event.runs)
        elif isinstance(event, Run):
            titled = self._leaf().kind == "title"
            self._runs.append(event._replace(marks=self.style.title_marks) if titled else event)
        elif event.kind == "block" and self._leaves:
            return  # what is unknown within a line is part of that line
        elif isinstance(event, Block):
            self._flush()
            self._unboxed(event.kind)
            self._opens(event)
        else:
            self._flush()
            self._closes(event)

    def _opens(self, block: Block) -> None:
        match block.kind:
            case "item" | "task":
                self._margins.item()
                done = block.attrs.get("state") == "DONE"
                self._box = ("[x] " if done else "[ ] ") if block.kind == "task" else ""
            case "paragraph" | "heading" | "code" | "title":
                self._leaves.append(block)
            case "panel" if not self.style.panels_as_quotes:
                pass
            case "quote" | "panel":
                self._margins.quote()
            case "list":
                self._margins.list(None)
            case "ordered":
                self._margins.list(_number(block.attrs.get("order"), 0, LAST_NUMBER))
            case "rule" if self.style.rule and not self._tables:
                self._margins.put(list(self.style.rule), "rule")
            case "table" | "row" | "cell" | "header":
                self._table_opens(block)

    def _closes(self, end: End) -> None:
        match end.kind:
            case "item" | "task":
                self._margins.close_item()
                self._box = ""
            case "paragraph" | "heading" | "code" | "title":
                self._leaves.pop()
            case "panel" if not self.style.panels_as_quotes:
                pass
            case "quote" | "panel":
                self._margins.close()
            case "list" | "ordered":
                self._margins.close_list()
            case "table" | "cell" | "header":
                self._table_closes(end.kind)

    def _table_opens(self, block: Block) -> None:
        if block.kind == "table":
            self._tables += 1
            if self._tables == 1:
                self._grid = Grid()
                self._margins.flat()
        elif self._tables and not self._cells and block.kind == "row":
            self._grid.row()
        elif self._tables and block.kind != "row":
            self._cells += 1
            self._cell = block if self._cells == 1 else self._cell

    def _table_closes(self, kind: str) -> None:
        if kind == "table":
            self._tables -= 1
            if not self._tables:
                self._margins.close()
                self._margins.apart = self.style.lists_apart
                if lines := self.style.table(self._grid):
                    self._margins.put(lines, "table")
        elif self._tables:
            self._cells -= 1
            if not self._cells:
                self._cell_ends()

    def _cell_ends(self) -> None:
        text = self.style.cell_break.join(self._blocks)
        self._grid.cell(text, self._cell.attrs, header=self._cell.kind == "header")
        self._blocks, self._cell = [], _PARAGRAPH

    def _leaf(self) -> Block:
        return self._leaves[-1] if self._leaves else _PARAGRAPH

    def _flush(self) -> None:
        """What has been gathered, as a block of its own."""
        if self._runs:
            runs, self._runs = self._runs, []
            self._write(self._leaf(), runs)

    def _write(self, leaf: Block, runs: list[Run]) -> None:
        if not runs:
            return
        if self._tables:
            self._put_in_cell(_code(runs) if leaf.kind == "code" else None, runs)
        elif leaf.kind == "code":
            if lines := _code(runs):
                self._unboxed("code")
                self._margins.put(self.style.code(lines, _language(leaf)), "code")
        elif lines := self.style.inline(runs):
            self._put(leaf, lines)

    def _put(self, leaf: Block, lines: list[str]) -> None:
        if leaf.kind == "heading":
            level = _number(leaf.attrs.get("level"), 1, 6)
            self._margins.put(self.style.heading(lines, level), "heading")
        else:
            shown = self.style.paragraph(lines)
            if self._box:
                shown = [self._box + shown[0], *shown[1:]]
                self._box = ""
            self._margins.put(shown, "paragraph")

    def _put_in_cell(self, code: list[str] | None, runs: list[Run]) -> None:
        lines = self.style.inline_in_cell(runs) if code is None else self.style.code_in_cell(code)
        shown = self.style.cell_break.join(line for line in lines if line)
        if shown:
            box, self._box = self._box, ""
            self._blocks.append(self._margins.lead() + box + shown)
        if self._blocks and not self._cells:
            self._cell_ends()

    def _unboxed(self, kind: str) -> None:
        """A task that starts with anything but a paragraph has its box in one."""
        if self._box and kind not in ("paragraph", "block", "rule"):
            box, self._box = self._box.rstrip(), ""
            if self._tables:
                self._blocks.append(self._margins.lead() + box)
            else:
                self._margins.put([box], "paragraph")


def _code(runs: list[Run]) -> list[str]:
    text = "".join(run.text for run in runs)
    return text.strip("\n").split("\n") if text.strip() else []


def _language(leaf: Block) -> str:
    language = leaf.attrs.get("language")
    return language if isinstance(language, str) else ""


def _number(value: Any, least: int, most: int) -> int:
    """*value* within its bounds; 1 for what is no whole number."""
    return min(max(value, least), most) if isinstance(value, int) else 1
