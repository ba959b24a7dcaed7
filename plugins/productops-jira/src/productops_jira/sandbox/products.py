"""The site's products: application roles, plans, and the licence's own count, which is a week old."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote

from productops.sandbox.wire import Reply, as_json

from . import answers, ids, people
from .desk import Desk

_NO_ADMIN = "Only Jira administrators can access license details."


class Product(NamedTuple):
    """A product.

    Attributes:
        seats: how many were bought; -1 where there is no limit.
        every: which colleagues have it: each of them, every second, …; 0 for none.
        stale: accounts that the licence still counts.
    """

    key: str
    name: str
    plan: str
    seats: int
    every: int
    stale: int = 0


PRODUCTS = (
    Product("jira-software", "Jira", "PAID", 25, 1, stale=2),
    Product("jira-servicedesk", "Jira Service Management", "PAID", 5, 3),
    Product("jira-product-discovery", "Jira Product Discovery", "FREE", 3, 4),
    Product("jira-core", "Jira Work Management", "UNLICENSED", -1, 0),
)
DEACTIVATED = ids.FORMER
"""Somebody who left, and whose account still has a seat."""
BY_KEY = {product.key: product for product in PRODUCTS}


def holders(desk: Desk, product: Product) -> list[int]:
    """Keys of the colleagues who count against a product."""
    return list(range(0, desk.account.company.colleagues, product.every)) if product.every else []


def _group(desk: Desk, name: str) -> dict[str, str]:
    group = people.group_id(people.GROUPS.index(name))
    return {"groupId": group, "name": name, "self": desk.link(f"group?groupId={quote(group)}")}


def _role(desk: Desk, product: Product) -> dict[str, Any]:
    used = len(holders(desk, product))
    name = "jira-users"
    unlimited = product.seats < 0
    return {
        "key": product.key,
        "groups": [name],
        "groupDetails": [_group(desk, name)],
        "name": product.name,
        "defaultGroups": [name],
        "defaultGroupsDetails": [_group(desk, name)],
        "selectedByDefault": product.key == "jira-software",
        "defined": True,
        "numberOfSeats": product.seats,
        "remainingSeats": -1 if unlimited else product.seats - used,
        "userCount": used,
        "userCountDescription": "agents" if product.key == "jira-servicedesk" else "users",
        "hasUnlimitedSeats": unlimited,
        "platform": product.key == "jira-core",
    }


def roles(desk: Desk) -> Reply:
    """`/applicationrole`, for administrators."""
    if not desk.administrator:
        return answers.forbidden("You are not authorized to perform this operation.")
    return as_json([_role(desk, product) for product in PRODUCTS])


def plans(_: Desk) -> Reply:
    """`/instance/license`, for everybody."""
    return as_json({"applications": [{"id": made.key, "plan": made.plan} for made in PRODUCTS]})


def count(desk: Desk, key: str) -> Reply:
    """`/license/approximateLicenseCount/product/{key}`."""
    if not desk.administrator:
        return answers.forbidden(_NO_ADMIN)
    product = BY_KEY.get(key)
    if product is None:
        return answers.bad_request(f"The application key {key} is not valid.")
    value = len(holders(desk, product)) + product.stale
    return as_json({"key": f"license.{key}.approximateUserCount", "value": str(value)})
