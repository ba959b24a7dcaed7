"""A person's answers as what was said: options with their labels, ranks, texts, numbers, files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from productops.kit.surveys import Asked, Choice, Said

from .response_wire import Answer


def said(answer: Answer, asked: Sequence[Asked]) -> Iterator[Said]:
    """What *answer* says to the questions of its field: one, or one for each row of a ranking."""
    if len(asked) == 1 and (asked[0].type != "ranking" or asked[0].matrix_row is None):
        yield _said(answer, asked[0])
        return
    ranks: dict[str | None, int] = {
        one.id: place for place, one in enumerate(_chosen(answer, ()), 1) if one.id
    }
    for row in asked:
        rank = ranks.get(row.matrix_row)
        yield Said(asked=row, number=None if rank is None else Decimal(rank))


def _said(answer: Answer, asked: Asked) -> Said:
    chosen = list(_chosen(answer, asked.options))
    text, options = _text(answer), asked.options
    if text is not None and options and (named := _by_label(text, options)):
        # dropdowns answer with the text of the option
        return Said(asked=asked, chosen=[named])
    return Said(
        asked=asked,
        text=text if answer.date is None else _no_date(answer.date),
        number=answer.number,
        boolean=answer.boolean,
        day=_day(answer.date),
        chosen=chosen,
        other=_other(answer),
        file=_file(answer),
    )


def _chosen(answer: Answer, options: Sequence[Choice]) -> Iterator[Choice]:
    """The options as the person saw them: in the answer's wording, where it gives one."""
    if (one := answer.choice) is not None and (one.id or one.label):
        yield _choice(one.id, one.label, options)
    if (several := answer.choices) is not None:
        for id_, label in zip_longest(several.ids or (), several.labels or ()):
            if id_ or label:
                yield _choice(id_, label, options)


def _choice(id_: str | None, label: str | None, options: Iterable[Choice]) -> Choice:
    known = next((each for each in options if id_ and each.id == id_), None)
    known = known or next((each for each in options if label and each.label == label), None)
    if known is None:
        return Choice(label, id_)
    return Choice(label or known.label, known.id, known.position)


def _by_label(text: str, options: Iterable[Choice]) -> Choice | None:
    return next((each for each in options if each.label == text), None)


def _other(answer: Answer) -> str | None:
    held = answer.choice or answer.choices
    return held.other if held else None


def _text(answer: Answer) -> str | None:
    plain = answer.text or answer.email or answer.phone_number or answer.url
    return plain or _spoken(answer.multi_format, "text", "transcript", "transcription")


def _file(answer: Answer) -> str | None:
    return answer.file_url or _spoken(answer.multi_format, "video_url", "audio_url", "url")


def _spoken(held: dict[str, Any] | None, *keys: str) -> str | None:
    """A part of an answer that was filmed, recorded or typed."""
    found = (held.get(key) for key in keys) if held else ()
    return next((text for text in found if isinstance(text, str) and text), None)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _no_date(text: str) -> str | None:
    return text if _day(text) is None else None
