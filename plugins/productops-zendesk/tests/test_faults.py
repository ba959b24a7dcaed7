"""What goes wrong on the way costs time, never a row: every fault alone, and all of them mixed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from productops.model import TABLES
from productops.sandbox import FAULT_KINDS, Faults, transport
from productops.store import open_store
from productops.store.base import Store
from productops.sync.engine import sync
from productops.sync.report import SyncReport
from productops.testing import source_on
from productops_zendesk.connector import Zendesk
from productops_zendesk.sandbox import ZendeskSandbox

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
UNLIMITED = dict.fromkeys(
    ("incremental-exports", "incremental-exports-cursor", "ticket-fields-index"), 99_999
)
TOKENS = {"expired_token"}
ENDS_A_RUN = {"repeated_cursor", "expired_token"}


def run(store: Store, faults: Faults | None, waits: list[float], **more: Any) -> SyncReport:
    sandbox = ZendeskSandbox(
        size=120, seed=5, now=NOW, plan="enterprise_plus", limits=UNLIMITED, faults=faults, **more
    )
    source = source_on(
        Zendesk(),
        {**sandbox.credentials(), "page_size": 20},
        transport(sandbox, sleep=lambda _: None),
        name="desk",
        pause=lambda seconds: bool(waits.append(seconds)),
    )
    return sync([source], store, now=NOW)


def contents(store: Any) -> dict[str, Any]:
    return {
        table: list(store.sql(f"SELECT * EXCLUDE (fetched_at) FROM {table} ORDER BY id").rows())
        for table in TABLES
    }


@pytest.fixture(scope="module")
def unharmed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    store = open_store(tmp_path_factory.mktemp("unharmed") / "a.duckdb")
    assert run(store, None, []).exit_code == 0
    yield contents(store)
    store.close()


@pytest.mark.parametrize("kind", [*FAULT_KINDS, "mixed"])
def test_a_fault_costs_no_row(tmp_path: Path, kind: str, unharmed: dict[str, Any]) -> None:
    """The store equals one filled without faults, and the report tells every retry and wait.

    A source that leads back to where it was ends its stream; the next run goes on from there.
    """
    kinds = tuple(FAULT_KINDS) if kind == "mixed" else (kind,)
    store = open_store(tmp_path / "a.duckdb")
    waits: list[float] = []

    def faults(seed: int) -> Faults:
        # a token refused again right after its renewal is a rejected credential, not a fault
        return Faults(kinds=kinds, rate=0.1, seed=seed, in_a_row=1 if kind in TOKENS else 2)

    reports = [run(store, faults(11), waits)]
    while reports[-1].exit_code and len(reports) < 12:
        reports.append(run(store, faults(11 + len(reports)), waits))

    assert reports[-1].exit_code == 0
    if not ENDS_A_RUN.intersection(kinds):
        assert len(reports) == 1
        assert kind == "stall" or reports[0].total("retries") > 0
    assert sum(report.total("waited_s") for report in reports) == pytest.approx(
        sum(waits), abs=0.01
    )
    assert contents(store) == unharmed
    store.close()


def test_big_pages_that_time_out_are_asked_for_in_smaller_pieces(
    tmp_path: Path, unharmed: dict[str, Any]
) -> None:
    """A 504 on every page above a size: the size is halved, inside followed links too, and nothing is skipped."""
    store = open_store(tmp_path / "a.duckdb")

    report = run(store, Faults(max_page=6), [])

    assert report.exit_code == 0
    assert contents(store) == unharmed
    store.close()
