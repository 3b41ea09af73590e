"""Column lineage for Dagster and `ops.column_lineage`, worked out once for each state of the project."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg

from metrics.lineage import FEED_SCHEMA, ColumnOf, ModelGraph
from orchestration.night import Night
from orchestration.project import CACHE_DIR, ParsedProject
from publishing import TableContract

# relation -> column -> [(parent relation, parent column), ...]
Parents = dict[str, dict[str, list[tuple[str, str]]]]


def compiled_models(home: Path) -> Path:
    """Where dbt leaves the SQL that it ran."""
    return home / "warehouse" / "dbt" / "compiled" / "memberloop"


def model_graph(project: ParsedProject, home: Path) -> ModelGraph:
    """The compiled models of a home's last run."""
    return ModelGraph.of(project.content(), compiled_models(home))


@dataclass
class ColumnLineage:
    """Direct parents of each model's columns, kept beside the parsed project that they belong to."""

    file: Path
    parents: Parents = field(default_factory=dict)

    @classmethod
    def of(cls, night: Night) -> ColumnLineage:
        """What is known so far of the project as this night has parsed it."""
        file = CACHE_DIR / f"{night.project.fingerprint}.lineage.json"
        return cls(file, json.loads(file.read_text(encoding="utf-8")) if file.exists() else {})

    def complete(self, night: Night, relations: Iterable[str]) -> None:
        """Work out the relations that are not known yet, from the SQL that dbt has just run."""
        missing = [relation for relation in relations if relation not in self.parents]
        if not missing:
            return
        graph = model_graph(night.project, night.home.root)
        for relation in missing:
            self.parents[relation] = {
                column: sorted(
                    {(parent.relation, parent.column) for parent in graph.parents(ColumnOf(relation, column))}
                )
                for column in graph.columns.get(relation, {})
            }
        temporary = self.file.with_suffix(f".{os.getpid()}")
        temporary.write_text(json.dumps(self.parents), encoding="utf-8")
        temporary.replace(self.file)

    def metadata(self, relation: str) -> dict[str, dg.TableColumnLineage]:
        """Dagster's metadata entry of one relation."""
        deps = {
            column: [
                dg.TableColumnDep(asset_key=dg.AssetKey(parent.split(".")), column_name=name)
                for parent, name in parents
            ]
            for column, parents in self.parents.get(relation, {}).items()
        }
        return {"dagster/column_lineage": dg.TableColumnLineage(deps_by_column=deps)} if deps else {}

    def feed_columns(self, relation: str, column: str) -> set[tuple[str, str]]:
        """The feeds and their columns that flow into a column."""
        found: set[tuple[str, str]] = set()
        seen: set[tuple[str, str]] = set()
        open_ends = [(relation, column)]
        while open_ends:
            here = open_ends.pop()
            if here in seen:
                continue
            seen.add(here)
            schema, _, name = here[0].partition(".")
            if schema == FEED_SCHEMA:
                found.add((name, here[1]))
            open_ends += [(r, c) for r, c in self.parents.get(here[0], {}).get(here[1], [])]
        return found

    def published(self, tables: Iterable[TableContract]) -> Iterator[tuple[str, str, str, str, str]]:
        """Rows of `ops.column_lineage`: schema, table, column, and each feed and feed column behind it."""
        for table in tables:
            for column in table.column_names:
                for feed, feed_column in sorted(self.feed_columns(table.full_name, column)):
                    yield table.schema, table.name, column, feed, feed_column
