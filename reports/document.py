"""What a page is made of, whatever it will be shown as: HTML, CSV, a sheet of a workbook.

A page says what it shows and in which unit; how a number looks is decided by who renders it. Every figure
names its source, so that its definition can be opened where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from reports.words import Words

if TYPE_CHECKING:
    from altair.typing import ChartType

Row = Mapping[str, Any]
Value = float | int | str | bool | date | Words | None


@dataclass(frozen=True)
class Source:
    """Where a figure comes from: a metric of the registry, or a column of a published table.

    Both together are an outcome of experiments: the column's rows of that metric.
    """

    metric_id: str = ""
    table: str = ""
    column: str = ""

    @property
    def key(self) -> str:
        """A name that is an element's id as well."""
        if self.metric_id:
            return f"{'o' if self.table else 'm'}-{self.metric_id}"
        return f"c-{self.table}.{self.column}".replace(".", "-")


@dataclass(frozen=True)
class Cell:
    """One value with all that a reader may ask of it."""

    value: Value
    unit: str = "text"
    why: str | None = None  # the code of the reason, where there is no value
    tone: str = ""  # good or bad
    source: Source | None = None
    href: str = ""  # another page, by its path from this one


@dataclass(frozen=True)
class Column:
    """A column of a table: its values' unit, where a missing one's reason stands, and what it is.

    Units are those of the registry (`count`, `ratio`, `fen`, `days`, `times` …), or `text`, `prose`
    (sentences), `date`, `month`, `week`.
    """

    name: str
    label: Words
    unit: str = "text"
    why: str | None = None  # name of the column of the reason
    source: Source | None = None
    tone: str | None = None  # name of the column of the tone

    def cell(self, row: Row) -> Cell:
        """This column of a row; a row may hold a whole cell of its own."""
        value = row.get(self.name)
        if isinstance(value, Cell):
            return value
        return Cell(
            value,
            self.unit,
            row.get(self.why) if self.why else None,
            row.get(self.tone) or "" if self.tone else "",
        )


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


@dataclass(frozen=True)
class Section:
    """Blocks under a heading."""

    title: Words
    blocks: Sequence[Block]
    lead: Words | None = None


@dataclass(frozen=True)
class Page:
    """A page by its file's stem; `stands_alone` keeps links to other pages off it.

    A page in a `folder` lies in there with all its files: it can be handed out without the others.
    One with a `template` of its own shows `own`, in which figures that are `opened` (their keys) tell what
    they mean; its sections are what lies beside it.
    """

    name: str
    title: Words
    lead: Words
    sections: Sequence[Section] = field(default_factory=tuple)
    stands_alone: bool = False
    folder: str = ""
    template: str = "page.html"
    own: object = None
    opened: Collection[str] | None = None  # none given: all

    @property
    def file_name(self) -> str:
        """Its file."""
        return f"{self.name}.html"

    def placed(self, path: str) -> str:
        """Where a file of the page lies, by its path from the page."""
        return f"{self.folder}/{path}" if self.folder else path

    @property
    def blocks(self) -> list[Block]:
        """All blocks in reading order."""
        return [block for section in self.sections for block in section.blocks]

    @property
    def tables(self) -> list[Table]:
        """All tables in reading order, also those behind drawings; a name stands once."""
        found = [block.table if isinstance(block, (Chart, Heat)) else block for block in self.blocks]
        return list({table.name: table for table in found if isinstance(table, Table)}.values())

    @property
    def popovers(self) -> set[str]:
        """Keys of figures whose definition opens over the page; a gauge unfolds its own."""
        return {
            source.key for block in self.blocks if not isinstance(block, Gauge) for source in _sources(block)
        }

    @property
    def sources(self) -> list[Source]:
        """What the figures of the page are, each once."""
        found: dict[str, Source] = {}
        for block in self.blocks:
            for source in _sources(block):
                found.setdefault(source.key, source)
        return list(found.values())


def of_metric(metric_id: str) -> Source:
    """A figure of the metric registry."""
    return Source(metric_id=metric_id)


def of_column(table: str, column: str) -> Source:
    """A figure that is a column of a published table (`schema.table`)."""
    return Source(table=table, column=column)


def _sources(block: Block) -> list[Source]:
    if isinstance(block, Gauge):
        return [block.figure.source] if block.figure.source else []
    if isinstance(block, (Chart, Heat)):
        return [*([block.source] if block.source else []), *_sources(block.table)]
    if isinstance(block, Table):
        held = [column.cell(row).source for row in block.rows for column in block.columns]
        return [source for source in [*(column.source for column in block.columns), *held] if source]
    return []
