"""pandas reads the file through DuckDB, PostgreSQL through SQLAlchemy, and a version's folder of Parquet."""

import json
import sys
from pathlib import Path

import duckdb
import pandas as pd
import sqlalchemy as sa


def main(place, dialect):
    with duckdb.connect(place["file"], read_only=True) as con:
        filed = con.sql("select * from core.fct_visit_day").df()
    with sa.create_engine(place["server"].replace("postgresql", dialect, 1)).connect() as con:
        served = pd.read_sql_query(sa.text("select * from kpi.kpi_value"), con)
    version = json.loads((Path(place["lake"]) / "current.json").read_text())["version"]
    laid = pd.read_parquet(f"{place['lake']}/version={version}/schema=kpi/table=kpi_value")
    assert sorted(laid["value"].dropna()) == sorted(served["value"].dropna())
    return {
        "client": f"pandas {pd.__version__}, DuckDB {duckdb.__version__}, SQLAlchemy {sa.__version__}",
        "version": version,
        "builds": [int(filed["build"].max()), int(served["build"].min())],
        "rows": len(laid),
        "types": {column: str(kind) for column, kind in laid.dtypes.items()},
    }


sys.stdout.write(json.dumps(main(json.loads(sys.argv[1]), sys.argv[2]), ensure_ascii=False) + "\n")
