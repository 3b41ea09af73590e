"""A reader as a process of its own: opens the current file again and again until a stop file appears.

Prints one line of JSON: how many reads, the longest, the versions seen in order, what went wrong.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import duckdb

from tests.publishing.support import stamps


def main(current: Path, stop: Path, pause: float = 0.002) -> None:
    seen: list[int] = []
    reads, longest, failures = 0, 0.0, []
    while not stop.exists():
        begun = time.perf_counter()
        try:
            found = stamps(current)
        except (duckdb.Error, AssertionError, OSError) as error:
            failures.append(f"{type(error).__name__}: {error}")
            continue
        reads += 1
        longest = max(longest, time.perf_counter() - begun)
        if found["build"] != found["version"]:
            failures.append(f"version {found['version']} holds build {found['build']}")
        if not seen or seen[-1] != found["version"]:
            seen.append(found["version"])
        time.sleep(pause)
    sys.stdout.write(json.dumps({"reads": reads, "longest": longest, "seen": seen, "failures": failures}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *map(float, sys.argv[3:]))
