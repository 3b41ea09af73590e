"""What stands under a heading: tables, drawings, fields of cells, lines of a board, notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.document.figures import Cell, Column, Row, Source, Value
from reports.words import Words

if TYPE_CHECKING:
    from altair.typing import ChartType


@dataclass(frozen=True)
class Table:
    """Rows under columns; `name` is the stem of its CSV and the title of its sheet.

    `folded` keeps a long table closed until it is asked for.
    """

    name: str
    title: Words
    columns: Sequence[Column]
    rows: Sequence[Row]
    note: Words | None = None
    folded: bool = False


WIDE, NARROW = 970, 330  # pixels of a desk's page and of a phone's


@dataclass(frozen=True)
class Canvas:
    """What a drawing is made for: a language (`zh`, `en`), a width in pixels, and the sign of amounts."""

    language: str
    width: int
    symbol: str

    @property
    def is_wide(self) -> bool:
        """Whether there is the room of a desk."""
        return self.width >= WIDE


@dataclass(frozen=True)
class Chart:
    """A drawing over the rows of a table, which is its CSV.

    `specify(canvas)` gives the Altair chart for it.
    """

    table: Table
    specify: Callable[[Canvas], ChartType]
    legend: Sequence[tuple[Words, str]] = ()
    source: Source | None = None

    @property
    def name(self) -> str:
        """Stem of the files beside it."""
        return self.table.name


@dataclass(frozen=True)
class Heat:
    """The rows of a table as a field of cells, the larger a value the darker; each tells what it counts.

    `size` stands beside the name of a line; values across stand in `order` first, as the rows tell them else;
    those in `plain` keep out of the shades.
    """

    table: Table
    down: Column
    across: Column
    value: Column
    below: Column | None = None
    size: Column | None = None
    plain: Sequence[Value] = ()
    span: tuple[float, float] | None = None  # of the shades, where several fields are compared
    source: Source | None = None
    order: Sequence[Value] = ()


@dataclass(frozen=True)
class Gauge:
    """One figure as a line of a board: its value, its parts, how it moved, and the shape of its past.

    `part` tells lines apart whose figures are rows of one column.
    """

    name: Words
    figure: Cell
    numerator: Cell | None = None
    denominator: Cell | None = None
    previous: float | None = None
    direction: str = ""  # up or down: where good lies
    against: Sequence[tuple[Words, Cell]] = ()  # target, same week before …
    history: Sequence[float | None] = ()
    note: Words | None = None
    part: str = ""

    @property
    def place(self) -> str:
        """The line's element id, which an address can point at; a figure without a source has none."""
        if not self.figure.source:
            return ""
        return "-".join(one for one in ("g", self.figure.source.key, self.part) if one)


@dataclass(frozen=True)
class Note:
    """A sentence between figures."""

    words: Words


Block = Table | Chart | Heat | Gauge | Note


def sources_of(block: Block) -> list[Source]:
    """What the figures of a block are."""
    if isinstance(block, Gauge):
        return [block.figure.source] if block.figure.source else []
    if isinstance(block, (Chart, Heat)):
        return [*([block.source] if block.source else []), *sources_of(block.table)]
    if isinstance(block, Table):
        held = [column.cell(row).source for row in block.rows for column in block.columns]
        return [source for source in [*(column.source for column in block.columns), *held] if source]
    return []
