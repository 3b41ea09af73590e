"""What the published tables look like to readers: of each table the grain, and of each column its type."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publishing.contract import ColumnContract, TableContract

GRAIN = "grain"
COLUMN = "column "
NOT_NULL = " NOT NULL"
UNKNOWN = "of unknown type"

# table -> part -> what is said of it. A part is "grain" or "column <name>": all that can change is a pair of
# table and part, so that a step is a list of them and can be walked back.
Shape = Mapping[str, Mapping[str, str]]
Types = Mapping[str, Mapping[str, str]]


def shape_of(tables: Iterable[TableContract], types: Types) -> Shape:
    """The shape of declared tables.

    Args:
        tables: As dbt's manifest and the operator's own tables declare them.
        types: By table and column, for what no declaration types.
    """
    return {
        table.full_name: {
            GRAIN: ", ".join(sorted(table.grain)),
            **{
                COLUMN + column.name: _said(column, types.get(table.full_name, {}))
                for column in table.columns
            },
        }
        for table in tables
    }


def types_in(shape: Shape) -> Types:
    """The type of each column, without what is said of NULL."""
    return {
        table: {
            part.removeprefix(COLUMN): said.removesuffix(NOT_NULL)
            for part, said in parts.items()
            if part.startswith(COLUMN)
        }
        for table, parts in shape.items()
    }


def seal(before: str, shape: Shape) -> str:
    """A hash over a version's shape and the seal of the version before; order of columns is no promise."""
    content = json.dumps(shape, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{before}|{content}".encode()).hexdigest()[:16]


def _said(column: ColumnContract, types: Mapping[str, str]) -> str:
    found = column.type or types.get(column.name) or UNKNOWN
    return found + (NOT_NULL if column.is_required else "")
