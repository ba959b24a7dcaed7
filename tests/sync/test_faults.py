"""What goes wrong on the way costs time, never a row: every fault alone, all of them mixed, one source or two."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from vendors import contents, sandboxes, synced

from productops.sandbox import FAULT_KINDS, Faults
from productops.store import open_store
from productops.sync.report import SyncReport

SIZE = 80
TOKENS = {"expired_token"}
ENDS_A_RUN = {"repeated_cursor", "expired_token"}
Unharmed = dict[str, Any]


def run(path: Path, which: str, faults: Faults | None, waits: list[float]) -> SyncReport:
    """One sync of a new process' sandboxes into the store at *path*."""
    store = open_store(path)
    try:
        return synced(store, sandboxes(which, SIZE, faults), waits, page_size=20)
    finally:
        store.close()


@pytest.fixture(scope="module")
def unharmed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Unharmed]:
    """What a store holds that was filled without faults; made when first asked for."""
    folder = tmp_path_factory.mktemp("unharmed")

    class Made(dict[str, Unharmed]):
        def __missing__(self, which: str) -> Unharmed:
            path = folder / f"{which}.duckdb"
            assert run(path, which, None, []).exit_code == 0
            self[which] = contents(path)
            return self[which]

    return Made()


@pytest.mark.parametrize("kind", [*FAULT_KINDS, "mixed"])
@pytest.mark.parametrize("which", ["zendesk", "jira"])
def test_a_fault_costs_no_row(
    tmp_path: Path, which: str, kind: str, unharmed: dict[str, Unharmed]
) -> None:
    """The store equals one filled without faults, and the report tells every retry and wait."""
    kinds = tuple(FAULT_KINDS) if kind == "mixed" else (kind,)
    reports = until_done(tmp_path / "a.duckdb", which, kinds)
    if not ENDS_A_RUN.intersection(kinds):
        assert len(reports) == 1
        assert kind == "stall" or reports[0].total("retries") > 0
    assert contents(tmp_path / "a.duckdb") == unharmed[which]


def test_two_sources_in_trouble_at_once(tmp_path: Path, unharmed: dict[str, Unharmed]) -> None:
    """Each has its own trouble and its own retries; neither costs the other a row."""
    reports = until_done(tmp_path / "a.duckdb", "both", tuple(FAULT_KINDS))
    for report in reports:
        assert set(report.sources) == {"zendesk", "jira"}
        for source in report.sources.values():
            assert sum(stream.retries for stream in source.streams.values()) > 0
    assert contents(tmp_path / "a.duckdb") == unharmed["both"]


def until_done(path: Path, which: str, kinds: tuple[str, ...]) -> list[SyncReport]:
    """Sync until a run ends well: a source that leads back to where it was ends its stream, and the next goes on."""
    waits: list[float] = []
    reports: list[SyncReport] = []
    while not reports or (reports[-1].exit_code and len(reports) < 12):
        # a token refused again right after its renewal is a rejected credential, not a fault
        in_a_row = 1 if TOKENS.issuperset(kinds) else 2
        faults = Faults(kinds=kinds, rate=0.1, seed=11 + len(reports), in_a_row=in_a_row)
        reports.append(run(path, which, faults, waits))
    assert reports[-1].exit_code == 0
    waited = sum(report.total("waited_s") for report in reports)
    assert waited == pytest.approx(sum(waits), abs=0.01)
    return reports


@pytest.mark.parametrize("which", ["zendesk", "jira"])
def test_big_pages_that_time_out_are_asked_for_in_smaller_pieces(
    tmp_path: Path, which: str, unharmed: dict[str, Unharmed]
) -> None:
    """A 504 on every page above a size: it is halved, inside followed links too, and nothing is skipped."""
    report = run(tmp_path / "a.duckdb", which, Faults(max_page=6), [])
    assert report.exit_code == 0
    assert contents(tmp_path / "a.duckdb") == unharmed[which]
