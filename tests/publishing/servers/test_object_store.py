"""A version on an object store: Hive's folders, a pointer that is written last, nothing written twice."""

from __future__ import annotations

import json

import duckdb
import pytest

from publishing import PublishingError
from publishing.object_store import to_object_store
from tests.publishing.support import ROWS
from tests.worlds.object_store import KEY, SECRET, bucket_on_loopback


def test_hive_finds_tables_and_versions(version, tmp_path):
    place = tmp_path / "lake"
    assert to_object_store(version(1), str(place)) == 4
    second = version(2)
    assert to_object_store(second, str(place)) == 4
    assert to_object_store(second, str(place)) == 0
    assert json.loads((place / "current.json").read_text())["version"] == "v000002"
    found = duckdb.sql(f"""
        select "version", "schema", "table", count(*), min(build)
        from read_parquet('{place}/*/*/table=kpi_value/*.parquet', hive_partitioning = true)
        group by all order by all
    """).fetchall()
    assert found == [("v000001", "kpi", "kpi_value", ROWS, 1), ("v000002", "kpi", "kpi_value", ROWS, 2)]


def test_a_bucket_gets_the_version(version, monkeypatch):
    with bucket_on_loopback() as bucket:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        monkeypatch.setenv("AWS_ENDPOINT_URL", bucket.endpoint)
        assert to_object_store(version(1), f"s3://{bucket.name}/boards/") == 4
        import s3fs

        store = s3fs.S3FileSystem(skip_instance_cache=True)
        with store.open(f"{bucket.name}/boards/current.json") as pointer:
            assert json.load(pointer)["version"] == "v000001"
        assert store.exists(
            f"{bucket.name}/boards/version=v000001/schema=core/table=fct_visit_day/part-0.parquet"
        )


def test_a_place_that_cannot_be_written_is_told(version, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PublishingError, match="cannot be written"):
        to_object_store(version(1), str(tmp_path / "file"))
