"""Schemas of a publish: where tables stand, where they are loaded, where the ones they replace go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publishing.sql import name

if TYPE_CHECKING:
    from publishing.contract import TableContract

_STAGE, OLD = "memberloop_stage", "memberloop_old_"


def stage_schema(schema: str) -> str:
    """Where tables of a schema are loaded and audited."""
    return f"{_STAGE}_{schema}"


def old_schema(schema: str, swap: str) -> str:
    """Where the tables that one swap replaces wait for being dropped."""
    return f"{OLD}{swap}_{schema}"


def staged(table: TableContract) -> str:
    """The table while it is loaded, quoted."""
    return name(stage_schema(table.schema), table.name)


def standing(table: TableContract) -> str:
    """The table as readers see it, quoted."""
    return name(table.schema, table.name)
