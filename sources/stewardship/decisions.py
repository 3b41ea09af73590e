"""Stewards' decisions: a file that only grows, one line of JSON each, beside the data that rebuilds replace.

It holds hashes, never values. An undone decision stays in it: what was thought when can always be seen.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sources.stewardship.naming import Identifier

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MUST_LINK, CANNOT_LINK, UNDO = "must_link", "cannot_link", "undo"
_SIGNED = {"decision_id", "op", "reason", "decided_by", "decided_at"}
_NUMBER = re.compile(r"\d{7}")


class DecisionFault(Exception):
    """The decision cannot be taken, or the file cannot be read; says what to do."""


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
    lines = list(_lines(path))
    undone = {line["undoes"] for line in lines if line["op"] == UNDO}
    return [_decision(line, undone) for line in lines if line["op"] != UNDO]


def decide(
    path: Path, op: str, pair: tuple[Identifier, Identifier], *, reason: str, by: str, at: datetime
) -> tuple[Decision, bool]:
    """Take a decision, and say whether it is new: the same one in force is not taken twice."""
    a, b = sorted(pair)
    if a == b:
        raise DecisionFault("both are the same identifier; give two")
    with _appending(path) as append:
        for known in decisions(path):
            if known.is_in_force and (known.a, known.b) == (a, b):
                if known.op == op:
                    return known, False
                raise DecisionFault(f"{known.decision_id} says the opposite of this pair; undo it first")
        line = {"op": op, "a": asdict(a), "b": asdict(b)}
        return _decision(append({**line, **_signed(reason, by, at)}), set()), True


def undo(path: Path, decision_id: str, *, reason: str, by: str, at: datetime) -> tuple[Decision, bool]:
    """Put a decision out of force, and say whether it still was in force."""
    with _appending(path) as append:
        known = {decision.decision_id: decision for decision in decisions(path)}.get(decision_id)
        if known is None:
            raise DecisionFault("no decision has this id; `memberloop member decisions` lists them")
        if known.is_in_force:
            append({"op": UNDO, "undoes": decision_id, **_signed(reason, by, at)})
        return known, known.is_in_force


def _signed(reason: str, by: str, at: datetime) -> dict[str, str]:
    if not reason.strip():
        raise DecisionFault("a decision needs a reason")
    if _NUMBER.search(reason):
        raise DecisionFault("the reason holds a long number; say why without anybody's phone or card")
    return {"reason": reason.strip(), "decided_by": by, "decided_at": at.isoformat(timespec="seconds")}


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


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """Every whole line; one without its end was being written at a crash, and nobody was told of it."""
    if not path.exists():
        return
    for number, line in enumerate(path.read_bytes().split(b"\n")[:-1], start=1):
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        if not isinstance(found, dict) or not found.keys() >= _SIGNED:
            raise DecisionFault(f"{path.name} line {number} is damaged; restore the file from a backup")
        yield found


@contextmanager
def _appending(path: Path) -> Iterator[Any]:
    """Hold the file for one writer; what is appended is on the disk when the append returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        _cut_torn_line(file)

        def append(line: dict[str, Any]) -> dict[str, Any]:
            numbered = {"decision_id": f"D{sum(1 for _ in _lines(path)) + 1:04}", **line}
            file.write(json.dumps(numbered, ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
            return numbered

        yield append


def _cut_torn_line(file: Any) -> None:  # noqa: ANN401  a binary file of any class
    file.seek(0)
    content = file.read()
    whole = content.rfind(b"\n") + 1
    if whole != len(content):
        file.truncate(whole)
