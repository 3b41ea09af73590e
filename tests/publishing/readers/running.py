"""Each client is a program of its own that gets the place as JSON and prints what it saw as JSON."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.publishing.support import ROWS

CLIENTS = Path(__file__).with_name("clients")
# Every client has to see this, whatever it is and wherever it reads.
WHOLE = {"version": "v000002", "builds": [2, 2], "rows": ROWS}


def seen(program: list[object], *arguments: str) -> dict[str, object]:
    """What a client saw; raises with its last words when it failed."""
    done = subprocess.run([*map(str, program), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"{program[-1]}: {done.stderr[-2000:]}")
    told: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return told


def python_client(python: str, program: str, place: dict[str, str], *arguments: str) -> dict[str, object]:
    """What a client in Python saw, run by the interpreter whose packages it needs."""
    return seen([python, CLIENTS / program], json.dumps(place), *arguments)


def amiss(told: dict[str, object]) -> list[str]:
    """What a client should have seen and did not; a write that was let through counts."""
    wrong = [f"{key} is {told.get(key)!r}" for key, value in WHOLE.items() if told.get(key) != value]
    return wrong + ([] if str(told.get("write", "refused")).startswith("refused") else ["could write"])
