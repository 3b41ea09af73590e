"""Caps on touching: members over them by day, layer and mall."""

from __future__ import annotations

from datetime import date

from reports.document import (
    Block,
    Chart,
    Column,
    Heat,
    Note,
    Row,
    Section,
    Source,
    Table,
    of_column,
    of_metric,
)
from reports.drawing import marks
from reports.store import ALL_MALLS, Store
from reports.vocabulary.programmes import ALL, TOUCH_RULES, UNKNOWN, mall_name, named
from reports.words import Words

POLICY = "kpi.touch_policy_daily"
SHARE = "touch_cap_breach_share"
DAYS, MALLS_SHOWN, ROWS_SHOWN = 30, 12, 60

# A member stands at most once under a rule on a day, so rows of a day are members.
BY_DAY = """
with day as (
    select cast(business_date as date) as business_date
    from generate_series($as_of - cast($days - 1 as integer), $as_of, interval 1 day) as spine (business_date)
),

rule as (
    select distinct rule from kpi.touch_policy_daily where object_kind = 'member'
)

select business_date, rule, count(object_id) filter (where is_breach) as members_over
from day
cross join rule
left join kpi.touch_policy_daily using (business_date, rule)
group by business_date, rule
order by business_date, rule desc
"""
BY_LAYER = """
select
    rule, layer, limit_value, max(observed) as most,
    count(*) as days_at_cap, count(*) filter (where is_breach) as days_over
from kpi.touch_policy_daily
where object_kind = 'member' and business_date > $as_of - cast($days as integer)
group by rule, layer, limit_value
order by days_over desc, days_at_cap desc, rule, layer, limit_value
"""
BY_MALL = """
select
    rule, layer, mall_id, limit_value, max(observed) as most,
    count(*) as days_at_cap, count(*) filter (where is_breach) as days_over
from kpi.touch_policy_daily
where object_kind = 'member' and business_date > $as_of - cast($days as integer)
group by rule, layer, mall_id, limit_value
having count(*) filter (where is_breach) > 0
order by days_over desc, days_at_cap desc, rule, layer, mall_id, limit_value
limit $rows
"""
SHARES = """
with newest as (
    select max(period_start) as month_start
    from kpi.kpi_value
    where metric_id = $metric and period_kind = 'month' and dimension = 'layer' and value is not null
),

figure as (
    select period_start, mall_id, dimension_value as layer, numerator, denominator, value, null_reason
    from kpi.kpi_value
    where metric_id = $metric and period_kind = 'month' and dimension = 'layer'
        and period_start = (select month_start from newest)
),

mall as (
    select mall_id, sum(numerator) as days_over
    from figure
    group by mall_id
    order by mall_id = $all desc, days_over desc nulls last, mall_id
    limit $malls
)

select figure.*
from figure
inner join mall using (mall_id)
left join core.dim_layer using (layer)
order by mall_id = $all desc, days_over desc nulls last, mall_id, layer_rank nulls last, layer
"""


def section(store: Store) -> Section:
    """Over time, then by layer and mall; nobody's id leaves the store."""
    as_of = store.edition().as_of_date
    blocks: list[Block] = [_by_day(store, as_of), _shares(store), *_by_layer(store, as_of)]
    title = Words("谁被打扰得太多", "Who is messaged too often")
    lead = Words(
        f"近 {DAYS} 天。每个分层有自己的上限；计数是会员·天，同一会员超两天算两次。",
        f"The last {DAYS} days. Each layer has its own cap; a member over it on two days counts twice.",
    )
    return Section(title, blocks, lead)


def _by_day(store: Store, as_of: date) -> Chart:
    rows = [
        {**row, "day": f"{row['business_date']:%m-%d}", "rule": named(row["rule"], TOUCH_RULES)}
        for row in store.ask(BY_DAY, as_of=as_of, days=DAYS)
    ]
    over = Column("members_over", Words("超限会员", "Members over"), "count", None, _source("is_breach"))
    columns = [
        Column("business_date", Words("日期", "Day"), "date"),
        Column("rule", Words("规则", "Rule")),
        over,
    ]
    table = Table(
        "over-by-day", Words("每天超过上限的会员数", "Members over a cap on each day"), columns, rows
    )
    return marks.lines(table, "day", over, "rule", over.source)


def _shares(store: Store) -> Heat | Note:
    names, malls = store.layer_names(), store.mall_names()
    rows = [
        {**row, "layer": names.get(row["layer"], UNKNOWN), "mall": mall_name(row["mall_id"], malls)}
        for row in store.ask(SHARES, metric=SHARE, all=ALL_MALLS, malls=MALLS_SHOWN)
    ]
    if not rows:
        return Note(Words("还没有可读的一个月。", "No month can be read yet."))
    source = of_metric(SHARE)
    down, across = Column("layer", Words("分层", "Layer")), Column("mall", Words("商场", "Mall"))
    value = Column("value", Words("超限占比", "Over the cap"), "ratio", "null_reason", source)
    below = Column("denominator", Words("触达会员·天", "Days of touched members"), "count", "null_reason")
    columns = [
        Column("period_start", Words("月份", "Month"), "month"), down, across,
        Column("numerator", Words("超限会员·天", "Of them over"), "count", "null_reason"), below, value,
    ]  # fmt: skip
    month: date = rows[0]["period_start"]
    title = Words(
        f"超过 7 天上限的占比，{month.year} 年 {month.month} 月（小字为触达会员·天）",
        f"Share over the weekly cap, {month:%b %Y}, of days of touched members below",
    )
    table = Table("share-by-layer", title, columns, rows, _share_note(len({row["mall_id"] for row in rows})))
    return Heat(table, down, across, value, below, plain=(ALL,), source=source)


def _share_note(malls: int) -> Words | None:
    """Where there are more malls than the field has room for, the worst stand in it."""
    if malls < MALLS_SHOWN:
        return None
    return Words("超限最多的商场。", "The malls with the most over it.")


def _by_layer(store: Store, as_of: date) -> list[Block]:
    layers = [
        Column("rule", Words("规则", "Rule")),
        Column("layer", Words("分层", "Layer")),
        Column("limit_value", Words("上限", "Cap"), "count", None, _source("limit_value")),
        Column("most", Words("最多", "Most"), "count", None, _source("observed")),
        Column("days_at_cap", Words("达到或超过（会员·天）", "At the cap or over"), "count"),
        Column("days_over", Words("超过（会员·天）", "Over it"), "count", None, _source("is_breach")),
    ]
    malls = [*layers[:2], Column("mall", Words("商场", "Mall")), *layers[2:]]
    title = Words("实际与上限", "Observed beside the caps")
    worst = Words("超限最多的分层与商场", "Layers and malls with the most over a cap")
    by_layer = store.ask(BY_LAYER, as_of=as_of, days=DAYS)
    by_mall = store.ask(BY_MALL, as_of=as_of, days=DAYS, rows=ROWS_SHOWN)
    return [
        Table("caps-by-layer", title, layers, _named(store, by_layer)),
        Table("caps-by-mall", worst, malls, _named(store, by_mall), folded=True),
    ]


def _named(store: Store, rows: list[dict[str, object]]) -> list[Row]:
    names, malls = store.layer_names(), store.mall_names()
    return [
        {
            **row, "rule": named(str(row["rule"]), TOUCH_RULES),
            "layer": names.get(str(row["layer"]), UNKNOWN),
            "mall": mall_name(str(row["mall_id"]) if row.get("mall_id") else None, malls),
        }
        for row in rows
    ]  # fmt: skip


def _source(column: str) -> Source:
    return of_column(POLICY, column)
