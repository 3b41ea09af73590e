"""The dictionary: every metric with its newest readable month, and its definition by whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.contents import entry
from reports.document import Cell, Column, Page, Row, Section, Table, of_metric
from reports.pages.board import gauges
from reports.store import Figure, Metric, Store
from reports.words import Words, same

TABLES = ("kpi.dim_metric", "kpi.kpi_value")
FOLDER = ""  # beside the dictionary itself
ROLES = {
    "community_operator": Words("社群运营", "Community operator"),
    "content_designer": Words("内容与设计", "Content and design"),
    "customer_manager": Words("企微客户经理", "Customer manager"),
    "member_data": Words("数据·CRM", "Data and CRM"),
    "operations_lead": Words("运营负责人", "Head of operations"),
}
COLUMNS = (
    Column("name", Words("指标", "Metric")),
    Column("value", Words("数值", "Value"), "count", "null_reason"),
    Column("month", Words("月份", "Month"), "month"),
    Column("numerator", Words("分子", "Numerator"), "count"),
    Column("denominator", Words("分母", "Denominator"), "count"),
    Column("metric_id", Words("编号", "Identifier")),
    Column("rows", Words("需求行", "Rows")),
)


def page(store: Store) -> Page:
    """All metrics by whose they are; a name leads to its definition."""
    told = entry("metrics")
    metrics, figures = store.metrics(), store.figures("month")
    sections = [
        Section(title := ROLES.get(role, same(role)), [Table(_stem(role), title, COLUMNS, rows)])
        for role, owned in _by_role(metrics).items()
        if (rows := [_row(metric, figures.get(metric.metric_id, []), _stem(role)) for metric in owned])
    ]
    return Page("metrics", told.title, told.asks, sections)


def pages(store: Store) -> Iterator[Page]:
    """A page a role: each metric opens its definition, numerator, denominator, lineage and history."""
    for role, owned in _by_role(store.metrics()).items():
        title, whole = ROLES.get(role, same(role)), "Each metric opens its definition, lineage and history."
        lead = Words("每项指标展开即是口径、来源与沿革。", whole)
        lines = gauges(store, "month", [metric.metric_id for metric in owned])
        name = Words(f"指标：{title.zh}", f"Metrics: {title.en}")
        yield Page(_stem(role), name, lead, [Section(title, lines)])


def _row(metric: Metric, figures: Sequence[Figure], stem: str) -> Row:
    """The newest month that can be read, or why none can."""
    known = [figure for figure in figures if figure.value is not None]
    newest = known[-1] if known else None
    part = "fen" if metric.unit == "fen" else "count"
    why = figures[-1].null_reason if figures else None
    return {
        "name": Cell(metric.name, href=f"{stem}.html#g-{of_metric(metric.metric_id).key}"),
        "value": Cell(newest.value, metric.unit) if newest else Cell(None, metric.unit, why),
        "month": newest.period_start if newest else None,
        "numerator": Cell(newest.numerator if newest and metric.has_denominator else None, part),
        "denominator": newest.denominator if newest and metric.has_denominator else None,
        "metric_id": metric.metric_id,
        "rows": metric.requirement_rows,
    }


def _by_role(metrics: dict[str, Metric]) -> dict[str, list[Metric]]:
    found: dict[str, list[Metric]] = {}
    for metric in metrics.values():
        found.setdefault(metric.owner_role, []).append(metric)
    return dict(sorted(found.items()))


def _stem(role: str) -> str:
    """A role is a word of the registry; what is no name for a file stands for itself by its letters."""
    return f"metrics-{''.join(letter if letter.isalnum() else '-' for letter in role) or 'other'}"
