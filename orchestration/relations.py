"""What the warehouse's relations look like after a step: rows, columns, a harmless preview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import dagster as dg

from orchestration.night import Night

PREVIEWED_SCHEMAS = {"core", "kpi"}
PREVIEW_ROWS = 5


@dataclass(frozen=True)
class Relations:
    """Columns, row counts and previews by `schema.name`."""

    columns: Mapping[str, list[tuple[str, str, str]]]
    rows: Mapping[str, int]
    previews: Mapping[str, str]

    @classmethod
    def read(cls, night: Night) -> Relations:
        """Look at every table and view of the warehouse once."""
        columns: dict[str, list[tuple[str, str, str]]] = {}
        with night.warehouse() as connection:
            found = connection.execute(
                "select schema_name || '.' || table_name, column_name, data_type, "
                "coalesce(comment, '') from duckdb_columns() where not internal "
                "order by 1, column_index"
            ).fetchall()
            for relation, column, kind, comment in found:
                columns.setdefault(relation, []).append((column, kind, comment))
            rows = _count(night)
            previews = {
                name: connection.sql(_preview_query(name, columns[name])).df().to_markdown(index=False)
                for name in rows
                if name.split(".")[0] in PREVIEWED_SCHEMAS
            }
        return cls(columns, rows, previews)


def row_counts(night: Night) -> Mapping[str, int]:
    """Rows of every table, by `schema.name`; nothing when there is no warehouse yet."""
    return _count(night) if night.home.warehouse_file.exists() else {}


def relation_metadata(
    relations: Relations, name: str, before: Mapping[str, int]
) -> dict[str, dg.MetadataValue]:
    """Metadata of one materialised relation."""
    schema = dg.TableSchema(
        [
            dg.TableColumn(column, kind, description=comment or None)
            for column, kind, comment in relations.columns.get(name, [])
        ]
    )
    metadata: dict[str, dg.MetadataValue] = {"dagster/column_schema": dg.MetadataValue.table_schema(schema)}
    if name in relations.rows:
        metadata["dagster/row_count"] = dg.MetadataValue.int(relations.rows[name])
        metadata["rows_more_than_before"] = dg.MetadataValue.int(relations.rows[name] - before.get(name, 0))
    if name in relations.previews:
        metadata["preview"] = dg.MetadataValue.md(relations.previews[name])
    return metadata


def _count(night: Night) -> Mapping[str, int]:
    with night.warehouse() as connection:
        found = connection.execute(
            "select schema_name || '.' || table_name, estimated_size "
            "from duckdb_tables() where not internal and not temporary"
        ).fetchall()
    return {str(name): int(rows) for name, rows in found}


def _preview_query(name: str, columns: list[tuple[str, str, str]]) -> str:
    """The first rows without the columns that hold hashed identifiers."""
    shown = [f'"{column}"' for column, _, _ in columns if "hash" not in column]
    quoted = ".".join(f'"{part}"' for part in name.split("."))
    return f"select {', '.join(shown)} from {quoted} limit {PREVIEW_ROWS}"
