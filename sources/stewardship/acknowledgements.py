"""Acknowledgements of alerts: who took one on, when and why. They hold no figures and nobody's person.

An alert is named by its rule, its object and the day at which it stood when it was taken on: a night finds
the spell that holds this day, also when late data moved the spell's first day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sources.stewardship.lines import LineFault, appending, lines, signed

if TYPE_CHECKING:
    from pathlib import Path

ACKNOWLEDGE, TAKE_BACK = "acknowledge", "take_back"
_KEY, _LETTER = "acknowledgement_id", "A"


@dataclass(frozen=True)
class Standing:
    """An alert as somebody saw it."""

    rule_id: str
    object_id: str
    day: date


@dataclass(frozen=True)
class Acknowledgement:
    """That somebody took an alert on."""

    acknowledgement_id: str
    standing: Standing
    reason: str
    acknowledged_by: str
    acknowledged_at: datetime
    is_in_force: bool = True

    @property
    def row(self) -> tuple[object, ...]:
        """As control.alert_acknowledgement has it."""
        seen = (self.standing.rule_id, self.standing.object_id, self.standing.day)
        told = (self.reason, self.acknowledged_by, self.acknowledged_at, self.is_in_force)
        return (self.acknowledgement_id, *seen, *told)


def acknowledgements(path: Path) -> list[Acknowledgement]:
    """All of them in the order they were told, taken back ones marked."""
    told = list(lines(path, _KEY))
    taken_back = {line["takes_back"] for line in told if line["op"] == TAKE_BACK}
    return [_read(line, taken_back) for line in told if line["op"] == ACKNOWLEDGE]


def acknowledge(
    path: Path, standing: Standing, *, reason: str, by: str, at: datetime
) -> tuple[Acknowledgement, bool]:
    """Take an alert on, and say whether that is new: nobody takes on twice what stands at the same day."""
    with appending(path, _KEY, _LETTER) as append:
        for known in acknowledgements(path):
            if known.is_in_force and known.standing == standing:
                return known, False
        seen = {"rule_id": standing.rule_id, "object_id": standing.object_id, "day": str(standing.day)}
        return _read(append({"op": ACKNOWLEDGE, **seen, **signed(reason, by, at)}), set()), True


def take_back(
    path: Path, acknowledgement_id: str, *, reason: str, by: str, at: datetime
) -> tuple[Acknowledgement, bool]:
    """Put an acknowledgement out of force, and say whether it still was in force."""
    with appending(path, _KEY, _LETTER) as append:
        known = {one.acknowledgement_id: one for one in acknowledgements(path)}.get(acknowledgement_id)
        if known is None:
            raise LineFault("no acknowledgement has this id; `memberloop alert list --all` tells them")
        if known.is_in_force:
            append({"op": TAKE_BACK, "takes_back": acknowledgement_id, **signed(reason, by, at)})
        return known, known.is_in_force


def _read(line: dict[str, Any], taken_back: set[str]) -> Acknowledgement:
    return Acknowledgement(
        acknowledgement_id=line[_KEY],
        standing=Standing(line["rule_id"], line["object_id"], date.fromisoformat(line["day"])),
        reason=line["reason"],
        acknowledged_by=line["decided_by"],
        acknowledged_at=datetime.fromisoformat(line["decided_at"]),
        is_in_force=line[_KEY] not in taken_back,
    )
