"""What a page is made of, whatever it will be shown as: HTML, CSV, a sheet of a workbook.

A page says what it shows and in which unit; how a number looks is decided by who renders it. Every figure
names its source, so that its definition can be opened where it stands.
"""

from reports.document.blocks import NARROW, WIDE, Block, Canvas, Chart, Gauge, Heat, Note, Table
from reports.document.figures import Cell, Column, Row, Source, Value, of_column, of_metric
from reports.document.page import Page, Section

__all__ = [
    "NARROW", "WIDE", "Block", "Canvas", "Cell", "Chart", "Column", "Gauge", "Heat", "Note", "Page", "Row",
    "Section", "Source", "Table", "Value", "of_column", "of_metric",
]  # fmt: skip
