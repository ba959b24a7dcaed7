"""Real answers and the specification's own examples: every record in, no cost changed, rows as many as records."""

from __future__ import annotations

import csv
import json
import os
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from held import Ask, synced, write

from productops.workspace import Workspace

pytestmark = pytest.mark.vendor

SHARED = Path(os.environ.get("PRODUCTOPS_SHARED", Path(__file__).resolve().parents[4] / "shared"))
TOOLS = SHARED / "data/tools"
RECORDED = {  # file → rows by table
    "okta/recorded-2026/applications.test.json": {"tool": 5},
    "okta/recorded-2026/get-application.test.json": {"tool": 1},
    "okta/recorded-2026/list-application-users.test.json": {"seat": 3},
    "okta/recorded-2026/list-groups.test.json": {"team": 6},
    "okta/recorded-2026/users.test.json": {"person": 8},
    "entra/recorded-2026/get-application.test.json": {"tool": 1},
    "entra/recorded-2026/groups.test.json": {"team": 13},
    "entra/recorded-2026/list-directory-role-members.test.json": {"person": 1},
    "entra/recorded-2026/service-principals.test.json": {"tool": 174},
    "entra/recorded-2026/users.test.json": {"person": 7},
    "google/token_activity_authorize.sample.json": {"tool": 1, "seat": 1, "person": 1},
}
"""Okta's own five of ten apps are left out."""
COSTS = ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost")
HELD = Decimal("0.000001")
"""The last digit that a column of amounts has."""


@pytest.fixture(scope="module", autouse=True)
def _there() -> None:
    if not TOOLS.is_dir():
        pytest.skip("vendors' exports are not here")


def live(rows: Ask) -> dict[str, int]:
    tables = ("tool", "vendor", "contract", "cost", "seat", "usage", "integration", "person", "team")  # fmt: skip
    counts = {t: rows(f"SELECT count(*) n FROM {t} WHERE NOT deleted")[0]["n"] for t in tables}
    return {table: n for table, n in counts.items() if n}


@pytest.mark.parametrize("name", RECORDED)
def test_every_recording_is_read(ws: Workspace, rows: Ask, name: str) -> None:
    """As it was recorded, request and answer around it."""
    report = synced(ws, TOOLS / name)

    assert (report.exit_code, report.total("set_aside")) == (0, 0), report.to_dict()
    assert live(rows) == RECORDED[name]


def test_a_list_is_the_answer_alone(ws: Workspace, folder: Path, rows: Ask) -> None:
    """The same, without what the recorder added: pages of answers as a person would save them."""
    wanted: Counter[str] = Counter()
    for name in ("okta/recorded-2026/applications", "entra/recorded-2026/users"):
        recorded = json.loads((TOOLS / f"{name}.test.json").read_text())["api"]["get"]
        for found in recorded.values():
            for n, page in enumerate(found if isinstance(found, list) else [found]):
                write(folder, f"{Path(name).name} {n}.json", page["response"])
                held = page["response"]
                for each in held if isinstance(held, list) else held["value"]:
                    table = "tool" if "label" in each else "person"
                    own = re.match("saasure|okta_|flow", each.get("name", ""))
                    wanted[table] += not own and "@removed" not in each
    report = synced(ws, folder)

    assert (report.exit_code, report.total("set_aside")) == (0, 0), report.to_dict()
    assert live(rows) == dict(wanted)


def test_every_resource_of_the_scim_documents_is_read(ws: Workspace, folder: Path, rows: Ask) -> None:  # fmt: skip
    """Users, groups and lists of them; what else the protocol sends is set aside with its name."""
    users = groups = others = 0
    for path in sorted((TOOLS / "scim").glob("*.json")):
        whole = json.loads(path.read_text())
        found = whole.get("Resources", [whole])
        for n, each in enumerate(found):
            kinds = [schema.rpartition(":")[2] for schema in each.get("schemas", ())]
            is_user = "User" in kinds[:1] or "userName" in each
            users, groups = users + is_user, groups + (not is_user and "Group" in kinds[:1])
            others += not is_user and "Group" not in kinds[:1]
            # ids repeat from example to example: each gets one of its own
            each["id"] = f"{path.stem}-{n}"
        write(folder, path.name, whole)
    report = synced(ws, folder, kind="auto")

    assert report.exit_code == 0, report.to_dict()
    assert report.total("set_aside") == others > 10
    assert live(rows) == {"person": users, "team": groups}
    assert min(users, groups) > 2


def test_every_charge_of_the_specification_is_kept_to_the_cent(
    ws: Workspace, rows: Ask, folder: Path
) -> None:
    """26 examples and 1,000 anonymised charges: each cost beside the one that the csv module reads."""
    paths = sorted((TOOLS / "focus").rglob("*.csv"))
    ws.connect("it", "inventory", path=str(TOOLS / "focus/**/*.csv"), dates="mdy", numbers="1,234.56")  # fmt: skip
    report = ws.sync(progress=False)
    names = ", ".join(f"{name}::VARCHAR {name}" for name in map(snake, COSTS))
    held = {row["source_id"]: row for row in rows(f"SELECT source_id, {names} FROM cost")}
    wanted = {}
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *lines = list(csv.reader(file))
        for number, line in enumerate(lines, 2):
            if any(line):
                wanted[f"{path.relative_to(TOOLS / 'focus')}:{number}"] = dict(zip(header, line, strict=False))  # fmt: skip

    assert (report.exit_code, report.total("set_aside")) == (0, 0), report.to_dict()
    assert held.keys() == wanted.keys()
    for source_id, row in wanted.items():
        for name in COSTS:
            found = held[source_id][snake(name)]
            assert (None if found is None else Decimal(found)) == amount(row.get(name)), source_id


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def amount(text: str | None) -> Decimal | None:
    """By hand: the examples write dollars with a point."""
    bare = (text or "").strip().lstrip("$").replace(",", "")
    return None if bare.casefold() in ("", "null") else Decimal(bare).quantize(HELD)


def test_documents_that_fit_the_catalogues_schema_are_read(
    ws: Workspace, folder: Path, rows: Ask
) -> None:
    """One entity a kind, made from what its schema requires; components and resources are tools."""
    made = []
    for path in sorted((TOOLS / "backstage/schema").glob("*.v1alpha1.schema.json")):
        schema = json.loads(path.read_text())
        kind = path.name.partition(".")[0]
        spec = next(p["properties"] for p in schema["allOf"] if "properties" in p)["spec"]
        made.append({
            "apiVersion": "backstage.io/v1alpha1", "kind": kind, "metadata": {"name": f"a-{kind.lower()}-{len(made)}"},
            "spec": {name: filled(spec["properties"].get(name, {})) for name in spec.get("required", [])},
        })  # fmt: skip
    report = synced(ws, write(folder, "catalog-info.yaml", yaml.safe_dump_all(made)))
    kinds = Counter(each["kind"] for each in made)

    assert (report.exit_code, report.total("set_aside")) == (0, 0), report.to_dict()
    assert len(made) > 8
    assert live(rows) == {
        "tool": kinds["Component"] + kinds["Resource"], "team": kinds["Group"], "person": kinds["User"],
    }  # fmt: skip


def filled(schema: dict[str, Any]) -> Any:
    """A value that fits a property."""
    if "enum" in schema:
        return schema["enum"][0]
    return {"array": [], "object": {}, "boolean": True}.get(schema.get("type", ""), "something")
