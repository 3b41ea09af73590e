"""Requirement rows that no figure answers: checks, dimensions and playbook entries, with where they stand.

`coverage/<topic>.yml` holds them; `dim_metric` tells them beside the metrics, so that a reader finds every
row of the requirements in one table. Whether what `where` names exists is for the tests.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from metrics.errors import RegistryError

COVERAGE_DIR = Path(__file__).parent / "coverage"
KINDS = ("check", "dimension", "playbook")
_KEYS = {"id", "rows", "covered_as", "name_zh", "name_en", "definition", "owner_role", "where"}
_ID = re.compile(r"[a-z][a-z0-9_]*")
_PLACE = re.compile(r"(test|unit_test|table|column|seed|expectation|playbook|command|metric):\S.*")


@dataclass(frozen=True)
class Covered:
    """One entry: rows of the requirements, and the places where the house keeps to them."""

    entry_id: str
    requirement_rows: tuple[int, ...]
    covered_as: str
    name_zh: str
    name_en: str
    definition: str
    owner_role: str
    places: tuple[str, ...]

    @property
    def definition_hash(self) -> str:
        """Hash of what the entry stands on; its words may change without it."""
        shape = json.dumps([self.entry_id, self.covered_as, sorted(self.places)])
        return hashlib.sha256(shape.encode()).hexdigest()


def load_coverage(folder: Path = COVERAGE_DIR) -> list[Covered]:
    """All entries of all topics by id.

    Raises RegistryError with every fault of every entry.
    """
    entries = [
        (path.name, entry)
        for path in sorted(folder.glob("*.yml"))
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")) or []
    ]
    ids = [entry.get("id") for _, entry in entries]
    faults = [f"{place}: {entry.get('id')}: {fault}" for place, entry in entries for fault in _faults(entry)]
    faults += [f"{name} stands twice" for name in sorted({str(one) for one in ids if ids.count(one) > 1})]
    if faults:
        raise RegistryError(faults)
    return sorted((_covered(entry) for _, entry in entries), key=lambda covered: covered.entry_id)


def _faults(entry: dict[str, Any]) -> Iterator[str]:
    for key in sorted(_KEYS ^ entry.keys()):
        yield f"{key} is missing" if key in _KEYS else f"{key} is not a key of an entry"
    if not entry.keys() >= _KEYS:
        return
    if not _ID.fullmatch(str(entry["id"])):
        yield "id must be lower case with underscores"
    if entry["covered_as"] not in KINDS:
        yield f"covered_as must be of {', '.join(KINDS)}"
    rows = entry["rows"]
    if not (isinstance(rows, list) and rows and all(isinstance(row, int) for row in rows)):
        yield "rows must be a list of numbers"
    if not entry["where"]:
        yield "where names no place"
    for place in entry["where"] or []:
        if not _PLACE.fullmatch(str(place)):
            yield f"{place} is no place: <kind>:<name>"


def _covered(entry: dict[str, Any]) -> Covered:
    return Covered(
        entry_id=entry["id"],
        requirement_rows=tuple(entry["rows"]),
        covered_as=entry["covered_as"],
        name_zh=entry["name_zh"],
        name_en=entry["name_en"],
        definition=entry["definition"],
        owner_role=entry["owner_role"],
        places=tuple(entry["where"]),
    )
