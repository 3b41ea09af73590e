"""CSV at full speed: the engine reads the landed bytes of many files of one header in a single pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sources import sql
from sources.casting import judged_sql
from sources.intake import FILE_ID_LENGTH, MAX_LINE_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import duckdb

    from sources.judged import JudgedRows
    from sources.readers.header import Header
    from sources.registry import Feed

_SUFFIXES = {"none": ".csv", "gzip": ".csv.gz"}


@dataclass(frozen=True)
class PlainFile:
    """A clean UTF-8 CSV, plain or gzipped."""

    path: Path
    file_id: str
    compression: str
    newline: str = "\n"


@dataclass(frozen=True)
class Dialect:
    """What files must share to be read in one pass."""

    header: Header
    newline: str


def read(
    con: duckdb.DuckDBPyConnection,
    feed: Feed,
    dialect: Dialect,
    files: Sequence[PlainFile],
    *,
    links: Path,
    judged: JudgedRows,
    settings: Mapping[str, str],
) -> set[str]:
    """Type and judge the rows of all files.

    Returns:
        Ids of files with a record that the engine could not read: what it read of them does not count.
    """
    # A link named by the id gives each row its file without a join (which would lose the order), and keeps
    # delivered names, which may hold wildcards, away from the engine.
    names = [_link(file, links) for file in files]
    header = dialect.header
    columns = [(name or f"unknown:{i}") for i, name in enumerate(header.columns)]
    select = judged_sql(feed, _relation(names, columns, dialect), header.present, settings=settings)
    _forget_rejects(con)
    judged.add(select)
    rejected = con.execute(
        "SELECT DISTINCT parse_filename(file_path) "
        "FROM reject_scans JOIN reject_errors USING (scan_id, file_id)"
    ).fetchall()
    _forget_rejects(con)
    return {name[:FILE_ID_LENGTH] for (name,) in rejected}


def _link(file: PlainFile, links: Path) -> str:
    link = links / (file.file_id + _SUFFIXES[file.compression])
    link.unlink(missing_ok=True)
    link.symlink_to(file.path.absolute())
    return str(link)


def _relation(names: Sequence[str], columns: Sequence[str], dialect: Dialect) -> str:
    paths = ", ".join(sql.literal(name) for name in names)
    kinds = ", ".join(f"{sql.literal(column)}: 'VARCHAR'" for column in columns)
    newline = dialect.newline.replace("\r", "\\r").replace("\n", "\\n")
    return f"""(
        SELECT *, left(parse_filename(filename), {FILE_ID_LENGTH}) AS _file_id,
            CAST(NULL AS BIGINT) AS _line, CAST(NULL AS BIGINT) AS _document,
            CAST(NULL AS VARCHAR) AS _shape
        FROM read_csv(
            [{paths}], columns = {{{kinds}}}, auto_detect = false, header = false, skip = 1,
            delim = {sql.literal(dialect.header.delimiter)}, quote = '"', escape = '"',
            new_line = '{newline}', max_line_size = {MAX_LINE_BYTES}, store_rejects = true, rejects_limit = 1,
            filename = true
        )
    )"""


def _forget_rejects(con: duckdb.DuckDBPyConnection) -> None:
    # They hold delivered text, which stays in memory and not for longer than needed.
    con.execute("DROP TABLE IF EXISTS reject_errors")
    con.execute("DROP TABLE IF EXISTS reject_scans")
