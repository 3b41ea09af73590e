"""JSON Lines at full speed: the engine reads the landed lines of many files in a single pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources import sql
from sources.casting import judged_sql
from sources.intake import FILE_ID_LENGTH
from sources.readers.document_split import longest
from sources.readers.document_sql import document_relation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import duckdb

    from sources.judged import JudgedRows
    from sources.readers.csv_engine import PlainFile
    from sources.readers.document_plan import DocumentPlan

_SUFFIXES = {"none": ".json", "gzip": ".json.gz"}


def read(
    plan: DocumentPlan,
    files: Sequence[PlainFile],
    *,
    links: Path,
    judged: JudgedRows,
    settings: Mapping[str, str],
) -> None:
    """Type and judge the documents of all files.

    Lines are not numbered here, which would halve the speed: `number_lines` finds those that are asked for.

    Raises:
        duckdb.Error: a file holds what the engine cannot take as lines.
    """
    source = lines_source(plan, files, links, is_numbered=bool(plan.feed.told_whole))
    everything = [column.name for column in plan.feed.columns]
    relation = document_relation(plan, source, mend=True)
    select = judged_sql(plan.feed, relation, everything, settings=settings)
    judged.add(select)


def lines_source(
    plan: DocumentPlan, files: Sequence[PlainFile], links: Path, *, is_numbered: bool = False
) -> str:
    """A table expression with a row a line: `_file_id`, `_line`, `_document` and its text `doc`.

    Numbers run over all the files; as lines they are right when there is one.
    """
    names = [_link(file, links) for file in files]
    paths = ", ".join(sql.literal(name) for name in names)
    number = "row_number() OVER ()" if is_numbered else "CAST(NULL AS BIGINT)"
    line = "_document" if is_numbered and len(files) == 1 else "CAST(NULL AS BIGINT)"
    newline = files[0].newline.replace("\r", "\\r").replace("\n", "\\n")
    return f"""(
        SELECT left(parse_filename(filename), {FILE_ID_LENGTH}) AS _file_id, doc, _document, {line} AS _line
        FROM (SELECT *, {number} AS _document FROM read_csv(
            [{paths}], columns = {{'doc': 'VARCHAR'}}, auto_detect = false, header = false, delim = chr(1),
            quote = '', escape = '', new_line = '{newline}', max_line_size = {longest(plan.feed)},
            filename = true
        ))
    )"""


def number_lines(
    con: duckdb.DuckDBPyConnection, plan: DocumentPlan, file: PlainFile, links: Path, table: str
) -> None:
    """Add to `table` (file_id, place, line) the line of each row of the file, rows counted from 0."""
    source = lines_source(plan, [file], links, is_numbered=True)
    con.execute(f"""
        INSERT INTO {table}
        SELECT _file_id, row_number() OVER () - 1, _line FROM {document_relation(plan, source, mend=True)}
    """)


def _link(file: PlainFile, links: Path) -> str:
    link = links / (file.file_id + _SUFFIXES[file.compression])
    link.unlink(missing_ok=True)
    link.symlink_to(file.path.absolute())
    return str(link)
