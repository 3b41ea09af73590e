"""Why two identifiers are one person: the shortest way over the evidence.

Evidence is private to the warehouse; what is shown of it are kinds, feeds, days and shortened keys.
"""

from __future__ import annotations

from collections import deque
from typing import Any, NamedTuple

import duckdb

from orchestration.cli.member_evidence import EDGES, NAMES
from orchestration.cli.output import Row

PART_SHOWN = 12


class Edge(NamedTuple):
    """Two identifiers that stood side by side, and the first record that showed it."""

    strength: str
    at: Any
    other: str
    feed: str
    key: str
    records: int


def path(
    warehouse: duckdb.DuckDBPyConnection, start: str, goal: str, *, barred_too: bool
) -> list[Row] | None:
    """The fewest steps from one node to the other; of equal ways that over the strongest, then oldest ties.

    Over what the rules followed; `barred_too`: also over what was shared or barred.
    """
    named = {node: (strength, label) for node, strength, label in warehouse.execute(NAMES).fetchall()}
    edges: dict[str, list[Edge]] = {}
    for one, other, records, first in warehouse.execute(EDGES, {"barred_too": barred_too}).fetchall():
        edge = Edge(named[other][0], first["at"], other, first["feed"], first["key"], records)
        edges.setdefault(one, []).append(edge)
    came_by = _search(edges, start, goal)
    if came_by is None:
        return None
    steps: list[Row] = []
    node = goal
    while node != start:
        before, edge = came_by[node]
        steps.append(_step(named[before][1], named[node][1], edge))
        node = before
    return steps[::-1]


def _search(edges: dict[str, list[Edge]], start: str, goal: str) -> dict[str, tuple[str, Edge]] | None:
    """How each node was first reached, breadth first; None when the goal is not."""
    came_by: dict[str, tuple[str, Edge]] = {}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        if node == goal:
            return came_by
        for edge in sorted(edges.get(node, []), key=_preference):
            if edge.other != start and edge.other not in came_by:
                came_by[edge.other] = (node, edge)
                waiting.append(edge.other)
    return None


def _preference(edge: Edge) -> tuple[str, ...]:
    """Strongest first, then oldest; a tie without a time comes after those that have one."""
    return edge.strength, str(edge.at), edge.other


def _step(before: str, after: str, edge: Edge) -> Row:
    return {
        "from": before,
        "to": after,
        "feed": edge.feed,
        "record": "|".join(part[:PART_SHOWN] for part in edge.key.split("|")),
        "first_seen_at": edge.at,
        "records": edge.records,
    }
