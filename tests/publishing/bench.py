"""`make bench-publish`: a thousand publishes under twenty looping readers, of the file, then of PostgreSQL.

Prints for each how many reads there were, how many failed or were torn, and how long swaps took. A read is
torn when tables or the log are of different versions. A shorter round swaps as many tables as a night has.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.publishing.rounds import file_round, postgres_round
from tests.worlds.postgres import postgres_on_socket


def main() -> None:
    given = _asked()
    failed = 0
    for tables, publishes in ((2, given.publishes), (given.tables, given.wide)):
        for place, measured in (("file", file_round), ("PostgreSQL", _on_server)):
            if not publishes or given.only not in (None, place):
                continue
            with tempfile.TemporaryDirectory() as folder:
                told = measured(Path(folder), tables, publishes, given.readers)
            sys.stdout.write(told.said(place))
            sys.stdout.flush()
            failed += len(told.failures)
    sys.exit(failed > 0)


def _on_server(folder, tables, publishes, readers):
    with postgres_on_socket() as address:
        return postgres_round(folder, address, tables, publishes, readers)


def _asked():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--publishes", type=int, default=1000, help="of two tables")
    parser.add_argument("--wide", type=int, default=50, help="of as many tables as a night has")
    parser.add_argument("--tables", type=int, default=100, help="of the wide ones")
    parser.add_argument("--readers", type=int, default=20, help="of the file, and as many of PostgreSQL")
    parser.add_argument("--only", choices=("file", "PostgreSQL"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
