"""What the page shows of a home: the types that its warehouse has, and the SQL that its last night ran."""

from __future__ import annotations

import copy
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.lineage import compiled_models
from orchestration.lock import HomeIsBusy, writer_lock
from orchestration.transform import docs_catalog
from sources.layout import Home

if TYPE_CHECKING:
    from orchestration.project import ParsedProject
    from orchestration.settings import Settings


@dataclass(frozen=True)
class Catalog:
    """dbt's catalog, and why it is empty where it is."""

    content: dict[str, Any]
    missing: str | None = None


def catalog(project: ParsedProject, settings: Settings) -> Catalog:
    """The catalog of the home's warehouse; an empty one, with the reason, where it cannot be opened."""
    if not Home(settings.home).warehouse_file.exists():
        return Catalog(_empty(project, settings), f"{settings.home} has no warehouse yet")
    try:
        with writer_lock(settings.home), tempfile.TemporaryDirectory() as target:
            return Catalog(_asked(project, settings, settings.home, Path(target)))
    except HomeIsBusy:
        return Catalog(_empty(project, settings), "a night is using the warehouse just now")


def with_sql(manifest: dict[str, Any], home: Path) -> dict[str, Any]:
    """The manifest with each model's SQL as the home's last night ran it."""
    folder, told = compiled_models(home), copy.deepcopy(manifest)
    for node in told["nodes"].values():
        file = folder / node["original_file_path"]
        if node["resource_type"] == "model" and file.suffix == ".sql" and file.exists():
            node["compiled"], node["compiled_code"] = True, file.read_text(encoding="utf-8")
    return told


def _empty(project: ParsedProject, settings: Settings) -> dict[str, Any]:
    """In a home of its own: dbt opens a warehouse, and a home without one stays as it is."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "warehouse" / "scratch").mkdir(parents=True)
        return _asked(project, settings, Path(folder), Path(folder) / "target", is_empty=True)


def _asked(
    project: ParsedProject, settings: Settings, home: Path, target: Path, *, is_empty: bool = False
) -> dict[str, Any]:
    file = docs_catalog(project, home, target, settings.parameters, settings.engine, is_empty=is_empty)
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content
