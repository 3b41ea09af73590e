"""Stewards' decisions: a file that only grows, one line of JSON each, beside the data that rebuilds replace.

It holds hashes, never values. An undone decision stays in it: what was thought when can always be seen.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sources.stewardship.lines import LineFault, appending, lines, signed
from sources.stewardship.naming import Identifier

if TYPE_CHECKING:
    from pathlib import Path

MUST_LINK, CANNOT_LINK, UNDO = "must_link", "cannot_link", "undo"
_KEY, _LETTER = "decision_id", "D"
# A decision that cannot be taken, or a file that cannot be read.
DecisionFault = LineFault


@dataclass(frozen=True)
class Decision:
    """What a steward decided on two identifiers, the smaller one first, in whichever order they were told."""

    decision_id: str
    op: str
    a: Identifier
    b: Identifier
    reason: str
    decided_by: str
    decided_at: datetime
    is_in_force: bool = True

    @property
    def row(self) -> tuple[object, ...]:
        """As control.steward_decision has it."""
        sides = (self.a.type, self.a.hash, self.b.type, self.b.hash)
        told = (self.reason, self.decided_by, self.decided_at, self.is_in_force)
        return (self.decision_id, self.op, *sides, *told)


def decisions(path: Path) -> list[Decision]:
    """All decisions in the order they were taken, undone ones marked."""
    told = list(lines(path, _KEY))
    undone = {line["undoes"] for line in told if line["op"] == UNDO}
    return [_decision(line, undone) for line in told if line["op"] != UNDO]


def decide(
    path: Path, op: str, pair: tuple[Identifier, Identifier], *, reason: str, by: str, at: datetime
) -> tuple[Decision, bool]:
    """Take a decision, and say whether it is new: the same one in force is not taken twice."""
    a, b = sorted(pair)
    if a == b:
        raise DecisionFault("both are the same identifier; give two")
    with appending(path, _KEY, _LETTER) as append:
        for known in decisions(path):
            if known.is_in_force and (known.a, known.b) == (a, b):
                if known.op == op:
                    return known, False
                raise DecisionFault(f"{known.decision_id} says the opposite of this pair; undo it first")
        line = {"op": op, "a": asdict(a), "b": asdict(b)}
        return _decision(append({**line, **signed(reason, by, at)}), set()), True


def undo(path: Path, decision_id: str, *, reason: str, by: str, at: datetime) -> tuple[Decision, bool]:
    """Put a decision out of force, and say whether it still was in force."""
    with appending(path, _KEY, _LETTER) as append:
        known = {decision.decision_id: decision for decision in decisions(path)}.get(decision_id)
        if known is None:
            raise DecisionFault("no decision has this id; `memberloop member decisions` lists them")
        if known.is_in_force:
            append({"op": UNDO, "undoes": decision_id, **signed(reason, by, at)})
        return known, known.is_in_force


def _decision(line: dict[str, Any], undone: set[str]) -> Decision:
    return Decision(
        decision_id=line["decision_id"],
        op=line["op"],
        a=Identifier(**line["a"]),
        b=Identifier(**line["b"]),
        reason=line["reason"],
        decided_by=line["decided_by"],
        decided_at=datetime.fromisoformat(line["decided_at"]),
        is_in_force=line["decision_id"] not in undone,
    )
