"""The contract: which tables are offered to the outside, with columns, grain and comments.

It is read from the dbt manifest, where a model says `meta: {published: true}` of itself. Its grain is what
its uniqueness test guards (`unique_grain`, or `unique` on one column), so that the two cannot drift apart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publishing.errors import ContractError

PUBLISHED_SCHEMAS = ("core", "kpi", "experiment", "ops")

Manifest = Mapping[str, Any]


@dataclass(frozen=True)
class ColumnContract:
    """One published column; without a type, whatever plain type the warehouse has is the contract."""

    name: str
    type: str | None
    comment: str
    is_required: bool = False
    """Whether a test holds it never to be NULL."""


@dataclass(frozen=True)
class TableContract:
    """One published table; rows are stored in the order of its grain."""

    schema: str
    name: str
    grain: tuple[str, ...]
    columns: tuple[ColumnContract, ...]
    comment: str

    @property
    def full_name(self) -> str:
        """Schema and name, as readers write it."""
        return f"{self.schema}.{self.name}"

    @property
    def column_names(self) -> tuple[str, ...]:
        """Columns in published order."""
        return tuple(column.name for column in self.columns)


def published_tables(manifest: Manifest | Path) -> list[TableContract]:
    """Reads the contract of every published model; raises ContractError with all that is missing.

    Args:
        manifest: dbt's manifest, loaded or as the path of `manifest.json`.
    """
    loaded = json.loads(manifest.read_text(encoding="utf-8")) if isinstance(manifest, Path) else manifest
    grains, required = _grains_under_test(loaded), _never_null(loaded)
    tables: list[TableContract] = []
    faults: list[str] = []
    for unique_id, node in sorted(loaded["nodes"].items()):
        if node.get("resource_type") == "model" and _is_published(node):
            table, of_table = _table(node, grains.get(unique_id, []), required.get(unique_id, set()))
            tables.append(table)
            faults += of_table
    if not tables:
        faults.append("no model has `meta: {published: true}`")
    if faults:
        raise ContractError(faults)
    return sorted(tables, key=lambda table: table.full_name)


def _is_published(node: Manifest) -> bool:
    meta = (node.get("config") or {}).get("meta") or {}
    return meta.get("published") is True


def _table(
    node: Manifest, grains: list[tuple[str, ...]], required: set[str]
) -> tuple[TableContract, list[str]]:
    columns = tuple(
        ColumnContract(
            name=column["name"],
            type=(column.get("data_type") or "").upper() or None,
            comment=(column.get("description") or "").strip(),
            is_required=column["name"] in required,
        )
        for column in (node.get("columns") or {}).values()
    )
    table = TableContract(
        schema=node["schema"],
        name=node.get("alias") or node["name"],
        grain=grains[0] if grains else (),
        columns=columns,
        comment=(node.get("description") or "").strip(),
    )
    return table, [f"{table.full_name}: {fault}" for fault in _faults(table, grains)]


def _faults(table: TableContract, grains: list[tuple[str, ...]]) -> list[str]:
    faults = []
    if table.schema not in PUBLISHED_SCHEMAS:
        faults.append(f"is in schema {table.schema}, published are {', '.join(PUBLISHED_SCHEMAS)}")
    if not table.comment:
        faults.append("has no description")
    if not table.columns:
        faults.append("declares no columns")
    faults += [f"column {column.name} has no description" for column in table.columns if not column.comment]
    if len(grains) != 1:
        found = "; ".join(", ".join(grain) for grain in grains) or "none"
        faults.append(f"needs exactly one uniqueness test on its grain, found: {found}")
    faults += [
        f"grain column {name} is not declared" for name in table.grain if name not in table.column_names
    ]
    return faults


def _grains_under_test(manifest: Manifest) -> dict[str, list[tuple[str, ...]]]:
    """The column sets under `unique_grain` of each model; where there is none, those under plain `unique`."""
    composite: dict[str, list[tuple[str, ...]]] = {}
    single: dict[str, list[tuple[str, ...]]] = {}
    for _, node in sorted(manifest["nodes"].items()):
        test, model = node.get("test_metadata"), node.get("attached_node")
        if not test or not model:
            continue
        if test["name"] == "unique_grain":
            composite.setdefault(model, []).append(tuple(test["kwargs"]["columns"]))
        elif test["name"] == "unique":
            single.setdefault(model, []).append((test["kwargs"]["column_name"],))
    return single | composite


def _never_null(manifest: Manifest) -> dict[str, set[str]]:
    """The columns of each model that a test holds never to be NULL: under `not_null`, and of its grain."""
    found: dict[str, set[str]] = {}
    for node in manifest["nodes"].values():
        test, model = node.get("test_metadata"), node.get("attached_node")
        config = node.get("config") or {}
        if not test or not model or config.get("where") or config.get("severity") == "warn":
            continue
        asked = test["kwargs"]
        if test["name"] == "not_null":
            found.setdefault(model, set()).add(asked["column_name"])
        elif test["name"] == "unique_grain":
            found.setdefault(model, set()).update(set(asked["columns"]) - set(asked.get("nullable") or ()))
    return found
