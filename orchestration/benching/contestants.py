"""Those who find components, as `python -m orchestration.benching.contestants NAME HOME`.

Each prints one line of JSON: seconds of CPU and wall of the step alone, without imports, parsing and reading
edges into memory (peak memory is the whole process's, as the system tells it), and what it found.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from orchestration.benching.graph import make_graph

if TYPE_CHECKING:
    from dbt_common.events.base_types import EventMsg

THREADS = 2
Found = dict[str, Any]


def database(home: Path) -> Path:
    """The working file of a home."""
    return home / "warehouse" / "memberloop.duckdb"


class Clock:
    """CPU and wall seconds between two moments of this process."""

    def __init__(self) -> None:
        self.cpu, self.wall = time.process_time(), time.perf_counter()

    def stop(self) -> Found:
        """What has passed since it was made."""
        return {"cpu": time.process_time() - self.cpu, "wall": time.perf_counter() - self.wall}


def ours(home: Path, variables: dict[str, str]) -> Found:
    """The materialization, through dbt: from the start of the model to its end, by dbt's own events."""
    from dbt.cli.main import dbtRunner

    os.environ["MEMBERLOOP_HOME"] = str(home)
    clock = Clock()
    taken: Found = {}

    def hear(event: EventMsg) -> None:
        nonlocal clock
        if event.info.name == "LogStartLine":
            clock = Clock()
        elif event.info.name == "LogModelResult":
            taken.update(clock.stop())

    project = str(home / "project")
    arguments = [
        "run", "--project-dir", project, "--profiles-dir", project, "--quiet", "--no-partial-parse",
        "--vars", json.dumps(variables),
    ]  # fmt: skip
    outcome = dbtRunner(callbacks=[hear]).invoke(arguments)
    if not outcome.success:
        raise SystemExit("the model failed")
    # The connection of dbt is this process's: the same file is asked with the same settings.
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    DuckDBConnectionManager.close_all_connections()
    return taken


def full(home: Path) -> Found:
    """From nothing."""
    return ours(home, {"edges": "main.given"}) | _counted(home, "main.joined", "component_key")


def told_added(home: Path) -> Found:
    """A delta that is known, of edges that came."""
    return ours(home, {"edges": "main.nowhere", "came": "main.came"})


def told(home: Path) -> Found:
    """A delta that is known, of edges that came and went."""
    return ours(home, {"edges": "main.nowhere", "came": "main.came", "went": "main.went"})


def looked_up(home: Path) -> Found:
    """A delta that is looked up by comparing all edges with the last ones."""
    return ours(home, {"edges": "main.later"}) | _counted(home, "main.joined", "component_key")


def scipy(home: Path) -> Found:
    """Nodes numbered by numpy; scipy walks the graph; labels are the smallest node."""
    import numpy as np
    from scipy.sparse import coo_matrix, csgraph

    with duckdb.connect(database(home), read_only=True, config={"threads": THREADS}) as con:
        edge = con.execute("select node_a, node_b from given").fetchnumpy()
    clock = Clock()
    ends = np.concatenate([np.asarray(edge["node_a"]), np.asarray(edge["node_b"])])
    nodes, numbers = np.unique(ends, return_inverse=True)
    del ends, edge
    half, size = len(numbers) // 2, len(nodes)
    numbers = numbers.astype(np.int32)
    ones = np.ones(half, dtype=np.int8)
    graph = coo_matrix((ones, (numbers[:half], numbers[half:])), shape=(size, size))
    parts, labels = csgraph.connected_components(graph, directed=False)
    smallest = np.full(parts, np.iinfo(np.int64).max)
    np.minimum.at(smallest, labels, nodes)
    named = smallest[labels]
    return clock.stop() | {"nodes": len(named), "components": int(parts)}


def splink(home: Path) -> Found:
    """Splink's clustering of the same edges, nodes given to it ready."""
    if not _has("splink"):
        return {"absent": "splink is not installed"}
    from splink import DuckDBAPI
    from splink.clustering import cluster_pairwise_predictions_at_threshold

    scratch = str(home / "scratch")
    con = duckdb.connect(str(home / "splink.duckdb"), config={"threads": THREADS, "temp_directory": scratch})
    con.execute(f"attach '{database(home)}' as source (read_only)")
    con.execute("create table edge as select node_a as node_l, node_b as node_r from source.given")
    con.execute("create table node as select distinct unnest([node_l, node_r]) as node from edge")
    api = DuckDBAPI(connection=con)
    nodes, edges = api.register("node"), api.register("edge")
    clock = Clock()
    clusters = cluster_pairwise_predictions_at_threshold(nodes, edges, api, "node", "node_l", "node_r")
    taken = clock.stop()
    [[count, parts]] = con.execute(
        f"select count(*), count(distinct cluster_id) from {clusters.physical_name}"
    ).fetchall()
    return taken | {"nodes": count, "components": parts}


def graph(home: Path) -> Found:
    """Not a contestant: makes what they are given."""
    make_graph(database(home), int(os.environ["MEMBERLOOP_BENCH_EDGES"]), home / "scratch")
    with duckdb.connect(database(home), read_only=True) as con:
        [counts] = con.execute(
            "select (select count(*) from given), (select count(*) from came), (select count(*) from went)"
        ).fetchall()
    return dict(zip(("given", "came", "went"), counts, strict=True))


def _counted(home: Path, table: str, key: str) -> Found:
    with duckdb.connect(database(home), read_only=True) as con:
        [[nodes, parts]] = con.execute(f"select count(*), count(distinct {key}) from {table}").fetchall()
    return {"nodes": nodes, "components": parts}


def _has(package: str) -> bool:
    try:
        importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


CONTESTANTS: dict[str, Callable[[Path], Found]] = {
    contestant.__name__: contestant
    for contestant in (graph, full, told_added, told, looked_up, scipy, splink)
}

if __name__ == "__main__":
    print(json.dumps(CONTESTANTS[sys.argv[1]](Path(sys.argv[2]))))  # noqa: T201  the answer to its parent
