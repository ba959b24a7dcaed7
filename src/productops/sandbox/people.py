"""Who is around: customers' organisations and their people, and the company's own staff."""

from __future__ import annotations

from dataclasses import dataclass

from .dice import Dice
from .names import (
    COUNTRIES,
    ORGANISATION_STEMS,
    ORGANISATION_TRADES,
    Country,
    address_part,
)

DAY = 86_400

TEAMS = ("Support", "Technical Support", "Billing", "Customer Success", "Product")
PLANS = (("Starter", 90), ("Team", 480), ("Business", 2_400), ("Enterprise", 9_800))
SEGMENTS = ("small business", "mid-market", "mid-market", "enterprise")


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happens to a person or an organisation at a moment (epoch seconds)."""

    at: int
    what: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """A customer. *mrr* is whole units of *currency* a month; `upgraded` raises plan and mrr."""

    index: int
    name: str
    domain: str
    country: Country
    plan: int
    seats: int
    since: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who writes in.

    Changes: `signed_in`, `moved` (leaves the organisation), `suspended`, `deleted`, `erased`.
    """

    index: int
    name: str
    email: str
    country: Country
    organisation: int | None
    joined: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Someone who works at the company. *team* is an index into `TEAMS`."""

    index: int
    name: str
    email: str
    country: Country
    team: int
    admin: bool


def organisation(seed: int, index: int, since: int) -> Organisation:
    """The customer with this number; *since* is when it signed up."""
    dice = Dice(seed, "organisation", index)
    stem = ORGANISATION_STEMS[index % len(ORGANISATION_STEMS)]
    trade = ORGANISATION_TRADES[(index * 7 + index // 26) % len(ORGANISATION_TRADES)]
    turn = index // (len(ORGANISATION_STEMS) * len(ORGANISATION_TRADES))
    name = f"{stem} {trade}" + (f" {turn + 1}" if turn else "")
    plan = min(dice.below(5), 3)
    return Organisation(
        index=index,
        name=name,
        domain=f"{address_part(name)}-{index}.example",
        country=dice.pick(COUNTRIES),
        plan=plan,
        seats=dice.between(3, 40) * (plan + 1) ** 2,
        since=since,
        changes=_organisation_changes(dice, since, plan),
    )


def _organisation_changes(dice: Dice, since: int, plan: int) -> tuple[Change, ...]:
    changes = []
    if plan < len(PLANS) - 1 and dice.chance(0.35):
        changes.append(Change(since + dice.between(40, 500) * DAY + dice.below(DAY), "upgraded"))
    if dice.chance(0.04):
        changes.append(Change(since + dice.between(200, 900) * DAY + dice.below(DAY), "deleted"))
    return tuple(sorted(changes, key=lambda change: change.at))


def person(seed: int, index: int, joined: int, company: Organisation | None) -> Person:
    """The person with this number; *joined* is when they first wrote."""
    dice = Dice(seed, "person", index)
    country = company.country if company and dice.chance(0.85) else dice.pick(COUNTRIES)
    first, last = dice.pick(country.first), dice.pick(country.last)
    domain = company.domain if company else "mail.example"
    return Person(
        index=index,
        name=f"{last} {first}" if country.language == "ja" else f"{first} {last}",
        email=f"{address_part(first)}.{address_part(last)}.{index}@{domain}",
        country=country,
        organisation=company.index if company else None,
        joined=joined,
        changes=_person_changes(dice, joined),
    )


def _person_changes(dice: Dice, joined: int) -> tuple[Change, ...]:
    changes = (
        [Change(joined + dice.between(600, 30 * DAY), "signed_in")] if dice.chance(0.6) else []
    )
    if dice.chance(0.05):
        changes.append(Change(joined + dice.between(60, 400) * DAY + dice.below(DAY), "moved"))
    if dice.chance(0.01):
        changes.append(Change(joined + dice.between(20, 300) * DAY + dice.below(DAY), "suspended"))
    if dice.chance(0.06):
        gone = joined + dice.between(40, 260) * DAY + dice.below(DAY)
        changes.append(Change(gone, "deleted"))
        if dice.chance(0.6):
            changes.append(Change(gone + 30 * DAY, "erased"))
    return tuple(sorted(changes, key=lambda change: change.at))


def colleague(seed: int, index: int) -> Colleague:
    """The member of staff with this number; the first is an administrator."""
    dice = Dice(seed, "colleague", index)
    country = COUNTRIES[index % len(COUNTRIES)]
    first, last = dice.pick(country.first), dice.pick(country.last)
    return Colleague(
        index=index,
        name=f"{first} {last}",
        email=f"{address_part(first)}.{address_part(last)}.{index}@fernhill.example",
        country=country,
        team=index % len(TEAMS),
        admin=index % 9 == 0,
    )
