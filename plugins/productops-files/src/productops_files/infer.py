"""What kind of question a column answers, from its wording and the first answers: an export does not say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from productops.kit.dates import is_date
from productops.kit.ratings import NPS, Scale
from productops.kit.surveys import Asked, Choice, row_text
from productops.model.insight import RatingType

from .columns import Column, Header, filled

Rows = Sequence[Sequence[object]]

_RATES = re.compile(
    r"\b(rate|rating|scale|satisf|likely|score|stars?|agree|feeling|bewert|zufried|zufrieden|wahrscheinlich|not[ae]\b|probab|recommend)",
    re.IGNORECASE,
)
_RECOMMENDS = re.compile(r"\b(recommend|weiterempfehl|recommander|recomend)", re.IGNORECASE)
_COUNTS = re.compile(
    r"\b(how (many|much|long|old|often)|number of|hours?|months?|years?|age|anzahl|wie viele|combien|cu[aá]nt[ao]s)\b|\?\s*\(\d|^\W*column",
    re.IGNORECASE,
)
_SATISFIES = re.compile(r"\b(satisf|zufried)", re.IGNORECASE)
# Only a scale that the wording itself spells out is known
_SPELT_OUT = re.compile(
    r"\b(?:scale|from|von|skala|échelle|escala)\b[^0-9]{0,20}(\d{1,2})\s*(?:-|–|to|bis|à|a)\s*(\d{1,3})\b",
    re.IGNORECASE,
)
_YES_NO = frozenset(
    {"yes", "no", "ja", "nein", "oui", "non", "sí", "si", "true", "false", "sim", "não"}
)
_YES = frozenset({"yes", "ja", "oui", "sí", "si", "true", "sim", "1"})
_MOSTLY = 0.6
_MOST_STEPS, _TEN, _FEW = 11, 10, 4
_MOST_CHOICES, _LONGEST_CHOICE, _SHORT, _LONG = 25, 120, 40, 80
_NO_NUMBER = frozenset({"n/a", "na", "k.a.", "none", "don't know"})


def asked_of(header: Header, rows: Rows, form: str, version: str) -> list[Asked]:
    """Every question of a file, in order.

    Args:
        rows: the first records, without the header.
    """
    found: list[Asked] = []
    for position, (key, columns) in enumerate(header.questions().items()):
        found += _question(key, columns, rows, form, position, version)
    return found


def _question(
    key: str, columns: Sequence[Column], rows: Rows, form: str, position: int, version: str
) -> list[Asked]:
    text = next((column.text for column in columns if column.text), None)
    common = {"form": form, "unique": False, "position": position, "version": version}
    parts = [column for column in columns if column.part == "row"]
    if parts:
        ranking = _is_ranking(parts, rows)
        return [_matrix_row(key, text, column, rows, common, ranking=ranking) for column in parts]
    options = [column for column in columns if column.part == "option"]
    if options:
        choices = [Choice(column.label, position=n) for n, column in enumerate(options)]
        return [Asked(key=key, text=text, type="multi_choice", options=choices, **common)]  # type: ignore[arg-type]
    value = next((column for column in columns if column.part == "value"), columns[0])
    kind, choices = _kind(value, text or "", filled(rows, value.index))
    scale, rating = _score(kind, text or "", filled(rows, value.index))
    return [
        Asked(key=key, text=text, type="nps" if rating == "nps" else kind, options=choices, scale=scale,
              rating=rating, **common)  # type: ignore[arg-type]
    ]  # fmt: skip


def _matrix_row(
    key: str,
    text: str | None,
    column: Column,
    rows: Rows,
    common: dict[str, object],
    *,
    ranking: bool,
) -> Asked:
    values = filled(rows, column.index)
    numbers = [number for value in values if (number := number_of(value)) is not None]
    labels = () if numbers else tuple(dict.fromkeys(values))
    return Asked(
        key=key, text=row_text(text, column.label), type="ranking" if ranking else "matrix", group=key,
        matrix_row=column.label, rating=None if ranking or not numbers else "custom",
        options=[Choice(label) for label in labels[:_MOST_CHOICES]], **common,  # type: ignore[arg-type]
    )  # fmt: skip


def _is_ranking(parts: Sequence[Column], rows: Rows) -> bool:
    """Every record gives each row another place."""
    places = [
        [number_of(value) for column in parts for value in filled([row], column.index)]
        for row in rows
    ]
    full = [row for row in places if len(row) == len(parts)]
    wanted = {Decimal(place) for place in range(1, len(parts) + 1)}
    return len(parts) > 1 and bool(full) and all(set(row) == wanted for row in full)


def _kind(column: Column, text: str, values: Sequence[str]) -> tuple[str, list[Choice]]:
    """Question type, and the options seen so far."""
    if column.multi:
        parts = dict.fromkeys(p.strip() for value in values for p in value.split(column.multi))
        return "multi_choice", [Choice(p, position=n) for n, p in enumerate(filter(None, parts))]
    if not values:
        return "unknown", []
    if set(values) <= {"0", "1"} or {value.casefold() for value in values} <= _YES_NO:
        return "yes_no", [Choice(label) for label in sorted(set(values) - {"0", "1"})]
    if all(is_date(value) for value in values):
        return "date", []
    numeric = _numeric(text, values)
    return (numeric, []) if numeric else _words(values)


def _numeric(text: str, values: Sequence[str]) -> str:
    """`scale` or `number`; "" where the answers are words. The ends of a scale may be words."""
    told = [value for value in values if value.casefold() not in _NO_NUMBER]
    numbers = [value for value in told if number_of(value) is not None]
    if not numbers or len(numbers) < _MOSTLY * len(told):
        return ""
    if _rates(text, numbers):
        return "scale"
    return "number" if len(numbers) == len(told) else ""


def _words(values: Sequence[str]) -> tuple[str, list[Choice]]:
    """Choices recur and are short; what somebody wrote is not."""
    distinct = list(dict.fromkeys(values))
    longest = max(map(len, distinct))
    few = len(distinct) <= _MOST_CHOICES and longest <= _LONGEST_CHOICE
    recurs = len(distinct) <= len(values) / (2 if few else 3)
    if recurs and (few or longest <= _SHORT):
        return "single_choice", [Choice(label) for label in distinct]
    return ("long_text" if longest > _LONG else "short_text"), []


def _rates(text: str, values: Sequence[str]) -> bool:
    """A few steps of a small scale, that no wording calls a count."""
    steps = {number_of(value) for value in values}
    small = all(step is not None and 0 <= step <= _TEN for step in steps)
    asked = bool(_RATES.search(text)) or (len(values) > _FEW and not _COUNTS.search(text))
    return small and 1 < len(steps) <= _MOST_STEPS and asked


def _score(kind: str, text: str, values: Sequence[str]) -> tuple[Scale | None, RatingType | None]:
    """The scale that the wording spells out, and what the score means; no scale is guessed from the answers."""
    if kind != "scale":
        return None, None
    numbers = [number for value in values if (number := number_of(value)) is not None]
    whole = len(numbers) == len(values)
    if _RECOMMENDS.search(text) and whole and all(NPS.holds(number) for number in numbers):
        return NPS, "nps"
    rating: RatingType = "csat" if _SATISFIES.search(text) else "custom"
    match = _SPELT_OUT.search(text)
    if match and int(match[1]) < int(match[2]):
        return Scale(Decimal(match[1]), Decimal(match[2])), rating
    return None, rating


def number_of(text: str) -> Decimal | None:
    """A text as a number; `4 - very good` and `1,234.5` are read as people mean them."""
    bare = text.strip()
    head = re.match(r"^(-?\d+(?:[.,]\d+)?)(?:\s*[-–=:(].*)?$", bare)
    try:
        return Decimal(head[1].replace(",", ".")) if head else Decimal(bare.replace(",", ""))
    except InvalidOperation:
        return None


def truth(text: str) -> bool:
    """Whether a yes-or-no answer is yes."""
    return text.casefold() in _YES
