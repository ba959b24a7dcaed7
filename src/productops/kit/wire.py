"""What travels between a connector and the engine: a request, its answer, and the page read from it.

All three are plain data. A `Request` is JSON-able and free of secrets, because it *is* the checkpoint:
the engine stores it, and resuming is sending it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

import msgspec
from msgspec.structs import replace

from ..errors import UnexpectedAnswer
from .decoding import decode

T = TypeVar("T")

QueryValue = str | int | bool
Query = dict[str, QueryValue | list[QueryValue]]


class Request(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One request, as data.

    Attributes:
        path: the vendor's path, with a leading slash (`/api/v2/tickets`).
        stream, partition: who asks; the engine fills in the stream.
        host: name of one of the connector's `hosts`.
        method, query, body: as sent; *body* is JSON, or a form where *form* is true.
        headers: further request headers; never credentials.
        page_size: the query (or body) key that sets the page size; the engine halves its value after a 504 or a
            time-out, inside a followed link too.
        expect: statuses besides 2xx that are an answer here (a 404 that means "none"); 200 where even a page
            for people is one (a sign-in page in place of what may not be read).
        bucket: the limit this request counts against, where the vendor has several.
        wait: seconds to wait before sending (export, then poll).
        link_host: the host a followed link named; the engine refuses one that is not the connector's.
        of: source id of the record this request hangs below; the engine drops the request when that
            record has not changed since it was last read.
        state: what the connector wants to find again when it reads the answer.
    """

    path: str
    stream: str = ""
    partition: str = ""
    host: str = "api"
    method: str = "GET"
    query: Query = {}
    body: Any = None
    form: bool = False
    headers: dict[str, str] = {}
    page_size: str = ""
    expect: tuple[int, ...] = ()
    bucket: str = ""
    wait: float = 0
    link_host: str = ""
    of: str = ""
    state: Any = None

    def with_(self, **changes: Any) -> Request:
        """A copy with *changes*."""
        return replace(self, **changes)

    def ask(self, **query: QueryValue | list[QueryValue]) -> Request:
        """A copy with these query keys set in addition to the present ones."""
        return replace(self, query={**self.query, **query})

    def follow(self, link: str, **changes: Any) -> Request:
        """The request a link in the answer leads to: its path and query, on the same host."""
        parts = urlsplit(link)
        query: Query = {}
        for key, value in parse_qsl(parts.query, keep_blank_values=True):
            held = query.get(key)
            query[key] = value if held is None else [*_listed(held), value]
        return replace(self, path=parts.path, query=query, link_host=parts.netloc, **changes)


def _listed(value: QueryValue | list[QueryValue]) -> list[QueryValue]:
    return value if isinstance(value, list) else [value]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the source answered.

    Attributes:
        status: HTTP status.
        headers: lower-case names.
        body: the bytes, decompressed.
        url: where it came from, without secrets; for messages.
        also: answers to the page's `also` requests, in their order.
    """

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    also: tuple[Answer, ...] = ()

    def decode(self, type_: type[T]) -> T:
        """The body as *type_* (a msgspec Struct of the envelope, or `dict`).

        Raises:
            UnexpectedAnswer: the body is not JSON, or lacks a key of the envelope.
        """
        try:
            return decode(self.body, type_)
        except msgspec.DecodeError as error:
            raise UnexpectedAnswer(
                f"{self.explain()} ({error})",
                where=self.url,
                hint="Check host, subdomain and base_url; a proxy or a login page often answers in HTML.",
                status=self.status,
            ) from None

    @property
    def is_html(self) -> bool:
        """Whether a page for people came."""
        return self.body[:200].lstrip()[:1] == b"<"

    def explain(self) -> str:
        """What came instead of the expected JSON, in a few words."""
        start = self.body.lstrip()[:200]
        kind = self.headers.get("content-type", "").split(";")[0] or "no content type"
        if self.is_html:
            return f"the answer is HTML ({kind}), not JSON"
        if not start:
            return "the answer is empty"
        return f"the answer is not the expected JSON ({kind})"


RawRecord = msgspec.Raw | bytes | Mapping[str, Any]
"""The source's bytes of one record, or a mapping of named untouched parts."""
Cursor = str | datetime
"""Where a later run starts: the source's opaque token, or a moment (the engine takes the lookback off)."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a connector read from an answer.

    Attributes:
        records: the source's JSON of each record, untouched.
        next: the following page of this partition.
        cursor: where a later run of this partition starts. It is stored with the page, so give it only
            when everything before it has been read.
        present: ids seen by a census.
        gone: source ids that the source says are deleted.
        archived: source ids, among `records` or found by a look-up, that the source has put away.
        merged: source ids that live on in another record.
        erased: source ids, among `records` or found by a look-up, whose content the source has erased for good;
            what hangs below them (comments, files) is erased here too.
        whole: beginnings of source ids (`"4711:"`) of which this chain of pages, which ends here, gave all that there
            are; what is held of them besides is deleted. The stream says `lists_whole = True`.
        notes: what the user should know of this page; told once in the report.
        also: a few requests (at most 20, none paged) whose answers this page needs; `read` is called
            again with `answer.also`. Where `next` is known already, give it here too: the engine may then ask for the
            following page while these are on their way. What is asked for in turn comes behind the answers so far.
        children: independent requests below this page; queued in the page's transaction.
    """

    records: Sequence[RawRecord] = ()
    next: Request | None = None
    cursor: Cursor | None = None
    present: Iterable[str] = ()
    gone: Iterable[str] = ()
    archived: Iterable[str] = ()
    merged: Iterable[str] = ()
    erased: Iterable[str] = ()
    whole: Sequence[str] = ()
    notes: Sequence[str] = ()
    also: Sequence[Request] = ()
    children: Sequence[Request] = ()
