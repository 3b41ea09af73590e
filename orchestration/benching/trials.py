"""A warehouse full of experiments, as `python -m orchestration.benching.trials HOME`.

Prints one line of JSON: seconds of wall that the models took (statistics and estimates, nothing else), by
dbt's own clock. Peak memory is the whole process's, as the system tells it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import yaml

from orchestration.project import PROJECT_DIR, default_parameters

METRICS = (
    "visit", "visit_days", "purchase", "purchase_days", "net_fen", "redemption", "profit_fen", "points",
)  # fmt: skip
LAYERS, MALLS = 6, 3
SAMPLE = 60
STAND_INS = (
    "int_experiment__outcome",
    "int_experiment__metric",
    "int_experiment__look",
    "int_experiment__method",
)
MODELS = ("int_experiment__cluster.sql", "int_experiment__statistic.sql", "int_experiment__estimate.py")


def database(home: Path) -> Path:
    """The working file of a home."""
    return home / "warehouse" / "memberloop.duckdb"


WORLD = """
create schema told;
create table told.int_experiment__outcome as
select
    concat('X', i % {experiments}) as experiment_id, 1::bigint as look_no, concat('p', i) as subject_id,
    null::varchar as cluster_id, if(hash(i, 'arm') % 10 < 2, 'control', 'treat') as arm,
    concat('M', hash(i, 'mall') % {malls}) as mall_id, concat('L', hash(i, 'layer') % {layers}) as layer,
    hash(i, 'reached') % 10 < 6 as is_reached, {columns}
from range({people}) as person (i);
create view trial as select distinct experiment_id from told.int_experiment__outcome;
create table told.int_experiment__metric as
select experiment_id, unnest(split('{metrics}', ' ')) as metric_id from trial;
create table told.int_experiment__look as
select experiment_id, 1::bigint as look_no, true as is_final_look from trial;
create table told.int_experiment__method as
select
    experiment_id, arm, arm = 'control' as is_control, if(arm = 'control', 0.2, 0.8)::double as probability,
    0.05::double as alpha, false as is_clustered, 4 as planned_looks, 10 as min_clusters, 5000 as max_redraws
from trial, (values ('control'), ('treat')) as arm (arm);
"""


def make_trials(home: Path, people: int, experiments: int) -> None:
    """People in trials, out of their number's hash: the same on any machine."""
    (home / "warehouse" / "scratch").mkdir(parents=True)
    names = [f"{side}{name}" for name in METRICS for side in ("", "pre_")]
    world = WORLD.format(
        people=people, experiments=experiments, malls=MALLS, layers=LAYERS, metrics=" ".join(METRICS),
        columns=", ".join(f"{_value(name)} as {name}" for name in names),
    )  # fmt: skip
    with duckdb.connect(database(home), config={"threads": 2}) as con:
        con.execute(world)


def _value(name: str) -> str:
    drawn = f"hash(i, '{name}')"
    if name.endswith(("days", "points")):
        return f"cast(case when {drawn} % 10 < 3 then {drawn} % 7 else 0 end as bigint)"
    if name.endswith("fen"):
        return f"cast(case when {drawn} % 10 < 3 then {drawn} % 50000 else 0 end as bigint)"
    return f"cast({drawn} % 10 < 3 as bigint)"


def write_project(home: Path) -> None:
    """A dbt project of the measured models, with the macros of the real one and one metric more."""
    project = home / "project"
    models = project / "models"
    models.mkdir(parents=True)
    shutil.copytree(PROJECT_DIR / "macros" / "experiment", project / "macros")
    listed = ", ".join(f"'{name}'" for name in METRICS)
    units = project / "macros" / "units.sql"
    told = units.read_text(encoding="utf-8")
    ours = told.replace("'profit_fen']", "'profit_fen', 'points']")
    if f"[{listed}]" not in ours:
        raise SystemExit("the project's list of metrics is another one than the bench's")
    units.write_text(ours, encoding="utf-8")
    shutil.copy(PROJECT_DIR / "profiles.yml", project)
    source = PROJECT_DIR / "models" / "intermediate" / "experiment"
    for name in MODELS:
        shutil.copy(source / name, models)
    for name in STAND_INS:
        sql = f"{{{{ config(materialized='view') }}}} select * from told.{name}"
        (models / f"{name}.sql").write_text(sql, encoding="utf-8")
    limits = {name: value for name, value in default_parameters().items() if name.startswith("experiment_")}
    content = {
        "name": "bench", "version": "1.0.0", "profile": "memberloop", "vars": limits,
        "models": {"+materialized": "table"},
    }  # fmt: skip
    (project / "dbt_project.yml").write_text(yaml.safe_dump(content), encoding="utf-8")


def run(home: Path) -> dict[str, Any]:
    """The models through dbt, and what they took."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    os.environ["MEMBERLOOP_HOME"] = str(home)
    project = str(home / "project")
    start = time.process_time()
    outcome = dbtRunner().invoke(["run", "--project-dir", project, "--profiles-dir", project, "--quiet"])
    cpu = time.process_time() - start
    if not outcome.success:
        raise SystemExit("the models failed")
    DuckDBConnectionManager.close_all_connections()
    taken = {
        result["unique_id"].rsplit("__", 1)[-1]: result["execution_time"]
        for result in json.loads((project_target(home) / "run_results.json").read_text())["results"]
    }
    measured = {name: round(taken[name], 1) for name in ("cluster", "statistic", "estimate")}
    return {"seconds": round(sum(measured.values()), 1), **measured, "cpu_s": round(cpu, 1)}


def project_target(home: Path) -> Path:
    """Where dbt writes what it did."""
    return home / "project" / "target"


def distance(home: Path) -> dict[str, Any]:
    """Rows of Welch and CUPED, and the largest relative distance of a sample from tea-tasting."""
    with duckdb.connect(database(home), read_only=True) as con:
        rows = con.sql("select count(*) from main.int_experiment__estimate").fetchall()[0][0]
        sample = con.sql(
            "select experiment_id, metric_id, segment_id, method, effect_abs, p_value, ci_low, ci_high "
            "from main.int_experiment__estimate where method in ('plain', 'cuped') "
            f"order by hash(experiment_id, metric_id, segment_id, method) limit {SAMPLE}"
        ).fetchall()
        far = max(_apart(con, row) for row in sample)
    return {"rows": rows, "sample": len(sample), "farthest": far}


def _apart(con: duckdb.DuckDBPyConnection, row: tuple[Any, ...]) -> float:
    from tea_tasting import Mean

    experiment, metric, segment, method, *told = row
    arms = [_aggregates(con, experiment, metric, segment, arm) for arm in ("control", "treat")]
    tea = Mean("y", "x" if method == "cuped" else None).analyze_aggregates(*arms)
    theirs = (tea.effect_size, tea.pvalue, tea.effect_size_ci_lower, tea.effect_size_ci_upper)
    apart = [abs(ours - other) / max(abs(other), 1e-12) for ours, other in zip(told, theirs, strict=True)]
    return float(max(apart))


def _aggregates(con: duckdb.DuckDBPyConnection, experiment: str, metric: str, segment: str, arm: str) -> Any:
    from tea_tasting.aggr import Aggregates

    kind, _, name = segment.partition("=")
    place = {"all": "$name = ''", "layer": "layer = $name", "mall": "mall_id = $name"}[kind]
    n, y, x, vy, vx, xy = con.execute(
        f"select count(*), avg({metric}), avg(pre_{metric}), var_samp({metric}), var_samp(pre_{metric}), "
        f"covar_samp({metric}, pre_{metric}) from told.int_experiment__outcome "
        f"where experiment_id = $experiment and arm = $arm and {place}",
        {"experiment": experiment, "arm": arm, "name": name},
    ).fetchall()[0]
    return Aggregates(n, {"y": y, "x": x}, {"y": vy, "x": vx}, {("y", "x"): xy})


if __name__ == "__main__":
    HOME = Path(sys.argv[1])
    sys.stdout.write(json.dumps(run(HOME)) + "\n")
