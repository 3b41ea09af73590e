"""pyarrow reads the version that `current.json` names as one data set in Hive's folders."""

import json
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds


def main(place):
    version = json.loads((Path(place["lake"]) / "current.json").read_text())["version"]
    values = ds.dataset(f"{place['lake']}/version={version}/schema=kpi/table=kpi_value").to_table()
    kinds = pa.schema([("version", pa.string()), ("schema", pa.string()), ("table", pa.string())])
    lake = ds.dataset(
        place["lake"], format="parquet", partitioning=ds.partitioning(kinds, flavor="hive"),
        exclude_invalid_files=True,
        schema=pa.schema([*kinds, ("build", pa.int64())]),
    )  # fmt: skip
    ours = (ds.field("version") == version) & (ds.field("table") == "fct_visit_day")
    visits = lake.to_table(filter=ours)
    return {
        "client": f"pyarrow {pa.__version__}",
        "version": version,
        "builds": [pc.max(visits["build"]).as_py(), pc.min(values["build"]).as_py()],
        "rows": values.num_rows,
        "types": {field.name: str(field.type) for field in values.schema},
    }


sys.stdout.write(json.dumps(main(json.loads(sys.argv[1])), ensure_ascii=False) + "\n")
