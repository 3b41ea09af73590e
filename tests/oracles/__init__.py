"""What must hold exactly in every warehouse, recomputed by other code than the models.

Each module of this package is one subject and has `faults(warehouse) -> list[str]`: nothing when all holds,
else one line a fault that names keys and never persons.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["all_faults", "subjects"]


def subjects() -> dict[str, Callable[[duckdb.DuckDBPyConnection], list[str]]]:
    """Every subject of this package by the name of its module."""
    found = (module.name for module in pkgutil.iter_modules(__path__))
    names = sorted(name for name in found if not name.startswith("test_"))
    modules = {name: importlib.import_module(f"{__name__}.{name}") for name in names}
    return {name: module.faults for name, module in modules.items() if hasattr(module, "faults")}


def all_faults(home: Path) -> list[str]:
    """Ask every subject about the warehouse of a home."""
    with duckdb.connect(str(home / "warehouse" / "memberloop.duckdb"), read_only=True) as con:
        return [f"{name}: {fault}" for name, faults in subjects().items() for fault in faults(con)]
