"""Lists a page at a time: by cursor where `page[size]` is sent, by offset otherwise.

https://developer.zendesk.com/api-reference/introduction/pagination/
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from productops.sandbox.wire import Call, Reply, array_page, encode

from . import answers

MOST_PAGES = 100
_SORTED = ("articles", "sections")
"""Help-centre lists that say how they are sorted."""
Render = Callable[[int], dict[str, Any]]
Aside = Callable[[list[dict[str, Any]]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of an endpoint.

    Attributes:
        name: the key its rows are under.
        keys: what the rows are made from, ascending; a cursor is a place between two keys.
        render: a row from its key.
        size, most: rows a page by default and at most.
        guide: a help-centre list: other links, and other keys when paged by offset.
        strict: a larger page is refused instead of cut to `most`.
        aside: side-loads of a page's rows.
        newest_first: the order when the call does not say.
    """

    name: str
    keys: Sequence[int]
    render: Render
    size: int = 100
    most: int = 100
    guide: bool = False
    strict: bool = False
    aside: Aside | None = None
    newest_first: bool = False


def page(call: Call, listing: Listing, origin: str) -> Reply:
    """The page of *listing* that *call* asks for; links lead to *origin*."""
    if any(key in call.first for key in ("page[size]", "page[after]", "page[before]")):
        return _by_cursor(call, listing, origin)
    return _by_offset(call, listing, origin)


def number(call: Call, key: str, default: int) -> int | None:
    """A query value as a number; None if it is none."""
    text = call.first.get(key, "")
    if not text:
        return default
    return int(text) if text.isdigit() else None


def _cursor(key: int, listing: Listing) -> str:
    return b64encode(encode({"o": listing.name, "v": key})).decode()


def _key(text: str) -> int | None:
    try:
        value = msgspec.json.decode(b64decode(text), type=dict[str, Any])["v"]
    except (ValueError, KeyError, msgspec.DecodeError):
        return None
    return value if isinstance(value, int) else None


def descending(call: Call, listing: Listing) -> bool:
    """Whether the call wants the newest first."""
    asked = call.first.get("sort", "") or call.first.get("sort_order", "")
    if asked:
        return asked.startswith("-") or asked == "desc"
    return listing.newest_first


def _by_cursor(call: Call, listing: Listing, origin: str) -> Reply:
    size = number(call, "page[size]", listing.size)
    if not size or (listing.strict and size > listing.most):
        return answers.invalid(f"page[size] must be between 1 and {listing.most}", 400)
    size = min(size, listing.most)
    keys, down = listing.keys, descending(call, listing)
    low, high = 0, len(keys)
    for name in ("page[after]", "page[before]"):
        if name not in call.first:
            continue
        place = _key(call.first[name])
        if place is None:
            return answers.invalid(f"{name} is not a valid cursor", 400)
        if (name == "page[after]") != down:
            low = bisect_right(keys, place)
        else:
            high = bisect_left(keys, place)
    forward = ("page[before]" in call.first) == down
    window = keys[low : min(high, low + size)] if forward else keys[max(low, high - size) : high]
    more = high - low > size
    chosen = list(reversed(window)) if down else list(window)
    return _cursor_reply(call, listing, origin, chosen, more=more)


def _cursor_reply(
    call: Call, listing: Listing, origin: str, keys: list[int], *, more: bool
) -> Reply:
    rows = [listing.render(key) for key in keys]
    first = _cursor(keys[0], listing) if keys else None
    last = _cursor(keys[-1], listing) if keys else None
    ahead = call.link({"page[after]": last, "page[before]": None}, origin=origin) if keys else None
    back = call.link({"page[before]": first, "page[after]": None}, origin=origin) if keys else None
    links: dict[str, str | None] = {"prev": back, "next": ahead}
    if listing.guide:
        start = call.link({"page[after]": None, "page[before]": None}, origin=origin)
        links = {"first": start, **({"next": ahead} if more else {})}
    meta = {"has_more": more, "after_cursor": last, "before_cursor": first}
    rest = (listing.aside(rows) if listing.aside else {}) | {"meta": meta, "links": links}
    return array_page(listing.name, [encode(row) for row in rows], rest)


def _by_offset(call: Call, listing: Listing, origin: str) -> Reply:
    size = number(call, "per_page", listing.size)
    at = number(call, "page", 1)
    if not size or not at:
        return answers.invalid("page and per_page must be positive numbers", 400)
    if at > MOST_PAGES:
        return answers.too_deep()
    size = min(size, listing.most)
    keys = list(listing.keys)
    if descending(call, listing):
        keys.reverse()
    rows = [listing.render(key) for key in keys[(at - 1) * size : at * size]]
    rest: dict[str, Any] = listing.aside(rows) if listing.aside else {}
    rest |= {
        "next_page": call.link({"page": at + 1}, origin=origin) if at * size < len(keys) else None,
        "previous_page": call.link({"page": at - 1}, origin=origin) if at > 1 else None,
        "count": len(keys),
    }
    if listing.guide:
        rest |= {"page": at, "per_page": size, "page_count": -(-len(keys) // size)}
        if listing.name in _SORTED:
            rest |= {"sort_by": "position", "sort_order": "asc"}
    return array_page(listing.name, [encode(row) for row in rows], rest)
