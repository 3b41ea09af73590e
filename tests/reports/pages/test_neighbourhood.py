"""Neighbourhoods: withheld stays withheld, no sum stands there that was not published."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from reports.document import Chart, Gauge, Heat
from reports.pages import neighbourhood
from reports.store import Store
from tests.reports.markup import Page
from tests.reports.pages.community import AS_OF, MONTH, community, figure, made, put
from tests.reports.shown import html_of

HOSTILE = "</th><script>alert(1)</script>"
WEEK = date(2026, 6, 22)
CELLS = "kpi.building_heatmap_weekly"


def cell(con, building, buying, week=WEEK, community_id="C1", households=40, **row):
    """A cell that is told, or one that is not."""
    told = {} if buying is None else {
        "orders": buying + 3, "buyers": buying, "buying_households": buying, "net_fen": buying * 1000,
        "penetration": buying / households if households else None,
    }  # fmt: skip
    put(con, CELLS, week_start=week, community_id=community_id, building_no=building, households=households,
        unit_type="two_room", family_structure="couple", is_withheld=buying is None,
        **{"null_reason": "small_cell" if buying is None else None, **row}, **told)  # fmt: skip


def index(con, subcategory, value, **row):
    put(con, "kpi.category_index_monthly", month_start=MONTH, community_id="C1", category="food",
        subcategory=subcategory, orders=40, all_category_orders=90, category_index=value,
        **{"is_withheld": False, "category_orders": 10, **row})  # fmt: skip


def point(con, name, day, **row):
    put(con, "kpi.fulfilment_sla_daily", business_date=day, point_id=name,
        **{"orders": 7, "is_over_capacity": False, **row})  # fmt: skip


@pytest.fixture
def con(tmp_path):
    con = made(tmp_path / "memberloop.duckdb")
    community(con, "C1", HOSTILE)
    for building, buying in (("10", 17), ("2", 19), ("3", None), ("4", None)):
        cell(con, building, buying)
    cell(con, "2", 11, WEEK - timedelta(days=7), households=None, null_reason="households_withheld")
    cell(con, "2", 13, WEEK - timedelta(weeks=9))  # long ago
    index(con, "ALL", 100.0)
    index(con, "fruit", 130.5)
    index(con, "fish", None, is_withheld=True, category_orders=None, null_reason="small_cell")
    index(con, "meat", None, null_reason="too_few")
    for back in range(3):
        point(con, "ALL", AS_OF - timedelta(days=back), stale_rate=0.1 * back, missed_rate=None)
        point(con, "P1", AS_OF - timedelta(days=back), community_id="C1", mode="cabinet")
    point(con, "P2", AS_OF, community_id="C1", mode="leader_home", is_over_capacity=True, capacity=6)
    for name, value, why in (("P1", 0.25, None), ("P2", None, "empty_denominator")):
        figure(
            con, "pickup_stale_rate", MONTH, value, null_reason=why, dimension="point", dimension_value=name
        )
    put(con, "kpi.inventory_health_daily", business_date=AS_OF, location_id="ALL", category="ALL",
        skus_judged=9, slow_sku_rate=0.5, turns_null_reason="immature")  # fmt: skip
    for metric_id, value, standing, why in (
        ("ritual_repeat_rate", 0.07, "critical", None),
        ("event_tag_coverage", None, "not_judged", "immature_until:2026-07-01"),
    ):
        put(con, "kpi.community_board_monthly", month_start=MONTH, mall_id="ALL", position=1,
            family="follow_up", family_zh="跟进", metric_id=metric_id, name_zh=metric_id, name_en=metric_id,
            value=value, unit="ratio", direction="up", standing=standing, null_reason=why)  # fmt: skip
    put(con, "kpi.loop_checklist_monthly", month_start=MONTH, mall_id="ALL", position=1, loop="wake",
        loop_zh="唤醒", item_zh="已触达", item_en="Reached", metric_id="x",
        null_reason="immature_until:2026-07-14")  # fmt: skip
    yield con
    con.close()


@pytest.fixture
def document(con):
    return neighbourhood.page(Store(con))


def text_of(con, document):
    return "".join(Page(html_of(Store(con), document)).text)


def heat(document, name):
    return next(block for block in document.blocks if isinstance(block, Heat) and block.table.name == name)


def table(document, name):
    return next(one for one in document.tables if one.name == name)


def test_buildings_stand_by_number_and_old_weeks_are_left_out(document):
    rows = heat(document, "buildings-1").table.rows
    assert [row["building"].zh for row in rows] == ["2", "2", "3", "4", "10"]
    assert [row["penetration"] for row in rows] == [None, 19 / 40, None, None, 17 / 40]


def test_withheld_cells_are_withheld_with_their_reason(con, document):
    html = html_of(Store(con), document)
    field = html[html.index("楼栋热力图") : html.index("品类偏好")]
    assert len(re.findall(r'<td class="unknown"', field)) == 3
    text = text_of(con, document)
    assert "人太少或可由合计推出，不予公开" in text
    assert "户数不予公开" in text
    assert [(row["told"], row["withheld"]) for row in table(document, "cells").rows] == [(3, 2)]


def test_no_sum_of_a_community_stands_anywhere(document):
    """Of orders, households or money: a total less the cells that are told would tell the rest."""
    held = [column.cell(row).value for one in document.tables for row in one.rows for column in one.columns]
    held += [block.figure.value for block in document.blocks if isinstance(block, Gauge)]
    of_week, of_all = (20 + 22, 17 + 19, 36_000), (20 + 22 + 14, 17 + 19 + 11, 47_000)
    assert 22 in held  # of one cell
    assert not {*of_week, *of_all} & {value for value in held if isinstance(value, int | float)}


def test_all_fields_share_one_scale(con):
    cell(con, "1", 5, community_id="C2")
    fields = [block for block in neighbourhood.page(Store(con)).blocks if isinstance(block, Heat)]
    assert [one.span for one in fields if one.table.name.startswith("buildings")] == [(0.0, 19 / 40)] * 2


def test_preferences_keep_withheld_and_too_few_apart(con, document):
    rows = heat(document, "preferences").table.rows
    assert {row["of"].zh: (row["category_index"], row["null_reason"]) for row in rows} == {
        "food（全部）": (100.0, None), "fruit": (130.5, None), "fish": (None, "small_cell"),
        "meat": (None, "too_few"),
    }  # fmt: skip
    assert [row["of"].zh for row in table(document, "strongest").rows] == ["fruit"]
    assert "样本太少，不下结论" in text_of(con, document)


def test_points_take_their_rates_as_published(con, document):
    first, second = table(document, "points").rows
    assert (first["point_id"], first["pickup_stale_rate"].value, first["orders"], first["days_over"]) == (
        "P1", 0.25, 21, 0,
    )  # fmt: skip
    assert (second["pickup_stale_rate"].why, second["days_over"], second["capacity"]) == (
        "empty_denominator",
        1,
        6,
    )
    assert "团长家" in text_of(con, document)


def test_boards_say_how_they_stand_and_from_when(con, document):
    gauges = {block.name.en: block for block in document.blocks if isinstance(block, Gauge)}
    assert [cell.value.zh for _, cell in gauges["ritual_repeat_rate"].against] == ["严重"]
    assert not gauges["event_tag_coverage"].against
    text = text_of(con, document)
    assert "观察期未满，2026-07-01 起可读" in text
    assert "观察期未满，2026-07-14 起可读" in text


def test_hostile_names_stay_text(con, document):
    assert "<script>alert" not in html_of(Store(con), document)
    assert HOSTILE in text_of(con, document)


def test_a_large_city_stays_below_a_megabyte(con):
    con.execute(f"""
        insert into {CELLS}
        select date '{WEEK}' - 7 * week::int, 'D' || community, building::varchar, 'two_room', 'couple', 50,
            10, 9, 9, 9000, 0.18, week % 3 = 0, case when week % 3 = 0 then 'small_cell' end
        from range(12) as w(week), range(9) as c(community), range(76) as b(building)
    """)
    document = neighbourhood.page(Store(con))
    html = html_of(Store(con), document)
    assert len(html.encode()) < 1_000_000
    assert "另有 2 个社区" in html


def test_an_empty_store_says_so(tmp_path):
    with made(tmp_path / "empty.duckdb") as con:
        document = neighbourhood.page(Store(con))
        text = text_of(con, document)
    for told in (
        "还没有一周可以公开。",
        "还没有一个月可以公开。",
        "本版本没有自提数据。",
        "本版本没有库存数据。",
    ):
        assert told in text
    assert not [block for block in document.blocks if isinstance(block, Chart | Heat)]
