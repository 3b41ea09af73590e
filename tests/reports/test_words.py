"""Numbers, periods, reasons and movements as they are read."""

from __future__ import annotations

from datetime import date

import pytest

from reports import words
from reports.change import against
from reports.sparkline import sparkline
from reports.vocabulary.reasons import reason


@pytest.mark.parametrize(
    ("number", "unit", "zh", "en"),
    [
        (None, "count", "—", "—"),
        (0, "count", "0", "0"),
        (1234567, "count", "123.46万", "1,234,567"),
        (0.1234, "ratio", "12.3%", "12.3%"),
        (123456789012, "count", "1,234.57亿", "123,456,789,012"),
        (123456, "fen", "¥1,235", "¥1,235"),
        (123456789, "fen", "¥123.46万", "¥1,234,568"),
        (-123456789, "fen", "-¥123.46万", "-¥1,234,568"),
        (1999, "fen", "¥19.99", "¥19.99"),
        (-1999, "fen", "-¥19.99", "-¥19.99"),
        (6.44, "days", "6.4 天", "6.4 days"),
    ],
)
def test_values(number, unit, zh, en):
    assert words.value(number, unit, "¥") == words.Words(zh, en)


def test_a_week_of_the_turn_of_the_year_keeps_its_iso_year():
    assert words.week(date(2018, 12, 31)).zh == "2019 年第 1 周（12-31 至 01-06）"


@pytest.mark.parametrize(
    ("code", "zh"),
    [
        ("immature_until:2018-01-30", "观察期未满，2018-01-30 起可读"),
        ("feed_absent:points", "尚未接入来源：积分流水（points）"),
        ("feed_absent:points,unheard_of", "尚未接入来源：积分流水（points）、unheard_of"),
        ("empty_denominator", "分母为零，本期没有可比的对象"),
        ("something_new:1", "something_new:1"),
        (None, "未发布"),
    ],
)
def test_reasons(code, zh):
    assert reason(code).zh == zh


@pytest.mark.parametrize(
    ("previous", "current", "unit", "direction", "text", "tone"),
    [
        (100, 110, "count", "up", "▲ 10.0%", "good"),
        (100, 90, "count", "up", "▼ 10.0%", "bad"),
        (100, 90, "count", "down", "▼ 10.0%", "good"),
        (100, 90, "count", "none", "▼ 10.0%", "flat"),
        (0.5, 0.512, "ratio", "up", "▲ 1.2 pts", "good"),
        (0.5, 0.50001, "ratio", "up", "unchanged", "flat"),
        (0.0, 0.1, "ratio", "up", "▲ 10.0 pts", "good"),
        (0, 5, "count", "up", "nothing to compare with", "flat"),
        (None, 5, "count", "up", "nothing to compare with", "flat"),
    ],
)
def test_changes(previous, current, unit, direction, text, tone):
    change = against(previous, current, unit, direction)
    assert (change.words.en, change.tone) == (text, tone)


def test_no_change_is_told_of_a_missing_figure():
    assert against(3, None, "count", "up") is None


def test_a_sparkline_lifts_the_pen_over_gaps():
    drawn = sparkline([1, 2, None, 4, 3])
    assert drawn.count("M") == 2
    assert drawn.count("L") == 2


@pytest.mark.parametrize("values", [[], [1], [None, 2, None]])
def test_a_single_point_is_no_line(values):
    assert sparkline(values) == ""


def test_a_level_line_does_not_divide_by_zero():
    assert "nan" not in sparkline([5, 5, 5])
