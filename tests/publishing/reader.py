"""A reader as a process of its own: opens the current file again and again until a stop file appears.

Prints one line of JSON: how many reads, the versions seen in order, what went wrong.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import duckdb

from tests.publishing.support import stamps


def main(current: Path, stop: Path) -> None:
    seen: list[int] = []
    reads, failures = 0, []
    while not stop.exists():
        try:
            found = stamps(current)
        except (duckdb.Error, AssertionError, OSError) as error:
            failures.append(f"{type(error).__name__}: {error}")
            continue
        reads += 1
        if found["build"] != found["version"]:
            failures.append(f"version {found['version']} holds build {found['build']}")
        if not seen or seen[-1] != found["version"]:
            seen.append(found["version"])
        time.sleep(0.002)
    sys.stdout.write(json.dumps({"reads": reads, "seen": seen, "failures": failures}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
