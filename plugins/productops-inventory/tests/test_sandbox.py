"""The exports of the invented company: the same each time, read without a remark, and brought up to date."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

from held import Ask, synced

from productops.sandbox import Company, Exports
from productops.workspace import Workspace
from productops_inventory.sandbox import FOLDER, InventorySandbox


def test_one_company_has_one_set_of_exports(folder: Path) -> None:
    """Whoever makes them; a file that did not change is not written again."""
    assert isinstance(InventorySandbox(size=24), Exports)
    texts = InventorySandbox(seed=3, size=80).texts()
    assert texts == InventorySandbox(Company(3, 80)).texts() != InventorySandbox(seed=4).texts()

    sandbox = InventorySandbox(seed=3, size=80)
    sandbox.write(folder)
    before = {path.name: path.stat().st_mtime_ns for path in (folder / FOLDER).iterdir()}
    sandbox.write(folder)
    assert {path.name: path.stat().st_mtime_ns for path in (folder / FOLDER).iterdir()} == before


def test_every_export_is_read_whole(ws: Workspace, folder: Path, rows: Ask) -> None:
    """Eight files of eight kinds; nothing set aside."""
    sandbox = InventorySandbox(size=80)
    settings = sandbox.write(folder)
    report = synced(ws, folder / settings.pop("path"), **settings)
    found = Counter(row["discovered_in"] for row in rows("SELECT discovered_in FROM tool"))

    assert (report.exit_code, report.total("set_aside")) == (0, 0)
    assert found == {
        "sso": 5, "oauth_grant": 2, "finance": 2, "asset_register": 1, "service_catalog": 2, "expenses": 3,
    }  # fmt: skip
    assert len(rows("SELECT 1 n FROM cost")) == 60 + 1 + 3
    assert rows("SELECT 1 n FROM person WHERE active = FALSE") == [{"n": 1}]


def test_a_day_later_the_exports_say_so(ws: Workspace, folder: Path) -> None:
    sandbox = InventorySandbox(size=80)
    settings = sandbox.write(folder)
    synced(ws, folder / settings.pop("path"), **settings)
    sandbox.company.clock.advance(timedelta(days=1))
    sandbox.write(folder)
    report = ws.sync(progress=False)

    assert report.exit_code == 0
    assert report.total("updated") > 0
    assert report.total("set_aside") == 0
