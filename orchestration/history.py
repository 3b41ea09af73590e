"""Dagster's own record of runs, kept in the home so that `dagster dev` shows what the command line ran."""

import os
import sqlite3
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine


def keep_history(folder: Path) -> None:
    """Let Dagster keep its record in `folder`, unless DAGSTER_HOME names another place.

    A night writes thousands of events, each in transactions of its own. Waiting for the disk on each of
    them took longer than the night's SQL; SQLite stays consistent when the process is killed even without
    that wait, and a record lost with the machine's power is not the figures.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dagster.yaml").touch()  # its absence is a warning on every run
    os.environ.setdefault("DAGSTER_HOME", str(folder))
    if not event.contains(Engine, "connect", _do_not_wait_for_the_disk):
        event.listen(Engine, "connect", _do_not_wait_for_the_disk)


def _do_not_wait_for_the_disk(connection: object, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("pragma synchronous = off")
