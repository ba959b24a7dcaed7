"""What goes wrong on the way costs time, never a row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tf import synced

from productops.sandbox import FAULT_KINDS, Faults
from productops.store import open_store
from productops.testing import contents
from productops_typeform.sandbox import TypeformSandbox

# a personal token that is refused ends the run; a token that leads back ends the stream
KINDS = tuple(kind for kind in FAULT_KINDS if kind not in ("expired_token", "repeated_cursor"))


@pytest.fixture(scope="module")
def unharmed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    store = open_store(tmp_path_factory.mktemp("unharmed") / "a.duckdb")
    synced(store, TypeformSandbox(size=120), page_size=5)
    yield contents(store)
    store.close()


def test_a_bad_day_costs_no_row(tmp_path: Path, unharmed: dict[str, Any]) -> None:
    """Every kind of trouble, mixed; the store equals one filled without."""
    store = open_store(tmp_path / "a.duckdb")
    faults = Faults(kinds=KINDS, rate=0.4, seed=11, retry_after=0, stall=0.0)
    report = synced(store, TypeformSandbox(size=120, faults=faults), page_size=5)
    assert sum(stream.retries for stream in report.streams.values()) > 3
    assert contents(store) == unharmed
    store.close()


def test_a_page_that_is_too_big_is_asked_for_in_smaller_ones(
    tmp_path: Path, unharmed: dict[str, Any]
) -> None:
    """A 504 on every page above a size; nothing is left out."""
    store = open_store(tmp_path / "a.duckdb")
    sandbox = TypeformSandbox(size=120, faults=Faults(max_page=3, paths=tuple(
        f"/forms/{form}/responses" for form in TypeformSandbox(size=120).form_ids().values()
    )))  # fmt: skip
    synced(store, sandbox, page_size=5)
    assert contents(store) == unharmed
    store.close()


def test_a_token_that_leads_back_ends_the_stream_and_the_next_run_goes_on(
    tmp_path: Path, unharmed: dict[str, Any]
) -> None:
    """What was read is kept; nobody goes in circles."""
    store = open_store(tmp_path / "a.duckdb")
    faults = Faults(kinds=("repeated_cursor",), rate=1.0, seed=3, in_a_row=1)
    report = synced(store, TypeformSandbox(size=120, faults=faults), code=1, page_size=5)
    assert report.streams["responses"].problem
    synced(store, TypeformSandbox(size=120), page_size=5)
    assert contents(store) == unharmed
    store.close()
