"""The integration graph: single points of failure by hand, and two facts of graphs against networkx."""

from __future__ import annotations

import networkx as nx
import pytest
from company import company, moment
from hypothesis import given
from hypothesis import strategies as st

from productops.measures.inventory.graph import graph
from productops.measures.inventory.paths import betweenness, graph_of, parts_without

AS_OF = moment("2026-11-01")


def asked(edges, engine="polars", tools=None):
    """*edges*: `a-b`, or `a-b` with what else is told of it."""
    given_ = {edge: {} for edge in edges} if not isinstance(edges, dict) else edges
    rows = []
    for ends, told in given_.items():
        one, other = ends.split("-")
        rows.append({"id": ends, "from_tool_id": one, "to_tool_id": other, "name": ends, **told})
    names = sorted({name for ends in given_ for name in ends.split("-")} - {"nowhere"})
    known = [{"id": name, "name": name.upper(), **(tools or {}).get(name, {})} for name in names]
    vendor = [{"id": "v", "name": "V"}]
    return graph(company({"tool": known, "integration": rows, "vendor": vendor}, engine), AS_OF)


def single(answer):
    return {found.subject: found.evidence for found in answer.of("single_point_of_failure")}


def test_a_bridge_between_two_groups(engine):
    """Two triangles that only H joins: without it they no longer reach one another; its edges are the evidence."""
    answer = asked(["a-b", "b-h", "h-a", "c-d", "d-h", "h-c"], engine)
    assert single(answer) == {"H": ("b-h", "d-h", "h-a", "h-c")}
    (found,) = answer.of("single_point_of_failure")
    assert "A and B; C and D" in found.says
    assert found.next_step
    first = answer.rows[0]
    assert dict(first) == {
        "tool": "H", "criticality": None, "links": 4, "betweenness": pytest.approx(4 / 6, abs=1e-4),
        "single_point_of_failure": True, "separates": 2, "by_hand": 0, "broken": 0, "tool_id": "h",
    }  # fmt: skip
    assert [row["tool"] for row in answer.rows] == ["H", "A", "B", "C", "D"]


@pytest.mark.parametrize(
    ("edges", "tools", "expected"),
    [
        (["h-a", "h-b", "h-c"], {}, set()),
        (["h-a", "h-b", "b-c"], {}, set()),
        (["a-b", "b-c", "c-d", "d-e"], {}, {"C"}),
        (["a-b", "b-c", "c-d", "d-e", "e-a"], {}, set()),
        ({"h-a": {"kind": "zapier_like"}, "h-b": {"kind": "zapier_like"}}, {}, {"H"}),
        ({"h-a": {"kind": "zapier_like"}, "h-b": {"kind": "native"}}, {}, set()),
        ({"h-a": {"kind": "zapier_like"}, "h-b": {}, "b-c": {}}, {}, {"H"}),
        (["a-b", "b-c", "c-d", "d-e"], {"c": {"vendor_id": "v"}, "d": {"vendor_id": "v"}}, set()),
        (["a-b", "b-c", "c-d", "d-e"], {"e": {"identifiers": ["zendesk_app:9"]}}, set()),
        (["a-b", "b-c", "c-d", "d-e"], {"e": {"identifiers": ["zendesk_app:9", "domain:e.com"]}}, {"C"}),
        ({"a-b": {}, "b-c": {}, "c-d": {}, "d-e": {}, "a-e": {"status": "planned"}}, {}, {"C"}),
        ({"a-b": {}, "b-c": {}, "c-d": {}, "d-e": {}, "a-e": {"status": "broken"}}, {}, set()),
        ({"a-b": {}, "b-c": {}, "c-d": {"status": "retired"}, "d-e": {}}, {}, set()),
    ],
)  # fmt: skip
def test_what_is_a_single_point_of_failure(edges, tools, expected):
    """Groups of two count, and single products that a go-between joins; leaves, own vendor and own apps do not."""
    assert set(single(asked(edges, tools=tools))) == expected


def test_what_is_done_by_hand_and_what_is_broken(engine):
    """Each is a finding with its row; a broken one only where a product of high criticality hangs on it."""
    edges = {
        "a-b": {"kind": "manual_copy"},
        "b-c": {"kind": "csv", "status": "working"},
        "c-d": {"status": "broken"},
        "d-e": {"status": "broken"},
        "a-e": {"kind": "manual_copy", "status": "retired"},
    }
    answer = asked(edges, engine, {"c": {"criticality": "mission_critical"}})
    assert [found.evidence for found in answer.of("manual_edge")] == [("a-b",), ("b-c",)]
    (broken,) = answer.of("broken_integration")
    assert (broken.subject, broken.evidence) == ("C", ("c-d",))
    assert answer.n == 4
    rows = {row["tool"]: (row["by_hand"], row["broken"]) for row in answer.rows}
    assert rows == {"A": (1, 0), "B": (2, 0), "C": (1, 1), "D": (0, 2), "E": (0, 1)}


def test_an_end_that_no_source_knows_is_told():
    """Such an integration is no edge, and is named; one of a product with itself is none either."""
    answer = asked(["a-nowhere", "a-b", "b-b"])
    assert answer.missing == ("integrations with a tool that no source knows: a-nowhere",)
    assert answer.n == 1


def test_an_integration_without_a_name_is_told_by_the_end_that_is_known():
    answer = asked({"a-nowhere": {"name": None}})
    assert answer.missing == ("integrations with a tool that no source knows: one of A",)


def test_no_integration_is_no_error():
    """An empty answer, with its definition."""
    answer = asked([])
    assert (answer.n, answer.rows, answer.findings) == (0, (), ())
    assert "single point of failure" in answer.definition


@given(
    st.sets(
        st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), min_size=1, max_size=14
    )
)
def test_paths_and_parts_are_those_of_networkx(edges):
    """Betweenness is the same, and a node leaves more than one part exactly where networkx sees an articulation point."""
    ours = graph_of(edges)
    theirs = nx.Graph([edge for edge in edges if edge[0] != edge[1]])
    theirs.add_nodes_from(ours)
    assert betweenness(ours) == pytest.approx(nx.betweenness_centrality(theirs))
    cut = {node for node in ours if len(parts_without(ours, node)) > 1}
    assert cut == set(nx.articulation_points(theirs))
