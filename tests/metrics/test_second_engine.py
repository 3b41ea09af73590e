"""Every figure of every registered metric is the same from an engine that knows nothing of MetricFlow.

sidemantic reads the same YAML. What it cannot express is held against queries of our own, written here from
the definitions in words: a join to another model (reachable_sales_share), two models in one ratio
(visits_per_active_member), the share of a total (entry_contribution_share). Of counts that stand at the end
of a day, sidemantic answers by day; it would take each layer's own last day for the last day of a week, so
weeks and months are held against the day that ends them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import duckdb
import pytest

from metrics.manifest import SemanticManifest
from metrics.registry import MetricDefinition
from tests.metrics.conftest import PROJECT_DIR, Registry
from tests.metrics.second_engine import Question, SecondEngine, as_date

Figures = dict[tuple[Any, ...], float | None]
BY_ORACLE = {"entry_contribution_share", "reachable_sales_share", "visits_per_active_member"}
PERIODS = ("day", "week", "month")


@pytest.fixture(scope="module")
def engine(registry: Registry) -> SecondEngine:
    return SecondEngine(PROJECT_DIR / "models" / "semantic", registry.relations)


def published(con: duckdb.DuckDBPyConnection, question: Question, metric_id: str) -> Figures:
    """What `observe` wrote, in the form in which an engine answers."""
    columns = ["period_start"]
    columns += ["mall_id"] if question.is_by_mall else []
    columns += ["dimension_value"] if question.dimension != "all" else []
    rows = con.execute(
        f"""select {", ".join(columns)}, value from control.metric_observation
        where metric_id = ? and period_kind = ? and dimension = ? and (mall_id <> 'ALL') = ?""",
        [metric_id, question.period_kind, question.dimension, question.is_by_mall],
    ).fetchall()
    return {row[:-1]: row[-1] for row in rows}


def different(ours: Figures, theirs: Figures) -> list[tuple[Any, ...]]:
    """Keys with unlike values; a key that is missing is unlike one with a value, and like one without."""
    return [
        (key, ours.get(key), theirs.get(key))
        for key in sorted({*ours, *theirs})
        if not _same(ours.get(key), theirs.get(key))
    ]


def _same(ours: float | None, theirs: float | None) -> bool:
    if ours is None or theirs is None:
        return ours is theirs
    return math.isclose(float(ours), float(theirs), rel_tol=1e-12, abs_tol=0)


def questions(definition: MetricDefinition, periods: tuple[str, ...] = PERIODS) -> Iterator[Question]:
    for period in definition.periods:
        for is_by_mall in (False, True):
            for dimension in ("all", *definition.dimensions):
                metric, model = definition.metric_for(period), definition.semantic_models[0]
                if period in periods:
                    yield Question(metric, model, period, is_by_mall, dimension)


def stands_at_day_end(registry: Registry, definition: MetricDefinition) -> bool:
    """Whether all its measures are counts of a day's end, of which a period shows the last."""
    manifest = SemanticManifest.read(registry.manifest)
    measures = manifest.leaf_measures(manifest.metrics[definition.metric_id])
    return all(measure.content["non_additive_dimension"] for measure in measures)


def differences_of(
    registry: Registry, engine: SecondEngine, con: duckdb.DuckDBPyConnection
) -> list[tuple[Any, ...]]:
    """Every figure that sidemantic, or the day that ends a period, does not give as published."""
    wrong: list[tuple[Any, ...]] = []
    for definition in registry.definitions:
        if definition.metric_id in BY_ORACLE:
            continue
        by_day_end = stands_at_day_end(registry, definition)
        for question in questions(definition, ("day",) if by_day_end else PERIODS):
            ours = published(con, question, definition.metric_id)
            wrong += [(question, *case) for case in different(ours, engine.ask(con, question))]
        for question in questions(definition, ("week", "month") if by_day_end else ()):
            ours = published(con, question, definition.metric_id)
            wrong += [(question, *case) for case in different(ours, last_days(con, question))]
    return wrong


def last_days(con: duckdb.DuckDBPyConnection, question: Question) -> Figures:
    """The figures of each period's last day that has any."""
    days = published(con, replace(question, period_kind="day"), question.metric)
    undivided = Question(question.metric, question.model, "day", False, "all")
    last: dict[date, date] = {}
    for (day,) in published(con, undivided, question.metric):
        start = period_start(day, question.period_kind)
        last[start] = max(day, last.get(start, day))
    starts = {day: start for start, day in last.items()}
    return {(starts[key[0]], *key[1:]): value for key, value in days.items() if key[0] in starts}


def period_start(day: date, period_kind: str) -> date:
    return day.replace(day=1) if period_kind == "month" else day - timedelta(days=day.weekday())


def test_the_second_engine_gives_the_same_figures(
    registry: Registry, engine: SecondEngine, observed: duckdb.DuckDBPyConnection
) -> None:
    for definition in registry.definitions:
        for question in questions(definition):
            assert published(observed, question, definition.metric_id), question
    assert not differences_of(registry, engine, observed)


def test_only_what_sidemantic_cannot_express_is_left_to_oracles(registry: Registry) -> None:
    several = {d.metric_id for d in registry.definitions if len(d.semantic_models) > 1}
    of_total = {d.metric_id for d in registry.definitions if d.is_share_of_total}
    joined = {"reachable_sales_share"}
    assert several | of_total | joined == BY_ORACLE


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("mall", ["'ALL'", "coalesce(f.mall_id, 'unknown')"])
@pytest.mark.parametrize("dimension", ["all", "shop_category", "layer"])
def test_reachable_sales_share(
    registry: Registry, observed: duckdb.DuckDBPyConnection, period: str, mall: str, dimension: str
) -> None:
    key = "'all'" if dimension == "all" else f"coalesce(f.{dimension}, 'unknown')"
    theirs = observed.execute(
        f"""
        select date_trunc('{period}', f.business_date), {mall}, {key},
            coalesce(sum(f.net_fen) filter (where m.is_reachable), 0) / nullif(sum(f.net_fen), 0)
        from {registry.relations["fct_purchase"]} f
        left join {registry.relations["dim_member"]} m using (member_uid)
        group by 1, 2, 3
        """
    ).fetchall()
    _assert_equal(observed, "reachable_sales_share", period, dimension, mall == "'ALL'", theirs)


@pytest.mark.parametrize("mall", ["'ALL'", "coalesce(mall_id, 'unknown')"])
def test_visits_per_active_member(registry: Registry, observed: duckdb.DuckDBPyConnection, mall: str) -> None:
    theirs = observed.execute(
        f"""
        with visits as (
            select date_trunc('month', business_date) as month_start, {mall} as mall, count(*) as visits
            from {registry.relations["fct_visit_day"]} group by 1, 2
        ), last_days as (
            select max(date) as last_on from {registry.relations["int_member__daily_count"]}
            group by date_trunc('month', date)
        ), active as (
            select date_trunc('month', date) as month_start, {mall} as mall,
                sum(active_30d_members) as members
            from {registry.relations["int_member__daily_count"]}
            where date in (select last_on from last_days) group by 1, 2
        )
        select month_start, mall, 'all', coalesce(visits, 0) / nullif(members, 0)
        from visits full join active using (month_start, mall)
        """
    ).fetchall()
    _assert_equal(observed, "visits_per_active_member", "month", "all", mall == "'ALL'", theirs)


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("mall", ["'ALL'", "coalesce(mall_id, 'unknown')"])
def test_entry_contribution_share(
    registry: Registry, observed: duckdb.DuckDBPyConnection, period: str, mall: str
) -> None:
    theirs = observed.execute(
        f"""
        select date_trunc('{period}', added_on), {mall}, coalesce(entry_id, 'unknown'),
            count(*) / sum(count(*)) over (partition by date_trunc('{period}', added_on), {mall})
        from {registry.relations["int_friend__added"]} group by 1, 2, 3
        """
    ).fetchall()
    _assert_equal(observed, "entry_contribution_share", period, "entry", mall == "'ALL'", theirs)


def _assert_equal(
    con: duckdb.DuckDBPyConnection,
    metric_id: str,
    period: str,
    dimension: str,
    is_all_malls: bool,
    theirs: list[tuple[Any, ...]],
) -> None:
    rows = con.execute(
        """select period_start, mall_id, dimension_value, value from control.metric_observation
        where metric_id = ? and period_kind = ? and dimension = ? and (mall_id = 'ALL') = ?""",
        [metric_id, period, dimension, is_all_malls],
    ).fetchall()
    ours: Figures = {row[:-1]: row[-1] for row in rows}
    assert ours
    assert not different(ours, {(as_date(row[0]), *row[1:-1]): row[-1] for row in theirs})
