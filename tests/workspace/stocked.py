"""A synthetic company's tools in a store, as several sources would tell of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from productops.model import TABLES, Record, record_id
from productops.store import open_store
from productops.store.base import PageCommit, RawRow, Scope
from productops.sync.rows import sha256

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
SEEN = datetime(2026, 10, 20, tzinfo=UTC)


def of(source: str, table: str, source_id: str, **fields: Any) -> Record:
    """A row of *table* as *source* tells it."""
    identity = {"source": source, "source_instance": source, "source_id": source_id}
    return TABLES[table](id=record_id(source, source, table, source_id), **identity, **fields)


def ref(source: str, table: str, source_id: str) -> str:
    """The id of such a row."""
    return record_id(source, source, table, source_id)


def tools() -> list[Record]:
    """Figma, told by hand, by single sign-on and on a card statement, and two more."""
    person = ref("sso", "person", "p1")
    return [
        of("hand", "tool", "figma", name="Figma", discovered_in="hand_kept", status="active",
           owner_id=ref("hand", "person", "ana"), url="https://www.figma.com"),
        of("hand", "person", "ana", display_name="Ana Ruiz", email="ana@acme.example", person_type="internal"),
        of("hand", "contract", "figma:1", tool_id=ref("hand", "tool", "figma"), contract_number="F-1",
           start_date=date(2026, 1, 1), renewal_date=date(2027, 1, 1), term_months=12, auto_renew=True,
           notice_period_days=90, seats_purchased=3, unit_price=Decimal(10), unit_price_currency="EUR",
           billing_frequency="monthly", pricing_model="per_seat"),
        of("sso", "tool", "a1", name="Figma (design)", discovered_in="sso", status="under_review", identifiers=["okta:figma"]),
        of("sso", "person", "p1", email="Ana@acme.example", active=False),
        of("sso", "seat", "a1:p1", tool_id=ref("sso", "tool", "a1"), person_id=person, last_active_at=SEEN),
        of("card", "tool", "x", name="FIGMA MONTHLY RENEWAL", discovered_in="expenses"),
        of("card", "cost", "1", tool_id=ref("card", "tool", "x"), billed_cost=Decimal("30.10"), effective_cost=Decimal("30.10"),
           billing_currency="EUR", charge_category="purchase", charge_period_start=SEEN, charge_period_end=SEEN),
        of("card", "tool", "y", name="Northpine Notes", discovered_in="expenses"),
    ]  # fmt: skip


def store(path: Path, records: list[Record] | None = None) -> Path:
    """A store at *path* with these rows."""
    held = records if records is not None else tools()
    page = PageCommit(Scope("hand", "hand"), "rows", "run-1", NOW)
    for record in held:
        body = record.canonical_json()
        start = f'{{"id":"{record.id}","fetched_at":"{NOW.isoformat()}","schema_version":"1.0","content_hash":"{sha256(body)}",'
        page.upserts.setdefault(record.table, []).append(
            (record.id, record.source_id, start.encode() + body[1:])
        )
    page.raws = [RawRow("1", None, b"{}", "d", rows=[record.id for record in held])]
    opened = open_store(path)
    opened.commit([page])
    opened.close()
    return path
