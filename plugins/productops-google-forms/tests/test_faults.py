"""What goes wrong on the way costs time, never a row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gf import synced

from productops.sandbox import FAULT_KINDS, Faults
from productops.store import open_store
from productops.testing import contents
from productops_google_forms.sandbox import GoogleFormsSandbox

# a token that somebody made cannot be renewed; one that leads back ends the stream
KINDS = tuple(kind for kind in FAULT_KINDS if kind not in ("expired_token", "repeated_cursor"))


@pytest.fixture(scope="module")
def unharmed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    store = open_store(tmp_path_factory.mktemp("unharmed") / "a.duckdb")
    synced(store, GoogleFormsSandbox(size=90), page_size=5)
    yield contents(store)
    store.close()


def test_a_bad_day_costs_no_row(tmp_path: Path, unharmed: dict[str, Any]) -> None:
    """Every kind of trouble, mixed; the store equals one filled without."""
    store = open_store(tmp_path / "a.duckdb")
    faults = Faults(kinds=KINDS, rate=0.4, seed=11, retry_after=0, stall=0.0)
    report = synced(store, GoogleFormsSandbox(size=90, faults=faults), page_size=5)
    assert sum(stream.retries for stream in report.streams.values()) > 1
    assert contents(store) == unharmed
    store.close()


def test_a_token_of_a_service_account_that_ends_is_renewed(
    tmp_path: Path, unharmed: dict[str, Any]
) -> None:
    """In the middle of it, unseen; refused again right after, it ends the run, and the next one goes on."""
    pytest.importorskip("jwt")
    store = open_store(tmp_path / "a.duckdb")
    for attempt in range(12):
        faults = Faults(
            kinds=("expired_token",), rate=0.1, seed=attempt, in_a_row=1, paths=("/v1/",)
        )
        sandbox = GoogleFormsSandbox(size=90, faults=faults)
        report = synced(store, sandbox, code=None, kind="service_account", page_size=5)
        if not report.problem:
            break
    assert not report.problem
    assert len(sandbox.calls) > 10
    assert contents(store) == unharmed
    store.close()


def test_a_page_that_is_too_big_is_asked_for_in_smaller_ones(
    tmp_path: Path, unharmed: dict[str, Any]
) -> None:
    """A 504 on every page above a size; nothing is left out."""
    store = open_store(tmp_path / "a.duckdb")
    synced(store, GoogleFormsSandbox(size=90, faults=Faults(max_page=3)), page_size=5)
    assert contents(store) == unharmed
    store.close()
