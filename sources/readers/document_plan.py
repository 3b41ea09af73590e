"""Where each column of a feed lies in each shape of its documents: the registry's words worked out.

Both engines read it: SQL for documents as they lie (document_sql.py) and Python for those that need care
(canonical.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sources.readers.document_tree import Layers
from sources.shapes import Place, Shape, Step, parse_path

if TYPE_CHECKING:
    from sources.registry import Column, Feed
    from sources.shapes import Path

REQUEST = (Step("request"),)
ERROR_CODE = (Step("errcode"),)
FLAT = ""
"""Name of the one shape of a feed that declares none: an object of the table's columns."""


@dataclass(frozen=True)
class Found:
    """One path that may hold a column, from the document's root or from an item of its rows."""

    path: Path
    level: int
    """How many lists of the shape's rows lie above; 0: the path starts at the root."""
    is_asked: bool = False


@dataclass(frozen=True)
class ColumnPlan:
    """Where one shape holds one column."""

    column: str
    founds: tuple[Found, ...] = ()
    const: str | None = None

    @property
    def level(self) -> int:
        """The innermost list of the rows that any of the paths is in."""
        return max((found.level for found in self.founds), default=0)


@dataclass(frozen=True)
class ShapePlan:
    """One shape worked out."""

    shape: Shape
    columns: tuple[ColumnPlan, ...]
    levels: tuple[Path, ...] = ()
    """The path from one list of the rows to the next, outermost first."""

    def roots(self, path: Path) -> tuple[Path, ...]:
        """The path in the wrapped answer, where there may be one, and in the bare one."""
        if not self.shape.envelope:
            return (path,)
        # What was asked lies beside the answer, wrapped or not.
        wrapped = path if path[:1] == REQUEST else (Step(self.shape.envelope), *path)
        return (wrapped, path)

    def spelt(self, found: Found, root: Path) -> Path:
        """The whole path of what was found, for the rows that begin at `root`."""
        above = self.levels[1 : found.level]
        return (
            (*root, *(step for level in above for step in level), *found.path) if found.level else found.path
        )

    @property
    def row_roots(self) -> tuple[Path, ...]:
        """Where the outermost list of the rows may be."""
        return self.roots(self.levels[0]) if self.levels else ()


@dataclass(frozen=True)
class DocumentPlan:
    """All shapes of a feed, and the structures that hold their paths."""

    feed: Feed
    shapes: tuple[ShapePlan, ...]
    layers: Layers = field(default_factory=Layers)

    @property
    def is_flat(self) -> bool:
        """Whether documents are rows of a table."""
        return not self.feed.shapes

    @property
    def has_rows(self) -> bool:
        """Whether any shape unnests a list."""
        return any(shape.levels for shape in self.shapes)

    @property
    def item_columns(self) -> tuple[int, ...]:
        """Places of the columns that any shape holds in the items of its rows."""
        columns = range(len(self.feed.columns))
        return tuple(i for i in columns if any(shape.columns[i].level for shape in self.shapes))

    def all_paths(self) -> list[Path]:
        """Every path at which a value is wanted."""
        paths: list[Path] = []
        for plan in self.shapes:
            for column in plan.columns:
                for found in column.founds:
                    roots = plan.row_roots if found.level else ((),)
                    paths += [plan.spelt(found, root) for root in roots]
        return paths

    def row_paths(self) -> list[Path]:
        """Every list that is unnested, whether or not a column looks inside."""
        return [
            (*root, *(step for level in shape.levels[1:depth] for step in level))
            for shape in self.shapes
            for root in shape.row_roots
            for depth in range(len(shape.levels), 0, -1)
        ]

    def presence_paths(self) -> list[Path]:
        """Every path of which only the presence counts."""
        wanted = [
            found
            for plan in self.shapes
            for path in (*plan.shape.has, *plan.shape.has_not, *map(parse_path, plan.shape.where))
            for found in plan.roots(path)
        ]
        if not self.is_flat:
            wanted += [found for plan in self.shapes for found in plan.roots(ERROR_CODE)]
        # What lies deeper first: it shows the presence of what is above it.
        return sorted(dict.fromkeys(wanted), key=len, reverse=True)


def document_plan(feed: Feed) -> DocumentPlan:
    """Work out the shapes of a feed.

    Raises:
        ValueError: two paths of one shape's rows differ only in case, or take a key for list and object.
    """
    shapes = feed.shapes or (Shape(FLAT),)
    plan = DocumentPlan(feed, tuple(_shape_plan(feed, shape) for shape in shapes))
    plan.layers.add(plan.all_paths())
    for path in [*plan.row_paths(), *plan.presence_paths()]:
        plan.layers.add_presence(path)
    for shape in plan.shapes:
        _check_rows(plan, shape)
    return plan


def _check_rows(plan: DocumentPlan, shape: ShapePlan) -> None:
    for root in shape.row_roots:
        inside = [
            shape.spelt(found, root) for column in shape.columns for found in column.founds if found.level
        ]
        if any(not plan.layers.is_layered_with(inside[0], path) for path in inside):
            message = f"{plan.feed.name}: paths of shape {shape.shape.name} contradict each other in its rows"
            raise ValueError(message)


def _shape_plan(feed: Feed, shape: Shape) -> ShapePlan:
    levels = _levels(shape.rows)
    plan = ShapePlan(shape, (), levels)
    columns = []
    for column in feed.columns:
        place = column.places.get(shape.name) if feed.shapes else Place()
        if place is None:
            columns.append(ColumnPlan(column.name))
            continue
        founds = [
            found for path in _paths(column, place, levels) for found in _founds(plan, column, path, place)
        ]
        columns.append(ColumnPlan(column.name, tuple(dict.fromkeys(founds)), place.const))
    return ShapePlan(shape, tuple(columns), levels)


def _levels(rows: Path) -> tuple[Path, ...]:
    """The rows' path cut behind each of its lists."""
    levels: list[Path] = []
    start = 0
    for end, step in enumerate(rows, start=1):
        if step.is_list:
            levels.append(rows[start:end])
            start = end
    return tuple(levels)


def _paths(column: Column, place: Place, levels: tuple[Path, ...]) -> list[Path]:
    if place.paths or place.const is not None or place.is_nowhere:
        return list(place.paths)
    names = [(Step(header),) for header in column.headers]
    inner = tuple(step for level in levels for step in level)
    return [(*inner, *name) for name in names] * bool(levels) + names


def _founds(plan: ShapePlan, column: Column, path: Path, place: Place) -> list[Found]:
    level, rest = 0, path
    for number, steps in enumerate(plan.levels, start=1):
        if rest[: len(steps)] != steps:
            break
        level, rest = number, rest[len(steps) :]
    if column.is_list and not any(step.is_list for step in rest) and rest:
        rest = (*rest[:-1], Step(rest[-1].key, is_list=True))
    if level:
        return [Found(rest, level)]
    if not place.asked:
        return [Found(root, 0) for root in plan.roots(rest)]
    # What was asked stands beside the answer, or in the request.
    asked = [rest, (*REQUEST, *rest), *plan.roots(rest)]
    return [Found(root, 0, is_asked=True) for root in dict.fromkeys(asked)]
