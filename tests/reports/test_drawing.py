"""Drawings: amounts, numbers as the language counts, room for names and for losses."""

from __future__ import annotations

import pytest

from reports.document import NARROW, WIDE, Canvas, Column, Table
from reports.drawing import marks
from reports.drawing.draw import drawn
from reports.drawing.points import letters, wrapped
from reports.words import Words, same

COUNT, MONEY = Column("n", Words("会员", "Members"), "count"), Column("spend", Words("消费", "Spend"), "fen")
NAME = Column("name", same("Name"))


def chart(kind, rows):
    table = Table("t", same("A drawing"), [NAME, COUNT, MONEY], rows)
    if kind == "bars":
        return marks.bars(table, "name", COUNT)
    return marks.bubbles(table, COUNT, MONEY, COUNT, "name")


def axes(specification):
    return [
        layer["encoding"][place]
        for layer in specification["layer"]
        for place in ("x", "y")
        if layer["encoding"][place]["type"] == "quantitative"
    ]


def specified(kind, rows, language="zh", width=WIDE):
    return chart(kind, rows).specify(Canvas(language, width, "¥")).to_dict(validate=False)


def test_bars_below_zero_have_room_and_tell_their_loss():
    rows = [{"name": "a", "n": -230}, {"name": "b", "n": 169}, {"name": "c", "n": None}]
    domain = axes(specified("bars", rows))[0]["scale"]["domain"]
    assert domain[0] < -230 * 1.1
    assert domain[1] > 169 * 1.1
    assert "scale" not in axes(specified("bars", rows[1:]))[0]
    svg = drawn(chart("bars", rows), "¥").en[0]
    assert ">-230<" in svg
    assert ">169<" in svg


@pytest.mark.parametrize(("language", "told"), [("zh", ">2万<"), ("en", ">20k<")])
def test_axes_count_as_the_language_does(language, told):
    pictures = drawn(chart("bars", [{"name": "a", "n": 21_000}]), "¥")
    assert told in getattr(pictures, language)[0]


def test_bubbles_that_differ_widely_stand_on_axes_of_factors_others_from_zero():
    near = [{"name": "a", "n": 100, "spend": 5000}, {"name": "b", "n": 300, "spend": 9000}]
    far = [*near, {"name": "c", "n": 90_000, "spend": 20_000_000}]
    assert [one["scale"].get("type") for one in axes(specified("bubbles", far))[:2]] == ["log", "log"]
    plain = axes(specified("bubbles", near))[:2]
    assert [(one["scale"].get("type"), one["scale"]["domain"][0]) for one in plain] == [(None, 0), (None, 0)]
    loss = axes(specified("bubbles", [*far, {"name": "d", "n": 5, "spend": -100}]))[1]
    assert loss["scale"]["domain"][0] == -1.0  # whole units of the currency


def test_bubbles_without_rows_or_figures_are_drawn_all_the_same():
    for rows in ([], [{"name": "a", "n": None, "spend": None}]):
        assert specified("bubbles", rows)["layer"]


def test_long_names_are_wrapped_by_their_width():
    assert wrapped("Visited but not joined → Silent or at risk", 26).count("\n") == 1
    assert wrapped("首访未入会 → 沉默/流失预警", 26).count("\n") == 1
    assert letters("首访ab\nx") == 6
    rows = [{"name": "Visited but not joined → Silent or at risk", "n": 1}]
    wide, narrow = (specified("bars", rows, "en", width) for width in (WIDE, NARROW))
    assert narrow["height"]["step"] > wide["height"]["step"]
