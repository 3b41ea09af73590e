"""The frame: one document as HTML, CSV, PNG and a workbook, every figure with its definition."""

from __future__ import annotations

import csv
import io
from datetime import date

import duckdb
import openpyxl
import pytest

from reports.definitions import definitions, lineages
from reports.document import (
    Cell,
    Chart,
    Column,
    Gauge,
    Note,
    Page,
    Section,
    Table,
    of_column,
    of_metric,
)  # fmt: skip
from reports.drawing import marks
from reports.drawing.draw import drawn, picture
from reports.exporting.beside import beside
from reports.exporting.csv import as_csv
from reports.exporting.workbook import as_workbook
from reports.store import Edition
from reports.words import Words
from reports.writing import render
from tests.reports.markup import Page as Markup

HOSTILE = '=cmd|"/c calc"!A1</text><script>alert(1)</script>'
SHARE = Column("share", Words("占比", "Share"), "ratio", "why", of_column("kpi.example", "share"))
COLUMNS = [
    Column("day", Words("日期", "Day"), "date"),
    Column("name", Words("名称", "Name")),
    Column("people", Words("人数", "People"), "count", source=of_metric("visitors")),
    SHARE,
    Column("paid_fen", Words("金额", "Amount"), "fen"),
]
ROWS = [
    {"day": date(2026, 1, 2), "name": HOSTILE, "people": 1_234_567, "share": 0.125, "paid_fen": 150},
    {"day": date(2026, 1, 3), "name": Words("甲", "First"), "people": 9, "why": "too_few", "paid_fen": -5},
    {"day": None, "name": "plain", "people": Cell(0, "count", tone="bad"), "share": 1.0, "paid_fen": 0},
]  # fmt: skip
HEADINGS = ["日期 Day", "名称 Name", "人数 People", "占比 Share", "金额 Amount"]
EDITION = Edition("v1", "r1", "", date(2026, 1, 4), None, "")
STORE = """
create schema kpi; create schema ops;
create table kpi.dim_metric (
    metric_id varchar, valid_from date, valid_to date, name_zh varchar, name_en varchar, definition varchar,
    numerator_definition varchar, denominator_definition varchar, parameters varchar, owner_role varchar,
    requirement_rows varchar, definition_hash varchar
);
insert into kpi.dim_metric values
    ('visitors', '2026-01-01', '2026-01-03', '到店', 'Visitors', 'As it was meant.',
        'Above', 'none', '{}', 'm', '7', 'aaa'),
    ('visitors', '2026-01-03', null, '到店', 'Visitors', 'As it is meant.',
        'Above', 'none', '{}', 'm', '7', 'bbb');
create table ops.metric_lineage (metric_id varchar, feed varchar, feed_column varchar);
insert into ops.metric_lineage values ('visitors', 'parking', 'entered_at'), ('visitors', 'parking', 'plate');
create table kpi.example (share double);
comment on column kpi.example.share is '占比: Share of everything';
"""


@pytest.fixture
def con():
    with duckdb.connect() as connection:
        connection.execute(STORE)
        yield connection


def page() -> Page:
    table = Table("people", Words("人们", "People"), COLUMNS, ROWS)
    chart = marks.bars(Table("drawn", Words("图", "Drawing"), COLUMNS, ROWS), "name", COLUMNS[2])
    gauge = Gauge(
        Words("到店", "Visitors"), Cell(12, "count", source=of_metric("visitors")),
        Cell(12, "count"), Cell(30, "count"), previous=10, direction="up",
        against=[(Words("目标", "Target"), Cell(20, "count", tone="bad"))],
    )  # fmt: skip
    blocks = [gauge, chart, table, Note(Words("说明", "A note"))]
    return Page(
        "example", Words("例", "Example"), Words("导语", "Lead"), [Section(Words("节", "Part"), blocks)]
    )


def html(con) -> str:
    one = page()
    known = {found.key: found for found in definitions(con, one.sources)}
    return render(
        "page.html", "¥", edition=EDITION, here=one.file_name, drawn=set(), contents=[], view=one,
        known=known, lineages=lineages(known.values()),
    )  # fmt: skip


def test_a_figure_opens_its_definition_lineage_and_history(con):
    text = " ".join("".join(Markup(html(con)).text).split())
    assert "As it is meant." in text
    assert "2026-01-01 – 2026-01-03 aaa As it was meant." in text
    assert "entered_at, plate" in text
    assert "Share of everything" in text


def test_every_button_opens_something_that_is_there(con):
    shown = html(con)
    opened = {part.split('"')[0] for part in shown.split('popovertarget="')[1:]}
    assert opened
    assert all(f'popover id="{one}"' in shown for one in opened)


def test_a_store_without_lineage_has_definitions_all_the_same(con):
    con.execute("drop table ops.metric_lineage")
    (found,) = definitions(con, [of_metric("visitors")])
    assert found.text == "As it is meant."
    assert found.lineage == ()


def test_missing_figures_say_why_and_hostile_text_stays_text(con):
    read = Markup(html(con))
    text = "".join(read.text)
    assert HOSTILE in text
    assert read.tags.count("script") == 1  # the house's own
    assert "123.46万" in text
    assert "1,234,567" in text
    assert "12.5%" in text


def test_gauges_stand_beside_target_and_last_week(con):
    text = " ".join("".join(Markup(html(con)).text).split())
    assert "▲ 20.0%" in text
    assert "Target 20" in text


def test_csv_holds_raw_values_and_no_formula():
    rows = list(csv.DictReader(io.StringIO(as_csv(page().tables[1]).removeprefix("\ufeff"))))
    assert [row["people"] for row in rows] == ["1234567", "9", "0"]
    assert [row["share"] for row in rows] == ["0.125", "", "1.0"]
    assert rows[0]["name"] == "'" + HOSTILE
    assert rows[1]["name"] == "甲 First"
    assert [row["day"] for row in rows] == ["2026-01-02", "2026-01-03", ""]


def test_workbooks_hold_numbers_as_numbers_and_text_as_text(con):
    one = page()
    content = as_workbook(one, definitions(con, one.sources))
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book[book.sheetnames[1]]
    assert [cell.value for cell in sheet[1]] == [
        "日期 Day",
        "名称 Name",
        "人数 People",
        "占比 Share",
        "金额 Amount",
    ]
    assert sheet["B2"].value == HOSTILE
    assert sheet["B2"].data_type == "s"
    assert (sheet["C2"].value, sheet["D2"].value, sheet["E2"].value) == (1_234_567, 0.125, 1.5)
    assert sheet["D2"].number_format == "0.0%"
    assert sheet["D3"].value == "too_few"
    assert sheet.freeze_panes == "A2"
    told = {row[0].value: row[2].value for row in book[book.sheetnames[-1]].iter_rows(min_row=2)}
    assert told["visitors"] == "As it is meant."


def test_equal_pages_are_equal_files(con):
    one = page()
    assert dict(beside(one, definitions(con, one.sources), "¥")) == dict(
        beside(one, definitions(con, one.sources), "¥")
    )


def test_drawings_are_there_in_both_languages_and_the_pages_colours():
    (chart,) = [block for block in page().blocks if isinstance(block, Chart)]
    made = drawn(chart, "¥")
    for language, name in (("zh", "甲"), ("en", "First")):
        wide, narrow = getattr(made, language)
        for svg in (wide, narrow):
            assert name in svg
            assert "var(--series-1)" in svg
            assert "<script" not in svg
            assert svg.startswith("<svg")
    assert picture(chart, "zh", "¥").startswith(b"\x89PNG")


@pytest.mark.parametrize("draw", ["lines", "bars", "grid", "bubbles", "intervals"])
def test_each_kind_of_drawing_draws_its_rows(draw):
    rows = [
        {"x": date(2026, 1, day), "y": f"row {day % 2}", "value": day * 1.5, "low": day, "high": day * 2.0}
        for day in range(1, 5)
    ]
    value = Column("value", Words("值", "Value"), "count")
    table = Table("t", Words("题", "Title"), [value], rows)
    chart = {
        "lines": lambda: marks.lines(table, "x", value, "y"),
        "bars": lambda: marks.bars(table, "y", value),
        "grid": lambda: marks.grid(table, "x", "y", value),
        "bubbles": lambda: marks.bubbles(
            table, Column("low", Words("低", "Low"), "count"), value, value, "y"
        ),
        "intervals": lambda: marks.intervals(table, "y", value, "low", "high"),
    }[draw]()
    assert drawn(chart, "¥").en[0].count("<path") > len(rows)
