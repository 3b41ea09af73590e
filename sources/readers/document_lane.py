"""Which way the documents of a feed's files take: lines through the engine, all else through Python."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import duckdb

from sources.intake import DamagedFileError
from sources.readers import document_sql, json_engine
from sources.readers.canonical import Canonical, install
from sources.readers.csv_engine import PlainFile
from sources.readers.document_plan import document_plan
from sources.readers.document_rows import DocumentFile, DocumentRows, unknown_keys
from sources.readers.document_split import longest
from sources.readers.header import safe_names
from sources.readers.sampling import sampled_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sources.intake import TextScan
    from sources.judged import JudgedRows
    from sources.outcome import Outcome
    from sources.registry import Feed

_ENGINE_FROM_BYTES = 512 * 1024
"""Below this a file is read sooner than the engine has opened it."""
_DRIFT_BYTES = 8 * 1024**2
"""Of more than this, drift is looked for in about so much of the lines."""


@dataclass(frozen=True)
class Waiting:
    """A file of documents that was looked at and waits for its like."""

    outcome: Outcome
    path: Path
    scan: TextScan
    layout: str


class DocumentLane:
    """Reads files of documents of one feed into judged rows."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        feed: Feed,
        settings: Mapping[str, str],
        links: Path,
        judged: JudgedRows,
    ) -> None:
        self._con = con
        self._feed = feed
        self._settings = settings
        self._links = links
        self._judged = judged
        self._plan = document_plan(feed)
        self._canonical = Canonical(self._plan)
        document_sql.install_macros(con)
        install(con, self._canonical)
        self._unnumbered: dict[str, PlainFile] = {}
        self._waiting: list[Waiting] = []

    def add(self, outcome: Outcome, path: Path, scan: TextScan) -> Outcome:
        """Take a file; it is read by `read`.

        Raises:
            DamagedFileError: the feed has no documents of that shape.
        """
        if scan.shape == "xml" and not self._feed.shapes:
            raise DamagedFileError("unsupported_format")
        layout = _layout(scan, self._feed)
        shape = "json_lines" if layout == "lines" else scan.shape
        outcome = replace(outcome, shape=shape, encoding="utf-8")
        self._waiting.append(Waiting(outcome, path, scan, layout))
        return outcome

    def read(self, refuse: Callable[[Outcome, Exception], Outcome]) -> Iterator[Outcome]:
        """Read all files that were taken; gives what became of each."""
        by_id = {waiting.outcome.file_id: waiting for waiting in self._waiting}
        quick = [waiting for waiting in self._waiting if self._is_quick(waiting)]
        refound = self._through_engine(quick)
        careful = [w for w in self._waiting if w.outcome.file_id not in refound]
        through = DocumentRows(self._con, self._plan, self._canonical, self._settings, self._judged)
        read = through.read([DocumentFile(w.path, w.outcome.file_id, w.layout) for w in careful])
        for file_id, waiting in by_id.items():
            if file_id in read.failed:
                yield refuse(waiting.outcome, read.failed[file_id])
                continue
            unknown = safe_names(sorted(refound.get(file_id, read.unknown[file_id])))
            yield replace(waiting.outcome, unknown_columns=unknown, faults=tuple(read.faults[file_id]))
        self._waiting.clear()

    def number_lines(self, file_ids: Sequence[str], table: str) -> None:
        """Add to `table` (file_id, place, line) the lines of rows that do not know theirs."""
        for file_id in file_ids:
            if file_id in self._unnumbered:
                json_engine.number_lines(self._con, self._plan, self._unnumbered[file_id], self._links, table)

    def _is_quick(self, waiting: Waiting) -> bool:
        scan = waiting.scan
        is_plain = scan.is_plain_up_to(longest(self._feed)) and not scan.has_separator
        is_fit = waiting.layout == "lines" and not self._canonical.has_module
        return is_fit and is_plain and scan.size >= _ENGINE_FROM_BYTES

    def _through_engine(self, files: Sequence[Waiting]) -> dict[str, set[str]]:
        """Unknown keys by file of those files that the engine could read; the others are left."""
        by_newline: dict[str, list[Waiting]] = {}
        for waiting in files:
            by_newline.setdefault(waiting.scan.newline or "\n", []).append(waiting)
        found: dict[str, set[str]] = {}
        for alike in by_newline.values():
            found |= self._write(alike)
        return found

    def _write(self, files: Sequence[Waiting]) -> dict[str, set[str]]:
        plain = [
            PlainFile(w.path, w.outcome.file_id, w.scan.compression, w.scan.newline or "\n") for w in files
        ]
        start = self._judged.end
        try:
            json_engine.read(
                self._plan, plain, links=self._links, judged=self._judged, settings=self._settings
            )
            found = self._drift(plain, sum(w.scan.size for w in files))
        except duckdb.Error:
            self._judged.drop_from(start)
            return {} if len(files) == 1 else {k: v for w in files for k, v in self._write([w]).items()}
        self._unnumbered |= {file.file_id: file for file in plain}
        return {file.file_id: found.get(file.file_id, set()) for file in plain}

    def _drift(self, files: Sequence[PlainFile], size: int) -> dict[str, set[str]]:
        if size <= _DRIFT_BYTES or any(file.compression != "none" for file in files):
            source = json_engine.lines_source(self._plan, files, self._links)
            if size > _DRIFT_BYTES:
                source = f"(FROM {source} WHERE hash(doc) % {size // _DRIFT_BYTES + 1} = 0)"
            return unknown_keys(self._con, self._plan, self._canonical, source)
        self._con.register("sampled_lines", sampled_lines(files, _DRIFT_BYTES, longest(self._feed)))
        try:
            return unknown_keys(self._con, self._plan, self._canonical, "sampled_lines")
        finally:
            self._con.unregister("sampled_lines")


def _layout(scan: TextScan, feed: Feed) -> str:
    if scan.shape == "xml":
        return "xml"
    # Lines of another encoding must be decoded as a whole to be told from damaged ones.
    is_other = not scan.is_utf8 and bool(feed.shapes or "gb18030" in feed.encodings)
    return "lines" if not is_other and scan.holds_json_lines else "free"
