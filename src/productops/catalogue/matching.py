"""Which rows of `tool` are one product, each with the rule and the reason it was put there.

In this order: what a person decided; the product that the bundled table knows; an exact identifier or a domain that two
rows share; the same name, if only one product bears it. Nothing is matched on likeness alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .mention import Mention
from .names import key_of, parted, registrable, says_nothing, squeezed, without_noise
from .products import Table
from .recognise import recognise

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
    matches: dict[str, Match] = {}
    for row_id, mention in mentions.items():
        found = _known(row_id, mention, table) or _anchored(row_id, mention, table)
        if found is not None:
            matches[row_id] = found
    matches |= _by_names(
        {i: m for i, m in mentions.items() if i not in matches}, mentions, matches, table
    )
    for one in decided:
        _apply(one, matches)
    return {row_id: matches[row_id] for row_id in mentions}


def _known(row_id: str, mention: Mention, table: Table) -> Match | None:
    found = recognise(mention, table)
    if found is None:
        return None
    name = found.product.name
    return Match(row_id, f"product:{name}", found.rule, f"{name}: {found.because}", name)


def _anchored(row_id: str, mention: Mention, table: Table) -> Match | None:
    """A row that the table does not know, by its address or an exact identifier."""
    domain = registrable(mention.domain) if mention.domain else ""
    if domain and domain not in table.vendor_domains:
        return Match(row_id, f"domain:{domain}", "same_domain", f"all at {domain}")
    keys = [key for key in mention.keys if key.partition(":")[0] in SHARED_KEYS]
    return Match(row_id, f"key:{keys[0]}", "identifier", f"all with {keys[0]}") if keys else None


def _by_names(
    rest: Mapping[str, Mention],
    mentions: Mapping[str, Mention],
    matches: Mapping[str, Match],
    table: Table,
) -> dict[str, Match]:
    """Rows with nothing but names: with those that bear the same, if these are one product."""
    kept = {
        key_of(name) for one in mentions.values() if one.kept for name in (one.name, *one.aliases)
    }
    names = {row_id: _cores(mention, table, kept) for row_id, mention in mentions.items()}
    bearers: dict[str, set[Match]] = defaultdict(set)
    for row_id, held in matches.items():
        for name in names[row_id]:
            bearers[name].add(Match("", held.group, "same_name", "", held.product))
    shared = _chains([names[row_id] for row_id in rest])
    return {
        row_id: _by_name(row_id, mention, names[row_id], bearers, shared)
        for row_id, mention in rest.items()
    }


def _by_name(
    row_id: str,
    mention: Mention,
    names: Sequence[str],
    bearers: Mapping[str, set[Match]],
    shared: Mapping[str, str],
) -> Match:
    if not names:
        return Match(row_id, f"row:{row_id}", ALONE, "its name does not say which product it is")
    held = {one for name in names for one in bearers.get(name, ())}
    if len(held) > 1:
        return Match(row_id, f"row:{row_id}", ALONE, f"{len(held)} products are called so")
    because = f'all called "{mention.name}"'
    if held:
        (one,) = held
        return Match(row_id, one.group, "same_name", because, one.product)
    return Match(row_id, f"name:{shared[names[0]]}", "same_name", because)


def _chains(groups: Iterable[Sequence[str]]) -> dict[str, str]:
    """Names of rows with several, each with the first of all that hang together."""
    first: dict[str, str] = {}
    for names in groups:
        found = sorted({first.get(name, name) for name in names})
        moved = set(found[1:])
        first.update({name: found[0] for name, head in first.items() if head in moved})
        first.update(dict.fromkeys(names, found[0]) if names else {})
    return first


def _cores(mention: Mention, table: Table, kept: Container[str]) -> list[str]:
    """What is left of each of its names without editions and legal forms, in one word, where that says what it is.

    A name that somebody keeps is one, whatever its words say.
    """
    given = (mention.name, *mention.aliases)
    cores = [_core(name) or (key_of(name) if key_of(name) in kept else "") for name in given]
    return [core for core in dict.fromkeys(cores) if core and core not in table.vendor_keys]


def _core(name: str) -> str:
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
