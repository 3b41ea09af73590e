"""Readers of PostgreSQL in a process of their own, as many threads as told, until a stop file appears.

Each read is a transaction of three queries. Prints one line of JSON: how many reads, the longest, what went
wrong.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

import psycopg

QUERIES = (
    "select min(build), max(build) from core.fct_visit_day",
    "select min(build), max(build) from kpi.kpi_value",
    "select max(version) from ops.publish_log",
)


class Reader(threading.Thread):
    """One tool with a connection that it keeps."""

    def __init__(self, address: str, stop: Path) -> None:
        super().__init__(daemon=True)
        self.address, self.stop = address, stop
        self.reads, self.longest, self.failures = 0, 0.0, []

    def run(self) -> None:
        with psycopg.connect(self.address) as con:
            while not self.stop.exists():
                try:
                    self.look(con)
                except psycopg.Error as error:
                    self.failures.append(f"{type(error).__name__}: {error}")
                    con.rollback()
                time.sleep(0.005)

    def look(self, con: psycopg.Connection) -> None:
        begun = time.perf_counter()
        with con.transaction():
            (visits, values, (version,)) = [con.execute(query).fetchone() for query in QUERIES]
        self.reads += 1
        self.longest = max(self.longest, time.perf_counter() - begun)
        if {*visits, *values} != {int(version.removeprefix("v"))}:
            self.failures.append(f"{version} holds builds {visits} and {values}")


def main(address: str, stop: Path, threads: int) -> None:
    readers = [Reader(address, stop) for _ in range(threads)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    failures = [failure for reader in readers for failure in reader.failures]
    reads, longest = sum(reader.reads for reader in readers), max(reader.longest for reader in readers)
    sys.stdout.write(json.dumps({"reads": reads, "longest": longest, "failures": failures}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
