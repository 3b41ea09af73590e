"""One assignment: the universal holdout first, then the experiment from the rest, written once for all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import duckdb

from orchestration.assigning.holdout import make_held_out, make_past
from orchestration.assigning.population import population
from orchestration.assigning.warehouse import (
    AssigningFault,
    Experiment,
    as_of,
    experiment,
    experiments,
    open_warehouse,
    parameter,
)
from orchestration.settings import Settings
from sources.assignment import ledger
from sources.assignment.arms import Arm, ArmsFault, control_of, parse_arms
from sources.assignment.draw import BY_POINT, BY_RANK, DrawFault, draw
from sources.assignment.ledger import Design
from sources.layout import Home

_SENT = """
    SELECT count(*) FROM core.fct_outreach WHERE status = 'sent' AND (experiment_id = ? OR campaign_id = ?)
"""


@dataclass
class Assigned:
    """What an assignment did."""

    experiment_id: str
    arms: dict[str, int] = field(default_factory=dict)
    """Units by arm that are new."""
    before: int = 0
    """Units that were assigned already."""
    held_out: int = 0
    undrawn: int = 0


@dataclass(frozen=True)
class Request:
    """What is asked for."""

    experiment_id: str
    population: str | None
    at: datetime
    """When it takes effect, in UTC; nothing is sent before."""
    written_at: datetime
    is_dry_run: bool = False


@dataclass(frozen=True)
class _Work:
    con: duckdb.DuckDBPyConnection
    home: Home
    settings: Settings
    request: Request


def assign(settings: Settings, request: Request) -> list[Assigned]:
    """Assign an experiment's population; new members go through the universal holdout's draw before.

    Returns:
        What was done, the holdouts first.

    Raises:
        AssigningFault, lock.HomeIsBusy.
    """
    with open_warehouse(settings) as con:
        work = _Work(con, Home(settings.home), settings, request)
        asked = experiment(con, request.experiment_id)
        known = experiments(con)
        _refuse(work, asked)
        make_past(con, work.home, known, int(parameter(settings, "wake_cooldown_days")))
        done = []
        if not asked.is_holdout:
            in_force = [one for one in known if one.is_holdout and one.holds(request.at)]
            done = [_draw(work, one, None) for one in in_force if not one.is_external]
            make_held_out(con, {one.experiment_id: control_of(_arms(one)) for one in in_force})
        return [*done, _draw(work, asked, request.population)]


def _refuse(work: _Work, asked: Experiment) -> None:
    """Whatever stands against it, before anything is drawn."""
    if asked.is_external:
        raise AssigningFault("this experiment is assigned elsewhere; its units come as experiment_assignment")
    local = work.request.at.replace(tzinfo=UTC).astimezone(
        ZoneInfo(str(parameter(work.settings, "default_timezone")))
    )
    day = as_of(work.con)
    if local.date() < day or work.request.at > work.request.written_at:
        raise AssigningFault(f"an assignment takes effect between the night's day, {day}, and now")
    if asked.is_holdout:
        return
    if ledger.design_of(work.home, asked.experiment_id):
        raise AssigningFault(
            "this experiment is assigned and frozen; `memberloop experiment export` gives its list. "
            "Only a universal holdout goes on being drawn"
        )
    sent = work.con.execute(_SENT, [asked.experiment_id, asked.campaign_id]).fetchone()
    if sent and sent[0]:
        raise AssigningFault(
            f"{sent[0]} sends of it are out already, so nobody can be drawn any more; register a new one"
        )


def _draw(work: _Work, one: Experiment, words: str | None) -> Assigned:
    if one.is_holdout and one.unit != "member":
        raise AssigningFault(f"{one.experiment_id}: a universal holdout is of members, not of {one.unit}s")
    design = _design(work, one, words)
    con, arms = work.con, _arms(one)
    done = _ask(work, one, design.population)
    try:
        draw(con, (design.algorithm_version, design.salt, arms), "asked", "drawn")
    except DrawFault as fault:
        raise AssigningFault(str(fault)) from None
    done.arms = {arm.name: 0 for arm in arms} | dict(
        con.execute("SELECT arm, count(*) FROM drawn GROUP BY ALL ORDER BY ALL").fetchall()
    )
    _write(work, design)
    return done


def _ask(work: _Work, one: Experiment, words: str) -> Assigned:
    """Make `asked` (unit_key, cluster_key, draw_key): who may be drawn now; and say who may not."""
    con, done = work.con, Assigned(one.experiment_id)
    rest = int(parameter(work.settings, "wake_cooldown_days"))
    found = population(words, one.unit, rest_days=rest, day=as_of(con))
    con.execute(f"CREATE OR REPLACE TEMP TABLE asked AS {found.query}", dict(found.parameters))
    done.before = _leave_out(con, "unit_key IN (SELECT unit_key FROM drawn_before)", _drawn_before(work, one))
    if not one.is_holdout:
        done.held_out = _leave_out(con, "unit_key IN (SELECT unit_key FROM held_out)")
        done.undrawn = _leave_out(con, "unit_key IN (SELECT unit_key FROM undrawn)")
    return done


def _design(work: _Work, one: Experiment, words: str | None) -> Design:
    """As fixed by the first assignment, else as registered now."""
    version = BY_RANK if one.unit == "community" else BY_POINT
    fixed = ledger.design_of(work.home, one.experiment_id)
    now = Design(
        one.experiment_id, one.kind, one.unit, one.arms, one.salt, words or one.population or "", version
    )
    if fixed is None:
        return now
    changed = [name for name in ("unit", "arms", "salt") if getattr(fixed, name) != getattr(now, name)]
    if changed:
        raise AssigningFault(
            f"{one.experiment_id}: {', '.join(changed)} changed since it was first drawn; register a new one"
        )
    if words and words != fixed.population:
        raise AssigningFault(
            f"{one.experiment_id} is drawn from {fixed.population!r} since its first assignment"
        )
    return fixed


def _drawn_before(work: _Work, one: Experiment) -> str:
    """Units that this experiment has already, by the ids that they had and have."""
    own = ledger.relation(work.home, one.experiment_id)
    return f"""
        SELECT unit_key FROM {own}
        UNION
        SELECT m.member_uid FROM {own} AS a JOIN core.member_redirect AS m ON m.old_member_uid = a.unit_key
    """


def _leave_out(con: duckdb.DuckDBPyConnection, condition: str, drawn_before: str | None = None) -> int:
    if drawn_before:
        con.execute(f"CREATE OR REPLACE TEMP TABLE drawn_before AS {drawn_before}")
    gone = con.execute(f"DELETE FROM temp.asked WHERE {condition}").fetchone()
    return int(gone[0]) if gone else 0


def _write(work: _Work, design: Design) -> None:
    if not work.request.is_dry_run:
        work.con.execute(
            """
            CREATE OR REPLACE TEMP TABLE written AS
            SELECT ? AS experiment_id, ? AS unit, unit_key, CAST(cluster_key AS VARCHAR) AS cluster_key, arm,
                probability, CAST(? AS TIMESTAMP) AS assigned_at, CAST(? AS TIMESTAMP) AS frozen_at,
                ? AS algorithm_version
            FROM drawn
            """,
            [
                design.experiment_id, design.unit, work.request.at, work.request.written_at,
                design.algorithm_version,
            ],
        )  # fmt: skip
        ledger.append(work.con, work.home, design, "written")
    if design.unit == "member":
        # A campaign that is drawn next sees whom the holdout has just got.
        work.con.execute(
            "INSERT INTO temp.assigned SELECT ?, unit_key, arm, ? FROM drawn",
            [design.experiment_id, work.request.at],
        )


def _arms(one: Experiment) -> tuple[Arm, ...]:
    try:
        return parse_arms(one.arms)
    except ArmsFault as fault:
        raise AssigningFault(f"{one.experiment_id}: {fault}") from None
