"""A warehouse of three tables over two nights, small enough to be computed again in Python at every stage.

`core.fct_sale` has rows with members and records, `lifecycle.int_state` intervals of members, and
`lifecycle.int_daily` sums of them, which name nobody.
"""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb

from metrics.compile import Column, CompiledQuery
from metrics.definition import MetricDefinition
from metrics.observe import OBSERVATION, observation_sql
from metrics.restatement.graph import ProjectGraph
from metrics.restatement.keep import keep, note_built, published_as
from metrics.restatement.trace import Registry, Traces, trace
from sources.control_tables import declared, replace_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FIRST_NIGHT, SECOND_NIGHT = date(2026, 3, 10), date(2026, 3, 11)
SALE, STATE, DAILY = "core.fct_sale", "lifecycle.int_state", "lifecycle.int_daily"
SALE_COLUMNS = {
    "ticket_id": "VARCHAR", "member_uid": "VARCHAR", "mall_id": "VARCHAR", "business_date": "DATE",
    "net_fen": "BIGINT", "delivered_on": "DATE", "identifier_type": "VARCHAR", "identifier_hash": "VARCHAR",
}  # fmt: skip
STATE_COLUMNS = {
    "member_uid": "VARCHAR", "mall_id": "VARCHAR", "valid_from": "DATE", "valid_to": "DATE",
}  # fmt: skip
DAILY_SQL = """
    select cast(day.generate_series as date) as date, state.mall_id, count(*) as members
    from generate_series(date '2026-03-01', date '2026-03-11', interval 1 day) as day
    inner join "memberloop"."lifecycle"."int_state" as state
        on state.valid_from <= day.generate_series and state.valid_to > day.generate_series
    group by all
"""
LEDGER = {
    "seq": "BIGINT", "op": "VARCHAR", "member_uid_from": "VARCHAR", "member_uid_to": "VARCHAR",
    "identifier_type": "VARCHAR", "identifier_hash": "VARCHAR", "role": "VARCHAR", "valid_from": "TIMESTAMP",
    "valid_to": "TIMESTAMP",
}  # fmt: skip
IDENTIFIER = {"identifier_type": "VARCHAR", "identifier_hash": "VARCHAR", "member_uid": "VARCHAR"}
REDIRECT = {"old_member_uid": "VARCHAR", "member_uid": "VARCHAR"}
_NOTHING = {"str": "", "int": 0, "bool": False}
# What a definition says beside these matters to no restatement.
_PLAIN = MetricDefinition(
    **{
        one.name: () if str(one.type).startswith("tuple") else _NOTHING.get(str(one.type))
        for one in fields(MetricDefinition)
    }
)
_PLAIN = replace(_PLAIN, periods=("day", "month"), semantic_models=("sale",), definition_hash="h1")
METRICS = (
    replace(_PLAIN, metric_id="sales", numerator_metric="sales"),
    replace(_PLAIN, metric_id="buyers", numerator_metric="buyers"),
    replace(_PLAIN, metric_id="average_ticket", numerator_metric="sales", denominator_metric="tickets"),
    replace(_PLAIN, metric_id="median_ticket"),
)
MEMBERS = replace(_PLAIN, metric_id="members", numerator_metric="members", semantic_models=("daily",))
_OF_SALES = {
    "sales": "sum(net_fen)",
    "buyers": "count(distinct member_uid)",
    "tickets": "count(*)",
    "average_ticket": "cast(sum(net_fen) as double) / count(*)",
    "median_ticket": "median(net_fen)",
}


def queries() -> list[CompiledQuery]:
    """What MetricFlow would compile for these metrics."""
    return [
        query
        for kind in ("day", "month")
        for by_mall in (False, True)
        for query in (
            _query(kind, SALE, "business_date", _OF_SALES, METRICS, by_mall=by_mall),
            _query(kind, DAILY, "date", {"members": "sum(members)"}, (MEMBERS,), by_mall=by_mall),
        )
    ]


def _query(
    kind: str, relation: str, day: str, measures: Mapping[str, str], metrics: Iterable[MetricDefinition], *,
    by_mall: bool,
) -> CompiledQuery:  # fmt: skip
    shown = ", ".join(f"{sql} as {name}" for name, sql in measures.items())
    mall = "coalesce(mall_id, 'unknown') as mall, " if by_mall else ""
    columns = tuple(
        Column(m.metric_id, m.metric_id, m.numerator_metric, m.denominator_metric, None) for m in metrics
    )
    text = (
        f"select date_trunc('{kind}', {day}) as metric_time__{kind}, {mall}{shown} "
        f"from {_rendered(relation)} subq_1 group by {'1, 2' if by_mall else '1'}"
    )
    return CompiledQuery(kind, by_mall, "all", columns, text)


def _rendered(relation: str) -> str:
    return ".".join(f'"{part}"' for part in ("memberloop", *relation.split(".")))


def manifest(code: str = "select 1") -> dict[str, Any]:
    """The manifest of the three models, as dbt writes it."""
    tables = {SALE: ("ticket_id",), STATE: ("member_uid", "valid_from"), DAILY: ("date", "mall_id")}
    nodes = {f"model.{name}": _node(name, code if name != DAILY else DAILY_SQL) for name in tables}
    nodes[f"model.{DAILY}"]["depends_on"]["nodes"] = [f"model.{STATE}"]
    for name, grain in tables.items():
        nodes[f"test.{name}"] = {
            "resource_type": "test",
            "attached_node": f"model.{name}",
            "test_metadata": {"name": "unique_grain", "kwargs": {"columns": list(grain)}},
        }
    feed = {"source.pos_sales": {"schema": "raw", "name": "pos_sales"}}
    return {"nodes": nodes, "macros": {}, "sources": feed}


def _node(name: str, code: str) -> dict[str, Any]:
    schema, _, alias = name.partition(".")
    return {
        "resource_type": "model", "schema": schema, "name": alias, "alias": alias, "raw_code": code,
        "relation_name": _rendered(name), "config": {"materialized": "table"}, "checksum": {"checksum": code},
        "original_file_path": f"{alias}.sql", "depends_on": {"nodes": ["source.pos_sales"], "macros": []},
    }  # fmt: skip


SEMANTIC = {
    "semantic_models": [
        {
            "name": name,
            "node_relation": {"schema_name": relation.split(".")[0], "alias": relation.split(".")[1]},
            "entities": [{"name": "mall", "expr": "coalesce(mall_id, 'unknown')"}],
            "dimensions": [{"name": day, "expr": None}],
            "measures": [{"name": f"{name}_count"}],
            "defaults": {"agg_time_dimension": day},
        }
        for name, relation, day in (("sale", SALE, "business_date"), ("daily", DAILY, "date"))
    ]
}


class World:
    """The warehouse, its registry, and two nights."""

    def __init__(self, folder: Path) -> None:
        self.con = duckdb.connect(str(folder / "memberloop.duckdb"))
        self.compiled = folder
        (folder / "int_daily.sql").write_text(DAILY_SQL, encoding="utf-8")
        self.definitions = [*METRICS, MEMBERS]
        self.parameters: dict[str, object] = {"days": 30}
        self.code = "select {{ var('days') }}"
        for name, columns in (
            (SALE, SALE_COLUMNS), (STATE, STATE_COLUMNS), ("core.identity_ledger", LEDGER),
            ("identity.int_identity__member_identifier", IDENTIFIER), ("core.member_redirect", REDIRECT),
        ):  # fmt: skip
            self.con.execute(f"create schema if not exists {name.split('.')[0]}")
            self.con.execute(f"create table {name} ({', '.join(f'{c} {k}' for c, k in columns.items())})")
        for table in declared():
            replace_table(self.con, table)

    def fill(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Make a table hold these rows."""
        self.con.execute(f"delete from {table}")
        for row in rows:
            self.con.execute(f"insert into {table} values ({', '.join('?' for _ in row)})", list(row))

    @property
    def registry(self) -> Registry:
        """The metrics as they are defined now."""
        return Registry(self.definitions, queries(), SEMANTIC, self.graph, self.compiled)

    @property
    def graph(self) -> ProjectGraph:
        """The project as it is now."""
        return ProjectGraph(manifest(self.code), self.parameters)

    def observe(self) -> None:
        """Sum up, and write observations and registry."""
        self.con.execute(f"create or replace table {DAILY} as {DAILY_SQL}")
        replace_table(self.con, "metric_observation")
        for query in queries():
            self.con.execute(f"insert into {OBSERVATION} {observation_sql(query)}")
        self.con.execute("delete from control.metric_registry")
        for one in self.definitions:
            self.con.execute(
                "insert into control.metric_registry (metric_id, parameters, definition_hash) "
                "values (?, ?, ?)",
                [one.metric_id, json.dumps(dict(one.parameters)), one.definition_hash],
            )
        note_built(self.con, self.graph, [query.sql for query in queries()])

    def publish(self, version: str = "v000001") -> None:
        """The first night ends."""
        self.observe()
        published_as(self.con, version)

    def begin(self, current: str = "v000001") -> bool:
        """The second night begins, and knows what readers have."""
        is_kept = keep(self.con, self.graph, [query.sql for query in queries()], current)
        self.con.execute(
            "create or replace table control.previous_value as "
            "select metric_id, period_kind, period_start, mall_id, dimension, dimension_value, numerator, "
            "denominator, value, null::varchar as unit, true as is_mature, null::varchar as null_reason, "
            "'h1' as definition_hash from control.metric_observation"
        )
        row = (current, "r1", FIRST_NIGHT, FIRST_NIGHT, 100, "v000002")
        replace_table(self.con, "previous_version", [row])
        return is_kept

    def end(self) -> Traces:
        """The second night's figures are there."""
        self.observe()
        return trace(self.con, self.registry)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query answers."""
        return self.con.execute(query).fetchall()
