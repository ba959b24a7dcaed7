"""Mistakes that lie between two keys of a `tools.yaml`: names that stand twice, an end before its start.

They are looked for in what was written, not in what was understood, so that they are told together with all others;
a value of the wrong type is passed over here, for it is a mistake of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ..mistakes import Mistake, Place, dotted
from .names import folded, number_of, tool_ids

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
Keys = Mapping[str, Any]
Name = Callable[[int, Keys], str]
_PRICES = ("unit_price", "annual_cost")
_LATER = (("start", "end"), ("start", "renewal"))


def between(file: Keys) -> Iterator[Mistake]:
    """What is wrong between the keys of a whole file."""
    yield from _twice(("vendors",), file.get("vendors"), _by("name"), "a vendor")
    yield from _names(file)
    known = tool_ids(tool for _, tool in entries(file.get("tools")))
    for number, tool in entries(file.get("tools")):
        place = ("tools", number)
        yield from _twice(
            (*place, "integrations"), tool.get("integrations"), _to(known), "an integration"
        )
        for number_, contract in entries(tool.get("contracts")):
            yield from _contract((*place, "contracts", number_), contract)
        for number_, course in entries(tool.get("training")):
            at = (*place, "training", number_, "completed")
            yield from _twice(at, course.get("completed"), _by("person"), "a person")
        for key, (named, word) in _PARTS.items():
            yield from _twice((*place, key), tool.get(key), named, word)


def entries(value: Any) -> Iterator[tuple[int, Keys]]:
    """Number and keys of each mapping of a list, whatever else the file holds there."""
    for number, one in enumerate(value if isinstance(value, list) else ()):
        if isinstance(one, dict):
            yield number, one


def _by(*keys: str) -> Name:
    def name(_: int, entry: Keys) -> str:
        held = [entry.get(key) for key in keys]
        return ", ".join(one.strip() for one in held if isinstance(one, str))

    return name


def _to(known: Mapping[str, str]) -> Name:
    """Where an integration leads, by whichever name of the tool, and what it is called."""

    def name(_: int, entry: Keys) -> str:
        to = entry.get("to")
        leads = known.get(folded(to), folded(to)) if isinstance(to, str) else ""
        named = entry.get("name")
        return f"{leads}, {named}" if isinstance(named, str) else leads

    return name


def _numbered(place: int, contract: Keys) -> str:
    return number_of(place, contract.get("number"))


_PARTS: Mapping[str, tuple[Name, str]] = {
    "contracts": (_numbered, "a contract"),
    "seats": (_by("person"), "a person"),
    "training": (_by("title"), "a training"),
    "risks": (_by("title"), "a risk"),
    "process_docs": (_by("title"), "a document"),
}
_KEY = {"contracts": "number", "seats": "person", "integrations": "to", "completed": "person"}


def _twice(place: Place, value: Any, name: Name, word: str) -> Iterator[Mistake]:
    """Entries of one list that would be one and the same."""
    key = _KEY.get(str(place[-1]), "name" if place[-1] == "vendors" else "title")
    named = ((name(number, entry), number) for number, entry in entries(value))
    yield from _repeated([(one, (*place, number, key)) for one, number in named if one], word)


def _names(file: Keys) -> Iterator[Mistake]:
    """Names and aliases of tools: each means one tool, or nobody could tell which is meant."""
    found: list[tuple[str, Place]] = []
    for number, tool in entries(file.get("tools")):
        place = ("tools", number)
        own = tool.get("name")
        if isinstance(own, str):
            found.append((own, (*place, "name")))
        others = tool.get("aliases")
        for at, alias in enumerate(others if isinstance(others, list) else ()):
            if isinstance(alias, str) and folded(alias) != folded(str(own)):
                found.append((alias, (*place, "aliases", at)))
    yield from _repeated(found, "a tool")


def _repeated(named: Iterable[tuple[str, Place]], word: str) -> Iterator[Mistake]:
    held: set[str] = set()
    for name, place in named:
        if folded(name) in held:
            what = f'there is {word} "{name}" above already'
            yield _mistake(place, what, "Put them together, or name them apart.")
        held.add(folded(name))


def _contract(place: Place, contract: Keys) -> Iterator[Mistake]:
    seats, least = (_count(contract.get(key)) for key in ("seats", "minimum_seats"))
    if seats is not None and least is not None and least > seats >= 0:
        what = f"is {least}, more than the {seats} seats bought"
        hint = "Look into the contract: one of the two is wrong."
        yield _mistake((*place, "minimum_seats"), what, hint)
    for first, last in _LATER:
        one, other = (str(contract.get(key)) for key in (first, last))
        if _ISO.fullmatch(one) and _ISO.fullmatch(other) and other < one:
            what = f"is {other}, before the {first} ({one})"
            yield _mistake((*place, last), what, "Are they the wrong way round?")
    prices = [key for key in _PRICES if contract.get(key) is not None]
    if prices and contract.get("currency") is None:
        yield _mistake((*place, prices[0]), "has no currency", "Add a line like: currency: EUR")


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _mistake(place: Place, what: str, hint: str) -> Mistake:
    return Mistake(dotted(place), what, hint, place=place)
