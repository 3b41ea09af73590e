"""Documents through Python: many files in one pass, each document as JSON text into the engine's SELECT.

Small files of JSON Lines come this way because opening them costs the engine more than reading them; files of
any other layout because only Python can take them apart.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from sources.casting import judged_sql
from sources.intake import open_unpacked
from sources.quarantine import EXCERPT_LENGTH, Fault
from sources.readers import document_sql
from sources.readers.document_split import Document, free_documents, line_documents
from sources.vendors.documents import UnfitDocument

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sources.judged import JudgedRows
    from sources.readers.canonical import Canonical
    from sources.readers.document_plan import DocumentPlan

_BATCH_BYTES = 48 * 1024**2
_SCHEMA = pa.schema(
    [("_file_id", pa.string()), ("_line", pa.int64()), ("_document", pa.int64()), ("doc", pa.string())]
)


@dataclass(frozen=True)
class DocumentFile:
    """A file of documents."""

    path: Path
    file_id: str
    layout: str  # lines | free | xml


@dataclass
class Read:
    """What became of the files beyond their judged rows."""

    faults: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    failed: dict[str, Exception] = field(default_factory=dict)
    """Files that could not be read to their end; no row of theirs is kept."""
    unknown: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


class DocumentRows:
    """Reads files of documents into judged rows."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        plan: DocumentPlan,
        canonical: Canonical,
        settings: Mapping[str, str],
        judged: JudgedRows,
    ) -> None:
        self._con = con
        self._plan = plan
        self._canonical = canonical
        self._settings = settings
        self._judged = judged

    def read(self, files: Sequence[DocumentFile]) -> Read:
        """Read all files; a bad one costs only itself."""
        read = Read()
        start = self._judged.end
        # Text as it lies may need mending by the SELECT; what Python has decoded is canonical already.
        is_raw = [self._is_raw(file) for file in files]
        raw = [file for file, yes in zip(files, is_raw, strict=True) if yes]
        decoded = [file for file, yes in zip(files, is_raw, strict=True) if not yes]
        for some, mend in ((raw, True), (decoded, False)):
            for batch in self._batches(some, read):
                self._write(batch, read, mend=mend)
        if read.failed:
            # Rows of files that failed later.
            self._judged.drop_files(read.failed, start)
        return read

    def _is_raw(self, file: DocumentFile) -> bool:
        is_lines = file.layout == "lines" and not self._canonical.has_module
        return is_lines or bool(self._plan.feed.module_for)

    def _batches(self, files: Sequence[DocumentFile], read: Read) -> Iterator[pa.Table]:
        rows: list[tuple[str, int, int, str]] = []
        size = 0
        for file in files:
            try:
                for number, (line, text) in enumerate(self._documents(file, read)):
                    rows.append((file.file_id, line, number, text))
                    size += len(text)
                    if size > _BATCH_BYTES:
                        yield _table(rows)
                        rows, size = [], 0
            except Exception as error:  # noqa: BLE001 - one bad file never stops the others
                read.failed[file.file_id] = error
        if rows:
            yield _table(rows)

    def _documents(self, file: DocumentFile, read: Read) -> Iterator[tuple[int, str]]:
        """Line and JSON text of each document of a file."""
        feed, faults = self._plan.feed, read.faults[file.file_id]
        is_lines = file.layout == "lines"
        with open_unpacked(file.path) as stream:
            found: Iterator[Document | Fault] = (
                line_documents(stream, feed)
                if is_lines
                else free_documents(stream, feed, is_xml=file.layout == "xml")
            )
            for document in found:
                if isinstance(document, Fault):
                    faults.append(document)
                elif is_lines and not self._canonical.has_module:
                    yield document.line, document.text
                else:
                    node = self._canonical.decode(document.text) if is_lines else document.node
                    make = self._canonical.as_delivered if self._is_raw(file) else self._canonical.texts
                    texts = make(node, read.unknown[file.file_id])
                    if not texts:
                        faults.append(_unfit(document, UnfitDocument("bad_json")))
                    for text in texts:
                        if isinstance(text, str):
                            yield document.line, text
                        else:
                            faults.append(_unfit(document, text))

    def _write(self, batch: pa.Table, read: Read, *, mend: bool) -> None:
        start, failure = self._judged.end, None
        self._con.register("delivered_documents", batch)
        try:
            relation = document_sql.document_relation(self._plan, "delivered_documents", mend=mend)
            everything = [column.name for column in self._plan.feed.columns]
            select = judged_sql(self._plan.feed, relation, everything, settings=self._settings)
            self._judged.add(select)
            if mend:
                found = unknown_keys(self._con, self._plan, self._canonical, "delivered_documents")
                for file_id, names in found.items():
                    read.unknown[file_id] |= names
        except duckdb.Error as error:
            failure = error
        finally:
            self._con.unregister("delivered_documents")
        if failure:
            self._judged.drop_from(start)
            self._write_apart(batch, read, failure, mend=mend)

    def _write_apart(self, batch: pa.Table, read: Read, failure: duckdb.Error, *, mend: bool) -> None:
        """After a failure: file by file, so that it costs only the file that made it."""
        ids = batch["_file_id"].unique().to_pylist()
        if len(ids) == 1:
            read.failed[ids[0]] = failure
            return
        for file_id in ids:
            self._write(batch.filter(pc.equal(batch["_file_id"], file_id)), read, mend=mend)


def _table(rows: list[tuple[str, int, int, str]]) -> pa.Table:
    columns = zip(*rows, strict=True)
    arrays = [pa.array(c, f.type) for c, f in zip(columns, _SCHEMA, strict=True)]
    return pa.Table.from_arrays(arrays, schema=_SCHEMA)


def _unfit(document: Document, why: UnfitDocument) -> Fault:
    start = document.text[:EXCERPT_LENGTH]
    return Fault(document.line, document.byte_offset, why.reason, start, why.column_name)


def unknown_keys(
    con: duckdb.DuckDBPyConnection, plan: DocumentPlan, canonical: Canonical, source: str
) -> dict[str, set[str]]:
    """Drift, by file: keys of the documents in `source` that the registry neither wants nor ignores."""
    keys = "CASE WHEN json_valid(doc) THEN {} END"
    # Of a table's record the keys are all there is to know, and cost a tenth of its structure.
    shown = keys.format(
        "CAST(to_json(json_keys(doc)) AS VARCHAR)" if plan.is_flat else "CAST(json_structure(doc) AS VARCHAR)"
    )
    found: dict[str, set[str]] = defaultdict(set)
    for file_id, text in con.execute(
        f"SELECT DISTINCT _file_id, {shown} FROM {source} ORDER BY ALL"
    ).fetchall():
        structure = json.loads(text) if text else None
        node = dict.fromkeys(structure) if isinstance(structure, list) and plan.is_flat else structure
        found[file_id] |= canonical.unknown_keys(node)
    return found
