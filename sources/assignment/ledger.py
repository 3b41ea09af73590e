"""The ledger of assignments: files in the home that only grow, a folder for each experiment.

Beside the data that rebuilds replace. What is in it stands; only an erasure takes anything out.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from sources import sql
from sources.control_tables import declared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

    from sources.layout import Home

TABLE = "assignment_ledger"
_DESIGN = "design.json"


class LedgerFault(Exception):
    """The ledger cannot be read or added to; says what to do."""


@dataclass(frozen=True)
class Design:
    """How an experiment is drawn, fixed by its first assignment."""

    experiment_id: str
    kind: str
    unit: str
    arms: str
    salt: str
    population: str
    algorithm_version: str


def design_of(home: Home, experiment_id: str) -> Design | None:
    """The fixed design; None as long as nobody was assigned."""
    path = _folder(home, experiment_id) / _DESIGN
    if not batches(home, experiment_id) or not path.exists():
        return None
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return Design(**{field.name: told[field.name] for field in fields(Design)})
    except (ValueError, KeyError) as fault:
        raise LedgerFault(f"{path.parent.name}/{_DESIGN} is damaged; restore it from a backup") from fault


def append(con: duckdb.DuckDBPyConnection, home: Home, design: Design, relation: str) -> int:
    """Add the rows of `relation`, which has the ledger's columns, as one file; all of it or nothing.

    For the holder of the home's lock.

    Returns:
        Rows added.
    """
    counted = con.execute(f"SELECT count(*) FROM {relation}").fetchone()
    rows = int(counted[0]) if counted else 0
    if not rows:
        return 0
    folder = _folder(home, design.experiment_id)
    folder.mkdir(parents=True, exist_ok=True)
    number = len(batches(home, design.experiment_id)) + 1
    if number == 1:
        _write_design(folder, design)
    staged = folder / ".new"
    columns = sql.names(declared()[TABLE]["columns"])
    con.execute(
        f"COPY (SELECT {columns} FROM {relation} ORDER BY unit, unit_key) TO {sql.literal(str(staged))} "
        "(FORMAT parquet)"
    )
    sync(staged)
    staged.replace(folder / f"{number:06}.parquet")
    return rows


def batches(home: Home, experiment_id: str) -> list[Path]:
    """An experiment's files, the oldest first."""
    return sorted(_folder(home, experiment_id).glob("[0-9]*.parquet"))


def files(home: Home) -> list[Path]:
    """The files of all experiments."""
    return sorted(home.assignments.glob("*/[0-9]*.parquet"))


def relation(home: Home, experiment_id: str | None = None) -> str:
    """All assignments, or an experiment's, as a relation."""
    found = files(home) if experiment_id is None else batches(home, experiment_id)
    if found:
        listed = ", ".join(sql.literal(str(path)) for path in found)
        return f"read_parquet([{listed}])"
    columns = ", ".join(
        f"CAST(NULL AS {kind}) AS {sql.name(column)}" for column, kind in declared()[TABLE]["columns"].items()
    )
    return f"(SELECT {columns} WHERE false)"


def load(con: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Fill the control table, which is there and empty; rows come as they lie, file by file."""
    columns = sql.names(declared()[TABLE]["columns"])
    con.execute(f"INSERT INTO control.{TABLE} ({columns}) SELECT {columns} FROM {relation(home)}")


def fingerprint(home: Home) -> str:
    """A digest of all that was assigned: more of it may give other figures."""
    digest = hashlib.sha256()
    for path in _everything(home):
        digest.update(path.relative_to(home.assignments).as_posix().encode() + b"\0")
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _everything(home: Home) -> Iterator[Path]:
    yield from files(home)
    yield from sorted(home.assignments.glob(f"*/{_DESIGN}"))


def _folder(home: Home, experiment_id: str) -> Path:
    """Named after a hash: an id comes from a feed, and no feed names a path."""
    return home.assignments / hashlib.sha256(experiment_id.encode()).hexdigest()[:16]


def _write_design(folder: Path, design: Design) -> None:
    staged = folder / ".design.new"
    staged.write_text(json.dumps(asdict(design), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sync(staged)
    staged.replace(folder / _DESIGN)


def sync(path: Path) -> None:
    """Bring a file to the disk before it takes a place that counts."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
