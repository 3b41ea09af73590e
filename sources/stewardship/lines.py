"""Files of what people said: they only grow, one line of JSON each, beside the data that rebuilds replace.

Each line is signed with who said it, when and why. Nothing of anybody's person belongs in a reason.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    Line = dict[str, Any]

_SIGNED = {"op", "reason", "decided_by", "decided_at"}
_NUMBER = re.compile(r"\d{7}")


class LineFault(Exception):
    """The file cannot be read or added to; says what to do."""


def signed(reason: str, by: str, at: datetime) -> dict[str, str]:
    """What every line ends in; raises LineFault for a reason that is none, or that names a number."""
    if not reason.strip():
        raise LineFault("a decision needs a reason")
    if _NUMBER.search(reason):
        raise LineFault("the reason holds a long number; say why without anybody's phone or card")
    return {"reason": reason.strip(), "decided_by": by, "decided_at": at.isoformat(timespec="seconds")}


def lines(path: Path, key: str) -> Iterator[Line]:
    """Every whole line; one without its end was being written at a crash, and nobody was told of it."""
    if not path.exists():
        return
    for number, line in enumerate(path.read_bytes().split(b"\n")[:-1], start=1):
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        if not isinstance(found, dict) or not found.keys() >= _SIGNED | {key}:
            raise LineFault(f"{path.name} line {number} is damaged; restore the file from a backup")
        yield found


@contextmanager
def appending(path: Path, key: str, letter: str) -> Iterator[Callable[[Line], Line]]:
    """Hold the file for one writer; what is appended is on the disk when the append returns.

    Each line is numbered: its `key` is the letter with its place in the file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        _cut_torn_line(file)

        def append(line: Line) -> Line:
            numbered = {key: f"{letter}{sum(1 for _ in lines(path, key)) + 1:04}", **line}
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
