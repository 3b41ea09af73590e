"""The approved state: definitions as they were when somebody reviewed them. Writing it is that reviewed act.

A folder of text in the repository, so that a change of what a figure means is a change in a review: each
model's compiled SQL, types and promises of every relation, and dbt's semantic manifest without its words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from expectations.proofs.adversarial.catalog import Catalog, Relation

FOLDER = Path(__file__).parent.parent / "approved"
_WORDS = ("description", "label", "metadata", "docs")


class NothingApproved(Exception):
    """No state has been approved yet."""


def read_approved(folder: Path = FOLDER) -> Catalog:
    """The approved definitions.

    Raises NothingApproved when there are none.
    """
    index = folder / "relations.json"
    if not index.exists():
        raise NothingApproved(
            "no definitions are approved; `memberloop prove --approve` approves the present ones"
        )
    relations = {}
    for name, content in json.loads(index.read_text(encoding="utf-8")).items():
        has_sql = content.pop("has_sql")
        sql = _file(folder, name).read_text(encoding="utf-8").rstrip("\n") if has_sql else None
        relations[name] = _relation(name, content, sql)
    return Catalog(relations, json.loads((folder / "semantic.json").read_text(encoding="utf-8")))


def write_approved(catalog: Catalog, folder: Path = FOLDER) -> None:
    """Put the catalog in the place of what was approved before."""
    (folder / "models").mkdir(parents=True, exist_ok=True)
    for stale in (folder / "models").glob("*.sql"):
        stale.unlink()
    index = {}
    for name, relation in catalog.relations.items():
        content = asdict(replace(relation, sql=None, columns=dict(relation.columns)))
        del content["sql"], content["name"]
        index[name] = {**content, "has_sql": relation.sql is not None}
        if relation.sql is not None:
            _file(folder, name).write_text(relation.sql.strip("\n") + "\n", encoding="utf-8")
    _write(folder / "relations.json", index)
    _write(folder / "semantic.json", without_words(catalog.semantic))


def without_words(node: Any) -> Any:  # noqa: ANN401 - any part of a document
    """A manifest without what only describes."""
    if isinstance(node, Mapping):
        return {key: None if key in _WORDS else without_words(value) for key, value in node.items()}
    return [without_words(part) for part in node] if isinstance(node, list) else node


def _file(folder: Path, name: str) -> Path:
    return folder / "models" / f"{name}.sql"


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _relation(name: str, content: Mapping[str, Any], sql: str | None) -> Relation:
    return Relation(
        name=name,
        source=content["source"],
        sql=sql,
        columns=content["columns"],
        inputs=tuple(content["inputs"]),
        grains=tuple(tuple(grain) for grain in content["grains"]),
        required=tuple(content["required"]),
        accepted={column: tuple(values) for column, values in content["accepted"].items()},
        intervals=None if content["intervals"] is None else tuple(content["intervals"]),
        has_gaps=content["has_gaps"],
    )
