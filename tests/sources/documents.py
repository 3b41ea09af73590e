"""What the documents of a feed say, as texts: the reading without typing, hashing and files around it."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import duckdb

from sources.quarantine import Fault
from sources.readers import document_sql
from sources.readers.canonical import Canonical, install
from sources.readers.document_plan import DocumentPlan, document_plan
from sources.readers.document_split import free_documents
from sources.registry import load_registry


@dataclass
class Texts:
    """Rows in order, and the faults of documents that give none."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[tuple[str, str | None]] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    """Line and byte of each fault."""
    documents: int = 0


@cache
def _engine(feed: str) -> tuple[duckdb.DuckDBPyConnection, DocumentPlan, Canonical]:
    plan = document_plan(load_registry()[feed])
    con, canonical = duckdb.connect(), Canonical(plan)
    document_sql.install_macros(con)
    install(con, canonical)
    con.execute("CREATE TABLE docs (_file_id VARCHAR, _line BIGINT, _document BIGINT, doc VARCHAR)")
    relation = document_sql.document_relation(plan, "docs", mend=False)
    con.execute(f"CREATE VIEW texts AS FROM {relation}")
    return con, plan, canonical


def read_texts(feed: str, data: bytes) -> Texts:
    """Read a file of documents of any layout."""
    con, plan, canonical = _engine(feed)
    found = Texts()
    texts: list[str] = []
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    for document in free_documents(io.BytesIO(data), plan.feed, is_xml=start.startswith(b"<")):
        if isinstance(document, Fault):
            found.faults.append((document.reason, document.column_name))
            found.places.append((document.line or 0, document.byte_offset or 0))
            continue
        made = canonical.texts(document.node)
        texts += [text for text in made if isinstance(text, str)]
        unfit = [(u.reason, u.column_name) for u in made if not isinstance(u, str)]
        found.faults += unfit if made else [("bad_json", None)]
    con.execute("DELETE FROM docs")
    if texts:
        con.execute("INSERT INTO docs SELECT 'f', 1, 1, unnest(?)", [texts])
    told = con.execute("FROM texts")
    names = [column[0] for column in told.description]
    for row in (dict(zip(names, row, strict=True)) for row in told.fetchall()):
        if str(row["_shape"]).startswith("!"):
            found.faults.append((row["_shape"][1:].partition(":")[0], None))
        else:
            found.rows.append({c.name: row[c.name] for c in plan.feed.columns})
    found.documents = len(texts)
    return found
