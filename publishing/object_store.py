"""A version as Parquet on an object store, in folders that Hive, Trino, Spark and DuckDB read by themselves.

    <place>/version=v000012/schema=kpi/table=kpi_value/part-0.parquet
    <place>/version=v000012/manifest.json
    <place>/current.json

`current.json` is written last and names the version: who reads it first and then that version's folder never
sees half of one. A version that was brought there before is not written again.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from publishing.errors import PublishingError
from publishing.store import MANIFEST_FILE

if TYPE_CHECKING:
    from pathlib import Path

    from fsspec import AbstractFileSystem

    from publishing.store import PublishedVersion

POINTER = "current.json"


def to_object_store(version: PublishedVersion, place: str) -> int:
    """Copy a kept version below `place`, any address that fsspec knows; returns how many files were copied.

    Credentials and endpoint are those of the environment (for S3 AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL).

    Raises PublishingError when the store cannot be written; what it pointed to stays.
    """
    import fsspec

    root = place.rstrip("/")
    folder = f"{root}/version={version.version}"
    try:
        store, _ = fsspec.core.url_to_fs(root)
        wanted = {f"{folder}/{_hive(path)}": path for path in sorted(version.path.glob("*.parquet"))}
        copied = [_copy(store, path, target) for target, path in wanted.items()]
        copied.append(_copy(store, version.path / MANIFEST_FILE, f"{folder}/{MANIFEST_FILE}"))
        pointer = {"version": version.version, "run_id": version.run_id, "as_of": version.as_of.isoformat()}
        store.pipe_file(f"{root}/{POINTER}", json.dumps(pointer).encode())
    except (OSError, ValueError, ImportError) as error:
        raise PublishingError(f"{root} cannot be written: {error}") from error
    return sum(copied)


def _hive(path: Path) -> str:
    schema, _, table = path.stem.partition(".")
    return f"schema={schema}/table={table}/part-0.parquet"


def _copy(store: AbstractFileSystem, path: Path, target: str) -> int:
    """Versions never change, so a file of the same size is this file."""
    if store.exists(target) and store.size(target) == path.stat().st_size:
        return 0
    store.makedirs(target.rpartition("/")[0], exist_ok=True)
    store.put_file(str(path), target)
    return 1
