"""Compile proof: what works a figure out again is found in any words; what only reads figures is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from expectations.proofs.rederived import bi_queries, findings, queries_in_python

SEMANTIC = {
    "semantic_models": [
        {
            "node_relation": {"schema_name": "core", "alias": "fct_purchase"},
            "measures": [
                {
                    "name": "buyer_count",
                    "agg": "count_distinct",
                    "expr": "case when is_purchase then member_uid end",
                },
                {"name": "purchase_count", "agg": "sum", "expr": "case when is_purchase then 1 else 0 end"},
                {"name": "ticket_net_fen", "agg": "sum", "expr": "net_fen"},
            ],
        }
    ]
}


@pytest.mark.parametrize(
    "sql",
    [
        "select count(distinct member_uid) filter (where is_purchase) from core.fct_purchase",
        "select count(distinct member_uid) from core.fct_purchase where mall_id = 'M1' and is_purchase",
        "select count(distinct if(p.is_purchase, p.member_uid, null)) from core.fct_purchase as p",
        "select sum(case when is_purchase then 1 end) from core.fct_purchase",
        "with p as (select * from core.fct_purchase where is_purchase) select sum(net_fen) from p",
        "select * from (select layer from core.fct_purchase), (select sum(net_fen) from core.fct_purchase)",
        "select avg(value) from kpi.kpi_value where metric_id = 'retention_7d'",
        "select mall_id, sum(value) from (select * from kpi.weekly_board) as board group by 1",
        "select sum(a) / count(*) from elsewhere",
        "select from where",
    ],
)
def test_what_works_a_figure_out_again_is_flagged(sql: str) -> None:
    assert findings({"query": sql}, SEMANTIC)


@pytest.mark.parametrize(
    "sql",
    [
        "select period_start, value, numerator, denominator from kpi.kpi_value where metric_id = 'buyers'",
        "select max(period_start), count(*) from kpi.kpi_value",
        "select max(case when metric_id = 'buyers' then value end) from kpi.kpi_value group by period_start",
        "select count(distinct shop_id) from core.fct_purchase",
        "select sum(net_fen) from staging.stg_pos_sales__line",
        "select value / 100 from kpi.kpi_value",
    ],
)
def test_what_reads_figures_is_not(sql: str) -> None:
    assert findings({"query": sql}, SEMANTIC) == []


def test_the_operators_folder_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "finance").mkdir()
    (tmp_path / "finance" / "sales.sql").write_text(
        "select sum(net_fen) from core.fct_purchase", encoding="utf-8"
    )
    (found,) = findings(bi_queries(tmp_path), SEMANTIC)
    assert (found.query, found.rule) == ("finance/sales.sql", "re-derives")
    assert "ticket_net_fen" in found.told


def test_queries_in_python_are_found_by_file_and_line(tmp_path: Path) -> None:
    module = tmp_path / "pages" / "board.py"
    module.parent.mkdir()
    module.write_text(
        'NOTE = "Choose one from the list."\n\nASKED = f"select sum(net_fen) from {T}"\n', encoding="utf-8"
    )
    assert queries_in_python(tmp_path / "pages") == {"pages/board.py:3": "select sum(net_fen) from placed"}
