"""Fields of cells: order, shades, what is empty and why."""

from __future__ import annotations

from reports.document import Column, Heat, Page, Section, Table
from reports.heat import DARKEST, FAINTEST, arranged
from reports.words import Words, same
from reports.writing import render

DOWN, ACROSS = Column("mall", same("Mall")), Column("kind", same("Kind"))
VALUE, BELOW = Column("value", same("Share"), "ratio", "why"), Column("members", same("Members"), "count")


def row(mall, kind, value, why=None):
    return {"mall": mall, "kind": kind, "value": value, "members": 7, "why": why}


def field(*rows, **more):
    return Heat(
        Table("field", same("A field"), [DOWN, ACROSS, VALUE, BELOW], rows),
        DOWN,
        ACROSS,
        VALUE,
        BELOW,
        **more,
    )


def shades(heat):
    return [[cell and cell.shade for cell in line.cells] for line in arranged(heat).rows]


def test_shades_span_what_is_seen_but_not_what_is_set_apart():
    rows = [row("a", "start", 1.0), row("a", "later", 0.2), row("b", "later", 0.4), row("c", "later", 0.3)]
    middle = round((FAINTEST + DARKEST) / 2)
    assert shades(field(*rows, plain=("start",))) == [[None, FAINTEST], [None, DARKEST], [None, middle]]
    assert shades(field(*rows))[0] == [DARKEST, FAINTEST]
    assert shades(field(row("a", "x", 0.5))) == [[FAINTEST]]


def test_columns_stand_in_their_order_and_others_follow():
    rows = [row("a", "new", 0.1), row("a", "y", 0.1), row("b", "x", 0.1)]
    heat = arranged(field(*rows, order=("x", "y", "never seen")))
    assert [one.value for one in heat.across] == ["x", "y", "new"]
    assert [cell is not None for cell in heat.rows[0].cells] == [False, True, True]


def test_each_reason_is_told_once_and_never_its_code():
    rows = [
        row("a", "x", None, "empty_denominator"),
        row("b", "x", None, "empty_denominator"),
        row("c", "x", 0.5),
    ]
    heat = arranged(field(*rows))
    assert [told.zh for told in heat.missing] == ["分母为零，本期没有可比的对象"]
    assert [line.cells[0].shade for line in heat.rows] == [None, None, FAINTEST]


def html(heat):
    page = Page("field", same("Field"), same("Lead"), [Section(same("Section"), [heat])])
    frame = {"edition": EDITION, "here": "field.html", "drawn": set(), "contents": []}
    return render("page.html", "¥", **frame, view=page, known={}, lineages={})


class EDITION:
    version = run_id = git_revision = definition_hash = data_through = ""


def test_a_cell_tells_value_and_count_and_hostile_names_stay_text():
    hostile = Words("<img src=x>", "<script>alert(1)</script>")
    told = html(
        field(
            row("a", "x", 0.123),
            row(hostile, "x", 0.9),
            row("c", "x", None, "nobody"),
            row("d", "x", None, "left"),
        )
    )
    assert "12.3%<small>7</small>" in told
    assert "&lt;img src=x&gt;" in told
    assert "<img" not in told
    assert 'title="没有这样的会员 / There is nobody of this kind"' in told
    assert told.count("There is nobody of this kind") == 2  # at the cell, and once below


def test_an_empty_field_says_so():
    assert "本版本没有这样的数据" in html(field())
