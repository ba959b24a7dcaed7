"""Answers that were given before, and a vendor's bad day: an answer that leads back to itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from productops.sandbox import Call, PageCache, Reply
from productops.sandbox.wire import JSON, encode

_OK = 200


def page(
    pages: PageCache, call: Call, path: str, state: object, make: Callable[[], Reply]
) -> Reply:
    """The answer to *call*: a page of records is made once for each *state* of the account."""
    if not path.startswith("/objects/"):
        return make()
    key = (state, call.method, call.path, call.query, call.body)
    body = pages.get(key)
    if body is not None:
        return Reply(_OK, body, JSON)
    reply = make()
    if reply.status == _OK:
        pages.put(key, reply.body)
    return reply


def back_to(call: Call, reply: Reply) -> Reply:
    """*reply* with the way onwards leading back to *call*."""
    try:
        body = msgspec.json.decode(reply.body, type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError):
        return reply
    paging = body.get("paging")
    if isinstance(paging, dict) and "next" in paging:
        sent = call.form() if call.method == "POST" else call.first
        after = str(sent.get("after") or "0")
        body["paging"] = {"next": {"after": after, "link": call.link()}}
    return Reply(reply.status, encode(body), reply.headers)
