"""What must hold of the shapes of a feed, and of the places that its columns name in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_PATH = re.compile(r"[^.\[\]]+(\[\])?(\.[^.\[\]]+(\[\])?)*")
_SHAPE_KEYS = {"has", "has_not", "where", "rows", "envelope"}
_PLACE_KEYS = {"path", "type", "const", "asked"}


def is_texts(value: object, *, required: bool = True) -> bool:
    """Whether a value of the YAML is a text or a list of texts."""
    if value is None or value == ():
        return not required
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(v, str) for v in value))


def faults_of_shapes(entry: dict[str, Any], types: Collection[str]) -> Iterator[str]:
    """Faults of `shapes`, `module` and each column's `from`, `asked` and `const`."""
    shapes = entry.get("shapes") or {}
    if not isinstance(shapes, dict):
        yield "shapes must be a mapping"
        return
    if entry["family"] == "documents" and not shapes:
        yield "family documents needs shapes"
    if "fold_keys" in entry and not shapes:
        yield "fold_keys belongs to feeds with shapes"
    if entry["family"] in {"bill", "excel"} and "module" not in entry:
        yield f"family {entry['family']} needs module"
    if "module" in entry and not shapes and entry["family"] not in {"bill", "excel"}:
        yield "module belongs to bills, workbooks and feeds with shapes"
    if "module_for" in entry and "module" not in entry:
        yield "module_for belongs to module"
    if not is_texts(entry.get("module_for"), required=False):
        yield "module_for must be a list of shapes"
    else:
        wanted = entry.get("module_for") or []
        yield from (f"module_for: {name} is no shape of the feed" for name in wanted if name not in shapes)
    for name, spec in shapes.items():
        yield from (f"shape {name}: {fault}" for fault in _faults_of_shape(spec or {}))
    for column, spec in entry["columns"].items():
        yield from (f"{column}: {fault}" for fault in _faults_of_places(spec, shapes, types))


def _faults_of_shape(spec: Any) -> Iterator[str]:  # noqa: ANN401 - YAML
    if not isinstance(spec, dict):
        yield "must be a mapping"
        return
    yield from (f"unknown key {key}" for key in sorted(spec.keys() - _SHAPE_KEYS))
    for key in ("has", "has_not"):
        yield from _faults_of_paths(key, spec.get(key, []))
    where = spec.get("where", {})
    if isinstance(where, dict):
        yield from _faults_of_paths("where", list(where))
    else:
        yield "where must be a mapping of paths"
    if "rows" in spec:
        yield from _faults_of_paths("rows", spec["rows"])
        if "[]" not in str(spec["rows"]):
            yield f"rows {spec['rows']} names no list: write [] after its key"
    if "envelope" in spec and not isinstance(spec["envelope"], str):
        yield "envelope must be the name of a key"


def _faults_of_paths(where: str, paths: object) -> Iterator[str]:
    if not is_texts(paths):
        yield f"{where} must be a path or a list of paths"
        return
    for path in [paths] if isinstance(paths, str) else list(paths):  # type: ignore[call-overload]
        if not _PATH.fullmatch(path):
            yield f"{where}: {path} is no path; one looks like a.b[].c"


def _faults_of_places(spec: dict[str, Any], shapes: dict[str, Any], types: Collection[str]) -> Iterator[str]:
    if not shapes:
        yield from (
            f"{key} belongs to feeds with shapes" for key in ("from", "asked", "const") if key in spec
        )
        return
    source = spec.get("from")
    by_shape = source if isinstance(source, dict) else dict.fromkeys(shapes, source)
    for shape, given in by_shape.items():
        if shape not in shapes:
            yield f"from: {shape} is no shape of the feed"
            continue
        place = given if isinstance(given, dict) else {"path": given}
        yield from (f"from: {shape}: unknown key {key}" for key in sorted(place.keys() - _PLACE_KEYS))
        if "type" in place and place["type"] not in types:
            yield f"from: {shape}: type {place['type']} is unknown"
        if place.get("path") is not None:
            yield from (f"from: {shape}: {f}" for f in _faults_of_paths("path", place["path"]))
            yield from _faults_of_lists(shape, place["path"], shapes[shape] or {}, is_list=spec.get("list"))


def _faults_of_lists(shape: str, paths: Any, spec: Any, *, is_list: object) -> Iterator[str]:  # noqa: ANN401
    """A path through lists that `rows` does not unnest gives a list."""
    rows = str(spec.get("rows", "")) if isinstance(spec, dict) else ""
    for path in [paths] if isinstance(paths, str) else paths:
        if not isinstance(path, str) or "[]" not in path:
            continue
        rest = path
        unnested = rows.split("[]")[:-1]
        for depth in range(len(unnested), 0, -1):
            prefix = "[]".join(unnested[:depth]) + "[]"
            if path.startswith(prefix):
                rest = path[len(prefix) :]
                break
        if "[]" in rest and not is_list:
            beyond = f"a list beyond the rows {rows or '(none)'}"
            yield f"from: {shape}: {path} is {beyond}: the column needs list: true"
