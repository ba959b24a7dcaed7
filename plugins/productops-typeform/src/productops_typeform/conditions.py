"""Conditions of a form's rules, evaluated with three outcomes: true, false, and not to be known here.

https://www.typeform.com/developers/create/logic-jumps/
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from .response_wire import Answer
from .wire import Field

Values = list[Any]
"""What a question was answered with; none where it was not."""
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Given:
    """What a person gave: answers by the id and by the reference of their field, and what the link carried."""

    answers: Mapping[str, Answer]
    by_ref: Mapping[str, Answer]
    hidden: Mapping[str, Any] = field(default_factory=dict)

    def answered(self, asked: Field) -> bool:
        """Whether a field has an answer."""
        return asked.id in self.answers


def holds(condition: Any, given: Given, depth: int = 0) -> bool | None:
    """Whether *condition* is true; None where that cannot be known from the answers."""
    if not isinstance(condition, dict) or depth > _DEEPEST:
        return None
    op, parts = condition.get("op"), condition.get("vars")
    parts = parts if isinstance(parts, list) else []
    if op == "always":
        return True
    if op in ("and", "or"):
        return _joined(op, [holds(part, given, depth + 1) for part in parts])
    if not isinstance(op, str) or len(parts) != 2:  # noqa: PLR2004 - the two sides of a comparison
        return None
    left, right = (_values(part, given) for part in parts)
    if left is None or right is None:
        return None
    return _compared(op, left, right)


def _joined(op: str, verdicts: list[bool | None]) -> bool | None:
    deciding = op == "or"
    if deciding in verdicts:
        return deciding
    return None if None in verdicts or not verdicts else not deciding


def _compared(op: str, left: Values, right: Values) -> bool | None:
    if op in _NOT:
        positive = _compared(_NOT[op], left, right)
        return None if positive is None else not positive
    if op in _SAME:
        return any(_text(a) == _text(b) for a in left for b in right)
    if op in _TEXTS:
        return any(_TEXTS[op](_text(a), _text(b)) for a in left for b in right)
    if op in _ORDERS:
        pairs = [_comparable(a, b) for a in left for b in right]
        return None if None in pairs else any(_ORDERS[op](*pair) for pair in pairs if pair)
    return None


_NOT = {"is_not": "is", "not_equal": "equal", "not_contains": "contains", "not_on": "on"}
_SAME = frozenset({"is", "equal", "on"})
_TEXTS: dict[str, Callable[[str, str], bool]] = {
    "begins_with": str.startswith, "ends_with": str.endswith, "contains": lambda a, b: b in a,
}  # fmt: skip
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "lower_than": lambda a, b: a < b, "lower_equal_than": lambda a, b: a <= b,
    "greater_than": lambda a, b: a > b, "greater_equal_than": lambda a, b: a >= b,
    "earlier_than": lambda a, b: a < b, "earlier_than_or_on": lambda a, b: a <= b,
    "later_than": lambda a, b: a > b, "later_than_or_on": lambda a, b: a >= b,
}  # fmt: skip


def _values(part: Any, given: Given) -> Values | None:
    """One side of a comparison."""
    kind, value = (part.get("type"), part.get("value")) if isinstance(part, dict) else (None, None)
    if kind in ("constant", "choice"):
        return [value]
    if kind == "hidden":
        held = given.hidden.get(str(value))
        return [] if held is None else [held]
    if kind == "field":
        answer = given.by_ref.get(str(value))
        return [] if answer is None else _answered(answer)
    return None


def _answered(answer: Answer) -> Values:
    """Everything a rule may call this answer by: a choice by reference, id or label."""
    if answer.choice is not None:
        one = answer.choice
        names = [one.ref, one.id, one.label, one.other, "other" if one.other else None]
    elif answer.choices is not None:
        several = answer.choices
        names = [*(several.refs or ()), *(several.ids or ()), *(several.labels or ())]
        names += [several.other, "other" if several.other else None]
    else:
        plain = (answer.text, answer.email, answer.url, answer.phone_number, answer.file_url)
        return [v for v in (*plain, answer.date, answer.boolean, answer.number) if v is not None]
    return [name for name in names if name is not None]


def _text(value: Any) -> str:
    """A value as it is compared: letters of either case, `5` and `5.0`, true and "true" are the same."""
    if isinstance(value, bool) or value is None:
        return str(value).casefold()
    number = _number(value)
    if number is not None:
        return f"{number.normalize():f}" if abs(number.adjusted()) < _FAR else str(number)
    return str(value).strip().casefold()


_FAR = 40
"""Digits beyond which a number is not written out."""


def _number(value: Any) -> Decimal | None:
    if isinstance(value, str) and not value.strip().lstrip("+-")[:1].isdigit():
        return None
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _comparable(a: Any, b: Any) -> tuple[Any, Any] | None:
    """Both as numbers, or both as dates, which compare as text."""
    one, other = _number(a), _number(b)
    if one is not None and other is not None:
        return one, other
    days = str(a)[:10], str(b)[:10]
    return days if all(len(day) == 10 and day[4] == "-" for day in days) else None  # noqa: PLR2004
