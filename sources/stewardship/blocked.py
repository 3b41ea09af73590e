"""Values that are nobody's: a packaged list and the operator's own, hashed for the guards of identity.

A list is CSV with the columns identifier_type, value and reason; lines that begin with # are for people.
"""

from __future__ import annotations

import csv
import itertools
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sources.identifiers import IDENTIFIER_TYPES
from sources.stewardship.naming import ISSUER_SETTINGS, NamingFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sources.stewardship.naming import Namer

PACKAGED = Path(__file__).parent / "blocked_value.csv"
HEADER = ["identifier_type", "value", "reason"]
# A line that stands for more values than this is a mistake rather than a list.
MOST_VALUES_OF_A_LINE = 10_000
_GROUP = re.compile(r"\[([^\[\]]+)\]")
_SPAN = re.compile(r"(\d)-(\d)")

Row = tuple[str, str, str]


class BlockedListFault(Exception):
    """A list cannot be used; `faults` tells every bad line by its number, never by what it holds."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def blocked_values(namer: Namer, own: Path | None) -> list[Row]:
    """Type, hash and reason of every blocked value; the operator's reason stands before the packaged one."""
    found: dict[tuple[str, str], str] = {}
    faults: list[str] = []
    for path in filter(None, (own, PACKAGED)):
        for kind, value, reason, place in _lines(path, faults):
            try:
                hashed = [namer.hashed(kind, one) for one in _expanded(kind, value, namer)]
            except NamingFault as fault:
                faults.append(f"{place}: {fault}")
                continue
            for identifier in hashed:
                found.setdefault((identifier.type, identifier.hash), reason)
    if faults:
        raise BlockedListFault(faults)
    return sorted((kind, hashed, reason) for (kind, hashed), reason in found.items())


def _lines(path: Path, faults: list[str]) -> Iterator[tuple[str, str, str, str]]:
    """Type, value, reason and place of each good line; what is wrong with the others goes to `faults`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        faults.append(f"{path.name}: cannot be read as UTF-8 text")
        return
    is_headed = False
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in next(csv.reader([line]))]
        if not is_headed:
            is_headed = True
            if cells != HEADER:
                faults.append(f"{path.name} line {number}: the header must be {','.join(HEADER)}")
                return
            continue
        fault = _fault(cells)
        if fault:
            faults.append(f"{path.name} line {number}: {fault}")
        else:
            yield cells[0], cells[1], cells[2], f"{path.name} line {number}"


def _fault(cells: list[str]) -> str | None:
    if len(cells) != len(HEADER):
        return f"has {len(cells)} cells, wanted are {len(HEADER)}"
    if cells[0] not in IDENTIFIER_TYPES:
        return f"its type is none of {', '.join(IDENTIFIER_TYPES)}"
    if not cells[1]:
        return "has no value"
    return None if cells[2] else "has no reason"


def _expanded(kind: str, value: str, namer: Namer) -> Iterator[str]:
    """The values that a line stands for: one a combination of its groups, one an issuer of `*:`."""
    if value.startswith("*:") and kind in ISSUER_SETTINGS:
        value = f"{namer.settings[ISSUER_SETTINGS[kind]]}{value[1:]}"
    parts = _GROUP.split(value)
    choices = [_characters(part) if place % 2 else [part] for place, part in enumerate(parts)]
    count = 1
    for choice in choices:
        count *= len(choice)
    if count > MOST_VALUES_OF_A_LINE:
        raise NamingFault(f"stands for {count} values, {MOST_VALUES_OF_A_LINE} are the most")
    yield from map("".join, itertools.product(*choices))


def _characters(group: str) -> list[str]:
    spelled = _SPAN.sub(lambda span: "".join(map(str, range(int(span[1]), int(span[2]) + 1))), group)
    return list(dict.fromkeys(spelled))
