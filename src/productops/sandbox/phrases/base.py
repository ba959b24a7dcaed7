"""The shape of one language's phrases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Texts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """What people write in one language.

    Slots: `{area}` name of the product area, `{product}`, `{plan}`, `{n}` and `{m}` small numbers, `{code}` an
    error code, `{team}` the customer's team, `{day}` a date, `{issue}` an issue key, `{number}` a request
    number, `{name}` a person.
    """

    areas: Mapping[str, str]
    greetings: Texts
    subjects: Mapping[str, Texts]
    openings: Mapping[str, Texts]
    details: Mapping[str, Texts]
    context: Texts
    asks: Mapping[str, Texts]
    closings: Texts
    replies: Mapping[str, Texts]
    answers: Texts
    verdicts: Mapping[str, Texts]
    merged: str
    quote: str
