"""Filters of a search: what they mean, and whether a value passes.

https://developers.hubspot.com/docs/api-reference/2026-03/crm/search-the-crm
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from . import ids
from .model import Kind, Property

GROUPS, FILTERS, ALL_FILTERS = 6, 10, 25
_ONE = ("EQ", "NEQ", "LT", "LTE", "GT", "GTE", "CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN")
_MANY, _NONE = ("IN", "NOT_IN"), ("HAS_PROPERTY", "NOT_HAS_PROPERTY")
_WORD = re.compile(r"[\w@.'-]+")
_EXACT = re.compile(r"[-+]?\d+(\.\d+)?")
Held = int | float | str


class NotUnderstood(ValueError):
    """A search the vendor refuses; its text says why."""


class Epoch(ValueError):
    """A date filter by the moment 0, on which the vendor fails."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on one property. *values*: one, two for BETWEEN, any number for IN, else none."""

    name: str
    operator: str
    values: tuple[Held, ...]


def moment(text: str) -> int | None:
    """A time in milliseconds, digits or ISO 8601; what is finer is cut off."""
    if text.lstrip("-").isdecimal():
        return int(text)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return int(found.timestamp()) * ids.SECOND + found.microsecond // 1_000


def comparable(known: Property, text: str) -> Held:
    """A value as filters compare it.

    Raises:
        NotUnderstood: it is no value of the property's type.
    """
    if known.type in {"date", "datetime"}:
        found = moment(text)
        if found is None:
            raise NotUnderstood(f"{text} is not a valid date for property {known.name}")
        return found
    if known.type == "number":
        if not _EXACT.fullmatch(text):
            raise NotUnderstood(f"{text} is not a valid number for property {known.name}")
        return float(text) if "." in text else int(text)
    return text.lower()


def groups_of(kind: Kind, sent: dict[str, Any]) -> list[list[Filter]]:
    """The filter groups of a search; any of them may match.

    Raises:
        NotUnderstood: too many, an unknown property or operator, a value of another type.
        Epoch: a date is compared with the moment 0.
    """
    sent_groups = sent.get("filterGroups") or ()
    # A list of filters without a group is one group
    groups = [group.get("filters") or () for group in sent_groups] or [sent.get("filters") or ()]
    if len(groups) > GROUPS:
        raise NotUnderstood(f"too many filter groups: {len(groups)}, at most {GROUPS} are allowed")
    if any(len(group) > FILTERS for group in groups) or sum(map(len, groups)) > ALL_FILTERS:
        raise NotUnderstood(f"too many filters: at most {FILTERS} a group, {ALL_FILTERS} in total")
    return [[_filter(kind, one) for one in group] for group in groups]


def _filter(kind: Kind, sent: dict[str, Any]) -> Filter:
    name, operator = str(sent.get("propertyName")), str(sent.get("operator"))
    known = kind.properties.get(name)
    if known is None:
        raise NotUnderstood(f"Property '{name}' does not exist for {kind.name}")
    if operator in _NONE:
        return Filter(name, operator, ())
    if operator in _MANY:
        given = sent.get("values") or ()
    elif operator == "BETWEEN":
        given = (sent.get("value"), sent.get("highValue"))
    elif operator in _ONE:
        given = (sent.get("value"),)
    else:
        raise NotUnderstood(f"unknown operator {operator}")
    if not given or any(one is None for one in given):
        raise NotUnderstood(f"operator {operator} on {name} requires a value")
    values = tuple(comparable(known, str(one)) for one in given)
    if known.type in {"date", "datetime"} and 0 in values:
        raise Epoch(name)
    return Filter(name, operator, values)


def passes(condition: Filter, held: Held | None) -> bool:
    """Whether a value (as `comparable` gives it) meets a condition; no value meets only its own."""
    if condition.operator in _NONE:
        return (held is None) == (condition.operator == "NOT_HAS_PROPERTY")
    if held is None:
        return condition.operator in {"NOT_IN", "NOT_CONTAINS_TOKEN"}
    return _COMPARE[condition.operator](held, condition.values)


def _any(held: Any, values: Iterable[Held]) -> bool:
    parts = held.split(";") if isinstance(held, str) else (held,)
    return any(value in (held, *parts) for value in values)


def _token(held: Any, values: tuple[Held, ...]) -> bool:
    words = _WORD.findall(str(held).lower())
    wanted = str(values[0])
    if wanted.endswith("*"):
        return any(word.startswith(wanted.strip("*")) for word in words)
    return all(part in words for part in _WORD.findall(wanted))


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "EQ": _any,
    "NEQ": lambda held, values: not _any(held, values),
    "LT": lambda held, values: held < values[0],
    "LTE": lambda held, values: held <= values[0],
    "GT": lambda held, values: held > values[0],
    "GTE": lambda held, values: held >= values[0],
    "BETWEEN": lambda held, values: values[0] <= held <= values[1],
    "IN": _any,
    "NOT_IN": lambda held, values: not _any(held, values),
    "CONTAINS_TOKEN": _token,
    "NOT_CONTAINS_TOKEN": lambda held, values: not _token(held, values),
}


def bounds(conditions: Iterable[Filter], name: str) -> tuple[int | None, int | None]:
    """The lowest and the highest value of a whole number that *conditions* leave, None where they do not say."""
    low: int | None = None
    high: int | None = None
    for one in conditions:
        if one.name != name or not all(isinstance(value, int) for value in one.values):
            continue
        first, last = _range(one)
        low = first if low is None else low if first is None else max(low, first)
        high = last if high is None else high if last is None else min(high, last)
    return low, high


def _range(one: Filter) -> tuple[int | None, int | None]:
    values = [int(value) for value in one.values] or [0]
    first, last = values[0], values[-1]
    ranges: dict[str, tuple[int | None, int | None]] = {
        "EQ": (first, first),
        "BETWEEN": (first, last),
        "GT": (first + 1, None),
        "GTE": (first, None),
        "LT": (None, first - 1),
        "LTE": (None, first),
    }
    return ranges.get(one.operator, (None, None))
