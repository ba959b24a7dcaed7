"""Whole records of each kind: what is read of a synthetic export, and nothing else."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import exports
import pytest
import yaml
from held import Ask, named, synced, told, write

from productops.errors import SettingsError
from productops.kit import files
from productops.workspace import Workspace
from productops_inventory import InventorySettings
from productops_inventory.reading import Looked, reading_for

TABLES = ("tool", "vendor", "contract", "cost", "seat", "usage", "integration", "person", "team")
CASES: dict[str, tuple[str, Any, dict[str, Any]]] = {
    "okta_apps": ("it.json", exports.OKTA_APPS, {}),
    "okta_app_users": ("it.json", exports.OKTA_APP_USERS, {}),
    "okta_users": ("it.json", exports.OKTA_USERS, {}),
    "entra_service_principals": ("it.json", exports.ENTRA_APPS, {}),
    "entra_users": ("it.json", exports.ENTRA_USERS, {}),
    "google_tokens": ("it.json", exports.TOKENS, {}),
    "google_tokens standing": ("it.json", exports.STANDING, {}),
    "google_licences": ("it.json", exports.LICENCES, {}),
    "scim": ("it.json", exports.SCIM, {"app": "Boards"}),
    "focus": ("it.csv", exports.FOCUS, {"dates": "mdy"}),
    "snipe_it": ("it.json", exports.SNIPE, {"currency": "EUR"}),
    "snipe_it seats": ("it.json", exports.SNIPE_SEATS, {}),
    "snipe_it table": ("it.csv", exports.SNIPE_TABLE, {}),
    "backstage": ("it.yaml", exports.CATALOGUE, {}),
    "expenses": ("it.csv", exports.EXPENSES, {"mapping": exports.EXPENSE_MAPPING}),
}
GOLDENS = Path(__file__).parent / "goldens.json"
"""Synthetic, as the exports are; `python tests/test_kinds.py` writes it anew, to be looked through before it is kept."""


def made(ws: Workspace, folder: Path, case: str, **more: Any) -> dict[str, Any]:
    """The rows of a case, by table."""
    name, content, settings = CASES[case]
    report = synced(ws, write(folder, name, content), **{**settings, **more})
    assert report.exit_code == 0, report.sources["it"].problem
    assert report.total("set_aside") == 0
    names = named(ws)
    found = {table: told(ws, table, names) for table in TABLES}
    return json.loads(json.dumps({table: rows for table, rows in found.items() if rows}))


@pytest.mark.parametrize("case", CASES)
def test_each_kind_gives_whole_records(ws: Workspace, folder: Path, case: str) -> None:
    """The kind is found by looking, and told; every column of every row is as it should be."""
    assert made(ws, folder, case) == json.loads(GOLDENS.read_text())[case]


def test_no_secret_is_kept(ws: Workspace, folder: Path, rows: Ask) -> None:
    """Passwords, product keys and app settings reach no table, raw payloads included."""
    for n, case in enumerate(CASES):
        name, content, _ = CASES[case]
        if case not in ("focus", "expenses"):
            write(folder, f"{n} {name}", content)
    report = synced(ws, folder)
    kept = json.dumps(rows("SELECT payload FROM _raw"))

    assert report.exit_code == 0
    assert "Drawing suite" in kept
    assert not [each for each in ("s3cr3t", "AAAA-BBBB", "k-1", "hush") if each in kept]


@pytest.mark.parametrize("case", CASES)
def test_a_kind_may_be_named(case: str) -> None:
    """It is the one that is found by looking; another one is refused with the one it looks like."""
    kind = case.partition(" ")[0]
    name, content, more = CASES[case]
    looked = sample(name, content)
    wrong = "scim" if kind != "scim" else "focus"

    for told_as in ("auto", kind):
        found = reading_for(looked, InventorySettings(path="x", kind=told_as, **more)).kind
        assert found is not None
        assert found.name == kind
    with pytest.raises(SettingsError) as refused:
        reading_for(looked, InventorySettings(path="x", kind=wrong, **more))
    assert kind in refused.value.hint


def sample(name: str, content: Any) -> Looked:
    """The first rows of a file, as the transport gives them."""
    if isinstance(content, str):
        objects = list(yaml.safe_load_all(content))
    elif isinstance(content, dict):
        objects = next(value for value in content.values() if isinstance(value, list) and isinstance(value[0], dict))  # fmt: skip
    else:
        objects = content
    table = isinstance(objects[0], list)
    rows = [
        files.Row(name, n, cells=each) if table else files.Row(name, n, fields=each)
        for n, each in enumerate(objects, 1)
    ]
    return Looked(files.FileInfo(name, name, 1, "1"), files.Layout("csv" if table else "json"), rows)  # fmt: skip


def test_nobody_is_taken_for_idle_because_an_export_does_not_say(ws: Workspace, folder: Path) -> None:  # fmt: skip
    """Only events of use tell when a seat was last used; `lastSync` and a grant do not."""
    for case in ("okta_app_users", "scim", "google_licences", "snipe_it seats"):
        rows = json.loads(GOLDENS.read_text())[case]["seat"]
        assert rows
        assert not [row for row in rows if "last_active_at" in row]


if __name__ == "__main__":
    import tempfile

    import productops

    written = {}
    for each in CASES:
        with tempfile.TemporaryDirectory() as place:
            store = {"store": f"{place}/store.duckdb"}
            with productops.open(store) as workspace:
                written[each] = made(workspace, Path(place), each)
    sys.stdout.write(json.dumps(written, indent=1, sort_keys=True) + "\n")
