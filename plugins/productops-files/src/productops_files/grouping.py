"""Which columns are one question: options of a multiple choice, rows of a matrix, the text beside "other"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from productops.kit.cells import text_of

from .columns import Column, filled

Rows = Sequence[Sequence[object]]

# What SurveyMonkey writes in its second row above an answer that has no options
_ANSWER = re.compile(
    r"^(response|open-ended response|antwort|réponse|respuesta|resposta)$", re.IGNORECASE
)
_OTHER = re.compile(
    r"^(other|others|andere?s?|sonstiges|autre|otro|outro|why|warum|pourquoi)\b|\(please |bitte angeben|specify",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^(.+?)_(\d{2,4})(_other)?$")


def is_other(label: str) -> bool:
    """Whether a column is for words of one's own beside the options."""
    return bool(_OTHER.search(label))


def two_rows(columns: Iterable[Column], rows: Rows) -> list[Column]:
    """Columns whose question stands in one header row and whose option in the next."""
    found: list[Column] = []
    for _, group in groupby(columns, key=lambda column: column.question):
        found += _of_question(list(group), rows)
    return found


def _of_question(group: list[Column], rows: Rows) -> list[Column]:
    if len(group) == 1:
        return [replace(group[0], part="value", label="")]
    main = any(_ANSWER.match(column.label) for column in group)
    return [_part(column, rows, main=main) for column in group]


def _part(column: Column, rows: Rows, *, main: bool) -> Column:
    """An option holds its own label; a row of a matrix something else."""
    if _ANSWER.match(column.label):
        return replace(column, part="value", label="")
    values = {value.casefold() for value in filled(rows, column.index)}
    own = values <= {column.label.casefold()}
    if is_other(column.label) and not (own and values):
        return replace(column, part="other")
    if main:
        return replace(column, part="other")
    return replace(column, part="option" if own else "row")


def by_suffix(columns: Sequence[Column], rows: Rows) -> list[Column]:
    """Columns of one header row that end in ` - option`, where several share what stands before."""
    stems = [column.header.rpartition(" - ")[0] or column.header for column in columns]
    found = []
    for column, stem in zip(columns, stems, strict=True):
        if column.role != "answer" or stems.count(stem) == 1:
            found.append(column)
            continue
        label = column.header.removeprefix(stem).removeprefix(" - ")
        shared = replace(column, question=stem, text=stem, label=label)
        main = any(other.header == stem for other in columns)
        found.append(_part(shared, rows, main=main) if label else replace(shared, part="value"))
    return found


def is_coded(headers: Sequence[str]) -> bool:
    """Whether headers are codes, several of them of one question."""
    stems = [match[1] for header in headers if (match := _NUMBERED.match(header))]
    return any(stems.count(stem) > 1 for stem in stems)


def numbered(columns: Sequence[Column], rows: Rows) -> list[Column]:
    """Coded columns `q0004_0001`, `q0004_0002`: each holds one text, its option's label."""
    found = []
    for column in columns:
        match = _NUMBERED.match(column.header)
        values = set(filled(rows, column.index))
        if column.role != "answer" or not match:
            found.append(column)
        elif match[3]:
            found.append(replace(column, question=match[1], text=match[1], part="other"))
        elif len(values) <= 1:
            label = next(iter(values), column.header)
            found.append(
                replace(column, question=match[1], text=match[1], label=label, part="option")
            )
        else:
            grouped = replace(
                column, question=match[1], text=match[1], label=column.header, part="row"
            )
            found.append(grouped)
    return found


def own_labels(columns: Sequence[Column], rows: Rows) -> list[Column]:
    """Neighbours each of which holds nothing but its own header: options of a question whose wording is not told."""
    found: list[Column] = []
    run: list[Column] = []
    for column in [*columns, None]:
        if column is not None and column.role == "answer" and _may_be_option(column, rows, run):
            run.append(column)
            continue
        found += _run_of(run, rows)
        if column is not None:
            found.append(_beside(column, found[-1] if found else None))
        run = []
    return found


def _may_be_option(column: Column, rows: Rows, run: list[Column]) -> bool:
    """It holds its own header, or nothing at all beside options: nobody chose it so far."""
    return _holds_itself(column, rows) or (bool(run) and not filled(rows, column.index))


def _run_of(run: list[Column], rows: Rows) -> list[Column]:
    """Options, as far as the last that somebody chose; what is empty behind it stands for itself."""
    end = max((n for n, column in enumerate(run, 1) if _holds_itself(column, rows)), default=0)
    return (_as_options(run[:end]) if end > 1 else run[:end]) + run[end:]


def _holds_itself(column: Column, rows: Rows) -> bool:
    values = {value.casefold() for value in filled(rows, column.index)}
    return bool(values) and values == {text_of(column.header).casefold()}


def _as_options(run: list[Column]) -> list[Column]:
    shown = " / ".join(column.header for column in run[:3]) + (" / …" if len(run) > 3 else "")  # noqa: PLR2004 - enough to know it by
    return [
        replace(column, question=shown, text=shown, label=column.header, part="option")
        for column in run
    ]


def _beside(column: Column, left: Column | None) -> Column:
    """A column `Other` belongs to the question at its left."""
    bare = column.header.partition(" (")[0].casefold()
    if column.role == "answer" and bare == "other" and left is not None and left.role == "answer":
        return replace(column, question=left.question, text=left.text, label="Other", part="other")
    return column


def in_brackets(columns: Sequence[Column]) -> list[Column]:
    """Grids: `Question [Row]`."""
    found = []
    for column in columns:
        stem, bracket, rest = column.header.rpartition(" [")
        if column.role == "answer" and bracket and rest.endswith("]"):
            found.append(replace(column, question=stem, text=stem, label=rest[:-1], part="row"))
        else:
            found.append(column)
    return found
