"""Everything that lies beside a page.

A page refers to it by the path from itself, and it is written below the folder of the pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.definitions import Definition
from reports.document import Chart, Page
from reports.drawing.draw import picture
from reports.exporting.csv import as_csv
from reports.exporting.workbook import as_workbook

FOLDER = "files"


def workbook_path(page: Page) -> str:
    """The page's workbook."""
    return f"{FOLDER}/{page.name}/{page.name}.xlsx"


def csv_path(page: Page, table: str) -> str:
    """A table's CSV."""
    return f"{FOLDER}/{page.name}/{table}.csv"


def picture_path(page: Page, chart: str, language: str) -> str:
    """A drawing's PNG."""
    return f"{FOLDER}/{page.name}/{chart}.{language}.png"


def beside(page: Page, definitions: Sequence[Definition], symbol: str) -> Iterator[tuple[str, bytes]]:
    """Paths and contents of all files beside the page; none where it has neither table nor drawing.

    Amounts in drawings are marked with `symbol`.
    """
    for table in page.tables:
        yield page.placed(csv_path(page, table.name)), as_csv(table).encode()
    for block in page.blocks:
        if isinstance(block, Chart) and block.table.rows:
            for language in ("zh", "en"):
                yield page.placed(picture_path(page, block.name, language)), picture(block, language, symbol)
    if page.tables:
        yield page.placed(workbook_path(page)), as_workbook(page, definitions)
