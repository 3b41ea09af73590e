"""Runs models of the project on small tables without dbt: their Jinja is rendered, relations go by name."""

from __future__ import annotations

import duckdb
import jinja2

from tests.oracles.parameters import PARAMETERS, PROJECT

__all__ = ["run_model"]

MACROS = ("as_of.sql", "points.sql", "stock.sql", "time.sql", "portable/days.sql")


def run_model(con: duckdb.DuckDBPyConnection, path: str, table: str, **variables: object) -> None:
    """Make a model's rows a table; it reads relations of the search path, and sources by schema and name."""
    text = "".join((PROJECT / "macros" / name).read_text(encoding="utf-8") for name in MACROS)
    text += (PROJECT / "models" / path).read_text(encoding="utf-8")
    values = PARAMETERS | variables
    query = (
        jinja2.Environment()
        .from_string(text)
        .render(ref=lambda name: name, source=lambda schema, name: f"{schema}.{name}", var=values.__getitem__)
    )
    con.execute(f"create table {table} as {query}")
