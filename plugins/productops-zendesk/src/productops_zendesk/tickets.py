"""Tickets: the cursor export with the metrics side-loaded, deleted and archived tickets included."""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import msgspec
from msgspec import Raw, Struct

from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.rows import Int, guarded
from productops.model import Record

from .paging import cursor_next, cursor_start, is_census, peek
from .presence import by_id, count_of, counted, is_search, missed, present_and_gone
from .ticket_rows import SCRUBBED, feedback, links
from .webhooks import is_named
from .wire import Ticket, TicketsPage

PATH = "/api/v2/incremental/tickets/cursor"
_SCRUBBED = f'"{SCRUBBED}"'.encode()
_PRIVATE = (b'"is_public":false', b'"is_public": false')


class _Head(Struct):
    id: Int
    status: Any = None
    subject: Any = None


class _MetricsOf(Struct):
    ticket_id: Int


class Tickets:
    """Tickets → `feedback`, `link`.

    The export goes by `generated_timestamp`, which system updates move too; `updated_at` would miss
    them. Only an administrator may read it.
    https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/
    """

    name = "tickets"
    needs: tuple[str, ...] = ("ticket_fields", "custom_statuses", "brands")
    wire = Ticket
    can = Can(incremental=True, deletes=True, counts=True)
    lookback = timedelta(0)
    optional = False
    reads = ("feedback", "link")

    def start(self, run: Run) -> Iterable[Request]:
        """One walk through everything that changed."""
        return [cursor_start(run, PATH, include="metric_sets")]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of tickets, or of ids only."""
        if is_search(request):
            return by_id(request, answer, "tickets")
        page = answer.decode(TicketsPage)
        follow = None if is_named(request) else cursor_next(request, page)
        if is_census(request):
            return present_and_gone(page.tickets, follow)
        records = _with_metrics(page.tickets, page.metric_sets or [])
        # The answer is searched once, since few pages hold a ticket that is not public
        if not run.settings.private_comments and any(word in answer.body for word in _PRIVATE):
            records = [_public(raw) for raw in records]
        erased = _scrubbed(page.tickets) if _SCRUBBED in answer.body else ()
        return Page(records=records, next=follow, cursor=page.after_cursor, erased=erased)

    def identify(self, ticket: Ticket) -> tuple[str, str | None]:
        """Id, and when Zendesk last touched it."""
        touched = ticket.generated_timestamp
        return str(ticket.id), str(touched) if touched else ticket.updated_at

    @guarded
    def normalise(self, ticket: Ticket, run: Run) -> Iterable[Record]:
        """The ticket as a piece of feedback, and what it is tied to."""
        yield feedback(ticket, run)
        yield from links(ticket, run)

    def census(self, run: Run) -> Iterable[Request]:
        """The whole export again, for ids: a list would leave archived tickets out."""
        return [cursor_start(run, PATH, census=True)]

    def missing(self, ids: Sequence[str], run: Run) -> Iterable[Request]:
        """Those that can be shown are there; a deleted one is in a list for thirty days, then nowhere."""
        return missed("/api/v2/tickets", ids, deleted="deleted_tickets")

    def count(self, run: Run) -> Request | None:
        """Zendesk's own number, without archived tickets."""
        return count_of("/api/v2/tickets/count", run)

    def counted(self, answer: Answer) -> int:
        """The number in the answer."""
        return counted(answer)


def _scrubbed(tickets: Iterable[Raw]) -> list[str]:
    """Ids of tickets whose text Zendesk has erased."""
    found = (peek(ticket, _Head) for ticket in tickets)
    return [str(t.id) for t in found if t and t.status == "deleted" and t.subject == SCRUBBED]


def _with_metrics(tickets: Sequence[Raw], metric_sets: Sequence[Raw]) -> Sequence[Raw | bytes]:
    """Each ticket with its metric set.

    Accounts answer with `metric_set` inside the ticket, beside it under `metric_sets`, or both; the
    first form is what we hold, so the second is put into it, byte for byte.
    """
    if not metric_sets:
        return tickets
    sets = {found.ticket_id: raw for raw in metric_sets if (found := peek(raw, _MetricsOf))}
    return [_joined(ticket, sets) for ticket in tickets]


def _joined(ticket: Raw, sets: dict[int, Raw]) -> Raw | bytes:
    text = bytes(ticket)
    if b'"metric_set":' in text or not (head := peek(ticket, _Head)) or head.id not in sets:
        return ticket
    return b'%b,"metric_set":%b}' % (text.rstrip()[:-1], bytes(sets[head.id]))


def _public(raw: Raw | bytes) -> Raw | bytes:
    """*raw* without the text of an internal note.

    A ticket none of whose comments is public has an internal note as its `description`.
    """
    text = bytes(raw)
    if not any(word in text for word in _PRIVATE):
        return raw
    ticket = peek(text, dict)
    if ticket is None or ticket.get("is_public") is not False:
        return raw
    ticket.pop("description", None)
    return msgspec.json.encode(ticket)
