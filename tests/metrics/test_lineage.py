"""Columns are followed back through CTEs, unions, aliases and joins; counts and constants to their rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from metrics.lineage import ROWS, ColumnOf, ModelGraph
from metrics.origin import Origins

MODELS = {
    "staging.stg_till": "select ticket_no, member as who, fen as net_fen, _file as file from raw.till",
    "staging.stg_app": "select id, person as who, amount * 100 as net_fen from raw.app where paid",
    "core.fct_sale": """
        with till as (select * from staging.stg_till),
        app as (select * from staging.stg_app),
        both_kinds as (
            select ticket_no as sale_id, who, net_fen, 'till' as channel from till
            union all
            select id, who, net_fen, 'app' from app
        )
        select s.sale_id, s.who as member_uid, s.net_fen as amount_fen, s.channel,
               coalesce(r.reason, 'none') as reason, run.run_id
        from both_kinds as s
        left join raw.refund as r on s.sale_id = r.sale_no
        cross join control.run as run
    """,
    "kpi.board": """
        select b.family, count(*) as sales, sum(f.amount_fen) as total_fen, 'fen' as unit
        from core.fct_sale as f
        inner join kpi.board_seed as b on f.channel = b.channel and f.amount_fen >= b.least_fen
        group by b.family
    """,
    "kpi.seed_alone": "select family from kpi.board_seed",
    "core.again": """
        with recursive n as (select 1 as i union all select i + 1 from n where i < 3) select i from n
    """,
}
COLUMNS = {
    "raw.till": ("ticket_no", "member", "fen", "_file"),
    "raw.app": ("id", "person", "amount", "paid"),
    "raw.refund": ("sale_no", "reason"),
    "control.run": ("run_id",),
    "kpi.board_seed": ("family", "channel", "least_fen"),
    "staging.stg_till": ("ticket_no", "who", "net_fen", "file"),
    "staging.stg_app": ("id", "who", "net_fen"),
    "core.fct_sale": ("sale_id", "member_uid", "amount_fen", "channel", "reason", "run_id"),
    "kpi.board": ("family", "sales", "total_fen", "unit"),
    "kpi.seed_alone": ("family",),
    "core.again": ("i",),
}


@pytest.fixture(scope="module")
def origins(tmp_path_factory: pytest.TempPathFactory) -> Origins:
    folder: Path = tmp_path_factory.mktemp("compiled")
    compiled = {}
    for name, sql in MODELS.items():
        compiled[name] = folder / f"{name}.sql"
        compiled[name].write_text(sql, encoding="utf-8")
    graph = ModelGraph(
        compiled, {name: dict.fromkeys(columns, "varchar") for name, columns in COLUMNS.items()}
    )
    parents = {
        name: {column: _pairs(graph.parents(ColumnOf(name, column))) for column in COLUMNS[name]}
        | {ROWS: _pairs(graph.row_parents(name))}
        for name in MODELS
    }
    return Origins(parents)


def _pairs(columns) -> list[tuple[str, str]]:
    return sorted({(column.relation, column.column) for column in columns})


def told(origins: Origins, relation: str, column: str) -> set[tuple[str, str]]:
    return {(origin.name, origin.kind) for origin in origins.of(relation, column)}


def test_a_value_is_followed_through_both_branches_of_a_union_and_its_aliases(origins) -> None:
    assert told(origins, "core.fct_sale", "member_uid") == {
        ("raw.till.member", "value"),
        ("raw.app.person", "value"),
    }


def test_a_value_from_a_join_has_its_feed(origins) -> None:
    assert told(origins, "core.fct_sale", "reason") == {("raw.refund.reason", "value")}


def test_a_constant_goes_back_to_what_decides_the_rows(origins) -> None:
    assert told(origins, "core.fct_sale", "channel") == {
        ("raw.till.ticket_no", "rows"),  # the join
        ("raw.app.id", "rows"),
        ("raw.refund.sale_no", "rows"),
        ("raw.till.*", "rows"),
        ("raw.app.*", "rows"),
        ("raw.refund.*", "rows"),
    }


def test_a_count_goes_back_to_feeds(origins) -> None:
    found = told(origins, "kpi.board", "sales")
    assert ("raw.till.fen", "rows") in found  # it decides by the join on an amount
    assert ("raw.app.*", "rows") in found
    assert {kind for _, kind in found} == {"rows"}


def test_a_name_out_of_a_seed_goes_back_to_what_chose_it(origins) -> None:
    assert ("raw.app.amount", "rows") in told(origins, "kpi.board", "family")


def test_what_no_feed_knows_is_our_own(origins) -> None:
    assert told(origins, "core.fct_sale", "run_id") == {("control.run.run_id", "own")}
    assert {kind for _, kind in told(origins, "kpi.seed_alone", "family")} == {"own"}
    assert told(origins, "ops.run_log", "status") == {("ops.run_log.status", "own")}


def test_a_sum_keeps_the_columns_that_flow_into_it(origins) -> None:
    assert told(origins, "kpi.board", "total_fen") == {("raw.till.fen", "value"), ("raw.app.amount", "value")}


def test_no_column_is_without_an_origin_not_even_of_a_model_that_reads_itself(origins) -> None:
    for relation, columns in COLUMNS.items():
        for column in columns:
            assert origins.of(relation, column), (relation, column)
