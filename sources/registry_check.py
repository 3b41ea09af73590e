"""What must hold of the YAML of the registry before it becomes dataclasses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sources.identifiers import IDENTIFIER_TYPES
from sources.shapes_check import faults_of_shapes, is_texts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

COLUMN_TYPES = (
    "text", "enum", "timezone", "integer", "decimal", "money_fen", "money_yuan", "boolean", "date", "clock",
    "time", "identifier", "hour", "building_no", "money_exact",
)  # fmt: skip
_FEED_KEYS = {
    "family", "group", "title", "encodings", "key", "key_is_group", "document_key", "snapshot", "one_of",
    "columns", "shapes", "ignore", "fold_keys", "module", "module_for",
}  # fmt: skip
_COLUMN_KEYS = {
    "type", "required", "event", "alias", "identifier", "identifier_in", "otherwise_text", "block",
    "issuer", "issuer_setting", "values", "words", "min", "max", "min_fault", "min_unless", "list",
    "from", "asked", "const", "matching", "not_matching", "when",
}  # fmt: skip
_ENCODINGS = ("utf-8", "gb18030")
_FAMILIES = ("table", "documents", "bill", "excel")
_GROUPS = ("master", "operator", "vendor")


def faults_of_registry(entries: Mapping[str, Any], feed_names: Collection[str]) -> list[str]:
    """Every fault of the registry, each naming the feed, the key and what would be right."""
    faults: list[str] = []
    for name, entry in entries.items():
        if name not in feed_names:
            faults.append(f"{name}: not a feed name of the contract")
        if not isinstance(entry, dict):
            faults.append(f"{name}: must be a mapping")
            continue
        faults += [f"{name}: {fault}" for fault in _faults_of_feed(entry)]
    return faults


def _faults_of_feed(entry: dict[str, Any]) -> Iterator[str]:
    yield from (f"unknown key {key}" for key in entry.keys() - _FEED_KEYS)
    missing = {"family", "group", "title", "key", "columns"} - entry.keys()
    if missing:
        yield from (f"missing key {key}" for key in sorted(missing))
        return
    if entry["family"] not in _FAMILIES:
        yield f"family {entry['family']} is unknown; known: {', '.join(_FAMILIES)}"
    if entry["group"] not in _GROUPS:
        yield f"group {entry['group']} is unknown; known: {', '.join(_GROUPS)}"
    if set(entry["title"]) != {"en", "zh"}:
        yield "title needs exactly en and zh"
    yield from (f"encoding {e} is unknown" for e in entry.get("encodings", []) if e not in _ENCODINGS)
    columns: dict[str, Any] = entry["columns"]
    named = [(which, column) for which in ("key", "document_key") for column in entry.get(which, [])]
    named += [("one_of", column) for names in entry.get("one_of", []) for column in names]
    yield from (f"{where}: {column} is not a column" for where, column in named if column not in columns)
    for column, spec in columns.items():
        yield from (f"{column}: {fault}" for fault in _faults_of_column(spec, columns))
    yield from _faults_of_headers(columns, entry.get("ignore") or (), is_table="shapes" not in entry)
    yield from faults_of_shapes(entry, COLUMN_TYPES)


def _faults_of_headers(columns: dict[str, Any], ignored: Collection[str], *, is_table: bool) -> Iterator[str]:
    if not is_texts(ignored, required=False):
        yield "ignore must be a list of names"
        ignored = ()
    seen: set[str] = set()
    for column, spec in columns.items():
        if not is_texts(spec.get("alias", [])):
            yield f"{column}: alias must be a text or a list of texts"
            continue
        aliases = spec.get("alias", [])
        for header in (column, *([aliases] if isinstance(aliases, str) else aliases)):
            if header in seen:
                yield f"{column}: header {header} is used twice"
            seen.add(header)
    # In documents a name may be a column at one place and nothing to keep at another.
    yield from (f"ignore: {header} is a column" for header in ignored if is_table and header in seen)


def _faults_of_column(spec: dict[str, Any], columns: dict[str, Any]) -> Iterator[str]:
    yield from (f"unknown key {key}" for key in spec.keys() - _COLUMN_KEYS)
    kind = spec.get("type")
    if kind not in COLUMN_TYPES:
        yield f"type {kind} is unknown; known: {', '.join(COLUMN_TYPES)}"
    if (kind == "enum") != ("values" in spec):
        yield "values belong to type enum and to no other"
    if (kind == "identifier") != (len(spec.keys() & {"identifier", "identifier_in"}) == 1):
        yield "identifier, or identifier_in, belongs to type identifier and to no other"
    yield from _faults_of_identifier(spec, columns)
    if spec.get("event") and kind not in {"date", "time"}:
        yield "event belongs to type date or time"
    if ("min" in spec or "max" in spec) and kind not in {"integer", "decimal", "money_fen", "money_yuan"}:
        yield "min and max belong to numbers"
    if spec.get("list") and kind not in {"text", "identifier"}:
        yield "list belongs to type text or identifier"
    meanings = spec.get("words", {}).items()
    yield from (f"word {w} means unknown value {v}" for w, v in meanings if v not in spec.get("values", ()))
    yield from (f"min_unless: {c} is not a column" for c in spec.get("min_unless", {}) if c not in columns)
    yield from _faults_of_conditions(spec, columns)


def _faults_of_conditions(spec: dict[str, Any], columns: dict[str, Any]) -> Iterator[str]:
    for key in ("matching", "not_matching"):
        try:
            re.compile(spec.get(key, ""))
        except (re.error, TypeError):
            yield f"{key}: {spec[key]} is no pattern"
    for other, words in spec.get("when", {}).items():
        if other not in columns or columns[other].get("list"):
            yield f"when: {other} is not a column of single texts"
        if not is_texts(words):
            yield f"when: {other} needs a text or a list of texts"


def _faults_of_identifier(spec: dict[str, Any], columns: dict[str, Any]) -> Iterator[str]:
    if "identifier" in spec and spec["identifier"] not in IDENTIFIER_TYPES:
        yield f"identifier {spec['identifier']} is unknown; known: {', '.join(IDENTIFIER_TYPES)}"
    if "block" in spec and (spec.get("identifier") != "phone" or spec.get("list")):
        yield "block belongs to a single phone"
    if "issuer" in spec and columns.get(spec["issuer"], {}).get("type") != "text":
        yield f"issuer {spec['issuer']} is not a text column"
    if "identifier_in" in spec and columns.get(spec["identifier_in"], {}).get("type") != "enum":
        yield f"identifier_in {spec['identifier_in']} is not an enum column"
    if "otherwise_text" in spec and "identifier_in" not in spec:
        yield "otherwise_text belongs to identifier_in"
