"""Two facts about an undirected graph: what falls apart without a node, and how many shortest paths run through it.

Forty lines of the textbook instead of a dependency of seven megabytes (networkx), which the tests compare with.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping

Graph = Mapping[str, Collection[str]]
"""Node → its neighbours; every neighbour is a node, and knows it too."""


def graph_of(edges: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """The undirected graph of *edges*; an edge from a node to itself is none."""
    graph: dict[str, set[str]] = {}
    for one, other in edges:
        graph.setdefault(one, set())
        graph.setdefault(other, set())
        if one != other:
            graph[one].add(other)
            graph[other].add(one)
    return graph


def parts_without(graph: Graph, node: str) -> list[set[str]]:
    """The parts that the neighbours of *node* fall into without it, the largest first; one part: nothing is cut off."""
    left = set(graph[node])
    parts = []
    while left:
        part = _reached(graph, min(left), node)
        left -= part
        parts.append(part)
    return sorted(parts, key=lambda part: (-len(part), min(part)))


def _reached(graph: Graph, start: str, without: str) -> set[str]:
    seen, waiting = {start}, [start]
    while waiting:
        for node in graph[waiting.pop()]:
            if node != without and node not in seen:
                seen.add(node)
                waiting.append(node)
    return seen


def betweenness(graph: Graph) -> dict[str, float]:
    """The share of shortest paths between two other nodes that run through each, from 0 to 1.

    Brandes 2001, unweighted, divided by (n − 1)(n − 2) / 2: https://doi.org/10.1080/0022250X.2001.9990249
    """
    total = dict.fromkeys(sorted(graph), 0.0)
    for source in total:
        for node, share in _dependencies(graph, source).items():
            total[node] += share
    # each pair was met from both of its ends
    pairs = (len(graph) - 1) * (len(graph) - 2)
    return {node: share / pairs if pairs > 0 else 0.0 for node, share in total.items()}


def _dependencies(graph: Graph, source: str) -> dict[str, float]:
    order, before, paths = _shortest(graph, source)
    share = dict.fromkeys(order, 0.0)
    for node in reversed(order):
        for previous in before[node]:
            share[previous] += paths[previous] / paths[node] * (1 + share[node])
    share.pop(source)
    return share


def _shortest(graph: Graph, source: str) -> tuple[list[str], dict[str, list[str]], dict[str, int]]:
    """Nodes by distance, for each those before it on a shortest path, and how many such paths there are."""
    distance, paths, waiting = {source: 0}, {source: 1}, deque([source])
    order: list[str] = []
    before: dict[str, list[str]] = {source: []}
    while waiting:
        order.append(node := waiting.popleft())
        for next_ in sorted(graph[node]):
            if next_ not in distance:
                distance[next_], paths[next_], before[next_] = distance[node] + 1, 0, []
                waiting.append(next_)
            if distance[next_] == distance[node] + 1:
                paths[next_] += paths[node]
                before[next_].append(node)
    return order, before, paths
