"""SQLAlchemy as Superset uses it: an engine from an address, an inspector for schemas and columns, queries.

`postgresql+psycopg` is SQLAlchemy's driver of today; `postgresql` (psycopg2) and `duckdb` (duckdb-engine) are
the addresses that Superset's forms make.
"""

import json
import sys

import sqlalchemy as sa


def engine_of(place, dialect):
    if dialect == "duckdb":
        return sa.create_engine(f"duckdb:///{place['file']}", connect_args={"read_only": True})
    return sa.create_engine(place["server"].replace("postgresql", dialect, 1))


def main(place, dialect):
    engine = engine_of(place, dialect)
    shown = sa.inspect(engine)
    columns = shown.get_columns("kpi_value", schema="kpi")
    told = {
        "client": f"SQLAlchemy {sa.__version__}, {dialect}, {engine.dialect.driver}",
        "schemas": sorted(s.split(".")[-1].strip('"') for s in shown.get_schema_names()),
        "tables": shown.get_table_names(schema="kpi"),
        "columns": {column["name"]: [str(column["type"]), column.get("comment")] for column in columns},
        "key": shown.get_pk_constraint("kpi_value", schema="kpi")["constrained_columns"],
        "comment": (shown.get_table_comment("kpi_value", schema="kpi") or {}).get("text"),
        "views": shown.get_view_names(schema="kpi"),
        "write": "let through",
    }
    with engine.connect() as con:
        ask = lambda query: con.execute(sa.text(query)).scalar()  # noqa: E731
        told |= {
            "version": ask("select max(version) from ops.publish_log"),
            "builds": [
                ask("select max(build) from core.fct_visit_day"),
                ask("select min(build) from kpi.kpi_value"),
            ],
            "rows": ask("select count(*) from kpi.kpi_value"),
        }
    try:
        with engine.begin() as con:
            con.execute(sa.text("delete from kpi.kpi_value"))
    except sa.exc.DBAPIError as error:
        told["write"] = f"refused: {str(error.orig).splitlines()[0]}"
    return told


sys.stdout.write(json.dumps(main(json.loads(sys.argv[1]), sys.argv[2]), ensure_ascii=False) + "\n")
