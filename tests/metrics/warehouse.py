"""A small warehouse with the tables that semantic models read, drawn from a seed: hostile on purpose.

It holds NULL keys, NULL flags, negative amounts, empty malls and days; what dbt would not produce is left
out. 120 days. Tables follow the semantic manifest: a new semantic model needs nothing written here.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from metrics.manifest import Measure, SemanticManifest
from tests.metrics.semantic_columns import BOOLEAN, DATE, NUMBER, Column, columns_of

AS_OF = date(2026, 4, 30)
DAYS = 120
FIRST_DAY = AS_OF - timedelta(days=DAYS - 1)
ROWS = 700
KEYS = 240
GROUPS = ("a", "b", "o'甲", None)


def build(path: Path, seed: int, manifest: SemanticManifest) -> None:
    """Write the warehouse file, one table under each semantic model; a seed gives one content."""
    draw = random.Random(seed)
    tables: dict[str, dict[str, Column]] = {}
    for model in manifest.document["semantic_models"]:
        mine = tables.setdefault(relation_of(model), {})
        for column in columns_of(model).values():
            mine[column.name] = _merged(mine.get(column.name), column)
    with duckdb.connect(str(path)) as con:
        for relation, columns in sorted(tables.items()):
            _write(con, relation, columns, draw)
        for measures in _shares(manifest):
            _keep_possible(con, *measures)


def relation_of(model: Any) -> str:
    """Name of the relation in the warehouse, without its quotes."""
    return str(model["node_relation"]["relation_name"]).replace('"', "")


def _merged(known: Column | None, column: Column) -> Column:
    """Two semantic models on one table ask for one column that suits both."""
    if known is None:
        return column
    column.literals |= known.literals
    for name in ("is_unique", "is_required", "is_grouped_by"):
        setattr(column, name, getattr(column, name) or getattr(known, name))
    column.joins = column.joins or known.joins
    return column


def _write(con: duckdb.DuckDBPyConnection, relation: str, columns: dict[str, Column], draw: Any) -> None:
    unique = any(column.is_unique for column in columns.values())
    rows = [
        [_value(column, number, FIRST_DAY + timedelta(days=day), draw) for column in columns.values()]
        for number in range(KEYS if unique and len(columns) < 3 else ROWS)
        for day in (draw.randrange(DAYS),)
    ]
    con.execute(f"create schema if not exists {relation.split('.')[-2]}")
    con.execute(f"create table {relation} ({', '.join(f'{c.name} {c.kind}' for c in columns.values())})")
    frame = pd.DataFrame(rows, columns=list(columns), dtype=object)
    con.register("frame", frame)
    con.execute(f"insert into {relation} select * from frame")
    con.unregister("frame")


def _value(column: Column, number: int, day: date, draw: random.Random) -> object:
    if column.kind == BOOLEAN:
        return draw.choice((True, False, False, None))
    if column.is_unique:
        return f"{column.joins or column.name}{number}"
    if column.kind == DATE:
        return (
            day if column.is_required else draw.choice((None, day + timedelta(days=draw.randrange(-2, 40))))
        )
    value = _number(column, draw) if column.kind == NUMBER else _text(column, draw)
    return value if not column.is_required or value is not None else _value(column, number, day, draw)


def _number(column: Column, draw: random.Random) -> int | None:
    edges = [literal + step for literal in column.literals for step in (-1, 0, 1)]
    if edges and draw.random() < 0.7:
        return int(draw.choice(sorted(edges)))
    is_money = column.name.endswith("_fen")
    return draw.choice((None, 0, draw.randrange(50), draw.randrange(-20_000, 90_000) if is_money else 9))


def _text(column: Column, draw: random.Random) -> str | None:
    if column.literals:
        return draw.choice((*sorted(column.literals), "other", None))
    if column.is_grouped_by and column.joins is None:
        return draw.choice(GROUPS)
    key = f"{column.joins or column.name}{draw.randrange(KEYS)}"
    return key if draw.random() < 0.85 else None


def _shares(manifest: SemanticManifest) -> Iterator[tuple[Measure, Measure]]:
    """Numerator and denominator of every metric that calls itself a share and is measured on one model."""
    for metric in manifest.metrics.values():
        meta = (metric.get("config") or {}).get("meta") or {}
        inputs = manifest.inputs(metric)
        if meta.get("share") and len(inputs) == 2 and not any(part.get("filter") for part in inputs):
            parts = [list(manifest.leaf_measures(part)) for part in inputs]
            if [len(part) for part in parts] == [1, 1] and len(manifest.models_of(metric)) == 1:
                yield parts[0][0], parts[1][0]


def _keep_possible(con: duckdb.DuckDBPyConnection, numerator: Measure, denominator: Measure) -> None:
    """Leave out rows in which the part is more than its whole: the models' unit tests keep them out."""
    part, whole = (
        str(measure.content.get("expr") or measure.content["name"]) for measure in (numerator, denominator)
    )
    if "count_distinct" in (numerator.content["agg"], denominator.content["agg"]):
        harm = f"({part}) is not null and ({part}) is distinct from ({whole})"
    else:
        harm = f"{_weight(numerator, part)} not between 0 and {_weight(denominator, whole)}"
    con.execute(f"delete from {relation_of(numerator.model)} where {harm}")


def _weight(measure: Measure, expression: str) -> str:
    counted = f"cast(({expression}) is not null as integer)"
    return counted if measure.content["agg"] == "count" else f"coalesce({expression}, 0)"
