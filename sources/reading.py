"""Which reader takes which file. A bad file is refused and the others go on."""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

import duckdb

from sources.intake import DamagedFileError, Delivery, TextScan, file_id, open_unpacked, scan
from sources.judged import TABLE, JudgedRows
from sources.outcome import Outcome
from sources.quarantine import Fault
from sources.readers import bill, csv_engine, rows
from sources.readers.csv_records import csv_rows
from sources.readers.document_lane import DocumentLane
from sources.readers.excel import WorkbookRows, is_workbook
from sources.readers.header import Header, choose_encoding, read_header
from sources.readers.plain_copy import PlainCopies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sources.layout import Home
    from sources.registry import Feed

Candidate = tuple[Outcome, TextScan, Header]
"""A clean CSV that the engine may read as it lies."""


class FeedReader:
    """Reads new files of one feed into judged rows; `work` is a directory for what that needs."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, home: Home, feed: Feed, work: Path, settings: Mapping[str, str]
    ) -> None:
        self._con = con
        self._home = home
        self._feed = feed
        self._settings = settings
        self._work = work
        self._links = work / "links"
        self._links.mkdir(parents=True)
        self._copies = PlainCopies(work / "copies")
        self._judged = JudgedRows(con, feed)
        self._lane: DocumentLane | None = None

    def read(
        self, new: Sequence[Delivery], seen: Iterable[str], progress: Callable[[str], None]
    ) -> list[Outcome]:
        """Read every file, in order; nothing that a file contains makes this fail."""
        outcomes: dict[str, Outcome] = {}
        candidates: list[Candidate] = []
        met = set(seen)
        for number, delivery in enumerate(new, start=1):
            progress(f"{self._feed.name}: file {number} of {len(new)}")
            outcome, candidate = self._look(delivery, met)
            met.add(outcome.file_id)
            outcomes[delivery.path] = outcome
            if candidate:
                candidates.append(candidate)
        for outcome in (*self._read_plain(candidates), *self._read_documents()):
            outcomes[outcome.delivery.path] = outcome
        unchanged = [o for o in outcomes.values() if self._is_unchanged(o.delivery)]
        return unchanged if len(unchanged) == len(outcomes) else self._start_over(unchanged, seen, progress)

    def _start_over(
        self, outcomes: Sequence[Outcome], seen: Iterable[str], progress: Callable[[str], None]
    ) -> list[Outcome]:
        # A file that changed while it was read is not whole yet: it waits for the next night.
        self._judged.drop_from(0)
        return self.read([outcome.delivery for outcome in outcomes], seen, progress)

    def _is_unchanged(self, delivery: Delivery) -> bool:
        try:
            stat = self._path(delivery).stat()
        except FileNotFoundError:
            return False
        return (stat.st_size, stat.st_mtime_ns) == (delivery.size_bytes, delivery.mtime_ns)

    def _path(self, delivery: Delivery) -> Path:
        return self._home.landing / delivery.path

    def _look(self, delivery: Delivery, met: set[str]) -> tuple[Outcome, Candidate | None]:
        """Inspect a file; read it at once unless it is a clean CSV, which waits for its like."""
        outcome = Outcome(delivery, "")
        try:
            outcome = replace(outcome, file_id=file_id(self._path(delivery)))
            if outcome.file_id in met:
                return replace(outcome, status="duplicate"), None
            if self._feed.family == "bill":
                return self._guarded(outcome, partial(self._read_bill, outcome)), None
            if self._feed.family in {"table", "excel"} and is_workbook(self._path(delivery)):
                return self._guarded(outcome, partial(self._read_workbook, outcome)), None
            text = scan(self._path(delivery))
            outcome = replace(outcome, shape=text.shape)
        except (DamagedFileError, OSError) as error:
            return outcome.refused(_file_fault(error)), None
        if text.shape == "csv":
            return self._look_at_csv(outcome, text)
        return self._guarded(outcome, partial(self._take_markup, outcome, text)), None

    def _look_at_csv(self, outcome: Outcome, text: TextScan) -> tuple[Outcome, Candidate | None]:
        try:
            encoding = choose_encoding(self._feed, text, self._path(outcome.delivery))
            outcome = replace(outcome, encoding=encoding)
            header = read_header(self._feed, text, encoding)
        except Exception as error:  # noqa: BLE001 - one bad file never stops the others
            return outcome.refused(_file_fault(error)), None
        outcome = replace(outcome, unknown_columns=header.unknown)
        if text.is_plain_once_copied:
            return outcome, (outcome, text, header)
        return self._guarded(outcome, partial(self._read_csv, outcome, header)), None

    def _guarded(self, outcome: Outcome, read: Callable[[], Outcome]) -> Outcome:
        start = self._judged.end
        try:
            return read()
        except Exception as error:  # noqa: BLE001 - one bad file never stops the others
            self._judged.drop_from(start)
            return outcome.refused(_file_fault(error))

    def _read_plain(self, candidates: Sequence[Candidate]) -> Iterator[Outcome]:
        def likeness(candidate: Candidate) -> tuple[str, str, tuple[str, ...]]:
            _, text, header = candidate
            return text.newline or "", header.delimiter, tuple(name or "" for name in header.columns)

        for _, like in groupby(sorted(candidates, key=likeness), key=likeness):
            yield from self._read_alike(list(like))

    def _read_alike(self, candidates: list[Candidate]) -> Iterator[Outcome]:
        """One pass over files of one header; those that need care are read again, alone."""
        careful: list[Candidate] = []
        while candidates:
            start = self._judged.end
            doubtful = self._try_engine(candidates)
            careful += [c for c in candidates if c[0].file_id in doubtful]
            candidates = [c for c in candidates if c[0].file_id not in doubtful]
            if not doubtful:
                break
            self._judged.drop_from(start)
        self._copies.remove()
        for outcome, _, header in careful:
            yield self._guarded(outcome, partial(self._read_csv, outcome, header))

    def _try_engine(self, candidates: Sequence[Candidate]) -> set[str]:
        """Ids of files whose rows or lines the engine may have got wrong."""
        files = [self._copies.plain(o, text, self._path(o.delivery)) for o, text, _ in candidates]
        damaged = {o.file_id for (o, _, _), file in zip(candidates, files, strict=True) if file is None}
        if damaged:
            return damaged
        dialect = csv_engine.Dialect(candidates[0][2], candidates[0][1].newline or "\n")
        start = self._judged.end
        try:
            doubtful = csv_engine.read(
                self._con,
                self._feed,
                dialect,
                list(filter(None, files)),
                links=self._links,
                judged=self._judged,
                settings=self._settings,
            )
        except duckdb.Error:
            return {outcome.file_id for outcome, _, _ in candidates}
        counted = self._con.execute(f"""
            SELECT _file_id, count(*), count(_fault) FROM {TABLE} WHERE rowid >= {start} GROUP BY 1
        """).fetchall()
        lines = {o.file_id: text.newlines - text.ends_with_newline for o, text, _ in candidates}
        return doubtful | {file for file, read, bad in counted if bad and read != lines[file]}

    def _read_csv(self, outcome: Outcome, header: Header) -> Outcome:
        with open_unpacked(self._path(outcome.delivery)) as stream:
            return self._stream(outcome, csv_rows(stream, header, str(outcome.encoding)), header.present)

    def _read_bill(self, outcome: Outcome) -> Outcome:
        return bill.read(
            self._con,
            self._feed,
            outcome,
            self._path(outcome.delivery),
            judged=self._judged,
            scratch=self._work / "bill",
            settings=self._settings,
        )

    def _read_workbook(self, outcome: Outcome) -> Outcome:
        book = WorkbookRows(self._path(outcome.delivery), self._feed)
        try:
            everything = [column.name for column in self._feed.columns]
            read = self._stream(outcome, book.rows(), everything)
        finally:
            book.close()
        if book.broken:
            raise book.broken
        return replace(read, shape="workbook", unknown_columns=book.unknown)

    def _take_markup(self, outcome: Outcome, text: TextScan) -> Outcome:
        if self._feed.family not in {"table", "documents"}:
            raise DamagedFileError("unsupported_format")
        if self._lane is None:
            self._lane = DocumentLane(self._con, self._feed, self._settings, self._links, self._judged)
        return self._lane.add(outcome, self._path(outcome.delivery), text)

    def _read_documents(self) -> Iterator[Outcome]:
        if self._lane:
            yield from self._lane.read(lambda outcome, error: outcome.refused(_file_fault(error)))

    def number_lines(self, file_ids: Sequence[str], table: str) -> None:
        """Add to `table` (file_id, place, line) the lines of rows that do not know theirs."""
        if self._lane:
            self._lane.number_lines(file_ids, table)

    def _stream(
        self, outcome: Outcome, records: Iterable[rows.Row | Fault], present: Sequence[str]
    ) -> Outcome:
        faults = rows.read(
            self._con,
            self._feed,
            records,
            present,
            file_id=outcome.file_id,
            judged=self._judged,
            settings=self._settings,
        )
        return replace(outcome, faults=tuple(faults))


def _file_fault(error: Exception) -> Fault:
    """The fault of a file as a whole: a code, never the error's own words, which may hold content."""
    if isinstance(error, DamagedFileError):
        return Fault(None, None, error.reason, column_name=error.column_name)
    # What the reading of a header stumbles over.
    known: dict[type, str] = {UnicodeDecodeError: "bad_encoding", csv.Error: "broken_quotes"}
    return Fault(None, None, known.get(type(error), "unreadable"))
