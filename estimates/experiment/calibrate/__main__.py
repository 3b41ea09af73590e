"""The command: `python -m estimates.experiment.calibrate --runs 10000`."""

from __future__ import annotations

import argparse
import sys
from time import perf_counter

import duckdb

from estimates.experiment.calibrate.families import FAMILIES
from estimates.experiment.calibrate.report import HEAD, summary


def main() -> None:
    """Runs every family, or those whose name holds a text, and prints a line a method."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    _say(HEAD)
    for family in (family for family in FAMILIES if asked.only in family.name):
        start = perf_counter()
        with duckdb.connect() as con:
            rows = family.judged(con, asked.runs, asked.seed)
        for line in summary(family.name, rows):
            _say(tuple(str(line.get(column, "")) for column in HEAD))
        sys.stderr.write(f"{family.name}: {perf_counter() - start:.0f} s\n")


def _say(cells: tuple[str, ...]) -> None:
    widths = (36, 34, *[9] * 6, 0)
    sys.stdout.write(
        "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip() + "\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
