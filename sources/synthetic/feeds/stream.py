"""What a stream is: one view of the world and how its rows become files of a feed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CONTROL_COLUMNS = ("_day", "_part", "_seq", "_rows")
"""Columns of a view that are not written: event day, file within the day, order, rows inside a document."""


@dataclass(frozen=True)
class Flaw:
    """One kind of dirt in a row.

    `make` gets a good line and the header (empty for documents) and returns the dirty line, or None when
    this line cannot carry it. `reason` is what ingestion must answer; empty when the row is legal and kept.
    A flaw `in_place` stands for the good line, any other one is added after it, and kept if it is legal.
    """

    kind: str
    reason: str
    make: Callable[[str, tuple[str, ...]], str | None]
    in_place: bool = False


@dataclass(frozen=True)
class FileFlaw:
    """One kind of damage to a whole file.

    `make` gets header, lines and the bytes of the good file and returns the damaged bytes, or None when this
    file cannot carry it. Where it lies: `beside` the good file; `instead` of it, and the good one follows a
    day later; `over` it for good, because the file is legal (reason empty).
    """

    kind: str
    reason: str
    make: Callable[[tuple[str, ...], list[str], bytes], bytes | None]
    place: str = "beside"
    suffix: str | None = None


@dataclass(frozen=True)
class Stream:
    """One way in which a feed is delivered.

    Attributes:
        feed: name of the landing folder.
        view: relation in schema `feed` with the control columns and either the columns of a table or one
            column `_document` with the text of each document.
        shape: how lines become a file, a key of `formats.SHAPES`.
        file: template of the file's name; `{part}` and `{day}` are filled in.
        lag: days between the event day and the usual delivery.
        may_wander: whether files may be late, doubled or split; snapshots and master data may not.
        may_split: whether a file may come in parts; a bill is one file.
        sliced: whether a big city's list comes in several files, by the view's `in_slice`.
        encoding: of the text; `utf-8-sig` writes the mark.
        packed: share of the files that come as .gz.
        head: lines above the rows where the view's column names are not the header; `{day}` is filled in.
        footer: companion view with `_day`, `_part`, `footer` for shapes that end in totals.
        flaws: dirt in rows.
        file_flaws: dirt in files.
        retried: share of the lines that are sent once more on the next day.
        corrected: column that a first delivery may have wrong, and what the wrong value is made by.
    """

    feed: str
    view: str
    shape: str = "csv"
    file: str = "{feed}_{part}_{day}.csv"
    lag: int = 1
    may_wander: bool = True
    may_split: bool = True
    sliced: bool = False
    encoding: str = "utf-8"
    packed: float = 0.0
    head: tuple[str, ...] = ()
    footer: str | None = None
    flaws: tuple[Flaw, ...] = ()
    file_flaws: tuple[FileFlaw, ...] = ()
    retried: float = 0.0
    corrected: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
