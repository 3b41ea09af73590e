"""What is counted of identity: rows of day, measure, detail and number, and the lines told of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reports.document import Cell, Gauge, Row, of_column
from reports.store import Store
from reports.words import Words

HEALTH = "ops.identity_health"
COUNTED = of_column(HEALTH, "observed")
DAYS_SHOWN = 28
OBSERVED = """
select day, measure, detail, observed
from ops.identity_health
where day <= $as_of and day > $as_of - $days::integer
order by measure, detail, day
"""


def observed(store: Store, as_of: date) -> list[Row]:
    """The counts of the last days, oldest first within a measure."""
    return [*store.ask(OBSERVED, as_of=as_of, days=DAYS_SHOWN)]


def line(name: Words, note: Words, rows: Sequence[Row], against: Sequence[tuple[Words, Cell]] = ()) -> Gauge:
    """A measure by its newest count, with the shape of the days before."""
    newest = rows[-1]
    return Gauge(
        name,
        Cell(newest["observed"], "count", source=COUNTED),
        against=against,
        history=[row["observed"] for row in rows],
        note=note,
        part=f"{newest['measure']}-{newest['detail']}",
    )
