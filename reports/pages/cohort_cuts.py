"""Repurchase and retention by what members are: the cuts that the registry publishes."""

from __future__ import annotations

from collections.abc import Mapping

from reports.document import Column, Heat, Row, Section, Table, of_column
from reports.pages.layer_tables import layer_names
from reports.pages.standings import MALLS_OPEN
from reports.store import Store
from reports.vocabulary.members import TRADES, called, mall_called
from reports.vocabulary.reasons import reason
from reports.words import Words

TABLES = ("kpi.kpi_value", "kpi.dim_metric", "core.dim_mall")
METRICS = (
    "repurchase_next_30d", "repurchase_next_60d", "repurchase_90d_joiners", "retention_7d", "retention_30d",
    "visit_rate_30d",
)  # fmt: skip
MALL_METRICS = (
    "repurchase_rate_trailing_30d", "repurchase_next_30d", "first_purchase_repurchase_30d", "retention_7d",
    "retention_30d", "visit_rate_30d",
)  # fmt: skip
# Each metric in its own newest month that can be read, as some mature later than others; else in its newest.
NEWEST = """
with figure as (
    select
        metric_id, period_start as month, mall_id, dimension_value, numerator, denominator, value, null_reason
    from kpi.kpi_value
    where period_kind = 'month' and dimension = $dimension and list_contains($metrics, metric_id)
        and (mall_id = 'ALL' or $dimension = 'all')
),

newest as (
    select metric_id, coalesce(max(month) filter (where value is not null), max(month)) as month
    from figure
    group by metric_id
)

select figure.*
from figure
inner join newest on figure.metric_id = newest.metric_id and figure.month = newest.month
order by
    dimension_value = 'unknown', dimension_value, mall_id <> 'ALL', mall_id = 'unknown', mall_id,
    list_position($metrics, figure.metric_id)
"""
WORDED = Words(
    "每项取可读的最近一个月；格中为比率，小字为分子与分母。",
    "Each in the newest month that can be read; a cell is the rate, numerator and denominator below.",
)
NOBODY = {"numerator": None, "denominator": None, "value": None, "null_reason": "nobody",
          "parts": None, "missing": reason("nobody")}  # fmt: skip
SHARE = Column("value", Words("比率", "Rate"), "ratio", "null_reason", of_column("kpi.kpi_value", "value"))
METRIC = Column("metric", Words("指标", "Metric"))
PARTS = Column("parts", Words("分子与分母", "Parts"))


def sections(store: Store) -> list[Section]:
    """By layer, by trade, and by mall where there are several."""
    malls = store.mall_names()
    names = layer_names(store) if "core.dim_layer" in store.tables() else {}
    layers = Column("of", Words("分层", "Layer"))
    trades = Column("of", Words("业态", "Trade"))
    places = Column("of", Words("商场", "Mall"))
    found = [
        _cut(store, "layer", METRICS, layers, names),
        _cut(store, "shop_category", METRICS, trades, TRADES),
    ]
    if len(malls) > 1:
        found.append(_cut(store, "all", MALL_METRICS, places, {}))
    blocks = [heat for heat in found if heat.table.rows]
    return [Section(Words("谁会再来", "Who comes again"), blocks, WORDED)] if blocks else []


def _cut(
    store: Store, dimension: str, wanted: tuple[str, ...], down: Column, names: Mapping[str, Words]
) -> Heat:
    metrics, malls = store.metrics(), store.mall_names()

    def told(row: Row) -> Row:
        by_mall = dimension == "all"
        return {
            **row,
            "of": mall_called(row["mall_id"], malls) if by_mall else called(row["dimension_value"], names),
            "metric": metrics[row["metric_id"]].name,
            "parts": f"{row['numerator']:,} / {row['denominator']:,}" if row["value"] is not None else None,
            "missing": reason(row["null_reason"]) if row["value"] is None else None,
        }

    rows = [told(row) for row in store.ask(NEWEST, dimension=dimension, metrics=list(wanted))
            if row["metric_id"] in metrics]  # fmt: skip
    rows = _whole(rows)
    order = [metrics[one].name for one in wanted if one in metrics]
    lines = {called: place for place, called in enumerate(names.values())}
    rows.sort(key=lambda row: lines.get(row["of"], len(lines)))
    columns = [
        down, METRIC, Column("month", Words("月份", "Month"), "month"), SHARE,
        Column("numerator", Words("分子", "Numerator"), "count"),
        Column("denominator", Words("分母", "Denominator"), "count"),
        Column("missing", Words("缺失原因", "Why missing")),
    ]  # fmt: skip
    title = Words(f"按{down.label.zh}", f"By {down.label.en.lower()}")
    name = "by-mall" if dimension == "all" else f"by-{dimension.replace('_', '-')}"
    is_long = len({row["of"] for row in rows}) > MALLS_OPEN
    table = Table(name, title, columns, rows, folded=is_long)
    return Heat(table, down, METRIC, SHARE, PARTS, order=order)


def _whole(rows: list[Row]) -> list[Row]:
    """A row for each line and metric; where the registry has none, there is nobody."""
    held = {(row["of"], row["metric"]): row for row in rows}
    lines, metrics = dict.fromkeys(row["of"] for row in rows), {row["metric"]: row["month"] for row in rows}
    return [
        held.get((line, metric), {"of": line, "metric": metric, "month": month} | NOBODY)
        for line in lines
        for metric, month in metrics.items()
    ]
