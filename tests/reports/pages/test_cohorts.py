"""Repurchase and retention: months, cohorts, cuts; all as published, and why a figure is missing."""

from __future__ import annotations

import pytest

from reports.document import Chart, Gauge, Heat
from reports.heat import arranged
from reports.pages.cohorts import page
from reports.store import open_store
from tests.reports.markup import Page
from tests.reports.member_pages import HOSTILE, JULY, JUNE, LAYERS, MAY, figure, make, mall, metric
from tests.reports.shown import html_of

IMMATURE = "immature_until:2026-07-31"


def cohort(kind, month, age, members, active, value=None, *, mall_id="ALL", why=None):
    return {
        "cohort_kind": kind, "cohort_month": month, "mall_id": mall_id, "age_months": age,
        "cohort_members": members, "numerator": active, "denominator": None if why else members,
        "value": value, "is_mature": why is None, "null_reason": why,
    }  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return make(
        tmp_path_factory.mktemp("cohorts") / "m.duckdb",
        core__dim_layer=LAYERS,
        core__dim_mall=[mall("M01", "Aurora"), mall("M02", HOSTILE)],
        kpi__dim_metric=[
            metric("repurchase_next_30d", rows="168"),
            metric("repurchase_90d_joiners", rows="169"),
            metric("retention_7d", rows="90"),
            metric("buyers", "count", rows="92,168"),
            metric("elsewhere", rows="16"),
        ],
        kpi__kpi_value=[
            figure("repurchase_next_30d", MAY, 391, 656, 0.596),
            figure("repurchase_next_30d", JUNE, 400, 800, 0.51),
            figure("repurchase_next_30d", JULY, None, None, None, null_reason=IMMATURE),
            figure("repurchase_90d_joiners", JUNE, None, None, None, null_reason="immature_until:2026-09-27"),
            figure("retention_7d", JUNE, 25, 95, 0.263),
            figure("repurchase_next_30d", JUNE, 3, 4, 0.75, mall_id="M02"),
            figure("repurchase_next_30d", JUNE, 2, 9, 0.22, dimension="layer", dimension_value="silent"),
            figure("repurchase_next_30d", MAY, 1, 2, 0.99, dimension="layer", dimension_value="silent"),
            figure("retention_7d", JUNE, 7, 8, 0.88, dimension="layer", dimension_value="joined_inactive"),
            figure(
                "repurchase_next_30d", JUNE, 7, 8, 0.88, dimension="shop_category", dimension_value="kids"
            ),
        ],
        kpi__cohort_retention=[
            cohort("first_purchase", JUNE, 0, 906, 906, 1.0),
            cohort("first_purchase", JUNE, 1, 906, None, None, why=IMMATURE),
            cohort("first_purchase", MAY, 0, 533, 533, 1.0),
            cohort("first_purchase", MAY, 1, 533, 287, 0.54),
            cohort("first_purchase", MAY, 2, 533, 100, 0.21),
            cohort("first_purchase", MAY, 2, 77, 66, 0.99, mall_id="M02"),
        ],
    )


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


def heat(document, name):
    return arranged(
        next(block for block in document.blocks if isinstance(block, Heat) and block.table.name == name)
    )


def test_a_line_of_the_board_is_the_newest_month_that_can_be_read(document, text):
    gauges = {g.figure.source.metric_id: g for g in document.blocks if isinstance(g, Gauge)}
    assert set(gauges) == {"repurchase_next_30d", "repurchase_90d_joiners", "retention_7d"}
    newest = gauges["repurchase_next_30d"]
    assert (newest.figure.value, newest.numerator.value, newest.denominator.value) == (0.51, 400, 800)
    assert (newest.previous, newest.against[0][1].value) == (0.596, JUNE)
    assert "观察期未满，2026-09-27 起可读" in text


def test_metrics_of_one_month_have_no_line(document):
    charts = [block for block in document.blocks if isinstance(block, Chart)]
    assert [chart.name for chart in charts] == ["repurchase-lines"]
    assert [(row["when"], row["value"]) for row in charts[0].table.rows] == [
        ("2026-05", 0.596), ("2026-06", 0.51), ("2026-07", None),
    ]  # fmt: skip


def test_months_are_told_newest_first_with_their_parts(document):
    table = next(one for one in document.tables if one.name == "repurchase-months")
    shown = [tuple(column.cell(row).value for column in table.columns[1:]) for row in table.rows]
    assert shown == [(JULY, None, None, None), (JUNE, 0.51, 400, 800), (MAY, 0.596, 391, 656)]
    assert table.columns[2].cell(table.rows[0]).why == IMMATURE


def test_cohorts_tell_share_and_number_of_their_months(document, text):
    cells = heat(document, "cohorts-first-purchase")
    assert [(row.name.value, row.size.value) for row in cells.rows] == [(MAY, 533), (JUNE, 906)]
    assert [one.value for one in cells.across] == ["+0", "+1", "+2"]
    assert [(c.value.value, c.below.value) for c in cells.rows[0].cells] == [
        (1.0, 533),
        (0.54, 287),
        (0.21, 100),
    ]
    assert [c.shade for c in cells.rows[0].cells] == [None, 92, 6]  # the start itself has no shade
    assert cells.rows[1].cells[1].value.why == IMMATURE
    assert cells.rows[1].cells[2] is None
    assert "54.0%287" in text
    assert "· 观察期未满，2026-07-31 起可读" in text


def test_a_kind_without_cohorts_says_so(text):
    assert "本版本没有这样的队列" in text


def test_cuts_hold_the_newest_month_and_say_where_nobody_is(document, text):
    cells = heat(document, "by-layer")
    assert [row.name.value.zh for row in cells.rows] == ["已入会未活跃", "沉默/流失预警"]
    assert [one.value.en for one in cells.across] == ["Metric repurchase_next_30d", "Metric retention_7d"]
    assert cells.rows[1].cells[0].value.value == 0.22
    assert cells.rows[1].cells[0].below.value == "2 / 9"
    assert cells.rows[1].cells[1].value.why == "nobody"
    assert "没有这样的会员" in text
    assert [row.name.value.en for row in heat(document, "by-shop-category").rows] == ["Kids"]
    assert [row.name.value.en for row in heat(document, "by-mall").rows] == ["All malls", HOSTILE]


def test_names_stay_text(html, text):
    assert "img" not in Page(html).tags
    assert HOSTILE in "".join(Page(html).text)
    assert "None" not in text
    assert "immature_until" not in text


def test_an_empty_store_says_so(tmp_path):
    with open_store(make(tmp_path / "empty.duckdb")) as store:
        text = "".join(Page(html_of(store, page(store))).text)
    assert text.count("本版本没有这样的队列") == 2
