"""Components of hostile graphs and of any sequence of deltas, against networkx."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import duckdb
import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.identity.macro_engine import Macros, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hypothesis.strategies import DrawFn

Edge = tuple[int, int]
NAME = "joined"
TARGET, EDGE = Macros.relation(identifier=NAME), Macros.relation(identifier=f"{NAME}__edge")
SQL = "select node_a, node_b from given"
PIECE = 12
pytestmark = pytest.mark.slow


def chain(first: int, size: int) -> Iterator[Edge]:
    return ((first + n, first + n + 1) for n in range(size - 1))


def star(first: int, size: int) -> Iterator[Edge]:
    return ((first, first + n) for n in range(size))


def clique(first: int, size: int) -> Iterator[Edge]:
    return ((first + a, first + b) for a in range(size) for b in range(a))


def lone(first: int, size: int) -> Iterator[Edge]:
    return ((first + n, first + n) for n in range(size))


@st.composite
def graphs(draw: DrawFn) -> list[Edge]:
    """Pieces side by side, with a few edges strewn over all of them: bridges, most of the time."""
    pieces = draw(
        st.lists(st.tuples(st.sampled_from([chain, star, clique, lone]), st.integers(1, PIECE)), max_size=8)
    )
    edges = [edge for at, (kind, size) in enumerate(pieces) for edge in kind(at * PIECE, size)]
    node = st.integers(0, PIECE * max(1, len(pieces)))
    edges += draw(st.lists(st.tuples(node, node), max_size=8))
    return draw(st.permutations(edges))


def text_key(node: int) -> str:
    return hashlib.md5(str(node).encode(), usedforsecurity=False).hexdigest()


KEYS = {"BIGINT": lambda node: node, "VARCHAR": text_key}


class Graph:
    """A table of components that is built and rebuilt as the materialization does it."""

    def __init__(self, kind: str, **variables: Any) -> None:
        self.con = duckdb.connect()
        self.con.execute("set threads = 1")
        self.macros = Macros(self.con, **{"identity_rebuild_share": 1e9} | variables)
        self.kind, self.key = kind, KEYS[kind]

    def _fill(self, table: str, edges: Iterable[Edge]) -> None:
        self.con.execute(f"create or replace table {table} (node_a {self.kind}, node_b {self.kind})")
        ends = [(self.key(a), self.key(b)) for a, b in edges]
        columns = [[a for a, _ in ends], [b for _, b in ends]]
        self.con.execute(f"insert into {table} select unnest(?), unnest(?)", columns)

    def rebuild(self, edges: Iterable[Edge]) -> None:
        self._fill("given", edges)
        rebuild = self.macros.components_full(NAME, TARGET, EDGE, SQL)
        self.con.execute(rebuild["sql"])
        self.macros.components_sign(TARGET, EDGE, rebuild["ids"])

    def change(self, edges: Iterable[Edge]) -> bool:
        """Look up what came and went; false when that gave way to a rebuild."""
        self._fill("given", edges)
        self.macros.config.clear()
        return self._apply(SQL)

    def apply(self, added: Iterable[Edge], removed: Iterable[Edge]) -> bool:
        """Take what came and went as told."""
        self._fill("added", added)
        self._fill("removed", removed)
        self.macros.config |= {"added": "added", "removed": "removed"}
        return self._apply("select nothing")

    def _apply(self, sql: str) -> bool:
        ids = self.macros.components_ids_in_use(TARGET, EDGE)
        assert ids
        changes = self.macros.components_delta(NAME, TARGET, EDGE, sql, ids)
        if changes:
            self.con.execute(changes)
            self.macros.components_sign(TARGET, EDGE, ids)
        return bool(changes)

    def table(self) -> dict[Any, Any]:
        rows = self.con.execute(f"from {TARGET}").fetchall()
        assert len(rows) == len(dict(rows))
        return dict(rows)

    def oracle(self, edges: Iterable[Edge]) -> dict[Any, Any]:
        graph = nx.Graph((self.key(a), self.key(b)) for a, b in edges)
        return {node: min(part) for part in nx.connected_components(graph) for node in part}


@settings(max_examples=25, deadline=None)
@given(edges=graphs(), kind=st.sampled_from(sorted(KEYS)))
def test_components_of_hostile_graphs(edges: list[Edge], kind: str) -> None:
    graph = Graph(kind)
    graph.rebuild(edges)
    assert graph.table() == graph.oracle(edges)


@settings(max_examples=10, deadline=None)
@given(edges=graphs(), data=st.data())
def test_order_and_direction_make_no_difference(edges: list[Edge], data: st.DataObject) -> None:
    graph = Graph("VARCHAR")
    graph.rebuild(edges)
    first = graph.table()
    turned = [(b, a) if data.draw(st.booleans()) else (a, b) for a, b in data.draw(st.permutations(edges))]
    assert graph.change(turned)
    assert graph.table() == first
    graph.rebuild(turned)
    assert graph.table() == first


@settings(max_examples=15, deadline=None)
@given(states=st.lists(graphs(), min_size=2, max_size=4), kind=st.sampled_from(sorted(KEYS)))
def test_whatever_comes_and_goes_incremental_equals_full(states: list[list[Edge]], kind: str) -> None:
    graph = Graph(kind)
    graph.rebuild(states[0])
    for edges in states[1:]:
        assert graph.change(edges)
        assert graph.table() == graph.oracle(edges)


@settings(max_examples=25, deadline=None)
@given(data=st.data(), edges=graphs())
def test_a_told_delta_equals_full(data: st.DataObject, edges: list[Edge]) -> None:
    graph = Graph("BIGINT")
    graph.rebuild(edges)
    for _ in range(2):
        removed = data.draw(st.lists(st.sampled_from(edges), max_size=4)) if edges else []
        added = data.draw(st.lists(st.tuples(st.integers(0, 120), st.integers(0, 120)), max_size=4))
        assert graph.apply(added, removed)
        gone = {frozenset(edge) for edge in removed}
        edges = [edge for edge in edges if frozenset(edge) not in gone] + added
        assert graph.table() == graph.oracle(edges)


def test_a_bridge_that_falls_leaves_both_banks_and_a_last_edge_its_nodes() -> None:
    graph = Graph("VARCHAR")
    banks = [*clique(0, 6), *clique(10, 6)]
    graph.rebuild([*banks, (5, 10), (20, 21)])
    assert graph.change(banks)
    assert graph.table() == graph.oracle(banks)
    assert text_key(20) not in graph.table()


def test_long_chains_and_stars_take_few_rounds() -> None:
    graph = Graph("BIGINT", identity_max_rounds=12)
    edges = [*chain(0, 20_000), *star(30_000, 5_000)]
    graph._fill("given", [])
    graph.con.execute("insert into given select i, i + 1 from range(20000) as t(i)")
    graph.con.execute("insert into given select 30000, 30000 + i from range(5000) as t(i)")
    graph.con.execute(graph.macros.components_full(NAME, TARGET, EDGE, SQL)["sql"])
    assert set(graph.table().values()) == {0, 30_000}
    assert len(graph.table()) == len(edges) + 2


def test_a_graph_that_does_not_converge_is_refused() -> None:
    graph = Graph("BIGINT", identity_max_rounds=2)
    graph.rebuild([(0, 1)])
    with pytest.raises(Refused, match="edges left after 2 rounds"):
        graph.rebuild(chain(0, 500))
    assert graph.table() == {0: 0, 1: 0}


def test_too_large_a_delta_gives_way_to_a_rebuild() -> None:
    graph = Graph("BIGINT", identity_rebuild_share=0.2)
    edges = list(chain(0, 11))
    graph.rebuild(edges)
    assert graph.change([*edges, (20, 21), (21, 22)])
    assert not graph.change([(n, n) for n in range(30)])


def weak(macros: Macros, narrow: str, wide: str) -> None:
    """Put numbers that collide into the place of good ones."""
    kinds = {"hash": narrow, "md5": wide}
    macros._jinja.globals["components_id"] = lambda column, ids: kinds[ids].format(column)


def test_keys_of_one_number_are_told_apart_by_a_longer_one() -> None:
    graph = Graph("BIGINT")
    weak(graph.macros, "hash(try_cast({} as bigint) % 100)", "md5_number({}::varchar)")
    graph.rebuild([(1, 2), (3, 4)])
    assert graph.macros.components_ids_in_use(TARGET, EDGE) == "hash"
    # 101 has the number of 1: among the new ends, against a node of the table, and in a rebuild.
    assert not graph.apply([(101, 7)], [])
    assert not graph.apply([(8, 9), (108, 10)], [])
    edges = [(1, 2), (3, 4), (101, 7)]
    graph.rebuild(edges)
    assert graph.macros.components_ids_in_use(TARGET, EDGE) == "md5"
    assert graph.table() == graph.oracle(edges)
    assert graph.apply([(101, 3)], [(3, 4)])
    assert graph.table() == {1: 1, 2: 1, 3: 3, 101: 3, 7: 3}


def test_keys_that_no_number_tells_apart_are_refused() -> None:
    graph = Graph("BIGINT")
    weak(graph.macros, "hash({} % 100)", "hash({} % 100)")
    with pytest.raises(Refused, match="cannot be told apart"):
        graph.rebuild([(1, 2), (101, 4)])


def test_numbers_of_another_engine_are_not_used() -> None:
    graph = Graph("BIGINT")
    graph.rebuild([(1, 2)])
    assert graph.macros.components_ids_in_use(TARGET, EDGE) == "hash"
    graph.con.execute(f"comment on table {EDGE} is 'hash 1 2'")
    assert graph.macros.components_ids_in_use(TARGET, EDGE) is None
    graph.con.execute(f"comment on table {EDGE} is null")
    assert graph.macros.components_ids_in_use(TARGET, EDGE) is None


def test_a_table_that_has_lost_rows_is_made_anew() -> None:
    graph = Graph("BIGINT")
    graph.rebuild([(1, 2), (2, 3)])
    graph.con.execute(f"delete from {TARGET} where node_key = 1")
    assert graph.macros.components_ids_in_use(TARGET, EDGE) is None
