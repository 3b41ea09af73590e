"""What is beyond its bounds now, who answers for it, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from reports import words
from reports.document import Cell, Column, Note, Row, Section, Source, Table, of_column, of_metric
from reports.pages.weekly.malls import UNKNOWN
from reports.store import ALL_MALLS, Store
from reports.words import Words, listed, same

ALERT = "kpi.alert"
NAMED, AT_MOST = 6, 200
SEVERITIES = {"critical": Words("严重", "Critical"), "warning": Words("警告", "Warning")}
STATES = {
    "open": Words("新", "New"),
    "ongoing": Words("持续", "Ongoing"),
    "acknowledged": Words("已认领", "Taken on"),
}
OBJECTS = {
    "leader": Words("团长", "Leader"),
    "group": Words("社群", "Group"),
    "experiment": Words("实验", "Experiment"),
    "entry": Words("入口", "Entry"),
    "layer": Words("分层", "Layer"),
    "community": Words("社区", "Community"),
}
RULE_UNITS = dict.fromkeys(
    ("group:active_drop", "group:active_below_usual", "leader:refund_rate", "review:bad_rate"), "ratio"
)

OPEN = """
select
    alert.rule_id, alert.name_zh, alert.name_en, alert.metric_id, alert.mall_id, alert.dimension,
    alert.dimension_value, alert.value, alert.threshold, alert.severity, alert.status,
    alert.opened_on, alert.days_open, alert.owner_role, alert.acknowledged_by, alert.action_zh,
    alert.action_en, owner.name_zh as owner_zh, owner.name_en as owner_en, taker.name_zh as taker_zh,
    taker.name_en as taker_en, alert.playbook_id, playbook.name_zh as playbook_zh,
    playbook.name_en as playbook_en, mall.mall_name
from kpi.alert as alert
left join kpi.role as owner on alert.owner_role = owner.role_id
left join kpi.role as taker on alert.acknowledged_by = taker.role_id
left join kpi.playbook as playbook on alert.playbook_id = playbook.playbook_id
left join core.dim_mall as mall on alert.mall_id = mall.mall_id and mall.is_current
where alert.is_open_now
order by alert.severity <> 'critical', alert.opened_on, alert.rule_id, alert.object_id
"""


def section(store: Store) -> list[Section]:
    """A line for each rule that is broken, with all it is broken by; then alert by alert, folded."""
    metrics, symbol = store.metrics(), store.currency_symbol()
    title = Words("预警与动作", "Alerts, and what to do")
    rows = [
        _told(row, _unit(row, {name: one.unit for name, one in metrics.items()})) for row in store.ask(OPEN)
    ]
    if not rows:
        return [Section(title, [Note(Words("没有未关闭的预警。", "No alert is open."))])]
    by_rule: dict[str, list[Row]] = {}
    for row in rows:
        by_rule.setdefault(row["rule_id"], []).append(row)
    critical = sum(row["severity_code"] == "critical" for row in rows)
    lead = Words(
        f"{len(rows)} 条未关闭，其中严重 {critical} 条。",
        f"{len(rows)} are open, {critical} of them critical.",
    )
    actions = [_rule(of_rule, symbol) for of_rule in by_rule.values()]
    return [Section(title, [_actions(actions, title), _each(rows[:AT_MOST])], lead)]


def _actions(rows: Sequence[Row], title: Words) -> Table:
    columns = [
        Column("name", Words("预警", "Alert")),
        Column("severity", Words("级别", "Severity")),
        Column("where", Words("对象：数值 / 界限", "Where: value / bound"), "prose"),
        Column("opened_on", Words("始于", "Since"), "date", source=of_column(ALERT, "opened_on")),
        Column("owner", Words("负责", "Owner")),
        Column("taken", Words("认领", "Taken on by"), source=of_column(ALERT, "acknowledged_by")),
        Column("action", Words("动作", "Action"), "prose"),
    ]
    return Table("alerts", title, columns, rows)


def _each(rows: Sequence[Row]) -> Table:
    columns = [
        Column("name", Words("预警", "Alert")),
        Column("severity", Words("级别", "Severity")),
        Column("object", Words("对象", "Where")),
        Column("value", Words("数值", "Value"), "count", source=of_column(ALERT, "value")),
        Column("threshold", Words("界限", "Bound"), "count", source=of_column(ALERT, "threshold")),
        Column("opened_on", Words("始于", "Since"), "date"),
        Column("days_open", Words("天数", "Days"), "count", source=of_column(ALERT, "days_open")),
        Column("status", Words("状态", "State"), source=of_column(ALERT, "status")),
        Column("taken", Words("认领", "Taken on by")),
    ]
    return Table("each_alert", Words("逐条预警", "Alert by alert"), columns, rows, folded=True)


def _rule(rows: Sequence[Row], symbol: str) -> Row:
    """One line of all alerts of a rule: the gravest and oldest is its first."""
    where = [_object(row, symbol) for row in rows[:NAMED]]
    if rows[NAMED:]:
        where.append(Words(f"等 {len(rows)} 个", f"{len(rows)} in all"))
    takers = list(dict.fromkeys(row["taken"] for row in rows if row["taken"]))
    return {
        **rows[0],
        "where": Words("；".join(one.zh for one in where), "; ".join(one.en for one in where)),
        "opened_on": min(row["opened_on"] for row in rows),
        "taken": listed(takers) if takers else None,
    }


def _object(row: Row, symbol: str) -> Words:
    unit = row["value"].unit
    value, bound = (
        words.value(row["value"].value, unit, symbol),
        words.value(row["threshold"].value, unit, symbol),
    )
    place = row["object"]
    return Words(f"{place.zh} {value.zh} / {bound.zh}", f"{place.en} {value.en} / {bound.en}")


def _told(row: Row, unit: str) -> Row:
    severity = SEVERITIES.get(row["severity"], same(row["severity"]))
    return {
        "rule_id": row["rule_id"],
        "severity_code": row["severity"],
        "severity": Cell(severity, tone="bad" if row["severity"] == "critical" else ""),
        "name": Cell(Words(row["name_zh"], row["name_en"]), source=_source(row)),
        "object": _where(row),
        "value": Cell(row["value"], unit),
        "threshold": Cell(row["threshold"], unit),
        "opened_on": row["opened_on"],
        "days_open": row["days_open"],
        "status": STATES.get(row["status"], same(row["status"])),
        "owner": _named(row["owner_zh"], row["owner_en"], row["owner_role"]),
        "taken": _named(row["taker_zh"], row["taker_en"], row["acknowledged_by"]),
        "action": _action(row),
    }


def _unit(row: Row, units: dict[str, str]) -> str:
    """That of its metric; most rules without one count something."""
    return units.get(row["metric_id"] or "") or RULE_UNITS.get(row["rule_id"], "count")


def _source(row: Row) -> Source | None:
    return of_metric(row["metric_id"]) if row["metric_id"] else None


def _where(row: Row) -> Words:
    mall = (
        Words("全部商场", "All malls")
        if row["mall_id"] == ALL_MALLS
        else same(row["mall_name"] or row["mall_id"])
    )
    mall = UNKNOWN if row["mall_id"] == "unknown" else mall
    if row["dimension"] == "all":
        return mall
    kind = OBJECTS.get(row["dimension"], same(row["dimension"].replace("_", " ")))
    return Words(f"{kind.zh} {row['dimension_value']}", f"{kind.en} {row['dimension_value']}")


def _action(row: Row) -> Words | None:
    """What to do, under the name of the playbook that says so; a target may name one that nobody wrote."""
    playbook = _named(row["playbook_zh"], row["playbook_en"], row["playbook_id"])
    action = _named(row["action_zh"], row["action_en"], None)
    if playbook is None or action is None:
        return action or playbook
    return Words(f"{playbook.zh}：{action.zh}", f"{playbook.en}: {action.en}")


def _named(zh: str | None, en: str | None, code: str | None) -> Words | None:
    """What both languages call it; what has no name stands as it is, and nothing is nothing."""
    told = zh or en or code
    return Words(told, en or told) if told else None
