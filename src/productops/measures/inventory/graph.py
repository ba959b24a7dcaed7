"""How data flows between products: what falls apart without one of them, what is copied by hand, what is broken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ..answer import Answer, Finding
from ..frames import Frames
from .paths import Graph, betweenness, graph_of, parts_without
from .products import CRITICAL, Row, gaps, known_rows, listed, products, small

_COLUMNS = ("from_tool_id", "to_tool_id", "name", "kind", "status")
_SHOWN = (
    "tool", "criticality", "links", "betweenness", "single_point_of_failure", "separates", "by_hand", "broken", "tool_id",
)  # fmt: skip
_NOT_RUNNING = ("planned", "retired")
_BY_HAND = {"manual_copy": "copied by hand", "csv": "carried over as a CSV file"}
_GO_BETWEEN = "zapier_like"
_APP = "_app:"
_TWO = 2
DEFINITION = (
    "an undirected graph of products; an integration that is neither planned nor retired is an edge, a broken one too."
    " betweenness: share of shortest paths between two others that run through a product (Brandes). single point of"
    " failure: without it, at least two groups of products that exchange data would no longer reach one another. A group"
    " counts if it has two products or more, or one that is joined by a go-between (kind zapier_like); products of the"
    " same vendor, and apps that exist only inside a platform, do not count. So a platform with its own apps, or with"
    " products that exchange data with nothing else, is none."
)


def graph(frames: Frames, as_of: datetime) -> Answer:
    """The products that exchange data, those that most runs through first.

    Args:
        frames: `integration`, `product`, `match` and `tool`.
        as_of: the moment it is told for.
    """
    known = products(frames)
    told = [
        row for row in small(frames, "integration", *_COLUMNS) if row["status"] not in _NOT_RUNNING
    ]
    edges, loose = _edges(frames, told, known)
    net = graph_of((edge["one"], edge["other"]) for edge in edges)
    apps = _apps(frames)
    apart = {tool: _separated(net, tool, edges, known, apps) for tool in sorted(net)}
    return Answer(
        name="integrations",
        definition=DEFINITION,
        as_of=as_of,
        n=len(edges),
        columns=_SHOWN,
        rows=tuple(_rows(net, edges, known, apart)),
        window=(as_of, as_of),
        findings=(
            *(_single(known[tool], parts, edges, known) for tool, parts in apart.items() if parts),
            *(_by_hand(edge, known) for edge in edges if edge["kind"] in _BY_HAND),
            *(_broken(edge, known) for edge in edges if _breaks_much(edge, known)),
        ),
        missing=tuple(gaps("integrations with a tool that no source knows", loose)),
    )


def _edges(
    frames: Frames, told: Sequence[Row], known: Mapping[str, Row]
) -> tuple[list[Row], list[str]]:
    """Integrations between two products (`one`, `other`), and the names of those of which an end is not known."""
    match = known_rows(frames)
    edges, loose = [], []
    for row in told:
        one, other = (match.get(row[end], (None,))[0] for end in ("from_tool_id", "to_tool_id"))
        if one in known and other in known:
            edges.append({**row, "one": one, "other": other})
        else:
            held = known.get(one or "") or known.get(other or "")
            loose.append(row["name"] or (f"one of {held['name']}" if held else row["id"]))
    return [edge for edge in edges if edge["one"] != edge["other"]], loose


def _apps(frames: Frames) -> set[str]:
    """Products that are known only as apps inside a platform."""
    match, keys = known_rows(frames), dict[str, list[str]]()
    for row in small(frames, "tool", "identifiers"):
        if row["id"] in match:
            keys.setdefault(match[row["id"]][0], []).extend(row["identifiers"] or [""])
    return {tool for tool, found in keys.items() if all(_APP in key for key in found)}


def _separated(
    net: Graph, tool: str, edges: Sequence[Row], known: Mapping[str, Row], apps: set[str]
) -> list[set[str]]:
    """The groups that *tool* alone holds together; none where there are fewer than two."""
    vendor = known[tool]["vendor"]
    own = {each for each in net if vendor and known[each]["vendor"] == vendor} | apps
    relayed = {_far(edge, tool) for edge in _at(tool, edges) if edge["kind"] == _GO_BETWEEN}
    parts = [part - own for part in parts_without(net, tool)]
    parts = [part for part in parts if len(part) >= _TWO or part & relayed]
    return parts if len(parts) >= _TWO else []


def _at(tool: str, edges: Sequence[Row]) -> list[Row]:
    return [edge for edge in edges if tool in (edge["one"], edge["other"])]


def _far(edge: Row, tool: str) -> str:
    return str(edge["other"] if edge["one"] == tool else edge["one"])


def _rows(
    net: Graph, edges: Sequence[Row], known: Mapping[str, Row], apart: Mapping[str, list[set[str]]]
) -> list[dict[str, Any]]:
    between = betweenness(net)
    rows = [
        {
            "tool": known[tool]["name"],
            "criticality": known[tool]["criticality"],
            "links": len(net[tool]),
            "betweenness": round(between[tool], 4),
            "single_point_of_failure": bool(apart[tool]),
            "separates": len(apart[tool]),
            "by_hand": sum(edge["kind"] in _BY_HAND for edge in _at(tool, edges)),
            "broken": sum(edge["status"] == "broken" for edge in _at(tool, edges)),
            "tool_id": tool,
        }
        for tool in net
    ]
    return sorted(
        rows, key=lambda row: (-row["betweenness"], row["tool"].casefold(), row["tool_id"])
    )


def _single(
    product: Row, parts: Sequence[set[str]], edges: Sequence[Row], known: Mapping[str, Row]
) -> Finding:
    inside = set().union(*parts)
    held = [edge["id"] for edge in _at(product["id"], edges) if _far(edge, product["id"]) in inside]
    groups = "; ".join(listed(sorted(known[each]["name"] for each in part), 4) for part in parts)
    return Finding(
        kind="single_point_of_failure",
        subject=product["name"],
        says=f"Without {product['name']}, {len(parts)} groups no longer exchange data: {groups}.",
        next_step=f"Name who steps in when {product['name']} fails, or join two of these groups directly.",
        evidence=tuple(held),
    )


def _by_hand(edge: Row, known: Mapping[str, Row]) -> Finding:
    one, other = known[edge["one"]]["name"], known[edge["other"]]["name"]
    return Finding(
        kind="manual_edge",
        subject=one,
        says=f"Data goes from {one} to {other} {_BY_HAND[edge['kind']]}.",
        next_step=f"See whether {one} or {other} offers an integration, or write down who does it and when.",
        evidence=(edge["id"],),
    )


def _breaks_much(edge: Row, known: Mapping[str, Row]) -> bool:
    ends = (known[edge[end]]["criticality"] for end in ("one", "other"))
    return edge["status"] == "broken" and any(criticality in CRITICAL for criticality in ends)


def _broken(edge: Row, known: Mapping[str, Row]) -> Finding:
    one, other = known[edge["one"]], known[edge["other"]]
    subject = next(each for each in (one, other) if each["criticality"] in CRITICAL)
    return Finding(
        kind="broken_integration",
        subject=subject["name"],
        says=f"The integration of {one['name']} with {other['name']} is broken;"
        f" {subject['name']} is of {subject['criticality'].replace('_', ' ')} criticality.",
        next_step="Mend it, or retire it where nobody misses it.",
        evidence=(edge["id"],),
    )
