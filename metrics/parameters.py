"""Which of the project's variables shape a metric: those that the models behind it ask for.

Nobody lists them by hand, because who adds a variable to a model far upstream does not think of every metric
that stands on it. The walk goes by models, not by columns: it tells what may shape a figure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

# A name, or with `~` behind it the beginning of names that a template puts together.
_ASKED = re.compile(r"""\bvar\(\s*['"](\w+)['"]\s*(~?)""")
# They decide how a result is computed or whether a run publishes at all, never what a figure says.
_SHAPES_NOTHING = re.compile(r"identity_(breaker_\w+|audit|\w*rounds|rebuild_share)")


@dataclass
class ParametersBehind:
    """The declared variables behind semantic models, out of dbt's manifest.json."""

    manifest: Mapping[str, Any]
    declared: Collection[str]
    _known: dict[str, frozenset[str]] = field(default_factory=dict)

    def semantic_models(self, names: Iterable[str]) -> frozenset[str]:
        """Names of the variables that the models below these semantic models ask for."""
        by_name = {model["name"]: model for model in self.manifest["semantic_models"].values()}
        return frozenset(
            variable
            for name in names
            for node in by_name[name]["depends_on"]["nodes"]
            for variable in self._below(node)
            if not _SHAPES_NOTHING.fullmatch(variable)
        )

    def _below(self, node_id: str) -> frozenset[str]:
        """What a model or macro asks for, itself or by what it stands on."""
        if node_id not in self._known:
            self._known[node_id] = frozenset()  # a macro may call itself
            node = self.manifest["nodes"].get(node_id) or self.manifest["macros"].get(node_id) or {}
            found = set(self._asked(node.get("raw_code") or node.get("macro_sql") or ""))
            depends = node.get("depends_on", {})
            for parent in (*depends.get("nodes", ()), *depends.get("macros", ())):
                found |= self._below(parent)
            self._known[node_id] = frozenset(found)
        return self._known[node_id]

    def _asked(self, text: str) -> Iterator[str]:
        for name, is_beginning in _ASKED.findall(text):
            if is_beginning:
                yield from (declared for declared in self.declared if declared.startswith(name))
            elif name in self.declared:
                yield name
