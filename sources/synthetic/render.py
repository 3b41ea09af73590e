"""The world as landing files: window by window of event days, one query a stream, one pass over its files.

Text is made by the engine (`feeds/*.sql`); here lines become files, and files find their delivery day.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sources import sql
from sources.synthetic.delivery import Schedule
from sources.synthetic.draft import Draft, damage, files_of, flawed
from sources.synthetic.feeds import SCRIPTS, STREAMS
from sources.synthetic.feeds.stream import CONTROL_COLUMNS
from sources.synthetic.formats import gzipped
from sources.synthetic.rates import CityRates
from sources.synthetic.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import duckdb

    from sources.synthetic.feeds.stream import FileFlaw, Stream

__all__ = ["RenderSummary", "render"]

_BETWEEN = "\x1e"
"""Stands between lines in an aggregate: no text of the city holds it."""
_PEOPLE_DAYS = 150_000
"""How much of the city is in memory at a time."""


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
    progress: Callable[[str], None] | None = None,
    streams: Sequence[Stream] = STREAMS,
) -> RenderSummary:
    """Write every feed's files into `landing`, and the truth about them into schema `world`.

    Args:
        con: connection with the filled schema `world`.
        landing: the landing zone.
        first_day: first event day.
        last_day: last event day and last delivery day: what would arrive later is not there yet.
        seed: decides lateness, doubles and dirt.
        rates: how many files are late or doubled.
        dirt: whether anything is damaged, late, doubled or corrected at all.
        progress: told what is being written.
        streams: what to write.
    """
    # Views are bound when they are made, so the variables must have their types by then.
    for name, day in (("city_first_day", first_day), ("city_last_day", last_day)):
        con.execute(f"set variable {name} = ?", [day])
    _look_at(con, first_day, last_day)
    for script in SCRIPTS:
        con.execute((files(f"{__package__}.feeds") / f"{script}.sql").read_text(encoding="utf-8"))
    rates = rates or CityRates()
    schedule = Schedule(seed, first_day, last_day, rates.late_file, rates.doubled_file)
    writer = _Writer(landing, schedule, Truth(), dirt=dirt)
    for first, last in _windows(con, first_day, last_day):
        _look_at(con, first, last)
        for stream in streams:
            if progress:
                progress(f"{stream.feed}: {first} to {last}")
            for draft in _drafts(con, stream):
                writer.deliver(draft)
    writer.truth.write(con)
    return RenderSummary(writer.files, writer.size_bytes, writer.rows)


def _look_at(con: duckdb.DuckDBPyConnection, first: date, last: date) -> None:
    """Let the views show these event days."""
    con.execute("set variable first_day = ?", [first])
    con.execute("set variable last_day = ?", [last])


def _windows(con: duckdb.DuckDBPyConnection, first: date, last: date) -> Iterator[tuple[date, date]]:
    people = con.execute("select count(*) from world.person").fetchone()
    length = max(1, _PEOPLE_DAYS // max(1, people[0] if people else 1))
    while first <= last:
        end = min(last, first + timedelta(days=length - 1))
        yield first, end
        first = end + timedelta(days=1)


def _drafts(con: duckdb.DuckDBPyConnection, stream: Stream) -> Iterator[Draft]:
    """Each file of the window, the first of a day first."""
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
        yield Draft(stream, day, part, header, lines, kept, footers.get((day, part)))


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


class _Writer:
    """Puts files where they are delivered, and counts."""

    def __init__(self, landing: Path, schedule: Schedule, truth: Truth, *, dirt: bool) -> None:
        self._landing = landing
        self._schedule = schedule
        self._dirt = dirt
        self._seen: set[tuple[str, date]] = set()
        self.truth = truth
        self.files = 0
        self.size_bytes = 0
        self.rows: dict[str, int] = {}

    def deliver(self, draft: Draft) -> None:
        """Write the files of a draft."""
        place = (draft.stream.view, draft.day)
        is_first = place not in self._seen
        self._seen.add(place)
        wanders = self._dirt and draft.stream.may_wander
        flaw = damage(draft, self._schedule) if self._dirt and is_first else None
        if self._dirt and is_first:
            draft = flawed(draft, self._schedule)
        for number, file in enumerate(files_of(draft, self._schedule, wanders=wanders)):
            is_plain = file.suffix not in {"-retry", "-corrected"}
            self._deliver_file(file, flaw if is_plain and number == 0 else None, wanders=wanders and is_plain)

    def _deliver_file(self, file: Draft, flaw: FileFlaw | None, *, wanders: bool) -> None:
        usual = self._schedule.delivered_on(
            file.name, file.day, lag=file.stream.lag, may_wander=wanders
        ) + timedelta(days=file.later)
        data = file.content()
        damaged = flaw.make(file.header, file.lines, data) if flaw else None
        if flaw and damaged is not None:
            if flaw.place == "over":
                data = damaged
                self._mark(file, flaw.kind, usual, file.name)
            else:
                self._write_damaged(file, flaw, damaged, usual)
                usual += timedelta(days=flaw.place == "instead")
        name = file.name
        if self._schedule.draw("packed", name) < file.stream.packed:
            name, data = f"{name}.gz", gzipped(data)
        rows = sum(file.kept)
        if self._write(file, usual, name, data, "accepted", rows):
            for mark in file.marks.values():
                self.truth.dirt.append(
                    (
                        file.stream.feed,
                        usual,
                        self._path(file, usual, name),
                        mark.kind,
                        mark.reason,
                        mark.count,
                    )
                )
        if wanders and self._schedule.comes_twice(name, file.day):
            day = usual + timedelta(days=1)
            if self._write(file, day, f"again_{name}", data, "accepted", 0):
                self.truth.dirt.append(
                    (file.stream.feed, day, self._path(file, day, f"again_{name}"), "file_twice", "", 1)
                )

    def _write_damaged(self, file: Draft, flaw: FileFlaw, data: bytes, day: date) -> None:
        name = f"{file.name}{flaw.suffix}" if flaw.suffix else f"{flaw.kind}_{file.name}"
        status = "quarantined" if flaw.reason else "accepted"
        if self._write(file, day, name, data, status, 0):
            self._mark(file, flaw.kind, day, name, flaw.reason)

    def _mark(self, file: Draft, kind: str, day: date, name: str, reason: str = "") -> None:
        if day <= self._schedule.last_day:
            self.truth.dirt.append((file.stream.feed, day, self._path(file, day, name), kind, reason, 1))

    def _path(self, file: Draft, day: date, name: str) -> str:
        return f"{file.stream.feed}/{day.isoformat()}/{name}"

    def _write(self, file: Draft, day: date, name: str, data: bytes, status: str, rows: int) -> bool:
        """Write one file; False when it would come after the last day."""
        if day > self._schedule.last_day:
            return False
        path = self._path(file, day, name)
        target = self._landing / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        self.files += 1
        self.size_bytes += len(data)
        self.rows[file.stream.feed] = self.rows.get(file.stream.feed, 0) + rows
        digest = hashlib.blake2b(data, digest_size=16).hexdigest()
        self.truth.rendered.append((file.stream.feed, day, path, digest, status, rows))
        return True
