"""A form's blocks and questions as what was asked: one a question, one a row of a matrix or ranking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from productops.kit import Run
from productops.kit.ratings import Scale
from productops.kit.rows import number_or_none
from productops.kit.surveys import Asked, Choice, row_text
from productops.kit.text import html_to_text

from .kinds import LOGIC, ROWS, UNASKED, is_option, words
from .wire import Block, Form, Payload, Question

# https://developers.tally.so/blocks-reference : what a block that does not say has
_START, _END, _STARS = Decimal(0), Decimal(10), Decimal(5)


@dataclass(frozen=True, slots=True)
class Part:
    """A question, or a row of one.

    Attributes:
        kind: the vendor's type; *title*: of the question as a whole.
        row: the row's id, and *label* its text; an answer may name it by either.
        live: it is asked; false of what was deleted, or is filled in by the link or by the form itself.
        shown: everybody who sends the form in has seen it.
        names: hidden and calculated fields, by id.
    """

    asked: Asked
    kind: str
    title: str | None = None
    row: str | None = None
    label: str | None = None
    live: bool = True
    shown: bool = False
    names: Sequence[tuple[str, str]] = ()


def parts_of(form: Form, run: Run) -> list[Part]:
    """Every question of a form in its order."""
    blocks = form.form.blocks or []
    logic = not blocks or any(block.type == LOGIC for block in blocks)
    found: list[Part] = []
    for number, question in enumerate(form.questions or (), 1):
        mine = _blocks_of(question, blocks)
        found += _parts(form, question, number, mine, logic=logic, run=run)
    return found


def _blocks_of(question: Question, blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a question: those its fields name, and those of the same group."""
    fields = question.fields or ()
    named = {uuid for one in fields for uuid in (one.uuid, one.block_group_uuid) if uuid}
    groups = {
        b.group_uuid for b in blocks if b.group_uuid and (b.uuid in named or b.group_uuid in named)
    }
    return [block for block in blocks if block.uuid in named or block.group_uuid in groups]


def _parts(
    form: Form, question: Question, number: int, blocks: list[Block], *, logic: bool, run: Run
) -> Iterator[Part]:
    kind = question.type or ""
    payloads = [block.payload for block in blocks if block.payload]
    title = html_to_text(question.title) if question.title else None
    asked = Asked(
        key=question.id,
        form=form.form.id,
        text=title,
        type=run.map("question_type", kind.lower()),
        source_type=question.type,
        position=number,
        required=any(p.is_required is True for p in payloads) if payloads else None,
        options=_options(kind, question, blocks),
        version=form.form.updated_at,
        created=question.created_at,
    )
    live = question.is_deleted is not True and kind not in UNASKED
    shown = not logic and not any(payload.is_hidden is True for payload in payloads)
    whole = Part(
        _scored(asked, kind, blocks),
        kind,
        title,
        live=live,
        shown=shown,
        names=_names(question, payloads),
    )
    rows = [block for block in blocks if block.type == ROWS.get(kind) and block.uuid]
    if not rows:
        yield whole
    for block in rows:
        yield _row(whole, block)


def _row(whole: Part, block: Block) -> Part:
    label = words(block)
    text = row_text(whole.asked.text, label)
    asked = replace(whole.asked, text=text, group=whole.asked.key, matrix_row=block.uuid)
    return replace(whole, asked=asked, row=block.uuid, label=label)


def _options(kind: str, question: Question, blocks: Sequence[Block]) -> tuple[Choice, ...]:
    """What may be chosen, in order; where the blocks do not tell, what the question's own inputs say."""
    if kind == "RANKING":
        ranks = sum(block.type == ROWS[kind] for block in blocks)
        return tuple(
            Choice(str(rank), position=rank, score=Decimal(rank)) for rank in range(1, ranks + 1)
        )
    found = [(block.uuid, words(block), block.payload) for block in blocks if is_option(block)]
    if not found and kind in ("MULTIPLE_CHOICE", "CHECKBOXES", "DROPDOWN", "MULTI_SELECT"):
        found = [
            (one.uuid, one.title, None)
            for one in question.fields or ()
            if one.title != question.title
        ]
    return tuple(
        Choice(
            label, id=uuid, position=number, other=bool(payload and payload.is_other_option is True)
        )
        for number, (uuid, label, payload) in enumerate(found, 1)
    )


def _scored(asked: Asked, kind: str, blocks: Sequence[Block]) -> Asked:
    """With the scale of its block; a score whose block is unknown has none."""
    if kind not in ("LINEAR_SCALE", "RATING"):
        return asked
    payload = next(
        (block.payload for block in blocks if block.type == kind and block.payload), None
    )
    scale = _scale(kind, payload) if payload else None
    return replace(asked, rating="stars" if kind == "RATING" else "custom", scale=scale)


def _scale(kind: str, payload: Payload) -> Scale:
    if kind == "RATING":
        return Scale(Decimal(1), _or(payload.stars, _STARS))
    start, end = _or(payload.start, _START), _or(payload.end, _END)
    texts = ((start, payload.left_label), (end, payload.right_label))
    return Scale(
        start, end, {str(at): text for at, text in texts if isinstance(text, str) and text}
    )


def _or(value: object, otherwise: Decimal) -> Decimal:
    found = number_or_none(value)
    return otherwise if found is None else found


def _names(question: Question, payloads: Sequence[Payload]) -> list[tuple[str, str]]:
    """Ids and names of hidden and calculated fields."""
    held = [(one.uuid, one.title) for one in question.fields or ()]
    held += [
        (n.uuid, n.name)
        for p in payloads
        for n in (*(p.hidden_fields or ()), *(p.calculated_fields or ()))
    ]
    return [(uuid, name) for uuid, name in held if uuid and name]


def unknown(key: str, form: str) -> Part:
    """A question that no version of the form holds."""
    return Part(Asked(key=key, form=form), "unknown", live=False)
