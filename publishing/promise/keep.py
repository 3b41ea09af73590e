"""The promise at a publish: no version goes out that would break its readers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from publishing.errors import PublishRefused
from publishing.log import PUBLISH_LOG
from publishing.promise.compare import differences, told
from publishing.promise.shape import shape_of, types_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from publishing.contract import TableContract
    from publishing.promise.file import Promise
    from publishing.promise.shape import Types


def held(tables: Sequence[TableContract], promise: Promise) -> list[TableContract]:
    """The tables with the types that were promised, for the audit to hold the candidate to.

    What is merely more than promised breaks nobody and passes: the build asks for its step, not the night.

    Raises:
        PublishRefused: With each table and column that readers would miss.
    """
    types = types_in(promise.shape)
    found = differences(promise.shape, shape_of((*tables, PUBLISH_LOG), types))
    if broken := told(found, breaking=True):
        raise PublishRefused(f"contract {promise.version}: {line}" for line in broken)
    return [_typed(table, types) for table in tables]


def _typed(table: TableContract, types: Types) -> TableContract:
    promised = types.get(table.full_name, {})
    columns = (replace(column, type=column.type or promised.get(column.name)) for column in table.columns)
    return replace(table, columns=tuple(columns))
