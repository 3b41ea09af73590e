"""Which feeds a file may be of, by what it holds: headers and keys that the registry knows."""

from __future__ import annotations

import io
import itertools
from typing import TYPE_CHECKING

import duckdb

from sources.intake import DamagedFileError, chunks, open_unpacked
from sources.quarantine import Fault
from sources.readers import document_sql
from sources.readers.canonical import Canonical, install
from sources.readers.document_plan import document_plan
from sources.readers.document_split import free_documents
from sources.readers.excel import is_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from sources.registry import Feed, Registry

_LOOKED_AT_BYTES = 256 * 1024
_DOCUMENTS = 20
_DELIMITERS = ",\t;|`"


def likely_feeds(path: Path, registry: Registry) -> tuple[str, ...]:
    """Names of feeds, likeliest first; none when the file is unreadable or nothing in it is known."""
    if is_workbook(path):
        return tuple(feed.name for feed in registry if feed.family == "excel" or feed.group == "vendor")[:4]
    try:
        with open_unpacked(path) as stream:
            start = b"".join(itertools.islice(chunks(stream), _LOOKED_AT_BYTES // (64 * 1024)))
    except DamagedFileError:
        return ()
    text = _text(start)
    is_markup = text.lstrip("\ufeff \t\r\n")[:1] in {"{", "[", "<"}
    score = _document_score if is_markup else _table_score
    scores = {feed.name: score(feed, start, text) for feed in registry}
    likely = [name for name, points in scores.items() if points > 0]
    return tuple(sorted(likely, key=lambda name: (-scores[name], name)))


def _text(start: bytes) -> str:
    try:
        return start.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A character cut off at the end is no other encoding.
        whole = error.start > len(start) - 4
        return start.decode("utf-8-sig" if whole else "gb18030", "replace")


def _table_score(feed: Feed, _start: bytes, text: str) -> float:
    """The share of a line's cells that are columns of the feed; 0 when a required one is not there."""
    if feed.family not in {"table", "bill"}:
        return 0.0
    lines = text.splitlines()[: 1 if feed.family == "table" else 10]
    return max((_line_score(feed, line) for line in lines), default=0.0)


def _line_score(feed: Feed, line: str) -> float:
    best = 0.0
    for delimiter in _DELIMITERS:
        cells = [cell.strip(' \t"`\ufeff\u3000') for cell in line.split(delimiter)]
        columns = {column.name for cell in cells if (column := feed.column_for_header(cell))}
        needed = {column.name for column in feed.columns if column.required}
        if needed <= columns:
            best = max(best, len(columns) / len(cells))
    return best


def _document_score(feed: Feed, start: bytes, text: str) -> float:
    """How many of the first documents are of a shape of the feed; of a table's, how many keys are known."""
    if feed.family not in {"table", "documents"}:
        return 0.0
    is_xml = text.lstrip("\ufeff \t\r\n").startswith("<")
    if not feed.shapes and is_xml:
        return 0.0
    found = free_documents(io.BytesIO(start), feed, is_xml=is_xml)
    nodes = [
        document.node for document in itertools.islice(found, _DOCUMENTS) if not isinstance(document, Fault)
    ]
    if feed.shapes:
        return _fitting(feed, nodes)
    keys = {key for node in nodes if isinstance(node, dict) for key in node}
    columns = {column.name for key in keys if (column := feed.column_for_header(key))}
    needed = {column.name for column in feed.columns if column.required}
    return len(columns) / len(keys) if keys and needed <= columns else 0.0


def _fitting(feed: Feed, nodes: list[object]) -> float:
    plan = document_plan(feed)
    canonical = Canonical(plan)
    texts = [text for node in nodes for text in canonical.texts(node) if isinstance(text, str)]
    if not texts:
        return 0.0
    con = duckdb.connect()
    try:
        document_sql.install_macros(con)
        install(con, canonical)
        documents = "(SELECT 'f' AS _file_id, 1 AS _line, 1 AS _document, unnest($texts) AS doc)"
        relation = document_sql.document_relation(plan, documents, mend=False)
        count = f"SELECT count(*) FILTER (NOT starts_with(_shape, '!')) FROM {relation}"
        found = con.execute(count, {"texts": texts}).fetchone()
    finally:
        con.close()
    return float(found[0]) if found else 0.0
