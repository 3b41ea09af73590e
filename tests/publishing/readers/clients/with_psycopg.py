"""psycopg: a login of the reader's role asks, and may not write."""

import json
import sys

import psycopg


def main(place):
    with psycopg.connect(place["server"]) as con:
        ask = lambda query: con.execute(query).fetchone()[0]  # noqa: E731
        told = {
            "client": f"psycopg {psycopg.__version__}",
            "version": ask("select max(version) from ops.publish_log"),
            "builds": [
                ask("select max(build) from core.fct_visit_day"),
                ask("select min(build) from kpi.kpi_value"),
            ],
            "rows": ask("select count(*) from kpi.kpi_value"),
            "comment": ask("select col_description('kpi.kpi_value'::regclass, 3)"),
            "write": "let through",
        }
        try:
            con.execute("delete from kpi.kpi_value")
        except psycopg.Error as error:
            told["write"] = f"refused: {error}"
    return told


sys.stdout.write(json.dumps(main(json.loads(sys.argv[1])), ensure_ascii=False) + "\n")
