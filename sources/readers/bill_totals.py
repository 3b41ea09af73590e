"""A bill's parts, and what it states of itself held against what was read."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sources.judged import TABLE

if TYPE_CHECKING:
    import duckdb

    from sources.quarantine import Fault
    from sources.readers.bill_text import BillText
    from sources.readers.header import Header
    from sources.vendors.bills import BillFormat, End, Total


@dataclass(frozen=True)
class Bill:
    """A bill whose parts are known."""

    text: BillText
    form: BillFormat
    header: Header
    header_at: int
    end: End

    @property
    def is_even(self) -> bool:
        """Whether rows have as many separators as the header's width asks for, all in all."""
        head, tail = self.text.head[: self.header_at + 1], self.text.tail
        outside = sum(
            line.count(self.form.separator) for line in (*head, *tail[len(tail) - self.end.lines :])
        )
        wanted = self.row_lines * (len(self.header.columns) - 1)
        return self.text.survey.separators - outside == wanted

    @property
    def lines_above(self) -> int:
        """Lines above the header that are no remarks."""
        above = (line.strip() for line in self.text.head[: self.header_at])
        mark = self.form.remark
        return sum(bool(line) and not (mark and line.startswith(mark)) for line in above)

    @property
    def row_lines(self) -> int:
        """Lines between header and end, blank ones included."""
        lines = self.text.survey.newlines + (not self.text.survey.ends_with_newline)
        return lines - self.text.blank_lines - self.end.lines - self.header_at - 1


def difference(con: duckdb.DuckDBPyConnection, bill: Bill, start: int, faults: list[Fault]) -> str:
    """What the bill states otherwise than its rows say; empty when all is equal. Sums only, nobody's data.

    `start` is the place of the first of its judged rows.
    """
    strays = {"above the header": bill.lines_above, "below the totals": bill.end.lines_after}
    found = [f"{size} lines {place}" for place, size in strays.items() if size]
    read = _read_totals(con, bill, start)
    for total, value in zip(bill.end.totals, read, strict=True):
        if total.stated is None:
            found.append(f"{total.name} stated unreadable read {_figure(value)}")
        elif total.stated != value:
            found.append(
                f"{total.name} stated {_figure(total.stated)} read {_figure(value)} "
                f"difference {_figure(total.stated - value)}"
            )
    if found and faults:
        found.append(f"{len(faults)} lines unreadable, the first {faults[0].line}: {faults[0].reason}")
    return "; ".join(found)


def _read_totals(con: duckdb.DuckDBPyConnection, bill: Bill, start: int) -> list[Decimal]:
    reads = [total.read if _is_present(bill, total) else "0" for total in bill.end.totals]
    if not reads:
        return []
    found = con.execute(f"SELECT {', '.join(reads)} FROM {TABLE} WHERE rowid >= {start}").fetchone()
    return [Decimal(value) for value in found or ()]


def _is_present(bill: Bill, total: Total) -> bool:
    return total.needs is None or total.needs in bill.header.present


def _figure(value: Decimal) -> str:
    """Without exponent and without zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
