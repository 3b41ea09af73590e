"""polars reads the file through DuckDB, PostgreSQL through SQLAlchemy, and the lake by Hive's folders."""

import json
import sys
from pathlib import Path

import duckdb
import polars as pl
import sqlalchemy as sa


def main(place, dialect):
    with duckdb.connect(place["file"], read_only=True) as con:
        filed = con.sql("select * from core.fct_visit_day").pl()
    with sa.create_engine(place["server"].replace("postgresql", dialect, 1)).connect() as con:
        served = pl.read_database("select * from kpi.kpi_value", con)
    version = json.loads((Path(place["lake"]) / "current.json").read_text())["version"]
    laid = (
        pl.scan_parquet(f"{place['lake']}/*/*/table=kpi_value/*.parquet", hive_partitioning=True)
        .filter(pl.col("version") == version)
        .collect()
    )
    assert served.sort("metric_id", "period_start")["value"].equals(
        laid.sort("metric_id", "period_start")["value"]
    )
    return {
        "client": f"polars {pl.__version__}, DuckDB {duckdb.__version__}, SQLAlchemy {sa.__version__}",
        "version": version,
        "builds": [filed["build"].max(), served["build"].min()],
        "rows": laid.height,
        "types": {column: str(kind) for column, kind in laid.schema.items()},
    }


sys.stdout.write(json.dumps(main(json.loads(sys.argv[1]), sys.argv[2]), ensure_ascii=False) + "\n")
