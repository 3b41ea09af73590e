"""Makes the world: the scripts of `world/` in their order, over all days at once or a few days at a time."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import duckdb

    from sources.synthetic.rates import CityRates

__all__ = ["build_world"]

# Scripts that make what does not depend on days, or need all of it at once.
FOUNDATION = (
    "macros",
    "schema",
    "calendar",
    "places",
    "people",
    "programme",
    "membership",
    "events",
    "paid",
    "experiments",
    "circle",
    "friends",
    "community",
)
# Scripts that see `chunk_from` to `chunk_to` at a time, in order of time.
DAILY = ("visits", "tickets", "tills", "presence", "app", "chats")
# Scripts over everything that has happened.
AFTERMATH = ("fraud", "coupons", "responses", "sends", "points", "stats")
# As many person-days fit into one piece of work.
_PERSON_DAYS = 2_000_000


def build_world(
    con: duckdb.DuckDBPyConnection,
    *,
    members: int,
    first_day: date,
    last_day: date,
    seed: int,
    rates: CityRates,
    progress: Callable[[str], None] | None = None,
) -> None:
    """Fill schema `world` of the connection; the same arguments give the same rows.

    Args:
        con: A connection to an empty database, best one in a file.
        members: How many people live in the city; most of them are or become members.
        first_day: First day of events.
        last_day: Last day of events.
        seed: What makes this city differ from others.
        rates: Shares of people, tickets and files that behave one way or another.
        progress: Told what is being made.
    """
    _set_variables(con, members=members, first_day=first_day, last_day=last_day, seed=seed, rates=rates)
    chunks = list(_chunks(members, first_day, last_day))
    for script, chunk in _steps(chunks):
        if progress:
            progress(f"world: {script}" + (f", {chunk[0]} to {chunk[1]}" if chunk else ""))
        if chunk:
            con.execute(f"set variable chunk_from = date '{chunk[0]}'")
            con.execute(f"set variable chunk_to = date '{chunk[1]}'")
        con.execute((files(__package__) / "world" / f"{script}.sql").read_text(encoding="utf-8"))


def _set_variables(
    con: duckdb.DuckDBPyConnection,
    *,
    members: int,
    first_day: date,
    last_day: date,
    seed: int,
    rates: CityRates,
) -> None:
    """Tell the scripts their parameters."""
    con.execute(f"set variable city_members = {members:d}")
    con.execute(f"set variable city_seed = {seed:d}")
    con.execute(f"set variable first_day = date '{first_day.isoformat()}'")
    con.execute(f"set variable last_day = date '{last_day.isoformat()}'")
    for name, value in asdict(rates).items():
        con.execute(f"set variable rate_{name} = {value!r}::double")


def _steps(chunks: list[tuple[date, date]]) -> Iterator[tuple[str, tuple[date, date] | None]]:
    """Yield each script to run and the days it sees."""
    for script in FOUNDATION:
        yield script, None
    for chunk in chunks:
        for script in DAILY:
            yield script, chunk
    for script in AFTERMATH:
        yield script, None


def _chunks(members: int, first_day: date, last_day: date) -> Iterator[tuple[date, date]]:
    """Cut the days into pieces that fit into memory."""
    length = max(1, _PERSON_DAYS // members)
    day = first_day
    while day <= last_day:
        end = min(last_day, day + timedelta(days=length - 1))
        yield day, end
        day = end + timedelta(days=1)
