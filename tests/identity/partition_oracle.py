"""Who is one person by strong evidence alone, by networkx from records: knows none of the models."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.identity.many_nights import Nights

Part = frozenset[str]


def parts(nodes: Iterable[str], edges: Iterable[tuple[str, str]]) -> set[Part]:
    """The connected parts of a graph."""
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    return {frozenset(part) for part in nx.connected_components(graph)}


def groups(rows: Iterable[tuple[str, str]]) -> set[Part]:
    """Members of a table (node, name of its group)."""
    found: dict[str, set[str]] = defaultdict(set)
    for node, group in rows:
        found[group].add(node)
    return {frozenset(group) for group in found.values()}


def strong_parts(nights: Nights) -> tuple[set[Part], list[Part]]:
    """What S0 and S1 of one record, and a steward, join; and pairs that a steward keeps apart."""
    records: dict[tuple[str, str], list[str]] = defaultdict(list)
    for feed, key, node in nights.rows(
        "select source_feed, source_key, node_key from identity.int_identity__evidence"
        " where strength in ('S0', 'S1')"
        " and node_key not in (select node_key from identity.int_identity__blocked)"
    ):
        records[feed, key].append(node)
    nodes = {node for together in records.values() for node in together}
    edges = [(together[0], node) for together in records.values() for node in together]
    told = nights.rows(
        "select op, md5(identifier_type_a || '|' || identifier_hash_a),"
        " md5(identifier_type_b || '|' || identifier_hash_b) from control.steward_decision where is_in_force"
    )
    edges += [(a, b) for op, a, b in told if op == "must_link" and {a, b} <= nodes]
    return parts(nodes, edges), [frozenset((a, b)) for op, a, b in told if op == "cannot_link"]
