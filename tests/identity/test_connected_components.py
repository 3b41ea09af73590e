"""The connected_components materialization against union-find on random graphs with fixed seeds."""

from __future__ import annotations

import hashlib
import random
import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest

from tests.identity.dbt_world import PROJECT, invoke

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

pytestmark = pytest.mark.slow
Edge = tuple[str, str]
MODEL = "{{ config(materialized='connected_components') }}\nselect node_a, node_b from main.given\n"


def key(node: int) -> str:
    return hashlib.md5(str(node).encode(), usedforsecurity=False).hexdigest()


def oracle(edges: Iterable[Edge]) -> dict[str, str]:
    """Union-find with the smallest node as the name of its part."""
    parent: dict[str, str] = {}

    def find(node: str) -> str:
        parent.setdefault(node, node)
        while parent[node] != node:
            node = parent[node]
        return node

    for a, b in edges:
        low, high = sorted((find(a), find(b)))
        parent[high] = low
    return {node: find(node) for node in parent}


def random_graphs() -> list[Edge]:
    """Sparse graphs, long chains, rings, a star, lone nodes: apart from each other by their numbers."""
    chance = random.Random(20260301)
    edges = [(chance.randrange(2000), chance.randrange(2000)) for _ in range(1500)]
    edges += [(10_000 + n, 10_001 + n) for n in range(1000)]
    edges += [(20_000 + n, 20_000 + (n + 1) % 100) for n in range(100)]
    edges += [(30_000, 30_000 + n) for n in range(200)]
    edges += [(40_000 + n, 40_000 + n) for n in range(50)]
    chance.shuffle(edges)
    return [(key(a), key(b)) for a, b in edges]


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """A project of one model that joins what stands in main.given."""
    (tmp_path / "project/models").mkdir(parents=True)
    (tmp_path / "warehouse/scratch").mkdir(parents=True)
    shutil.copytree(PROJECT / "macros/identity", tmp_path / "project/macros")
    shutil.copy(PROJECT / "profiles.yml", tmp_path / "project/profiles.yml")
    (tmp_path / "project/models/joined.sql").write_text(MODEL)
    (tmp_path / "project/dbt_project.yml").write_text(
        "name: joined_graph\nversion: 1.0.0\nprofile: memberloop\n"
        "vars: {identity_max_rounds: 40, identity_rebuild_share: 0.2}\n"
    )
    return tmp_path


def build(graph: Path, edges: list[Edge], *arguments: str) -> bool:
    with duckdb.connect(graph / "warehouse/memberloop.duckdb") as con:
        con.execute("create or replace table given (node_a varchar, node_b varchar)")
        con.executemany("insert into given values (?, ?)", edges)
    return invoke(graph / "project", graph, "run", *arguments)


def joined(graph: Path) -> dict[str, str]:
    with duckdb.connect(graph / "warehouse/memberloop.duckdb", read_only=True) as con:
        rows = con.execute("select node_key, component_key from joined").fetchall()
    assert len(rows) == len(dict(rows))
    return dict(rows)


def test_components_are_those_of_union_find(graph: Path) -> None:
    edges = random_graphs()
    assert build(graph, edges)
    assert joined(graph) == oracle(edges)


def test_a_graph_that_does_not_converge_fails_and_leaves_the_old_table(graph: Path) -> None:
    assert build(graph, [("a", "b")])
    chain = [(f"{n:04}", f"{n + 1:04}") for n in range(1000)]
    assert not build(graph, chain, "--vars", "identity_max_rounds: 2")
    assert joined(graph) == {"a": "a", "b": "a"}
    assert build(graph, chain)
    assert set(joined(graph).values()) == {"0000"}
