"""The connected_components materialization, through dbt: first builds, deltas, audits and refusals."""

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


def fill(con: duckdb.DuckDBPyConnection, table: str, edges: list[Edge]) -> None:
    con.execute(f"create or replace table {table} (node_a varchar, node_b varchar)")
    columns = [[a for a, _ in edges], [b for _, b in edges]]
    con.execute(f"insert into {table} select unnest(?), unnest(?)", columns)


def build(graph: Path, edges: list[Edge], *arguments: str) -> bool:
    with duckdb.connect(graph / "warehouse/memberloop.duckdb") as con:
        fill(con, "given", edges)
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


def mark(graph: Path) -> None:
    """Put a comment on the table, which is lost when the table is made anew."""
    with duckdb.connect(graph / "warehouse/memberloop.duckdb") as con:
        con.execute("comment on table joined is 'as it was'")


def is_marked(graph: Path) -> bool:
    with duckdb.connect(graph / "warehouse/memberloop.duckdb", read_only=True) as con:
        found = con.execute("select comment from duckdb_tables() where table_name = 'joined'").fetchall()
    return found == [("as it was",)]


AUDIT = ("--vars", "{identity_max_rounds: 40, identity_rebuild_share: 0.2, identity_audit: true}")


def test_a_second_build_works_on_the_delta_alone(graph: Path) -> None:
    edges = random_graphs()
    assert build(graph, edges)
    mark(graph)
    changed = [*edges[:-40], *((key(50_000 + n), edges[n][0]) for n in range(40))]
    assert build(graph, changed)
    assert joined(graph) == oracle(changed)
    assert is_marked(graph)
    assert build(graph, changed, "--full-refresh")
    assert joined(graph) == oracle(changed)
    assert not is_marked(graph)


def test_the_audit_rebuilds_and_refuses_another_partition(graph: Path) -> None:
    edges = random_graphs()
    assert build(graph, edges)
    grown = [*edges, (key(1), key(2))]
    mark(graph)
    assert build(graph, grown, *AUDIT)
    assert joined(graph) == oracle(grown)
    assert not is_marked(graph)

    # Somebody's hand in the table: nights go on from it, and the audit tells.
    with duckdb.connect(graph / "warehouse/memberloop.duckdb") as con:
        con.execute("update joined set component_key = node_key where node_key = ?", [key(30_000)])
    wrong = joined(graph)
    assert build(graph, grown)
    assert joined(graph) == wrong
    assert not build(graph, grown, *AUDIT)
    assert joined(graph) == wrong
    assert build(graph, grown, "--full-refresh")
    assert joined(graph) == oracle(grown)


def test_a_model_that_knows_its_delta_is_not_asked_for_all_edges(graph: Path) -> None:
    edges = random_graphs()
    assert build(graph, edges)
    (graph / "project/models/joined.sql").write_text(
        "{{ config(materialized='connected_components', added='main.came', removed='main.went') }}\n"
        "select node_a, node_b from main.nowhere\n"
    )
    came = [(key(1), key(10_000)), (key(60_000), key(60_001))]
    with duckdb.connect(graph / "warehouse/memberloop.duckdb") as con:
        for table, rows in (("came", came), ("went", edges[:5])):
            fill(con, table, rows)
    assert build(graph, [])
    gone = {frozenset(edge) for edge in edges[:5]}
    assert joined(graph) == oracle([*(edge for edge in edges if frozenset(edge) not in gone), *came])


def test_rows_taken_out_by_an_erasure_come_back_with_what_is_left_of_their_edges(graph: Path) -> None:
    edges = random_graphs()
    assert build(graph, edges)
    with duckdb.connect(graph / "warehouse/memberloop.duckdb") as con:
        con.execute("delete from joined where component_key = ?", [named(con, edges[0][0])])
    assert build(graph, edges[1:])
    assert joined(graph) == oracle(edges[1:])


def named(con: duckdb.DuckDBPyConnection, node: str) -> str:
    [[name]] = con.execute("select component_key from joined where node_key = ?", [node]).fetchall()
    return str(name)
