"""What defines the figures: relations with their SQL, types and promised grain, and the semantic manifest."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

_VARIABLE = re.compile(r"\bvar\(\s*['\"](\w+)['\"]")
_CATALOG = re.compile(r'"\w+"\.(?="\w+"\."\w+")')
_ORDINARY = {"table", "view", "incremental", "ephemeral"}
Grain = tuple[str, ...]


@dataclass(frozen=True)
class Relation:
    """A table or view of the warehouse; without SQL it is only read: a source, a seed, what a loop made."""

    name: str
    source: str
    sql: str | None
    columns: Mapping[str, str]
    inputs: tuple[str, ...] = ()
    grains: tuple[Grain, ...] = ()
    required: tuple[str, ...] = ()
    accepted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    intervals: Grain | None = None
    has_gaps: bool = True


@dataclass(frozen=True)
class Catalog:
    """All relations by name, each behind those that it reads, and dbt's semantic manifest."""

    relations: Mapping[str, Relation]
    semantic: Mapping[str, Any]


def read_catalog(
    manifest: Mapping[str, Any], semantic: Mapping[str, Any], defaults: Mapping[str, Any], project_dir: Path
) -> Catalog:
    """The catalog of a project that dbt has compiled with `defaults`, its own variables."""
    nodes = {
        key: node for key, node in manifest["nodes"].items() if node["resource_type"] in ("model", "seed")
    }
    names = {key: f"{node['schema']}.{node['alias']}" for key, node in nodes.items()}
    names |= {key: f"{node['schema']}.{node['identifier']}" for key, node in manifest["sources"].items()}
    promises = _promises(manifest, names)
    relations = {names[key]: _source(names[key], node) for key, node in manifest["sources"].items()}
    for key in _ordered(nodes):
        node = nodes[key]
        # A model in Python, or one that a loop builds, has no query that could run on tiny tables.
        is_model = node["config"]["materialized"] in _ORDINARY and node.get("language") == "sql"
        sql = _CATALOG.sub("", node.get("compiled_code") or "") if is_model else None
        columns = {column: str(content.get("data_type") or "") for column, content in node["columns"].items()}
        if node["resource_type"] == "seed":
            columns = _seed_columns(project_dir / node["original_file_path"], node["config"])
        relations[names[key]] = Relation(
            names[key],
            _fingerprint(node, manifest["macros"], defaults, project_dir),
            sql or None,
            columns,
            tuple(sorted(names[key] for key in node.get("depends_on", {}).get("nodes", []) if key in names)),
            **promises.get(names[key], {}),
        )
    return Catalog(bound(relations), semantic)


def fingerprints(
    manifest: Mapping[str, Any], defaults: Mapping[str, Any], project_dir: Path
) -> dict[str, str]:
    """What tells, without compiling, that a relation's text is another one."""
    found = {
        f"{node['schema']}.{node['alias']}": _fingerprint(node, manifest["macros"], defaults, project_dir)
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed")
    }
    for node in manifest["sources"].values():
        name = f"{node['schema']}.{node['identifier']}"
        found[name] = _source(name, node).source
    return found


def bound(relations: Mapping[str, Relation]) -> dict[str, Relation]:
    """The same with the type of every column, as the engine tells it without a single row."""
    con = duckdb.connect()
    con.execute("set timezone = 'UTC'")
    typed = {}
    for name, relation in relations.items():
        con.execute(f"create schema if not exists {name.split('.')[0]}")
        columns = relation.columns
        if relation.sql is None or not _creates(con, name, relation.sql):
            declared = ", ".join(f'"{c}" {kind or guessed(c)}' for c, kind in columns.items())
            con.execute(f"create table {name} ({declared or 'nothing boolean'})")
        described = con.execute(f"describe {name}").fetchall()
        typed[name] = Relation(
            **{**relation.__dict__, "columns": {str(row[0]): str(row[1]) for row in described}}
        )
    return typed


def _creates(con: duckdb.DuckDBPyConnection, name: str, sql: str) -> bool:
    try:
        con.execute(f"create table {name} as select * from ({sql}\n) limit 0")
    except duckdb.Error:  # it reads what only a loop of dbt's knows the columns of
        return False
    return True


def guessed(column: str) -> str:
    """The type of a column that nobody declared, by the grammar of names."""
    endings = (("_at", "timestamp"), ("_on", "date"), ("_date", "date"), ("_fen", "bigint"), ("date", "date"))
    kinds = [kind for ending, kind in endings if column.endswith(ending)]
    kinds += ["boolean"] if column.startswith(("is_", "has_")) else []
    return kinds[0] if kinds else "varchar"


def _seed_columns(path: Path, config: Mapping[str, Any]) -> dict[str, str]:
    """Types as dbt gives them: whole numbers are integers, unless the seed says otherwise."""
    declared = {str(c).lower(): str(kind) for c, kind in (config.get("column_types") or {}).items()}
    told = duckdb.sql(f"describe select * from read_csv('{path}', header = true, delim = ',')").fetchall()
    known = {"BIGINT": "INTEGER"}
    return {row[0]: declared.get(row[0].lower(), known.get(row[1], row[1])) for row in told}


def _source(name: str, node: Mapping[str, Any]) -> Relation:
    columns = {column: content.get("data_type") or "" for column, content in node["columns"].items()}
    return Relation(name, _digest(columns), None, columns)


def _ordered(nodes: Mapping[str, Any]) -> Iterator[str]:
    seen: set[str] = set()

    def visit(key: str) -> Iterator[str]:
        if key not in seen and key in nodes:
            seen.add(key)
            for parent in sorted(nodes[key].get("depends_on", {}).get("nodes", [])):
                yield from visit(parent)
            yield key

    for key in sorted(nodes):
        yield from visit(key)


def _fingerprint(
    node: Mapping[str, Any], macros: Mapping[str, Any], defaults: Mapping[str, Any], project_dir: Path
) -> str:
    """Of all text that a definition is made of: its own, its macros', the defaults of its variables."""
    if node["resource_type"] == "seed":
        lines = (project_dir / node["original_file_path"]).read_text(encoding="utf-8").splitlines()
        return _digest([lines[:1], sorted(lines[1:])])
    texts = [node["raw_code"], *_macro_texts(node, macros)]
    variables = {name for text in texts for name in _VARIABLE.findall(text)}
    return _digest([texts, sorted((name, defaults.get(name)) for name in variables)])


def _macro_texts(node: Mapping[str, Any], macros: Mapping[str, Any]) -> list[str]:
    found: set[str] = set()
    ends = list(node["depends_on"].get("macros", []))
    while ends:
        key = ends.pop()
        if key in macros and key not in found and macros[key]["package_name"] == "memberloop":
            found.add(key)
            ends += macros[key]["depends_on"].get("macros", [])
    return [macros[key]["macro_sql"] for key in sorted(found)]


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _promises(manifest: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What data tests promise of each relation: grains, columns never NULL, closed vocabularies."""
    found: dict[str, dict[str, Any]] = {}
    for key in sorted(manifest["nodes"]):
        node = manifest["nodes"][key]
        test = node.get("test_metadata") or {}
        if node["resource_type"] != "test" or node.get("attached_node") not in names:
            continue
        mine = found.setdefault(names[node["attached_node"]], {"grains": (), "required": (), "accepted": {}})
        column, kwargs = node.get("column_name"), test.get("kwargs", {})
        match test.get("name"):
            case "unique_grain":
                mine["grains"] += (tuple(kwargs["columns"]),)
                mine["required"] += tuple(c for c in kwargs["columns"] if c not in kwargs.get("nullable", []))
            case "unique" if column:
                mine["grains"] += ((column,),)
            case "not_null" if column:
                mine["required"] += (column,)
            case "no_overlap" | "no_gap" as name:
                mine["intervals"] = tuple(kwargs["keys"])
                mine["has_gaps"] = mine.get("has_gaps", True) and name == "no_overlap"
            case "accepted_values" if column:
                mine["accepted"][column] = tuple(str(value) for value in kwargs["values"])
    for mine in found.values():
        _infer_intervals(mine)
    return found


def _infer_intervals(promise: dict[str, Any]) -> None:
    """A grain that ends in `valid_from` says whose intervals they are, where no test does."""
    whose = [grain[:-1] for grain in promise["grains"] if grain[-1] == "valid_from"]
    if whose and "intervals" not in promise:
        promise["intervals"] = whose[0]
