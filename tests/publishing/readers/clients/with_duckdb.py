"""A DuckDB client of whatever release opens the published file, read-only."""

import json
import sys

import duckdb

COMMENT = "select comment from duckdb_columns() where (table_name, column_name) = ('kpi_value', 'value')"


def main(place):
    with duckdb.connect(place["file"], read_only=True) as con:
        ask = lambda query: con.execute(query).fetchone()[0]  # noqa: E731
        told = {
            "client": f"DuckDB {duckdb.__version__}",
            "version": ask("select max(version) from ops.publish_log"),
            "builds": [
                ask("select max(build) from core.fct_visit_day"),
                ask("select min(build) from kpi.kpi_value"),
            ],
            "rows": ask("select count(*) from kpi.kpi_value"),
            "comment": ask(COMMENT),
            "write": "let through",
        }
        try:
            con.execute("delete from kpi.kpi_value")
        except duckdb.Error as error:
            told["write"] = f"refused: {error}"
    return told


sys.stdout.write(json.dumps(main(json.loads(sys.argv[1])), ensure_ascii=False) + "\n")
