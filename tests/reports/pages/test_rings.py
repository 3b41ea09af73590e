"""Rings: sizes, flows, and who moved inwards; all as published."""

from __future__ import annotations

import pytest

from reports.document import Gauge, Heat
from reports.heat import arranged
from reports.pages.rings import page
from reports.store import open_store
from reports.vocabulary.members import RINGS
from tests.reports.markup import Page
from tests.reports.member_pages import HOSTILE, JULY, JUNE, MAY, figure, make, mall, metric
from tests.reports.shown import html_of

MOVES = {
    ("outer", "middle"): 23, ("outer", "outer"): 394, ("middle", "inner"): 2, ("middle", "none"): 5,
    ("inner", "middle"): 1, ("none", "middle"): 149, ("new", "inner"): 3, ("new", "outer"): 809,
    ("outer", "inner"): 0,
}  # fmt: skip


def move(month, before, after, members, mall_id="ALL", why=None):
    return {
        "month_start": month, "mall_id": mall_id, "ring_from": before, "ring_to": after,
        "ring_to_rank": list(RINGS).index(after) + 1, "numerator": None if why else members,
        "denominator": None if why else 420, "value": None if why else 0.0547, "is_mature": why is None,
        "null_reason": why,
    }  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    rings = [(ring, n, value) for ring, n, value in (("outer", 1203, 0.649), ("inner", 3, 0.002))]
    return make(
        tmp_path_factory.mktemp("rings") / "m.duckdb",
        core__dim_mall=[mall("M01", "Aurora"), mall("M02", HOSTILE)],
        kpi__dim_metric=[
            metric("ring_promotion_rate"),
            metric("ring_promotion_median_days", "days", "down"),
            metric("middle_ring_promotion_rate_90d"),
            metric("high_value_attendance_rate"),
        ],
        kpi__kpi_value=[
            *(figure(f"ring_to_{ring}_rate", month, n, 1855, value, mall_id=one) for ring, n, value in rings
              for month in (MAY, JUNE) for one in ("ALL", "M01", "M02", "unknown")),
            figure("ring_to_outer_rate", JULY, None, None, None, null_reason="immature_until:2026-07-31"),
            figure("ring_promotion_rate", JUNE, 2, 275, 0.0073),
            figure("ring_promotion_median_days", MAY, None, 3, 114.0),
            figure("ring_promotion_median_days", JUNE, None, 0, None, null_reason="empty_denominator"),
            figure("middle_ring_promotion_rate_90d", JUNE, None, None, None,
                   null_reason="immature_until:2026-09-28"),
            figure("high_value_attendance_rate", JUNE, 5, 7, 0.714, dimension="event_ring",
                   dimension_value="middle"),
            figure("unregistered", JUNE, 5, 7, 0.714, dimension="event_ring", dimension_value="middle"),
        ],
        kpi__ring_transition_monthly=[
            *(move(JUNE, *codes, members) for codes, members in MOVES.items()),
            move(MAY, "outer", "inner", 77),
            move(JULY, "outer", "inner", 88, why="immature_until:2026-07-31"),
            move(JUNE, "outer", "middle", 9, "M02"),
            move(JUNE, "middle", "outer", 8, "M02"),
        ],
    )  # fmt: skip


@pytest.fixture(scope="module")
def document(file):
    with open_store(file) as store:
        return page(store)


@pytest.fixture(scope="module")
def html(file, document):
    with open_store(file) as store:
        return html_of(store, document)


@pytest.fixture(scope="module")
def text(html):
    return " ".join("".join(Page(html).text).split())


def cells(document, name, *columns):
    table = next(one for one in document.tables if one.name == name)
    shown = {column.name: column for column in table.columns}
    return [tuple(shown[one].cell(row).value for one in columns) for row in table.rows]


def test_inwards_are_the_moves_towards_the_middle_deepest_first(document):
    rows = cells(document, "ring-inwards", "from", "to", "numerator", "value")
    assert [(was.en, now.en, n, value) for was, now, n, value in rows] == [
        ("Middle ring", "Inner ring", 2, 0.0547),
        ("Outer ring", "Middle ring", 23, 0.0547),
        ("No ring", "Middle ring", 149, 0.0547),
    ]
    by_mall = cells(document, "ring-inwards-malls", "mall", "from", "numerator")
    assert [(where.en, was.zh, n) for where, was, n in by_mall] == [(HOSTILE, "辐射层", 9)]


def test_gains_and_losses_leave_newcomers_apart(document):
    columns = ("was", "new", "came", "left", "is", "net")
    assert cells(document, "ring-account", *columns) == [
        (417, 809, 0, 23, 1203, -23),
        (7, 0, 173, 7, 173, 166),
        (1, 3, 2, 1, 5, 1),
        (149, 0, 5, 149, 5, -144),
    ]


def test_sizes_are_the_published_shares_of_all_and_of_each_mall(document):
    assert {(month, value) for month, value in cells(document, "ring-shares", "month", "value")} == {
        (MAY, 0.649), (MAY, 0.002), (JUNE, 0.649), (JUNE, 0.002),
    }  # fmt: skip
    heat = arranged(next(one for one in document.blocks if isinstance(one, Heat)))
    assert [row.name.value.zh for row in heat.rows] == ["全部商场", "Aurora", HOSTILE, "商场未知"]
    assert [cell.below.value for cell in heat.rows[0].cells] == [1203, 3]
    assert heat.rows[0].cells[0].is_dark
    assert not heat.rows[0].cells[1].is_dark


def test_figures_tell_their_month_and_why_others_are_missing(document, text):
    gauges = {g.figure.source.metric_id: g for g in document.blocks if isinstance(g, Gauge)}
    median = gauges["ring_promotion_median_days"]
    assert (median.figure.value, median.against[0][1].value) == (114.0, MAY)
    assert "观察期未满，2026-09-28 起可读" in text
    assert "immature_until" not in text
    assert "None" not in text


def test_events_are_told_by_their_ring_as_far_as_registered(document):
    rows = cells(document, "ring-events", "ring", "value", "numerator", "denominator")
    assert [(ring.en, *rest) for ring, *rest in rows] == [("Middle ring", 0.714, 5, 7)]


def test_names_of_malls_stay_text(html):
    assert "img" not in Page(html).tags
    assert HOSTILE in "".join(Page(html).text)
    assert len(html.encode()) < 1_000_000


def test_an_empty_store_says_so(tmp_path):
    with open_store(make(tmp_path / "empty.duckdb")) as store:
        text = "".join(Page(html_of(store, page(store))).text)
    assert "还没有可读的一个月" in text
    assert "本版本没有这样的数据" in text


def test_malls_of_one_name_keep_apart(tmp_path):
    share = {"dimension": "all", "value": 0.5, "numerator": 1, "denominator": 2}
    file = make(
        tmp_path / "twins.duckdb",
        core__dim_mall=[mall("M01", "Plaza"), mall("M02", "Plaza")],
        kpi__kpi_value=[
            figure("ring_to_outer_rate", JUNE, 1, 2, 0.5) | share | {"mall_id": one} for one in ("M01", "M02")
        ],
    )
    with open_store(file) as store:
        heat = arranged(next(one for one in page(store).blocks if isinstance(one, Heat)))
    assert [row.name.value.en for row in heat.rows] == ["Plaza (M01)", "Plaza (M02)"]
