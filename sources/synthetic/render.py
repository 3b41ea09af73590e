"""The world as landing files: window by window of event days, one query a stream, one pass over its files.

Text is made by the engine (`feeds/*.sql`); here lines become files, and files find their delivery day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sources import sql
from sources.synthetic.delivery import Schedule
from sources.synthetic.draft import Draft
from sources.synthetic.feeds import SCRIPTS, STREAMS
from sources.synthetic.feeds.stream import CONTROL_COLUMNS
from sources.synthetic.rates import CityRates
from sources.synthetic.truth import Truth
from sources.synthetic.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import duckdb

    from sources.synthetic.feeds.stream import Stream

__all__ = ["RenderSummary", "render"]

_BETWEEN = "\x1e"
"""Stands between lines in an aggregate: no text of the city holds it."""
_PEOPLE_DAYS = 150_000
"""How much of the city is in memory at a time."""
_SLICE_PEOPLE = 50_000
"""The same for complete lists of a day, which no window makes shorter."""


@dataclass(frozen=True)
class RenderSummary:
    """What was written."""

    files: int
    size_bytes: int
    rows: dict[str, int]
    """Good rows a feed."""


def render(  # noqa: PLR0913 - a city is many choices
    con: duckdb.DuckDBPyConnection,
    landing: Path,
    *,
    first_day: date,
    last_day: date,
    seed: int,
    rates: CityRates | None = None,
    dirt: bool = True,
    wait_days: int = 0,
    huge_line: bool = False,
    progress: Callable[[str], None] | None = None,
    streams: Sequence[Stream] = STREAMS,
) -> RenderSummary:
    """Write every feed's files into `landing`, and the truth about them into schema `world`.

    Args:
        con: connection with the filled schema `world`.
        landing: the landing zone.
        first_day: first event day.
        last_day: last event day and last delivery day: what would arrive later is not there yet.
        wait_days: days after it on which files still arrive.
        seed: decides lateness, doubles and dirt.
        rates: how many files are late or doubled.
        dirt: whether anything is damaged, late, doubled or corrected at all.
        huge_line: whether one file holds a line of fifty megabytes.
        progress: told what is being written.
        streams: what to write.
    """
    # Views are bound when they are made, so the variables must have their types by then.
    for name, day in (("city_first_day", first_day), ("city_last_day", last_day)):
        con.execute(f"set variable {name} = ?", [day])
    _look_at(con, first_day, last_day)
    slices = _slices(con)
    for script in SCRIPTS:
        con.execute((files(f"{__package__}.feeds") / f"{script}.sql").read_text(encoding="utf-8"))
    rates = rates or CityRates()
    last_delivery = last_day + timedelta(days=wait_days)
    schedule = Schedule(seed, first_day, last_delivery, rates.late_file, rates.doubled_file)
    writer = Writer(landing, schedule, Truth(), dirt=dirt)
    for first, last in _windows(con, first_day, last_day):
        _look_at(con, first, last)
        for stream in streams:
            if progress:
                progress(f"{stream.feed}: {first} to {last}")
            for number in range(slices if stream.sliced else 1):
                con.execute("set variable slice_no = ?", [number])
                suffix = f"-{number + 1}of{slices}" if stream.sliced and slices > 1 else ""
                for draft in _drafts(con, stream, suffix):
                    writer.deliver(draft)
    if huge_line:
        writer.deliver_huge_line("content_stat", last_day)
    writer.truth.write(con)
    return RenderSummary(writer.files, writer.size_bytes, writer.rows)


def _look_at(con: duckdb.DuckDBPyConnection, first: date, last: date) -> None:
    """Let the views show these event days."""
    con.execute("set variable first_day = ?", [first])
    con.execute("set variable last_day = ?", [last])


def _people(con: duckdb.DuckDBPyConnection) -> int:
    found = con.execute("select count(*) from world.person").fetchone()
    return max(1, found[0] if found else 1)


def _slices(con: duckdb.DuckDBPyConnection) -> int:
    """Tell the views in how many files a complete list comes."""
    slices = -(-_people(con) // _SLICE_PEOPLE)
    con.execute("set variable slices = ?", [slices])
    con.execute("set variable slice_no = 0")
    return slices


def _windows(con: duckdb.DuckDBPyConnection, first: date, last: date) -> Iterator[tuple[date, date]]:
    length = max(1, _PEOPLE_DAYS // _people(con))
    while first <= last:
        end = min(last, first + timedelta(days=length - 1))
        yield first, end
        first = end + timedelta(days=1)


def _drafts(con: duckdb.DuckDBPyConnection, stream: Stream, suffix: str) -> Iterator[Draft]:
    """Each file of the window or slice, the first of a day first."""
    view = f"feed.{stream.view}"
    described = con.execute(f"describe {view}").fetchall()
    columns = [(name, kind) for name, kind, *_ in described if name not in CONTROL_COLUMNS]
    header = tuple(name for name, _ in columns)
    has_rows = any(name == "_rows" for name, *_ in described)
    counts = "list(_rows order by _seq)" if has_rows else "null"
    found = con.execute(f"""
        select _day, _part, string_agg({_line(stream, columns)}, chr(30) order by _seq) as lines, {counts}
        from {view} group by all order by _day, _part
    """).fetchall()
    footers = _footers(con, stream)
    for day, part, text, counted in found:
        lines = text.split(_BETWEEN)
        kept = counted or [1] * len(lines)
        yield Draft(stream, day, part, header, lines, kept, footers.get((day, part)), suffix=suffix)


def _footers(con: duckdb.DuckDBPyConnection, stream: Stream) -> dict[tuple[Any, ...], str]:
    if not stream.footer:
        return {}
    found = con.execute(f"select _day, _part, footer from feed.{stream.footer}").fetchall()
    return {(day, part): footer for day, part, footer in found}


def _line(stream: Stream, columns: Sequence[tuple[str, str]]) -> str:
    """The SQL of one line."""
    if columns[0][0] == "_document":
        return "_document"
    if stream.shape in {"json_lines", "json_array"}:
        fields = ", ".join(f"{sql.name(name)}: {sql.name(name)}" for name, _ in columns)
        return f"to_json({{{fields}}})::varchar"
    cells = (
        f"csv_cell({sql.name(name)})" if kind == "VARCHAR" else f"coalesce({sql.name(name)}::varchar, '')"
        for name, kind in columns
    )
    return " || ',' || ".join(cells)
