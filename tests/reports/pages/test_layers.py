"""Layers: flows, gains and losses, shares over months and by mall, steps; all as published."""

from __future__ import annotations

import pytest

from reports.document import Chart, Gauge, Heat
from reports.heat import arranged
from reports.pages.layers import page
from reports.store import open_store
from tests.reports.markup import Page
from tests.reports.member_pages import HOSTILE, JULY, JUNE, LAYERS, MAY, figure, make, mall, metric
from tests.reports.shown import html_of

V, J, S = "visitor_not_joined", "joined_inactive", "silent"
# Of 10 visitors 3 joined and 1 fell silent, of 5 joined 2 fell silent, of 4 silent 1 came back; 7 are new.
MOVES = {
    (V, V): 6, (V, J): 3, (V, S): 1, (J, V): 0, (J, J): 3, (J, S): 2, (S, V): 1, (S, J): 0, (S, S): 3,
    ("new", V): 7, ("new", J): 0, ("new", S): 0,
}  # fmt: skip
BEFORE = {V: 10, J: 5, S: 4, "new": 7}


def move(month, before, after, members, mall_id="ALL", why=None):
    rank = {one["layer"]: one["layer_rank"] for one in LAYERS}[after]
    of = BEFORE[before]
    return {
        "month_start": month, "mall_id": mall_id, "layer_from": before, "layer_to": after,
        "layer_to_rank": rank, "numerator": members, "denominator": None if why else of,
        "value": None if why else 0.125,  # no quotient of these: what is published is what is shown
        "is_mature": why is None, "null_reason": why,
    }  # fmt: skip


def share(layer, month, members, value, **more):
    return figure(f"layer_to_{layer}_rate", month, members, 26, value, **more)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return make(
        tmp_path_factory.mktemp("layers") / "m.duckdb",
        core__dim_layer=LAYERS,
        core__dim_mall=[mall("M01", "Aurora"), mall("M02", HOSTILE)],
        kpi__dim_metric=[
            metric("layer_to_silent_rate", direction="down"),
            metric("next_step_compliance_rate"),
            metric("high_value_share"),
            metric("visits_per_visitor", "number"),
        ],
        kpi__kpi_value=[
            share(V, MAY, 10, 0.55), share(J, MAY, 5, 0.25), share(S, MAY, 4, 0.2),
            share(V, JUNE, 14, 0.54), share(J, JUNE, 6, 0.23), share(S, JUNE, 6, 0.231),
            *(share(layer, JUNE, 2, 0.5, mall_id=one) for one in ("M01", "M02") for layer in (V, S)),
            share(J, JUNE, None, None, mall_id="M02", null_reason="empty_denominator"),
            figure("high_value_share", JUNE, None, None, None, null_reason="immature_until:2026-09-28"),
            figure("layer_members", JUNE, 14, None, 14, dimension="layer", dimension_value=V),
            figure("next_step_compliance_rate", MAY, 2, 9, 0.2222, dimension="layer", dimension_value=V),
            figure("next_step_compliance_rate", JUNE, None, None, None, dimension="layer", dimension_value=V,
                   null_reason="immature_until:2026-07-14"),
        ],
        kpi__layer_migration_monthly=[
            *(move(JUNE, *codes, members) for codes, members in MOVES.items()),
            *(move(MAY, *codes, 1) for codes in MOVES),
            *(move(JULY, *codes, None, why="immature_until:2026-07-31") for codes in MOVES),
            move(JUNE, V, S, 999, "M01"),
        ],
        kpi__member_asset_statement=[
            {"month_start": JUNE, "mall_id": "ALL", "asset": "members", "position": 1, "name_zh": "会员",
             "name_en": "Members", "opening": 350, "added": 134, "reactivated": 108, "lost": 8, "deleted": 0,
             "closing": 584, "is_mature": True},
        ],
        kpi__mall_focus_monthly=[
            {"month_start": JUNE, "mall_id": "M01", "mall_type": "city", "metric_id": "visits_per_visitor",
             "weight": 0.2, "numerator": 857, "denominator": 427, "value": 2.007, "is_mature": True},
            {"month_start": JUNE, "mall_id": "M01", "mall_type": "city", "metric_id": "high_value_share",
             "weight": 0.6, "is_mature": True, "null_reason": "empty_denominator"},
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


def table(document, name):
    return next(one for one in document.tables if one.name == name)


def cells(document, name, *columns):
    shown = {column.name: column for column in table(document, name).columns}
    return [tuple(shown[one].cell(row).value for one in columns) for row in table(document, name).rows]


def test_flows_are_the_newest_month_that_can_be_read_in_the_order_of_the_layers(document):
    rows = cells(document, "migration", "month_start", "from", "to", "numerator", "value")
    assert {month for month, *_ in rows} == {JUNE}
    assert [(was.en, now.en, n, v) for _, was, now, n, v in rows][:4] == [
        ("Visited but not joined", "Visited but not joined", 6, 0.125),
        ("Visited but not joined", "Joined but not active", 3, 0.125),
        ("Visited but not joined", "Silent or at risk", 1, 0.125),
        ("Joined but not active", "Visited but not joined", 0, 0.125),
    ]
    assert rows[-1][1].en == "New"


def test_the_largest_moves_leave_out_who_stayed_and_who_is_new(document):
    assert [(said.zh, n) for said, n in cells(document, "layer-moves", "move", "numerator")] == [
        ("首访未入会 → 已入会未活跃", 3),
        ("已入会未活跃 → 沉默/流失预警", 2),
        ("沉默/流失预警 → 首访未入会", 1),
        ("首访未入会 → 沉默/流失预警", 1),
    ]


def test_gains_and_losses_add_up_to_the_members_of_the_month(document):
    columns = ("was", "new", "came", "left", "is", "net")
    assert cells(document, "layer-account", *columns) == [
        (10, 7, 1, 4, 14, -3),
        (5, 0, 3, 2, 6, 1),
        (4, 0, 3, 1, 6, 2),
    ]
    for was, new, came, left, then, _ in cells(document, "layer-account", *columns):
        assert was + new + came - left == then


def test_shares_are_published_ones_month_by_month(document):
    chart = next(one for one in document.blocks if isinstance(one, Chart) and one.name == "layer-shares")
    assert [(row["when"], row["value"]) for row in chart.table.rows] == [
        ("2026-05", 0.55), ("2026-05", 0.25), ("2026-05", 0.2),
        ("2026-06", 0.54), ("2026-06", 0.23), ("2026-06", 0.231),
    ]  # fmt: skip
    assert [name.en for name, _ in chart.legend] == [
        "Visited but not joined",
        "Joined but not active",
        "Silent or at risk",
    ]


def test_malls_stand_below_the_whole_and_tell_what_is_missing(document, text):
    heat = arranged(next(one for one in document.blocks if isinstance(one, Heat)))
    assert [row.name.value.en for row in heat.rows] == ["All malls", "Aurora", HOSTILE]
    assert [one.value.zh for one in heat.across] == ["首访未入会", "已入会未活跃", "沉默/流失预警"]
    assert heat.rows[1].cells[1] is None  # no row of the registry
    assert heat.rows[2].cells[1].value.why == "empty_denominator"
    assert "· 分母为零" in text


def test_leading_figures_say_why_they_are_missing(document, text):
    gauges = [block for block in document.blocks if isinstance(block, Gauge)]
    assert [one.figure.source.metric_id for one in gauges] == [
        "layer_to_silent_rate",
        "high_value_share",
        "next_step_compliance_rate",
    ]
    assert (gauges[0].figure.value, gauges[0].previous, gauges[0].numerator.value) == (0.231, 0.2, 6)
    assert "观察期未满，2026-09-28 起可读" in text


def test_each_layer_tells_its_step_and_how_often_it_is_taken(document, text):
    columns = ("layer", "members", "step", "taken_rate", "taken", "due", "touch_cap_per_week")
    first, second, _ = cells(document, "layer-steps", *columns)
    assert (first[0].en, first[1], first[2].zh, *first[3:]) == (
        "Visited but not joined", 14, "入会", 0.2222, 2, 9, 2,
    )  # fmt: skip
    assert second[3] is None
    assert "没有这样的会员" in text
    for code in (
        "claim_coupon",
        "return_offer",
        "first visit after joining",
        "empty_denominator",
        "immature",
    ):
        assert code not in text.replace("First visit after joining", "")


def test_what_malls_are_judged_by_has_the_heaviest_first(document):
    rows = cells(document, "mall-focus", "type", "weight", "value")
    assert [(kind.zh, weight) for kind, weight, _ in rows] == [("城市型", 0.6), ("城市型", 0.2)]
    assert rows[1][2] == 2.007


def test_names_of_malls_stay_text(html):
    page = Page(html)
    assert "img" not in page.tags
    assert HOSTILE in "".join(page.text)
    assert len(html.encode()) < 1_000_000


def test_an_empty_store_says_so(tmp_path):
    with open_store(make(tmp_path / "empty.duckdb")) as store:
        text = "".join(Page(html_of(store, page(store))).text)
    assert "还没有可读的一个月" in text
    assert "None" not in text


def test_one_mall_is_not_compared_with_itself(tmp_path):
    file = make(
        tmp_path / "one.duckdb",
        core__dim_layer=LAYERS,
        core__dim_mall=[mall("M01", "Aurora")],
        kpi__kpi_value=[share(V, JUNE, 2, 0.5), share(V, JUNE, 2, 0.5, mall_id="M01")],
    )
    with open_store(file) as store:
        assert not [block for block in page(store).blocks if isinstance(block, Heat)]
