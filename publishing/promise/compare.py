"""What differs between two shapes, and whether readers would break."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from publishing.promise.shape import COLUMN, GRAIN, NOT_NULL, UNKNOWN

if TYPE_CHECKING:
    from publishing.promise.shape import Shape

# Each holds every value of the ones before it, and shows it alike.
WIDENING = (("TINYINT", "SMALLINT", "INTEGER", "BIGINT"), ("FLOAT", "DOUBLE"))
DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")


@dataclass(frozen=True)
class Difference:
    """One part of one table, before and now; None where it is not there."""

    table: str
    part: str
    was: str | None
    now: str | None

    @property
    def is_breaking(self) -> bool:
        """Whether a query that ran before could fail or count otherwise now."""
        if self.was is None:
            return False
        if self.now is None or self.part == GRAIN:
            return True
        loosened = self.was.endswith(NOT_NULL) and not self.now.endswith(NOT_NULL)
        return loosened or not _holds(self.now.removesuffix(NOT_NULL), self.was.removesuffix(NOT_NULL))

    def __str__(self) -> str:
        """As it is told, without the table."""
        if self.was is None:
            return f"{self.part} is new" + (f", {self.now}" if self.now != UNKNOWN else "")
        return f"{self.part} is gone" if self.now is None else f"{self.part} was {self.was}, is {self.now}"


def differences(was: Shape, now: Shape) -> list[Difference]:
    """Every part that is not the same in both, in the order of tables and parts."""
    found = []
    for table in sorted({*was, *now}):
        before, after = was.get(table, {}), now.get(table, {})
        parts = [*before, *(part for part in after if part not in before)]
        found += [
            Difference(table, part, before.get(part), after.get(part))
            for part in parts
            if before.get(part) != after.get(part)
        ]
    return found


def told(found: Iterable[Difference], *, breaking: bool | None = None) -> list[str]:
    """A line for each difference, a whole table in one; what may be a renaming says so.

    Args:
        found: As `differences` gives them.
        breaking: Only those that break readers, or only those that do not.
    """
    lines = []
    for table, group in groupby(found, lambda difference: difference.table):
        parts = list(group)
        wanted = [part for part in parts if breaking in (None, part.is_breaking)]
        whole = _whole(wanted)
        lines += [f"{table}: {line}" for line in ([whole] if whole else _lines(wanted, parts))]
    return lines


def _whole(parts: list[Difference]) -> str | None:
    """A table that came or went, with its columns."""
    grain = next((part for part in parts if part.part == GRAIN), None)
    if grain is None or (grain.was is not None and grain.now is not None):
        return None
    columns = ", ".join(part.part.removeprefix(COLUMN) for part in parts if part is not grain)
    return f"the table is {'new' if grain.was is None else 'gone'}, with the columns {columns}"


def _lines(parts: list[Difference], beside: list[Difference]) -> list[str]:
    new = {part.now: part.part.removeprefix(COLUMN) for part in beside if part.was is None}
    return [
        f"{part} (renamed to {new[part.was]}?)" if part.now is None and part.was in new else str(part)
        for part in parts
    ]


def _holds(wide: str, narrow: str) -> bool:
    if wide == narrow:
        return True
    for family in WIDENING:
        if wide in family and narrow in family:
            return family.index(wide) > family.index(narrow)
    one, other = DECIMAL.fullmatch(wide), DECIMAL.fullmatch(narrow)
    # A scale of its own shows figures otherwise: only digits before the point may be added.
    return bool(one and other and one[2] == other[2] and int(one[1]) > int(other[1]))
