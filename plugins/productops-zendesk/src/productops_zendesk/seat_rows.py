"""Zendesk itself, and the seats of its agents, as rows: `vendor`, `tool`, `seat`."""

from __future__ import annotations

from collections.abc import Iterator

from productops.kit import Run
from productops.kit.rows import row
from productops.model import CustomValue, Person, Record, SeatAssignment, Tool, Vendor

from .common import site
from .inventory_rows import ZENDESK
from .inventory_wire import Agent, Seat

# https://developer.zendesk.com/api-reference/ticketing/account-configuration/custom_roles/#json-format
SEAT_KINDS = {
    0: ("agent", True), 1: ("light agent", False), 2: ("chat agent", None), 3: ("contributor", False),
    4: ("admin", True), 5: ("billing admin", None),
}  # fmt: skip
"""`role_type` → what it is called, and whether its seat is paid for; None where Zendesk's pages do not say."""


def seat_rows(seat: Seat, run: Run) -> Iterator[Record]:
    """Zendesk itself, or somebody's seat."""
    if seat.product is not None:
        yield row(Vendor, run, ZENDESK, name="Zendesk", website="https://www.zendesk.com")
        yield row(
            Tool,
            run,
            ZENDESK,
            source_url=site(run),
            name="Zendesk",
            vendor_id=run.ref(Vendor, ZENDESK),
            identifiers=["domain:zendesk.com"],
            discovered_in="vendor_api",
            hosting="saas",
            url=site(run),
        )
    if seat.agent is not None:
        yield _held(seat.agent, run)


def _held(agent: Agent, run: Run) -> Record:
    """A seat. It stays held while its holder is suspended: only another role, or deletion, gives it back."""
    custom = None
    if agent.custom_role_id is not None:
        custom = run.seen("custom_roles", str(agent.custom_role_id))
    kind = agent.role_type
    if kind is None and custom is not None:
        kind = custom.role_type
    if kind is None and agent.custom_role_id is None:
        kind = {"agent": 0, "admin": 4}.get(agent.role or "")  # plans without roles of their own
    called, paid = SEAT_KINDS.get(-1 if kind is None else kind, (agent.role, None))
    suspended = CustomValue(name="Suspended", type="boolean", value=True)
    return row(
        SeatAssignment,
        run,
        str(agent.id),
        source_url=f"{site(run)}/agent/users/{agent.id}",
        custom_fields={"suspended": suspended} if agent.suspended else {},
        tool_id=run.ref(Tool, ZENDESK),
        person_id=run.ref(Person, agent.id),
        role=(custom.name if custom else None) or called,
        paid=paid,
        last_active_at=agent.last_login_at,
    )
