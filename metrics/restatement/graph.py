"""The dbt project as a graph: what stands behind a relation, and by which code and parameters it is made."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

Node = Mapping[str, Any]
_VARIABLE = re.compile(r"\bvar\(\s*['\"](\w+)['\"]")
_WORD = re.compile(r"\b[a-z_][a-z0-9_]*\b")


@dataclass(frozen=True)
class Model:
    """A model of the project."""

    unique_id: str
    node: Node

    @property
    def name(self) -> str:
        """Schema and name, as `core.fct_purchase`."""
        return f"{self.node['schema']}.{self.node.get('alias') or self.node['name']}"

    @property
    def rendered(self) -> str:
        """The relation as dbt and MetricFlow write it."""
        return str(self.node["relation_name"])

    @property
    def words(self) -> frozenset[str]:
        """Every name in its SQL: among them each column that it reads by name."""
        return words_of(str(self.node.get("raw_code") or ""))

    @property
    def is_rebuilt(self) -> bool:
        """Whether its SQL tells all its rows."""
        return bool(self.node["config"].get("materialized") == "table")

    def compiled(self, folder: Path) -> Path:
        """The SQL that dbt has run for it."""
        return folder / str(self.node["original_file_path"])


@dataclass(frozen=True)
class ProjectGraph:
    """dbt's manifest and the parameters that it was parsed with."""

    manifest: Node
    parameters: Mapping[str, object]

    @cached_property
    def models(self) -> dict[str, Model]:
        """Models by relation."""
        found = (
            Model(key, node)
            for key, node in self.manifest["nodes"].items()
            if node["resource_type"] == "model"
        )
        return {model.name: model for model in found}

    @cached_property
    def grains(self) -> dict[str, tuple[str, ...]]:
        """The columns under `unique_grain`, by relation."""
        tests = [node for node in self.manifest["nodes"].values() if node.get("test_metadata")]
        by_id = {
            test["attached_node"]: tuple(test["test_metadata"]["kwargs"]["columns"])
            for test in tests
            if test["test_metadata"]["name"] == "unique_grain" and test.get("attached_node")
        }
        return {
            name: by_id[model.unique_id] for name, model in self.models.items() if model.unique_id in by_id
        }

    def parents(self, model: Model) -> list[Model]:
        """The models that a model reads."""
        by_id = {one.unique_id: one for one in self.models.values()}
        return [by_id[key] for key in model.node["depends_on"]["nodes"] if key in by_id]

    def feeds(self, model: Model) -> tuple[str, ...]:
        """The feeds that it is made of, in order of name."""
        sources = self.manifest["sources"]
        reached = [sources[key] for key in self._upstream(model.unique_id) if key in sources]
        return tuple(sorted({str(node["name"]) for node in reached if node["schema"] == "raw"}))

    def made_by(self, model: Model) -> tuple[str, str]:
        """A digest of all the code behind a model, and the parameters that the code asks for, as JSON."""
        nodes, macros = self.manifest["nodes"], self.manifest["macros"]
        upstream = [nodes[key] for key in sorted(self._upstream(model.unique_id)) if key in nodes]
        used = sorted(self._macros({name for node in upstream for name in node["depends_on"]["macros"]}))
        texts = [str(node.get("raw_code") or "") for node in upstream]
        texts += [str(macros[name]["macro_sql"]) for name in used]
        checksums = [str(node["checksum"]["checksum"]) for node in upstream]
        digest = hashlib.sha256("\0".join([*checksums, *texts]).encode()).hexdigest()
        asked = {name for text in texts for name in _VARIABLE.findall(text)}
        values = {name: self.parameters[name] for name in sorted(asked) if name in self.parameters}
        return digest, json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)

    def _upstream(self, unique_id: str) -> frozenset[str]:
        """A node with everything that it stands on."""
        seen: set[str] = set()
        open_ends = [unique_id]
        while open_ends:
            here = open_ends.pop()
            if here not in seen:
                seen.add(here)
                node = self.manifest["nodes"].get(here, {})
                open_ends += (node.get("depends_on") or {}).get("nodes", [])
        return frozenset(seen)

    def _macros(self, names: set[str]) -> Iterator[str]:
        """The project's own macros among these, with those that they call."""
        seen: set[str] = set()
        open_ends = sorted(names)
        while open_ends:
            here = open_ends.pop()
            macro = self.manifest["macros"].get(here)
            if here in seen or macro is None or macro["package_name"] != "memberloop":
                continue
            seen.add(here)
            yield here
            open_ends += macro["depends_on"]["macros"]


def words_of(text: str) -> frozenset[str]:
    """Every name in a piece of SQL."""
    return frozenset(_WORD.findall(text.lower()))
