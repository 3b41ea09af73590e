"""Files of records as a table of texts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from identity.columns import quoted

TABLE = "given_record"
# The number of a record in its file, from 1.
KEY = "record_no"


def read(con: duckdb.DuckDBPyConnection, file: Path, renamed: Mapping[str, str]) -> None:
    """A CSV or Parquet file as texts, names of columns trimmed; `renamed` are those that must be there."""
    source = (
        con.read_parquet(str(file))
        if file.suffix == ".parquet"
        else con.read_csv(str(file), all_varchar=True)
    )
    names = {name.strip(): name for name in source.columns}
    for wanted in renamed:
        if wanted not in names:
            raise KeyError(f"no column {wanted!r}; there are: {', '.join(names)}")
    columns = [
        f"cast({quoted(held)} as varchar) as {quoted(renamed.get(name, name))}"
        for name, held in names.items()
    ]
    source.create_view("source_record")
    con.execute(
        f"create table {TABLE} as select row_number() over () as {KEY}, {', '.join(columns)}"
        " from source_record"
    )
