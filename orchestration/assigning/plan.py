"""A plan: how many people an effect takes, what the people there are could show, and how long that takes."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import duckdb

from estimates.planning import Comparison, detectable, power, sample_size
from orchestration.assigning.history import METRICS, History, count_persons, first_day, history, spans
from orchestration.assigning.holdout import make_held_out, make_past
from orchestration.assigning.population import population
from orchestration.assigning.warehouse import (
    AssigningFault,
    Experiment,
    as_of,
    experiments,
    open_warehouse,
    parameter,
)
from orchestration.settings import Settings
from sources.assignment.arms import Arm, ArmsFault, control_of, parse_arms
from sources.layout import Home

OUTCOME_DAYS = (7, 14, 28, 56, 90)
REACH_DAYS = 90
INFLOW_DAYS = 28


@dataclass(frozen=True)
class Plan:
    """What is asked: the experiment as it is or would be registered, and the effect that is looked for."""

    experiment: Experiment
    metric: str
    effect: float
    """As a share of what is usual."""
    wanted: float
    alpha: float


def plan(settings: Settings, asked: Plan) -> list[dict[str, Any]]:
    """A row a length of the outcome, as far as history goes back.

    Raises:
        AssigningFault, lock.HomeIsBusy.
    """
    if asked.metric not in METRICS:
        raise AssigningFault(f"no history is kept of {asked.metric}; known: {', '.join(METRICS)}")
    with open_warehouse(settings) as con:
        arms = _compared(asked.experiment)
        today = _today(con, settings, asked.experiment)
        first, last = first_day(con), as_of(con)
        if first is None or not today[0]:
            raise AssigningFault("nobody is in this population, or nothing is known of anybody's days yet")
        reached, inflow = _reached(con), _inflow(con, asked.experiment)
        rows = []
        for days in sorted({*OUTCOME_DAYS, asked.experiment.outcome_days}):
            span = spans(first, last, days, asked.experiment.pre_days)
            if span:
                row = _row(asked, arms, _past(con, settings, asked, span), today)
                more = {**_duration(row, days, inflow), **_of_reached(row, reached)}
                rows.append({"outcome_days": days, **row, **more})
    if not rows:
        raise AssigningFault(f"history begins on {first}: too short for any outcome; plan again later")
    return rows


def _today(con: duckdb.DuckDBPyConnection, settings: Settings, one: Experiment) -> tuple[int, int]:
    """Persons and units there are, without whoever is held out; makes what populations read."""
    known, home = experiments(con), Home(settings.home)
    rest = int(parameter(settings, "wake_cooldown_days"))
    make_past(con, home, known, rest)
    make_held_out(con, {held.experiment_id: control_of(_arms(held)) for held in known if held.is_holdout})
    found = population(one.population, one.unit, rest_days=rest, day=as_of(con))
    con.execute(f"CREATE OR REPLACE TEMP TABLE asked AS {found.query}", dict(found.parameters))
    if not one.is_holdout:
        con.execute("DELETE FROM temp.asked WHERE unit_key IN (SELECT unit_key FROM held_out)")
    return count_persons(con, one.unit)


def _past(
    con: duckdb.DuckDBPyConnection, settings: Settings, asked: Plan, span: tuple[date, date, date]
) -> History:
    # Who rests today did not then.
    con.execute("CREATE OR REPLACE TEMP TABLE resting (member_uid VARCHAR)")
    one, rest = asked.experiment, int(parameter(settings, "wake_cooldown_days"))
    then = population(one.population, one.unit, rest_days=rest, day=span[1], is_past=True)
    return history(con, then, one.unit, asked.metric, span)


def _compared(one: Experiment) -> tuple[float, float]:
    """Shares of control and of the smallest other arm, whose comparison is the weakest."""
    arms = _arms(one)
    shares = {arm.name: arm.share for arm in arms}
    control = shares.pop(control_of(arms))
    return control, min(shares.values())


def _arms(one: Experiment) -> tuple[Arm, ...]:
    try:
        return parse_arms(one.arms)
    except ArmsFault as fault:
        raise AssigningFault(str(fault)) from None


def _row(asked: Plan, shares: tuple[float, float], past: History, today: tuple[int, int]) -> dict[str, Any]:
    persons, units = today
    mean, variance = past.mean or 0.0, past.variance or 0.0
    is_clustered = past.clusters < past.persons
    plain = Comparison(
        variance,
        persons * shares[0],
        persons * shares[1],
        asked.alpha,
        # Chance can make clusters look more alike than persons; no plan counts on that.
        design_effect=max(1.0, past.design_effect or 1.0) if is_clustered else 1.0,
        cluster_size=persons / units if is_clustered else 1.0,
    )
    # What the days before explain needs no people.
    cuped = replace(plain, variance=variance * (1 - (past.correlation or 0.0) ** 2))
    effect = abs(mean) * asked.effect
    needed = _whole(sample_size(plain, effect, asked.wanted) / sum(shares))
    needed_cuped = _whole(sample_size(cuped, effect, asked.wanted) / sum(shares))
    return {
        "persons_today": persons,
        "units_today": units,
        "usual_mean": past.mean,
        "sd": math.sqrt(variance),
        "pre_correlation": past.correlation,
        "design_effect": plain.design_effect,
        "effect_looked_for": effect,
        "power": _figure(power(plain, effect)),
        "detectable": _figure(detectable(plain, asked.wanted)),
        "detectable_with_cuped": _figure(detectable(cuped, asked.wanted)),
        "persons_needed": needed,
        "persons_needed_with_cuped": needed_cuped,
        "is_enough": None if needed is None else needed <= persons,
    }


def _duration(row: dict[str, Any], outcome_days: int, inflow: float) -> dict[str, Any]:
    """Days until the last outcome is in, people coming in as they did lately."""
    needed, persons = row["persons_needed"], row["persons_today"]
    if needed is None or (needed > persons and not inflow):
        return {"new_persons_a_day": inflow, "days_until_known": None}
    waiting = max(0, math.ceil((needed - persons) / inflow)) if needed > persons else 0
    return {"new_persons_a_day": inflow, "days_until_known": waiting + outcome_days}


def _of_reached(row: dict[str, Any], reached: float | None) -> dict[str, Any]:
    """An effect on the reached must be larger by as much as fewer are reached."""
    found = row["detectable"] / reached if reached and row["detectable"] is not None else None
    return {"reached_share": reached, "detectable_on_the_reached": found}


def _reached(con: duckdb.DuckDBPyConnection) -> float | None:
    """Of members that something was sent to lately, the share whom anything reached."""
    found = con.execute(
        """
        SELECT avg(CAST(is_reached AS INTEGER)) FROM (
            SELECT member_uid, bool_or(coalesce(is_reached, false)) AS is_reached FROM core.fct_outreach
            WHERE member_uid IS NOT NULL AND status IN ('sent', 'failed')
                AND business_date > (SELECT as_of_date FROM control.run) - CAST(? AS INTEGER)
            GROUP BY 1
        )
        """,
        [REACH_DAYS],
    ).fetchone()
    return found[0] if found else None


def _inflow(con: duckdb.DuckDBPyConnection, one: Experiment) -> float:
    """Persons a day who were new lately: who reached the gap of a wake-up, else who joined."""
    rule = population(one.population, one.unit, rest_days=0, day=as_of(con)).wake_rule
    since = as_of(con) - timedelta(days=INFLOW_DAYS)
    counted = (
        con.execute(
            "SELECT count(*) FROM intermediate.int_wake__eligible WHERE wake_rule = ? AND eligible_on > ?",
            [rule, since],
        )
        if rule
        else con.execute("SELECT count(*) FROM core.dim_member WHERE joined_on > ?", [since])
    ).fetchone()
    return round(counted[0] / INFLOW_DAYS, 2) if counted else 0.0


def _whole(value: float) -> int | None:
    return math.ceil(value) if math.isfinite(value) else None


def _figure(value: float) -> float | None:
    return value if math.isfinite(value) else None
