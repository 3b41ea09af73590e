"""The warehouse of the last night, as assignments and plans read it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from orchestration.lock import writer_lock
from orchestration.project import Parameter, default_parameters
from orchestration.settings import Settings
from sources import sql
from sources.layout import Home

_EXPERIMENT = """
    SELECT experiment_id, campaign_id, kind, unit, arms, salt, population, primary_metric, outcome_days,
        pre_days, start_at, end_at, coalesce(is_assigned_externally, false) AS is_external
    FROM core.dim_experiment WHERE is_last_known
"""


class AssigningFault(Exception):
    """What was asked cannot be done; says why and what to do."""


@dataclass(frozen=True)
class Experiment:
    """An experiment as the master list registers it."""

    experiment_id: str
    campaign_id: str | None
    kind: str
    unit: str
    arms: str
    salt: str
    population: str | None
    primary_metric: str | None
    outcome_days: int
    pre_days: int
    start_at: datetime | None
    end_at: datetime | None
    is_external: bool

    @property
    def is_holdout(self) -> bool:
        """Whether it is drawn before all others, and goes on being drawn."""
        return self.kind == "universal_holdout"

    def holds(self, at: datetime) -> bool:
        """Whether it has begun and has not ended."""
        return (self.start_at is None or self.start_at <= at) and (self.end_at is None or at < self.end_at)


@contextmanager
def open_warehouse(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The last night's tables, to be read, with room for temporary ones; no night can begin meanwhile.

    Raises:
        AssigningFault, lock.HomeIsBusy.
    """
    home = Home(settings.home)
    if not home.warehouse_file.exists():
        raise AssigningFault("there is no warehouse yet; run `memberloop run` or `memberloop demo`")
    with writer_lock(settings.home, settings.nightly.lock_wait_seconds):
        home.scratch.mkdir(parents=True, exist_ok=True)
        con = duckdb.connect(
            config={
                "memory_limit": settings.engine.memory_limit,
                "threads": settings.engine.threads,
                "temp_directory": str(home.scratch),
            }
        )
        try:
            con.execute("SET TimeZone = 'UTC'")
            con.execute("SET enable_progress_bar = false")
            con.execute(f"ATTACH {sql.literal(str(home.warehouse_file))} AS memberloop (READ_ONLY)")
            con.execute("SET search_path = 'memberloop,memory,temp'")
            yield con
        except duckdb.CatalogException as fault:
            raise AssigningFault(
                "the warehouse is of an older version; run `memberloop run` first"
            ) from fault
        finally:
            con.close()


def parameter(settings: Settings, name: str) -> Parameter:
    """A choice of the operator, or its default."""
    return {**default_parameters(), **settings.parameters}[name]


def as_of(con: duckdb.DuckDBPyConnection) -> date:
    """The day that the last night ran up to."""
    found = con.execute("SELECT as_of_date FROM control.run").fetchone()
    if found is None:
        raise AssigningFault("the last night did not get far enough; run `memberloop run` first")
    day: date = found[0]
    return day


def experiments(con: duckdb.DuckDBPyConnection) -> list[Experiment]:
    """All that are registered."""
    return [Experiment(*row) for row in con.execute(f"{_EXPERIMENT} ORDER BY experiment_id").fetchall()]


def experiment(con: duckdb.DuckDBPyConnection, experiment_id: str) -> Experiment:
    """The registered experiment of this id."""
    for one in experiments(con):
        if one.experiment_id == experiment_id:
            return one
    raise AssigningFault(
        "no experiment of this id is registered; deliver it in master_experiment, run a night, and ask again"
    )
