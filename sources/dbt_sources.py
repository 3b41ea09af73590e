"""dbt's sources from the registry: `dbt_project/models/staging/_sources.yml` is generated, never edited.

Run `python -m sources.dbt_sources --check` or `--write`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from sources.control_tables import declared
from sources.manifest import FILE_COLUMNS
from sources.quarantine import COLUMNS as QUARANTINE_COLUMNS
from sources.registry import load_registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sources.registry import Feed, Registry

SOURCES_FILE = Path(__file__).parent.parent / "dbt_project" / "models" / "staging" / "_sources.yml"

_HEADER = "# Generated from sources/registry/ by `python -m sources.dbt_sources --write`; do not edit.\n"
# What DuckDB adds when it reads the raw store: which file a row is in, and its place there.
_PLACE = (("filename", "VARCHAR"), ("file_row_number", "BIGINT"))


def rendered(registry: Registry) -> str:
    """The text of `_sources.yml`."""
    document = {
        "version": 2,
        "sources": [
            {
                "name": "raw",
                "schema": "raw",
                "description": "Delivered rows, typed and pseudonymous: a view a feed over the raw store.",
                "tables": [_raw_table(feed) for feed in registry],
            },
            {
                "name": "manifest",
                "schema": "manifest",
                "description": "What became of every delivered file and every refused row.",
                "tables": [
                    _table("files", "One row a delivered file.", (*FILE_COLUMNS, *_PLACE)),
                    _table("quarantine", "One row a refused row or file.", (*QUARANTINE_COLUMNS, *_PLACE)),
                ],
            },
            {
                "name": "control",
                "schema": "control",
                "description": "What the run is told: written before dbt, read by models.",
                "tables": [
                    _table(name, table["description"], table["columns"].items())
                    for name, table in declared().items()
                ],
            },
        ],
    }
    return _HEADER + yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=200)


def _raw_table(feed: Feed) -> dict[str, Any]:
    columns = [(raw.name, raw.sql_type) for raw in feed.raw_columns]
    return _table(
        feed.name, f"{feed.title_en} ({feed.title_zh}).", (*columns, ("_file_id", "VARCHAR"), *_PLACE)
    )


def _table(name: str, description: str, columns: Iterable[tuple[str, str]]) -> dict[str, Any]:
    return {
        "name": name,
        "description": description,
        "columns": [{"name": column, "data_type": kind} for column, kind in columns],
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare the file with the registry, or write it."""
    parser = argparse.ArgumentParser(prog="python -m sources.dbt_sources", description="dbt sources of feeds")
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--check", action="store_true", help="fail when the file differs from the registry")
    mode.add_argument("--write", action="store_true", help="write the file")
    wanted = rendered(load_registry())
    if parser.parse_args(arguments).write:
        SOURCES_FILE.write_text(wanted, encoding="utf-8")
        return 0
    if SOURCES_FILE.exists() and SOURCES_FILE.read_text(encoding="utf-8") == wanted:
        return 0
    sys.stderr.write(f"{SOURCES_FILE.name} is out of date: run `python -m sources.dbt_sources --write`\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
