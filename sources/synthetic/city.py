"""One call makes a city: the world from its seed, the landing files, and the truth in a folder of its own."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import duckdb

from sources.sql import literal
from sources.synthetic.oracle import write_oracle, write_told
from sources.synthetic.rates import CityRates
from sources.synthetic.render import render
from sources.synthetic.world import build_world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["LAST_DAY", "CityRefused", "CitySummary", "generate"]

LAST_DAY = date(2026, 6, 30)
MEMORY_LIMIT = "1400MB"


class CityRefused(Exception):
    """The city cannot be made as things are; the message says why and what to do."""


@dataclass(frozen=True)
class CitySummary:
    """What a city consists of."""

    first_day: date
    last_day: date
    files: int
    size_bytes: int
    rows: dict[str, int]
    """Good rows by feed."""
    truth_rows: dict[str, int]
    """Rows by truth table."""


def generate(  # noqa: PLR0913 - a city is many choices
    landing: Path,
    truth_dir: Path,
    *,
    members: int = 5000,
    days: int = 90,
    seed: int = 7,
    last_day: date = LAST_DAY,
    rates: CityRates | None = None,
    dirt: bool = True,
    wait_days: int = 0,
    progress: Callable[[str], None] | None = None,
) -> CitySummary:
    """Make a city; the same arguments give the same bytes.

    Args:
        landing: The landing zone to fill; it must hold no file yet.
        truth_dir: Where the truth goes as Parquet, outside of the landing zone.
        members: How many people live in the city; most are or become members. At least 50.
        days: How many days are simulated, `last_day` included. At least 7.
        seed: What makes this city differ from others.
        last_day: Last day of events and of deliveries.
        rates: Shares of people, tickets and files that behave one way or another; default: the usual ones.
        dirt: Whether files are late, doubled, damaged or corrected.
        wait_days: How many days after the last one files still arrive, if nothing happens any more. With ten,
            everything that happened has been told.
        progress: Told what is being made.

    Raises:
        CityRefused: The landing zone holds files, the truth would lie inside it, or the city is too small.
    """
    _check(landing, truth_dir, members, days)
    first_day = last_day - timedelta(days=days - 1)
    rates = rates or CityRates()
    with _work_folder(landing) as work, duckdb.connect(str(work / "city.duckdb")) as con:
        _bound(con, work)
        build_world(
            con,
            members=members,
            first_day=first_day,
            last_day=last_day,
            seed=seed,
            rates=rates,
            progress=progress,
        )
        told = write_oracle(con, truth_dir, progress=progress)
        written = render(
            con,
            work / "landing",
            first_day=first_day,
            last_day=last_day,
            seed=seed,
            dirt=dirt,
            wait_days=wait_days,
            rates=rates,
            progress=progress,
        )
        told |= write_told(con, truth_dir)
        _place(work / "landing", landing)
    return CitySummary(first_day, last_day, written.files, written.size_bytes, written.rows, told)


def _check(landing: Path, truth_dir: Path, members: int, days: int) -> None:
    if members < 50 or days < 7:
        raise CityRefused("a city has at least 50 members and 7 days")
    if truth_dir.resolve().is_relative_to(landing.resolve()):
        raise CityRefused(f"the truth would lie inside the landing zone: {truth_dir}")
    if landing.exists() and any(landing.iterdir()):
        raise CityRefused(
            f"{landing} holds files already, and landed files are never changed: use a fresh home"
        )


@contextmanager
def _work_folder(landing: Path) -> Iterator[Path]:
    """Give a folder on the landing zone's file system; what a killed run left there is removed."""
    work = landing.parent / ".city"
    shutil.rmtree(work, ignore_errors=True)
    (work / "landing").mkdir(parents=True)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _bound(con: duckdb.DuckDBPyConnection, work: Path) -> None:
    """Keep the engine within its limits, and silent."""
    con.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
    con.execute(f"set temp_directory = {literal(str(work / 'spill'))}")
    con.execute("set enable_progress_bar = false")
    con.execute("set TimeZone = 'UTC'")


def _place(made: Path, landing: Path) -> None:
    """Put the finished landing zone where it belongs: all of it or nothing."""
    if landing.exists():
        landing.rmdir()
    made.rename(landing)
