"""`tools.yaml` through a whole sync: its rows, edits, what is taken out, and what is refused. All synthetic."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import productops as po
from productops.errors import SettingsError
from productops.kit import toolsfile
from productops.model.ids import record_id
from productops_inventory.toolsfile import HandKept
from productops_inventory.toolsfile_rows import annual_cost

FULL = Path(__file__).parents[3] / "tests" / "kit" / "tools.yaml"
ENVELOPE = {
    "id", "source", "source_instance", "source_key", "source_url", "occurred_at", "source_created_at",
    "source_updated_at", "fetched_at", "schema_version", "content_hash", "deleted", "deleted_at",
}  # fmt: skip
TWO = """\
tools:
  - name: Figma
    owner: ana@acme.example
    vendor: Figma
    integrations: [{to: Jira Software}]
  - name: Jira
    aliases: [Jira Software]
    vendor: Atlassian
"""


@pytest.fixture
def kept(tmp_path: Path) -> Callable[[str], Any]:
    """Writes the file and syncs it: the report of its stream, and of the run."""

    def sync(text: str) -> Any:
        (tmp_path / "productops.toml").write_text('[tools]\nfile = "tools.yaml"\n')
        (tmp_path / "tools.yaml").write_text(text, encoding="utf-8")
        with po.open(tmp_path) as ws:
            return ws.sync(progress=False)

    return sync


def held(folder: Path, table: str) -> list[dict[str, Any]]:
    """Live rows of a table by source id, without the envelope and without what is empty."""
    with po.open(folder) as ws:
        found = [row.model_dump(mode="json") for row in ws.table(table).records()]
    bare = [{k: v for k, v in row.items() if k not in ENVELOPE and v not in (None, [], {})} for row in found]  # fmt: skip
    return sorted(bare, key=lambda row: row["source_id"])


def ref(table: str, source_id: str) -> str:
    return record_id("inventory", "tools", table, source_id)


ANA, FIGMA = ref("person", "ana@acme.example"), ref("tool", "figma")
MIDNIGHT = "T00:00:00Z"
EXPECTED: dict[str, list[dict[str, Any]]] = {
    "tool": [
        {
            "source_id": "figma", "name": "Figma", "aliases": ["Figma Pro"], "vendor_id": ref("vendor", "figma"),
            "identifiers": ["domain:figma.com", "oauth:abc"], "category": "design",
            "capabilities": ["design", "prototyping"], "discovered_in": "hand_kept", "status": "active",
            "owner_id": ANA, "owner_team_id": ref("team", "design"), "criticality": "high",
            "data_classes": ["internal"], "holds_pii": False, "sso": True, "scim": False, "hosting": "saas",
            "url": "https://www.figma.com", "docs_url": "https://wiki.acme.example/figma",
            "onboarding_url": "https://wiki.acme.example/figma/start",
            "best_practices": ["https://wiki.acme.example/figma/well"], "sanctioned": True, "review_by": "2026-12-31",
            "custom_fields": {"backup_owner": {"name": "backup_owner", "type": None, "value": "ben@acme.example"}},
        },
        {
            "source_id": "jira", "name": "Jira", "aliases": ["Jira Software"], "discovered_in": "hand_kept",
            "vendor_id": ref("vendor", "atlassian"),
        },
    ],
    "vendor": [
        {"source_id": "atlassian", "name": "Atlassian"},
        {
            "source_id": "figma", "name": "Figma", "website": "https://www.figma.com", "country": "NO",
            "support_url": "https://help.figma.example", "status_page_url": "https://status.figma.example",
            "dpa_signed": True, "certifications": ["soc2", "iso27001"], "subprocessor": True, "risk_tier": "low",
        },
    ],
    "contract": [
        {
            "source_id": "figma:FIG-2026", "tool_id": FIGMA, "vendor_id": ref("vendor", "figma"),
            "contract_number": "FIG-2026", "sku": "4711", "pricing_model": "per_seat", "start_date": "2026-01-01",
            "end_date": "2026-12-31", "term_months": 12, "auto_renew": True, "notice_period_days": 60,
            "renewal_date": "2027-01-01", "seats_purchased": 40, "minimum_seats": 20, "unit_price": "45.1",
            "unit_price_currency": "EUR", "billing_frequency": "monthly", "annual_cost": "21648",
            "annual_cost_currency": "EUR", "uplift_cap_pct": "5", "purchase_order": "PO-7",
            "owner_id": ref("person", "cleo@acme.example"), "document_url": "https://files.acme.example/fig",
        }
    ],
    "seat": [
        {
            "source_id": "figma:ana@acme.example", "tool_id": FIGMA, "contract_id": ref("contract", "figma:FIG-2026"),
            "person_id": ANA, "role": "editor", "assigned_at": f"2026-01-05{MIDNIGHT}",
            "last_active_at": f"2026-03-01{MIDNIGHT}",
        }
    ],
    "training": [
        {
            "source_id": "figma:training:Figma basics", "tool_id": FIGMA, "title": "Figma basics",
            "audience": "design", "required": True, "url": "https://learn.acme.example/figma", "valid_for_days": 365,
        }
    ],
    "training_record": [
        {
            "source_id": "figma:training:Figma basics:ana@acme.example", "person_id": ANA, "status": "completed",
            "training_id": ref("training", "figma:training:Figma basics"), "completed_at": f"2026-02-01{MIDNIGHT}",
        }
    ],
    "integration": [
        {
            "source_id": "figma:to:jira:Designs", "from_tool_id": FIGMA, "to_tool_id": ref("tool", "jira"),
            "name": "Designs", "kind": "native", "direction": "one_way", "data_objects": ["designs"],
            "owner_id": ANA, "status": "working", "frequency": "daily",
        }
    ],
    "risk": [
        {
            "source_id": "figma:risk:Nobody else can open the files", "subject_id": FIGMA, "category": "lock_in",
            "title": "Nobody else can open the files", "likelihood": 2, "impact": 4, "score": 8,
            "treatment": "accept", "owner_id": ANA, "review_by": "2027-01-01",
        }
    ],
    "process_doc": [
        {
            "source_id": "figma:doc:Design handover", "title": "Design handover", "doc_type": "runbook",
            "sections": ["steps"], "owner_id": ref("person", "ben@acme.example"), "tool_id": FIGMA,
            "last_reviewed_at": f"2026-05-01{MIDNIGHT}", "review_every_days": 180,
        }
    ],
    "person": [
        {"source_id": f"{name}@acme.example", "email": f"{name}@acme.example", "person_type": "internal"}
        for name in ("ana", "ben", "cleo")
    ],
    "team": [{"source_id": "design", "name": "Design", "kind": "other"}],
}  # fmt: skip


def test_a_whole_file_is_rows_of_every_table(kept: Callable[[str], Any], tmp_path: Path) -> None:
    report = kept(FULL.read_text(encoding="utf-8"))
    assert (report.exit_code, report.sources["tools"].streams["tools"].set_aside) == (0, 0)
    for table, expected in EXPECTED.items():
        assert held(tmp_path, table) == expected, table
    assert set(EXPECTED) == set(HandKept.reads)


def counts(report: Any) -> tuple[int, ...]:
    assert report.exit_code == 0, report.to_dict()
    found = report.sources["tools"].streams["tools"]
    return found.fetched, found.created, found.updated, found.unchanged, sum(found.gone.values())


def test_an_edit_changes_the_rows_of_that_tool_alone(kept: Callable[[str], Any]) -> None:
    """Lines that move down, comments and the order of tools change nothing."""
    assert counts(kept(TWO)) == (5, 5, 0, 0, 0)
    assert counts(kept(TWO)) == (5, 0, 0, 5, 0)
    assert counts(kept(f"# ours\n\n{TWO}")) == (5, 0, 0, 5, 0)
    report = kept(TWO.replace("name: Figma\n", "name: Figma\n    category: design\n"))
    assert counts(report) == (5, 0, 1, 4, 0)
    assert report.sources["tools"].streams["tools"].rows == {"tool": 1, "integration": 1}


def test_what_is_taken_out_of_the_file_is_gone(kept: Callable[[str], Any], tmp_path: Path) -> None:
    """A tool with its vendor, an entry within a tool, a person whom nobody names any more."""
    kept(TWO)
    without_jira = TWO[: TWO.index("  - name: Jira")].replace(
        "    integrations: [{to: Jira Software}]\n", ""
    )
    assert counts(kept(without_jira.replace("    owner: ana@acme.example\n", "")))[-1] == 3
    found = {table: [row["source_id"] for row in held(tmp_path, table)] for table in EXPECTED}
    assert {table: ids for table, ids in found.items() if ids} == {
        "tool": ["figma"], "vendor": ["figma"],
    }  # fmt: skip


def test_an_integration_leads_to_the_tool_by_any_of_its_names(
    kept: Callable[[str], Any], tmp_path: Path
) -> None:
    """Or to one that the file does not hold: then the reference dangles."""
    kept(TWO)
    assert [row["source_id"] for row in held(tmp_path, "integration")] == ["figma:to:jira"]
    kept(TWO.replace("to: Jira Software", "to: ' Miro '"))
    (found,) = held(tmp_path, "integration")
    assert (found["source_id"], found["to_tool_id"]) == ("figma:to:miro", ref("tool", "miro"))


def test_a_wrong_file_stops_the_source_and_costs_nothing_held(
    kept: Callable[[str], Any], tmp_path: Path
) -> None:
    kept(TWO)
    report = kept(TWO.replace("owner:", "onwer:").replace("name: Jira", "name: figma"))
    assert report.exit_code == 2
    text = str(report.sources["tools"].problem)
    assert 'tools.yaml:3: onwer: unknown key. Did you mean "owner"?' in text
    assert 'tools.yaml:6: name: there is a tool "figma" above already.' in text
    assert [row["source_id"] for row in held(tmp_path, "tool")] == ["figma", "jira"]
    with po.open(tmp_path) as ws:
        checks = ws.check()
        assert (checks.exit_code, str(checks["tools"].problem)) == (2, text)
    assert counts(kept(TWO)) == (5, 0, 0, 5, 0)


@pytest.mark.parametrize("text", ["", "tools: [\n", "a: 1\n---\nb: 2\n"])
def test_an_empty_or_broken_file_is_no_empty_list(
    text: str, kept: Callable[[str], Any], tmp_path: Path
) -> None:
    """An editor that wrote half a file deletes nothing."""
    kept(TWO)
    assert kept(text).exit_code == 2
    assert len(held(tmp_path, "tool")) == 2
    assert counts(kept("tools: []\n"))[-1] == 5


def test_a_missing_file_says_how_to_draft_one(tmp_path: Path) -> None:
    (tmp_path / "productops.toml").write_text('[tools]\nfile = "tools.yaml"\n')
    with po.open(tmp_path) as ws:
        problem = ws.check()["tools"].problem
    assert problem is not None
    assert (problem.exit_code, problem.where) == (2, "tools.yaml")
    assert problem.hint == "Draft one from what was seen: productops tools init."


@pytest.mark.parametrize(
    ("name", "words"), [("tools.txt", "is no YAML by its name"), ("", "means several files")]
)
def test_what_is_not_one_yaml_file_is_refused(name: str, words: str, tmp_path: Path) -> None:
    for one in ("tools.txt", "other.yaml"):
        (tmp_path / one).write_text(TWO)
    with po.open(
        {"store": str(tmp_path / "s.duckdb"), "tools": {"file": str(tmp_path / name)}}
    ) as ws:
        problem = ws.check()["tools"].problem
    assert problem is not None
    assert (problem.exit_code, problem.message) == (2, words)


def test_one_that_lies_among_exports_is_to_be_named(tmp_path: Path) -> None:
    (tmp_path / "tools.yaml").write_text(TWO)
    with po.open({"store": str(tmp_path / "s.duckdb")}) as ws:
        ws.connect("exports", "inventory", path=str(tmp_path / "*.yaml"))
        problem = ws.check()["exports"].problem
    assert problem is not None
    assert (problem.exit_code, problem.where) == (2, "tools.yaml")
    assert '[tools], file = "tools.yaml"' in problem.hint


@pytest.mark.parametrize(
    ("keys", "cost"),
    [
        ({"seats": 40, "unit_price": 45.10, "billing": "monthly"}, "21648"),
        ({"seats": 3, "unit_price": 0.1, "billing": "quarterly"}, "1.2"),
        ({"seats": 40, "unit_price": 500, "billing": "annual", "pricing_model": "per_active_user"}, "20000"),
        ({"seats": 10, "unit_price": 100, "billing": "multi_year", "term_months": 36}, "333.33"),
        ({"seats": 10, "unit_price": 100, "billing": "multi_year"}, None),
        ({"seats": 10, "unit_price": 100, "billing": "one_time"}, None),
        ({"seats": 10, "unit_price": 100}, None),
        ({"unit_price": 100, "billing": "monthly"}, None),
        ({"seats": 10, "unit_price": 100, "billing": "monthly", "pricing_model": "flat"}, None),
        ({"seats": 10, "unit_price": 100, "billing": "monthly", "annual_cost": 7.5}, "7.5"),
        ({"seats": 10, "unit_price": 100, "billing": "monthly", "annual_cost": 0}, "0"),
    ],
)  # fmt: skip
def test_a_years_cost_is_worked_out_where_it_can_be(keys: dict[str, Any], cost: str | None) -> None:
    """Seats × price of one × periods a year; what is written wins, and nothing is guessed."""
    found = annual_cost(toolsfile.ContractEntry(**keys))
    assert (found if found is None else format(found.normalize(), "f")) == cost


def test_a_cost_that_no_column_holds_costs_its_tool_alone(
    kept: Callable[[str], Any], tmp_path: Path
) -> None:
    """It is set aside with its reason; the tools beside it are read."""
    far = "[{seats: 999999, unit_price: 999999999, billing: monthly, currency: EUR}]"
    report = kept(f"tools:\n- name: Figma\n  contracts: {far}\n- name: Miro\n")
    report.raise_for_failure()
    assert [row["name"] for row in held(tmp_path, "tool")] == ["Miro"]
    assert report.sources["tools"].streams["tools"].set_aside == 1


def test_contracts_without_a_number_are_counted(kept: Callable[[str], Any], tmp_path: Path) -> None:
    """And where there are two, a seat belongs to neither."""
    kept(
        "tools:\n- name: a\n  contracts: [{seats: 1}, {seats: 2}]\n  seats: [{person: b@c.example}]\n"
    )
    assert [row["source_id"] for row in held(tmp_path, "contract")] == ["a:1", "a:2"]
    assert "contract_id" not in held(tmp_path, "seat")[0]


def test_mapping_again_gives_the_same_rows(kept: Callable[[str], Any], tmp_path: Path) -> None:
    kept(FULL.read_text(encoding="utf-8"))
    with po.open(tmp_path) as ws:
        report = ws.renormalise()
    assert (report.records, report.exit_code) == (8, 0)
    assert (report.changed, report.added, report.removed) == ({}, {}, {})


@settings(deadline=None, max_examples=60)
@given(st.text("abc:#-[]{}&*!|>'\"%@`\n ,", max_size=60))
def test_any_file_is_read_or_refused_with_a_line(text: str) -> None:
    """Never anything but a mistake that a person can find."""
    from productops.kit import files
    from productops.transport.files.yamls import _row, documents

    rows = [_row("tools.yaml", number, one) for number, one in enumerate(documents(text), 1)]
    rows = json.loads(
        json.dumps([{"fields": r.fields, "lines": r.lines, "problem": r.problem} for r in rows])
    )
    with pytest.raises(SettingsError) as caught:
        toolsfile.read([files.Row("tools.yaml", 1, **row) for row in rows], "tools.yaml")
    told = caught.value.problems
    assert told
    assert all(one.startswith("tools.yaml:") for one in told)
