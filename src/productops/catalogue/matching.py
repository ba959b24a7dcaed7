"""Which rows of `tool` are one product, each with the rule and the reason it was put there.

In this order: what a person decided; the product that the bundled table knows; an exact identifier or a domain that two
rows share; the same name, if only one product bears it. Nothing is matched on likeness alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .names import parted, registrable, says_nothing, squeezed, without_noise
from .products import Table
from .recognise import Mention, recognise

SHARED_KEYS = ("oauth", "google", "entra", "atlassian_app", "zendesk_app")
"""Kinds of identifiers that mean one application wherever they stand."""
ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Match:
    """Where a row belongs.

    Attributes:
        row_id: of a row of `tool`.
        group: what the rows of one product share.
        rule: `decision`, `catalogue_key`, `name`, `domain`, `misspelt`, `identifier`, `same_domain`, `same_name` or `alone`.
        because: the reason, for people.
        product: its name in the bundled table, if it is there.
    """

    row_id: str
    group: str
    rule: str
    because: str
    product: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person said of a row: that it is the product of row *same_as*, or (without) one of its own."""

    decision_id: str
    row_id: str
    same_as: str | None = None


def match(
    mentions: Mapping[str, Mention], table: Table, decided: Iterable[Decided] = ()
) -> dict[str, Match]:
    """The match of each row; *mentions*: by row id."""
    found = {row_id: _known(row_id, mention, table) for row_id, mention in mentions.items()}
    strangers = {row_id: mentions[row_id] for row_id, one in found.items() if one is None}
    matches = {row_id: one for row_id, one in found.items() if one is not None}
    matches |= _by_what_they_share(strangers, table)
    for one in decided:
        _apply(one, matches)
    return {row_id: matches[row_id] for row_id in mentions}


def _known(row_id: str, mention: Mention, table: Table) -> Match | None:
    found = recognise(mention, table)
    if found is None:
        return None
    name = found.product.name
    return Match(row_id, f"product:{name}", found.rule, f"{name}: {found.because}", name)


def _by_what_they_share(strangers: Mapping[str, Mention], table: Table) -> dict[str, Match]:
    """Rows that the table does not know, by identifier, then domain, then name."""
    groups: dict[str, tuple[str, str, str]] = {}
    for row_id, mention in strangers.items():
        anchor = _anchor(mention, table)
        if anchor is not None:
            groups[row_id] = anchor
    bearers = _bearers(strangers, groups)
    return {
        row_id: Match(row_id, *(groups.get(row_id) or _by_name(row_id, mention, bearers, table)))
        for row_id, mention in strangers.items()
    }


def _anchor(mention: Mention, table: Table) -> tuple[str, str, str] | None:
    """Group, rule and reason of a row that bears an address or an exact identifier."""
    domain = registrable(mention.domain) if mention.domain else ""
    if domain and domain not in table.vendor_domains:
        return f"domain:{domain}", "same_domain", f"all at {domain}"
    keys = [key for key in mention.keys if key.partition(":")[0] in SHARED_KEYS]
    return (f"key:{keys[0]}", "identifier", f"all with {keys[0]}") if keys else None


def _bearers(
    strangers: Mapping[str, Mention], groups: Mapping[str, tuple[str, str, str]]
) -> Mapping[str, Sequence[str]]:
    """Name in one word → groups with an address or identifier that bear it."""
    found: dict[str, set[str]] = defaultdict(set)
    for row_id, (group, _, _) in groups.items():
        found[_core(strangers[row_id].name)].add(group)
    return {name: sorted(held) for name, held in found.items()}


def _by_name(
    row_id: str, mention: Mention, bearers: Mapping[str, Sequence[str]], table: Table
) -> tuple[str, str, str]:
    name = _core(mention.name)
    if not name or name in table.vendor_keys:
        return f"row:{row_id}", ALONE, "its name does not say which product it is"
    held = bearers.get(name, ())
    if len(held) > 1:
        return f"row:{row_id}", ALONE, f"{len(held)} products are called so"
    return held[0] if held else f"name:{name}", "same_name", f'all called "{mention.name}"'


def _core(name: str) -> str:
    """What is left of a name without editions and legal forms, in one word; "" where nothing says what it is."""
    parts = without_noise(parted(name).words)
    return "" if all(map(says_nothing, parts)) else squeezed(parts)


def _apply(one: Decided, matches: dict[str, Match]) -> None:
    """A decision about a row that is not there any more, or that names one, waits until it is."""
    if one.row_id not in matches:
        return
    if one.same_as is None:
        matches[one.row_id] = Match(
            one.row_id, f"row:{one.row_id}", "decision", "decided: a product of its own"
        )
    elif (other := matches.get(one.same_as)) is not None:
        because = f"decided: the same as {one.same_as}"
        matches[one.row_id] = Match(one.row_id, other.group, "decision", because, other.product)
