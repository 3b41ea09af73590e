"""Tables about layers: what each asks for, the members' account, and what malls of a type are judged by."""

from __future__ import annotations

from reports.document import Cell, Column, Row, Section, Table, of_column, of_metric
from reports.store import ALL_MALLS, Store
from reports.vocabulary.members import GOALS, MALL_TYPES, STEPS, called, mall_called
from reports.words import Words

TABLES = ("core.dim_layer", "core.dim_mall", "kpi.member_asset_statement", "kpi.mall_focus_monthly",
          "kpi.kpi_value", "kpi.dim_metric")  # fmt: skip
NAMES = "select layer, name_zh, name_en from core.dim_layer order by layer_rank, layer"
STEPS_OF_LAYERS = """
with figure as (
    select metric_id, dimension_value as layer, period_start, numerator, denominator, value, null_reason
    from kpi.kpi_value
    where period_kind = 'month' and dimension = 'layer' and mall_id = $mall
        and list_contains(['layer_members', 'next_step_compliance_rate', 'touch_cap_breach_share'], metric_id)
),

newest as (
    select metric_id, max(period_start) as period_start from figure where value is not null
    group by metric_id
),

read as (
    select figure.* from figure
    inner join newest on figure.metric_id = newest.metric_id and figure.period_start = newest.period_start
)

select
    layer.name_zh, layer.name_en, layer.conversion_layer, layer.conversion_name_zh, layer.goal,
    layer.next_best_step, layer.touch_cap_per_week, members.value as members,
    taken.numerator as taken, taken.denominator as due, taken.value as taken_rate,
    coalesce(taken.null_reason, case when taken.layer is null then 'nobody' end) as taken_why,
    over.numerator as over, over.denominator as reached, over.value as over_rate,
    coalesce(over.null_reason, case when over.layer is null then 'nobody' end) as over_why
from core.dim_layer as layer
left join read as members on members.layer = layer.layer and members.metric_id = 'layer_members'
left join read as taken on taken.layer = layer.layer and taken.metric_id = 'next_step_compliance_rate'
left join read as over on over.layer = layer.layer and over.metric_id = 'touch_cap_breach_share'
order by layer.layer_rank, layer.layer
"""
ASSETS = """
select month_start, asset, name_zh, name_en, opening, added, reactivated, lost, deleted, closing, null_reason
from kpi.member_asset_statement
where mall_id = $mall and month_start > (
    select max(month_start) - interval 13 month from kpi.member_asset_statement
)
order by month_start desc, position, asset
"""
FOCUS = """
with newest as (
    select max(month_start) as month_start from kpi.mall_focus_monthly where value is not null
)

select month_start, mall_id, mall_type, metric_id, weight, numerator, denominator, value, null_reason
from kpi.mall_focus_monthly
where month_start = (select month_start from newest)
order by mall_id, weight desc, metric_id
"""
STATEMENT, FOCUSED, LAYER = "kpi.member_asset_statement", "kpi.mall_focus_monthly", "core.dim_layer"
MEMBERS = Words("会员", "Members")


def layer_names(store: Store) -> dict[str, Words]:
    """What the layers are called, in their order."""
    return {row["layer"]: Words(row["name_zh"], row["name_en"]) for row in store.ask(NAMES)}


def steps(store: Store) -> Section:
    """What each layer is asked to do next, how often that is done, and how often the cap is broken."""
    rows = [
        {
            **row,
            "layer": Words(row["name_zh"], row["name_en"]),
            "goal": called(row["goal"], GOALS),
            "step": called(row["next_best_step"], STEPS),
        }
        for row in store.ask(STEPS_OF_LAYERS, mall=ALL_MALLS)
    ]
    taken, over = of_metric("next_step_compliance_rate"), of_metric("touch_cap_breach_share")
    columns = [
        Column("layer", Words("分层", "Layer")),
        Column("members", MEMBERS, "count", source=of_metric("layer_members")),
        Column("goal", Words("目标", "Goal")),
        Column("step", Words("下一步", "Next best step"), source=of_column(LAYER, "next_best_step")),
        Column("taken_rate", Words("已做到", "Taken"), "ratio", "taken_why", taken),
        Column("taken", Words("做到的", "Took it"), "count"),
        Column("due", Words("应做的", "Out of"), "count"),
        Column("touch_cap_per_week", Words("每周触达上限", "Touches a week"), "count",
               source=of_column(LAYER, "touch_cap_per_week")),
        Column("over_rate", Words("触达超限", "Over the cap"), "ratio", "over_why", over),
        Column("over", Words("超限", "Over"), "count"),
        Column("reached", Words("被触达", "Touched"), "count"),
    ]  # fmt: skip
    title = Words("每层的下一步", "What each layer asks for")
    note = Words("比率取可读的最近一个月。", "Rates are of the newest month that can be read.")
    return Section(title, [Table("layer-steps", title, columns, rows, note)])


def assets(store: Store) -> Section:
    """The members' account month by month."""
    names = {
        "opening": Words("期初", "Opening"),
        "added": Words("新增", "Added"),
        "reactivated": Words("唤回", "Back"),
        "lost": Words("流失", "Lost"),
        "deleted": Words("删除", "Deleted"),
        "closing": Words("期末", "Closing"),
    }
    rows = [
        {**row, "asset": Words(row["name_zh"], row["name_en"])} for row in store.ask(ASSETS, mall=ALL_MALLS)
    ]
    columns = [
        Column("month_start", Words("月份", "Month"), "month"),
        Column("asset", Words("资产", "Asset")),
        *(
            Column(name, label, "count", "null_reason", of_column(STATEMENT, name))
            for name, label in names.items()
        ),
    ]
    title = Words("会员资产表", "The members' account")
    return Section(title, [Table("assets", title, columns, rows)])


def focus(store: Store) -> list[Section]:
    """The figures that malls of each type are judged by; nothing where the version has none."""
    malls, metrics = store.mall_names(), store.metrics()

    def told(row: Row) -> Row:
        metric = metrics.get(row["metric_id"])
        source = of_metric(row["metric_id"])
        return {
            **row,
            "mall": mall_called(row["mall_id"], malls),
            "type": called(row["mall_type"], MALL_TYPES),
            "metric": Cell(metric.name if metric else row["metric_id"], source=source),
            "value": Cell(row["value"], metric.unit if metric else "number", row["null_reason"]),
        }

    rows = [told(row) for row in store.ask(FOCUS)]
    columns = [
        Column("mall", Words("商场", "Mall")),
        Column("type", Words("类型", "Type")),
        Column("metric", Words("指标", "Metric")),
        Column("weight", Words("权重", "Weight"), "ratio", source=of_column(FOCUSED, "weight")),
        Column("value", Words("数值", "Value"), "ratio", "null_reason"),
        Column("numerator", Words("分子", "Numerator"), "count"),
        Column("denominator", Words("分母", "Denominator"), "count"),
        Column("month_start", Words("月份", "Month"), "month"),
    ]
    title = Words("各类商场看什么", "What malls of a type are judged by")
    note = Words(
        "每类商场看的指标相同，权重不同；先看权重大的。",
        "All are judged by the same figures, with weights by the mall's type; the heaviest first.",
    )
    return (
        [Section(title, [Table("mall-focus", title, columns, rows, note, folded=len(malls) > 8)])]
        if rows
        else []
    )
