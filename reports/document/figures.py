"""Figures: where one comes from, one value, and a column of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.words import Words

Row = Mapping[str, Any]
Value = float | int | str | bool | date | Words | None


@dataclass(frozen=True)
class Source:
    """Where a figure comes from: a metric of the registry, or a column of a published table.

    Both together are an outcome of experiments: the column's rows of that metric.
    """

    metric_id: str = ""
    table: str = ""
    column: str = ""

    @property
    def key(self) -> str:
        """A name that is an element's id as well."""
        if self.metric_id:
            return f"{'o' if self.table else 'm'}-{self.metric_id}"
        return f"c-{self.table}.{self.column}".replace(".", "-")


@dataclass(frozen=True)
class Cell:
    """One value with all that a reader may ask of it."""

    value: Value
    unit: str = "text"
    why: str | None = None  # the code of the reason, where there is no value
    tone: str = ""  # good or bad
    source: Source | None = None
    href: str = ""  # another page, by its path from this one


@dataclass(frozen=True)
class Column:
    """A column of a table: its values' unit, where a missing one's reason stands, and what it is.

    Units are those of the registry (`count`, `ratio`, `fen`, `days`, `times` …), or `text`, `prose`
    (sentences), `date`, `month`, `week`.
    """

    name: str
    label: Words
    unit: str = "text"
    why: str | None = None  # name of the column of the reason
    source: Source | None = None
    tone: str | None = None  # name of the column of the tone

    def cell(self, row: Row) -> Cell:
        """This column of a row; a row may hold a whole cell of its own."""
        value = row.get(self.name)
        if isinstance(value, Cell):
            return value
        return Cell(
            value,
            self.unit,
            row.get(self.why) if self.why else None,
            row.get(self.tone) or "" if self.tone else "",
        )


def of_metric(metric_id: str) -> Source:
    """A figure of the metric registry."""
    return Source(metric_id=metric_id)


def of_column(table: str, column: str) -> Source:
    """A figure that is a column of a published table (`schema.table`)."""
    return Source(table=table, column=column)
