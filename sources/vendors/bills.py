"""What the reader of payment bills must know of a vendor's bill: its marks, its header, its stated totals.

A bill is a text: perhaps remarks, a header, one line a trade or refund, and an end that states totals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_AMOUNT = re.compile(r"[+-]?[0-9]+(,[0-9]{3})*(\.[0-9]+)?")


@dataclass(frozen=True)
class Total:
    """One figure that the bill states of itself."""

    name: str
    """Our own word for it, shown with the difference."""
    stated: Decimal | None
    """In the unit of `read`; None when the bill's text is no number."""
    read: str
    """SQL over the judged rows that must give the same."""
    needs: str | None = None
    """Raw column that `read` sums up."""


@dataclass(frozen=True)
class End:
    """What stands below the rows."""

    lines: int
    totals: tuple[Total, ...] = ()
    unknown: tuple[str, ...] = ()
    """Names of totals that nobody here knows."""
    lines_after: int = 0
    """Lines below the totals, where none belongs."""
    states_rows: bool = True
    """False when the totals are missing, which only a bill without rows may do."""


@dataclass(frozen=True)
class BillFormat:
    """One vendor's bill."""

    separator: str
    row_start: str
    """What each row begins with, beside its first value; empty when there is no such mark."""
    value_end: str
    """A character that may stand after a value and is no part of it; empty when there is none."""
    remark: str
    """What lines begin with that are neither header nor row; empty when there are none."""
    header_names: tuple[str, ...]
    """Columns by which the header is known wherever it stands."""
    free_text: tuple[str, ...]
    """Columns that merchants fill with any text, the separator included; none of them is kept."""
    end: Callable[[Sequence[str]], End | None]
    """The end of a bill from its last lines; None when it is missing."""
    is_empty_day: Callable[[str], bool]
    """Whether a short text says that there is no bill, since nothing was traded."""

    def header_at(self, lines: Sequence[str]) -> int | None:
        """The line that holds the header, counted from 0."""
        for number, line in enumerate(lines):
            cells = self.header_cells(line)
            if all(name in cells for name in self.header_names):
                return number
        return None

    @staticmethod
    def header_cells(line: str) -> list[str]:
        """Column names; some copies of the bill write full-width commas, or mark names like values."""
        return [cell.strip(" \t\r\ufeff\u3000`") for cell in re.split("[,，]", line)]


def amount(text: str) -> Decimal | None:
    """A stated amount, or None when the text is none."""
    text = text.strip(" \t\r`")
    if not _AMOUNT.fullmatch(text):
        return None
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
