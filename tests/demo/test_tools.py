"""What the demo's company has hidden in its inventory is found, and nothing else of these kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import productops as po
from productops.demo import demo
from productops.demo.tools import FOUND

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PLANTED = {
    "orphan_seat": 3, "missed_deadline": 1, "overlap": 2, "unsanctioned": 2, "single_point_of_failure": 1,
}  # fmt: skip


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[po.Workspace, str]]:
    folder = tmp_path_factory.mktemp("tools") / "trial"
    said: list[str] = []
    assert demo(folder, now=NOW, size=72, say=said.append) == 0
    with po.open(folder) as ws:
        yield ws, "\n".join(said)


def test_there_are_twenty_tools_and_more_from_five_sources_and_more(
    ended: tuple[po.Workspace, str],
) -> None:
    tools = ended[0].inventory(NOW).tools
    assert len(tools) >= 20
    assert len({source for tool in tools for source in tool.sources}) >= 4
    assert len({place for tool in tools for place in tool.discovered_in}) == 8


def test_what_is_planted_is_found_with_evidence_and_a_next_step(
    ended: tuple[po.Workspace, str],
) -> None:
    ws, _ = ended
    found = [one for one in ws.inventory(NOW).findings() if one.kind in FOUND]
    assert Counter(one.kind for one in found) == PLANTED
    assert set(PLANTED) == set(FOUND)
    ids = {row["id"] for table in ("tool", "seat", "contract", "integration", "person", "cost")
           for row in ws.table(table).rows()}  # fmt: skip
    for one in found:
        assert one.next_step, one
        assert one.evidence, one
        assert set(one.evidence) <= ids, one
    assert {one.subject for one in found if one.kind == "unsanctioned"} == {"Loom", "Notes to go"}
    assert {one.subject for one in found if one.kind == "single_point_of_failure"} == {"Zapier"}
    assert {one.subject for one in found if one.kind == "missed_deadline"} == {"Miro"}
    assert {one.subject for one in found if one.kind == "orphan_seat"} == {
        "HubSpot",
        "Jira",
        "Zendesk",
    }


def test_it_is_told_at_the_end(ended: tuple[po.Workspace, str]) -> None:
    text = ended[1]
    assert "The tools they work with" in text
    assert "missed deadline: Miro" in text


def test_a_product_under_names_of_five_kinds_of_sources_is_one_tool(
    ended: tuple[po.Workspace, str], tmp_path: Path
) -> None:
    (jira,) = ended[0].inventory(NOW).find("Jira")
    assert {"hand_kept", "vendor_api", "sso"} <= set(jira.discovered_in)
    assert all(one.because for one in jira.matches)
