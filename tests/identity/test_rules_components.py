"""Constrained components do what taking every edge by itself would, whatever the order of rows."""

from __future__ import annotations

import random
import re
from typing import Any

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment

from tests.identity.dbt_world import PROJECT

SOURCE = (PROJECT / "macros/identity/constrained_components.sql").read_text()
NAMES = {name: f"rules__{name}" for name in ("edge", "label", "apart", "taken")}
# node_a, node_b, preference, is_forced, exclusion_key: as the materialization's query gives them.
Row = tuple[int, int, int | None, bool, str | None]


def macro(name: str, *arguments: Any) -> str:
    """The SQL of one macro of the file."""
    found = re.search(rf"\{{% macro {name}\(.*?\{{%- endmacro %\}}", SOURCE, re.DOTALL)
    assert found
    module: Any = Environment().from_string(found[0]).module
    return str(getattr(module, name)(*arguments))


def components(rows: list[Row], ordered_rounds: int = 100) -> tuple[dict[int, int], int]:
    """Where every node belongs, and how many rounds it took."""
    with duckdb.connect() as con:
        con.execute(
            "create table given_rows (node_a int, node_b int, preference int, is_forced bool, key text)"
        )
        if rows:
            con.executemany("insert into given_rows values (?, ?, ?, ?, ?)", rows)
        con.execute(
            macro("constrained_start_sql", NAMES, "select * rename (key as exclusion_key) from given_rows")
        )
        rounds = 0
        while con.execute(f"select count(*) from {NAMES['edge']}").fetchone() != (0,):
            if rounds == ordered_rounds:
                con.execute(macro("constrained_by_hash_sql", NAMES))
            con.execute(macro("constrained_round_sql", NAMES))
            rounds += 1
        return dict(con.execute(f"select node_key, component_key from {NAMES['label']}").fetchall()), rounds


def one_by_one(rows: list[Row]) -> dict[int, int]:
    """Every edge by itself, strongest first; it joins unless it brings together what must be apart."""
    part = {node: {node} for row in rows for node in row[:2]}
    apart: dict[int, set[str]] = {}
    for row in rows:
        if row[4]:
            apart.setdefault(row[0], set()).add(row[4])

    def keys(node: int) -> set[str]:
        return set().union(*(apart.get(other, set()) for other in part[node]))

    for node_a, node_b, _, is_forced, _ in sorted(
        (r for r in rows if r[2] is not None), key=lambda r: r[2] or 0
    ):
        if part[node_a] is not part[node_b] and (is_forced or not keys(node_a) & keys(node_b)):
            part[node_a] |= part[node_b]
            for node in part[node_a]:
                part[node] = part[node_a]
    return {node: min(nodes) for node, nodes in part.items()}


@st.composite
def graphs(draw: st.DrawFn) -> list[Row]:
    size = draw(st.integers(1, 9))
    node = st.integers(0, size - 1)
    pairs = draw(
        st.lists(st.tuples(node, node, st.booleans()), max_size=20, unique_by=lambda e: frozenset(e[:2]))
    )
    forced_first = sorted((pair for pair in pairs if pair[0] != pair[1]), key=lambda pair: not pair[2])
    edges: list[Row] = [(a, b, rank, forced, None) for rank, (a, b, forced) in enumerate(forced_first)]
    apart = draw(st.lists(st.tuples(node, st.sampled_from("xyz")), max_size=8))
    return [
        *edges,
        *((n, n, None, False, key) for n, key in apart),
        *((n, n, None, False, None) for n in range(size)),
    ]


@settings(max_examples=60, deadline=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_rounds_do_what_edges_one_by_one_do(rows: list[Row], chance: random.Random) -> None:
    shuffled = chance.sample(rows, len(rows))
    assert components(shuffled)[0] == one_by_one(rows)


def test_chain_between_two_unionids_is_cut_at_its_weakest_edge() -> None:
    chain: list[Row] = [(n, n + 1, n, False, None) for n in range(5)]
    ends: list[Row] = [(n, n, None, False, "unionid") for n in (0, 5)]
    assert components([*chain, *ends])[0] == {0: 0, 1: 0, 2: 0, 3: 0, 4: 0, 5: 5}


def test_two_of_a_kind_stay_apart_unless_a_steward_joins_them() -> None:
    ends: list[Row] = [(0, 0, None, False, "unionid"), (2, 2, None, False, "unionid")]
    weak: list[Row] = [(0, 1, 1, False, None), (1, 2, 2, False, None)]
    assert components([*weak, *ends])[0] == {0: 0, 1: 0, 2: 2}
    assert components([(0, 2, 0, True, None), *weak, *ends])[0] == {0: 0, 1: 0, 2: 0}


def test_nothing_left_to_do_takes_no_round() -> None:
    assert components([(0, 0, None, False, None)]) == ({0: 0}, 0)
    assert components([]) == ({}, 0)


def test_long_chain_converges_in_few_rounds() -> None:
    ranks = random.Random(7).sample(range(300), 300)
    found, rounds = components([(n, n + 1, rank, False, None) for n, rank in enumerate(ranks)])
    assert set(found.values()) == {0}
    assert rounds < 30


def test_chain_in_order_of_strength_converges_too_and_is_cut_once() -> None:
    chain: list[Row] = [(n, n + 1, n, False, None) for n in range(2000)]
    ends: list[Row] = [(n, n, None, False, "unionid") for n in (0, 2000)]
    found, rounds = components([*chain, *ends], ordered_rounds=20)
    assert rounds < 20 + 60
    assert len(set(found.values())) == 2
    assert found[0] != found[2000]
