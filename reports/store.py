"""Reading the published file: typed rows, fixed order, read-only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from reports.checks import Check
from reports.definitions import Definition, definitions
from reports.document import Source
from reports.experiments.store import ExperimentFacts, experiment_facts, layer_names
from reports.leader import Document, leader_document, leader_ids, leader_months
from reports.words import Words

ALL_MALLS = "ALL"
TABLES = "select schema_name || '.' || table_name from duckdb_tables() where not internal"
SYMBOLS = {"CNY": "¥", "USD": "$", "HKD": "HK$", "EUR": "€"}


@dataclass(frozen=True)
class Edition:
    """Which publish the pages are drawn from."""

    version: str
    run_id: str
    git_revision: str
    as_of_date: date
    data_through: date | None
    definition_hash: str


@dataclass(frozen=True)
class Metric:
    """A metric as it is defined today."""

    metric_id: str
    name: Words
    definition: str
    numerator_definition: str
    denominator_definition: str
    requirement_rows: str
    parameters: str
    owner_role: str
    unit: str
    direction: str

    @property
    def has_denominator(self) -> bool:
        """Whether the figure stands over anything; the registry says `none` of plain counts and sums."""
        return self.denominator_definition not in {"", "none"}

    def serves(self, rows: set[str]) -> bool:
        """Whether the metric answers any of these rows of the requirements."""
        return not rows.isdisjoint(self.requirement_rows.replace(" ", "").split(","))


@dataclass(frozen=True)
class Figure:
    """One published value with what it is made of."""

    metric_id: str
    mall_id: str
    period_start: date
    numerator: float | None
    denominator: float | None
    value: float | None
    null_reason: str | None


class Store:
    """Questions the pages ask of one published version."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        self._definitions: dict[tuple[Source, ...], list[Definition]] = {}

    def tables(self) -> set[str]:
        """Published tables as `schema.table`."""
        return {row[0] for row in self._con.execute(TABLES).fetchall()}

    def ask(self, sql: str, **parameters: object) -> list[dict[str, Any]]:
        """The rows of a page's own question, by column; the question states its order."""
        found = self._con.execute(sql, parameters or None)
        columns = [column[0] for column in found.description or []]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]

    def definitions(self, sources: Sequence[Source]) -> list[Definition]:
        """What figures mean; pages of a family ask for the same ones."""
        asked = tuple(sources)
        if asked not in self._definitions:
            self._definitions[asked] = definitions(self._con, asked)
        return self._definitions[asked]

    def checks(self) -> list[Check]:
        """Every check of the run that made this version."""
        rows = self._con.execute(
            """
            select stage, subject, check_name, severity, coalesce(owner, ''), passed, coalesce(observed, '')
            from ops.check_result order by seq
            """
        ).fetchall()
        return [Check(*row) for row in rows]

    def edition(self) -> Edition:
        """The newest publish that the file tells of, which is its own."""
        row = self._con.execute(
            """
            select
                version, run_id, coalesce(git_revision, ''), as_of_date, data_through,
                coalesce(definition_hash, '')
            from ops.publish_log
            order by published_at desc, version desc
            limit 1
            """
        ).fetchone()
        if row is None:
            raise ValueError("the published file has an empty publish_log; publish again")
        return Edition(*row)

    def metrics(self) -> dict[str, Metric]:
        """Every metric in force, by id.

        A ratio that is ever above one is no share of a whole: its unit here is `times`, so that visits per
        visitor do not read as per cent.
        """
        rows = self._con.execute(
            """
            with beyond_one as (
                select metric_id from kpi.kpi_value where unit = 'ratio' and dimension = 'all' and value > 1
            )

            select
                metric_id, coalesce(name_zh, metric_id), coalesce(name_en, metric_id),
                coalesce(definition, ''), coalesce(numerator_definition, ''),
                coalesce(denominator_definition, ''),
                coalesce(requirement_rows, ''), coalesce(parameters, ''), coalesce(owner_role, ''),
                case
                    when metric_id in (select metric_id from beyond_one) then 'times'
                    else coalesce(unit, '')
                end,
                coalesce(direction, '')
            from kpi.dim_metric
            where valid_to is null and unit is not null
            order by metric_id
            """
        ).fetchall()
        return {row[0]: Metric(row[0], Words(row[1], row[2]), *row[3:]) for row in rows}

    def leader_ids(self) -> list[str]:
        """Leaders who have a page of their own."""
        return leader_ids(self._con)

    def leader(self, leader_id: str) -> dict[date, Document]:
        """What a leader may see of his newest months, newest first: rows of his own and no others."""
        months = leader_months(self._con, leader_id)
        return {month: leader_document(self._con, leader_id, month) for month in months}

    def figures(self, period_kind: str, mall_id: str = ALL_MALLS) -> dict[str, list[Figure]]:
        """The undivided figures of a mall by metric, oldest period first."""
        rows = self._con.execute(
            """
            select
                metric_id, mall_id, period_start,
                numerator::double, denominator::double, value::double, null_reason
            from kpi.kpi_value
            where period_kind = $kind and mall_id = $mall and dimension = 'all'
            order by metric_id, period_start
            """,
            {"kind": period_kind, "mall": mall_id},
        ).fetchall()
        by_metric: dict[str, list[Figure]] = {}
        for row in rows:
            by_metric.setdefault(row[0], []).append(Figure(*row))
        return by_metric

    def experiments(self) -> ExperimentFacts:
        """Results of experiments, and what each one was."""
        return experiment_facts(self._con)

    def mall_names(self) -> dict[str, str]:
        """Display names of the malls as they are called today."""
        rows = self._con.execute(
            """
            select mall_id, coalesce(mall_name, mall_id)
            from core.dim_mall
            where is_current
            order by mall_id
            """
        ).fetchall()
        return dict(rows)

    def layer_names(self) -> dict[str, Words]:
        """What the layers of members are called; a version of before they were published names none."""
        return layer_names(self._con)

    def currency_symbol(self) -> str:
        """How amounts are marked: the malls' currency where they share one, nothing where they do not.

        Amounts are in fen: a mall that names no currency counts in yuan.
        """
        rows = self._con.execute("select distinct currency from core.dim_mall where is_current").fetchall()
        currencies = {row[0] or "CNY" for row in rows}
        if len(currencies) != 1:
            return ""
        currency = currencies.pop()
        return SYMBOLS.get(currency, f"{currency} " if currency else "")


@contextmanager
def open_store(published_file: Path) -> Iterator[Store]:
    """Open a published version for reading; one thread, so that sums of doubles never vary."""
    con = duckdb.connect(str(published_file), read_only=True, config={"threads": 1})
    try:
        yield Store(con)
    finally:
        con.close()
