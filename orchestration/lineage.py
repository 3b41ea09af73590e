"""Column lineage for Dagster and `ops.column_lineage`, worked out once for each state of the project."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg

from metrics.lineage import ROWS, ColumnOf, ModelGraph
from metrics.manifest import SemanticManifest
from metrics.metric_lineage import metric_columns, observation_parents
from metrics.origin import Origins
from orchestration.night import Night
from orchestration.project import CACHE_DIR, ParsedProject
from publishing import TableContract

# relation -> column -> [(parent relation, parent column), ...]
Parents = dict[str, dict[str, list[tuple[str, str]]]]
LineageRow = tuple[str, str, str, str, str, str | None, str | None]
OBSERVATION = "control.metric_observation"


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
        known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        # JSON knows no pairs; whoever walks them keeps them in sets.
        return cls(file, {r: {c: [(p, q) for p, q in ps] for c, ps in cs.items()} for r, cs in known.items()})

    def complete(self, night: Night, relations: Iterable[str]) -> None:
        """Work out the relations that are not known yet, from the SQL that dbt has just run."""
        graph = model_graph(night.project, night.home.root)
        models = {*graph.compiled, *graph.opaque}
        missing = [name for name in relations if name in models and name not in self.parents]
        if not missing:
            return
        for relation in missing:
            self.parents[relation] = {
                column: _pairs(graph.parents(ColumnOf(relation, column)))
                for column in graph.columns.get(relation, {})
            }
            self.parents[relation][ROWS] = _pairs(graph.row_parents(relation))
        semantic = SemanticManifest.read(night.project.semantic)
        definitions = night.project.definitions()
        self.parents[OBSERVATION] = {
            column: _pairs(parents) for column, parents in observation_parents(semantic, definitions).items()
        }
        temporary = self.file.with_suffix(f".{os.getpid()}")
        temporary.write_text(json.dumps(self.parents), encoding="utf-8")
        temporary.replace(self.file)

    def knows(self, tables: Iterable[TableContract]) -> bool:
        """Whether each of these models has been built since the project became what it is."""
        return all(table.full_name in self.parents for table in tables)

    def metadata(self, relation: str) -> dict[str, dg.TableColumnLineage]:
        """Dagster's metadata entry of one relation."""
        deps = {
            column: [
                dg.TableColumnDep(asset_key=dg.AssetKey(parent.split(".")), column_name=name)
                for parent, name in parents
            ]
            for column, parents in self.parents.get(relation, {}).items()
            if column != ROWS
        }
        return {"dagster/column_lineage": dg.TableColumnLineage(deps_by_column=deps)} if deps else {}

    def published(self, tables: Iterable[TableContract]) -> Iterator[LineageRow]:
        """Rows of `ops.column_lineage`: each published column with each of its beginnings."""
        origins = Origins(self.parents)
        for table in tables:
            for column in table.column_names:
                for begin in origins.of(table.full_name, column):
                    feed_column = begin.column if begin.feed else None
                    yield table.schema, table.name, column, begin.kind, begin.name, begin.feed, feed_column

    def of_metrics(self, project: ParsedProject) -> Iterator[tuple[str, str, str]]:
        """Rows of `ops.metric_lineage`: metric, and each feed column that its figures are made of."""
        origins, semantic = Origins(self.parents), SemanticManifest.read(project.semantic)
        for definition in project.definitions():
            columns = metric_columns(semantic, definition.metric_id)
            begins = {begin for c in columns for begin in origins.of(c.relation, c.column) if begin.feed}
            for feed, column in sorted({(str(begin.feed), begin.column) for begin in begins}):
                yield definition.metric_id, feed, column


def _pairs(columns: Iterable[ColumnOf]) -> list[tuple[str, str]]:
    return sorted({(column.relation, column.column) for column in columns})
