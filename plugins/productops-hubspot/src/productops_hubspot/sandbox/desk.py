"""What an endpoint needs to answer a call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from productops.sandbox.wire import Call

from .account import Account

HOST = "https://api.hubapi.com"


@dataclass(frozen=True, slots=True)
class Desk:
    """The account as one call sees it.

    Attributes:
        legacy: the path was one of the older API.
        per_record: how many associations of one record a page has.
        survivors: the id of a record that was merged away gives the one it became, which the vendor does too.
        used, daily: calls today, and how many there may be.
    """

    account: Account
    legacy: bool
    per_record: int
    survivors: bool
    used: int
    daily: int


def listed(call: Call, key: str) -> list[str]:
    """A query key that may be repeated and may hold several values with commas."""
    parts = (part.strip() for value in call.every(key) for part in value.split(","))
    return list(dict.fromkeys(part for part in parts if part))


def flag(call: Call, key: str) -> bool:
    """A query key as a switch."""
    return call.first.get(key, "").lower() == "true"


def whole(value: Any, default: int) -> int | None:
    """A number that was sent; None where it is none."""
    if value is None or value == "":
        return default
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() else None


def body_of(call: Call) -> dict[str, Any] | None:
    """The JSON object that was sent; None where there is none."""
    try:
        found = msgspec.json.decode(call.body)
    except msgspec.DecodeError:
        return None
    return found if isinstance(found, dict) else None


def onwards(call: Call, after: str) -> dict[str, Any]:
    """How a list goes on; the link leads to the vendor's own host."""
    return {"next": {"after": after, "link": call.link({"after": after}, origin=HOST)}}
