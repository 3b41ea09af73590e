"""Shapes of documents: where in a delivered document a row's values lie, as the registry says it.

Paths are written `a.b[].c`: keys from the document's root, `[]` after a key whose value is a list.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Step:
    """One key of a path, and whether its value is a list whose every item is meant."""

    key: str
    is_list: bool = False


Path = tuple[Step, ...]


@dataclass(frozen=True)
class Place:
    """Where one shape holds a column: the first of the paths that is given counts."""

    paths: tuple[Path, ...] = ()
    type: str | None = None
    """Overrides the column's type."""
    const: str | None = None
    asked: bool = False
    is_nowhere: bool = False
    """The answer does not hold it and neither was it asked for: where it is required, it is missing."""


@dataclass(frozen=True)
class Shape:
    """One kind of document."""

    name: str
    has: tuple[Path, ...] = ()
    has_not: tuple[Path, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Path as written, and the texts that its value may be."""
    rows: Path = ()
    """The lists to unnest, outermost first; empty: the document is one row."""
    envelope: str | None = None
    """Key of the wrapped answer; what lies beside it is what was asked."""


def parse_path(text: str) -> Path:
    """The steps of a path such as `follow_user[].tags[].tag_id`."""
    steps = (step.strip() for step in str(text).split("."))
    return tuple(Step(step.removesuffix("[]"), step.endswith("[]")) for step in steps)


def written(path: Path) -> str:
    """The path as the registry writes it."""
    return ".".join(step.key + "[]" * step.is_list for step in path)


def parse_shape(name: str, spec: Mapping[str, Any]) -> Shape:
    """A shape from its YAML, which was checked before."""
    return Shape(
        name=name,
        has=tuple(map(parse_path, texts(spec.get("has")))),
        has_not=tuple(map(parse_path, texts(spec.get("has_not")))),
        where={path: texts(wanted) for path, wanted in spec.get("where", {}).items()},
        rows=parse_path(spec["rows"]) if "rows" in spec else (),
        envelope=spec.get("envelope"),
    )


def parse_places(spec: Mapping[str, Any], shapes: tuple[str, ...]) -> dict[str, Place]:
    """Where each shape holds the column; a shape that is not named holds it under the column's own names."""
    source = spec.get("from")
    by_shape = source if isinstance(source, dict) else dict.fromkeys(shapes, source)
    asked, const = bool(spec.get("asked")), spec.get("const")
    places = {}
    for shape in shapes:
        given = by_shape.get(shape)
        inner: Mapping[str, Any] = given if isinstance(given, dict) else {"path": given}
        fixed = inner.get("const", const)
        # A column that names its places has none in a shape that it does not name.
        is_left_out = isinstance(source, dict) and given is None
        if is_left_out and fixed is None and not asked:
            continue
        places[shape] = Place(
            paths=tuple(map(parse_path, texts(inner.get("path")))),
            type=inner.get("type"),
            const=None if fixed is None else text_of(fixed),
            asked=bool(inner.get("asked", asked)),
            is_nowhere=is_left_out and fixed is None,
        )
    return places


def texts(value: Any) -> tuple[str, ...]:  # noqa: ANN401 - YAML
    """One text or a list of texts as a tuple; nothing is an empty one."""
    if value is None:
        return ()
    return tuple(map(text_of, value)) if isinstance(value, list | tuple) else (text_of(value),)


def text_of(value: Any) -> str:  # noqa: ANN401 - YAML
    """A YAML scalar as the text that JSON would show."""
    return str(value).lower() if isinstance(value, bool) else str(value)
