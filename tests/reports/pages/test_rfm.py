"""The RFM map: segments by members and spend, months, malls; all as published."""

from __future__ import annotations

import pytest

from reports.document import WIDE, Canvas, Chart, Heat
from reports.heat import arranged
from reports.pages.rfm import page
from reports.store import open_store
from reports.vocabulary.members import SEGMENTS, TRAITS
from tests.reports.markup import Page
from tests.reports.member_pages import HOSTILE, JUNE, MAY, figure, make, mall, metric
from tests.reports.shown import html_of


def segment(month, name, members, share, spend, mall_id="ALL"):
    return {
        "month_start": month, "mall_id": mall_id, "segment": name, "numerator": members, "denominator": 1439,
        "value": share, "spend_365d_fen": spend,
    }  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return make(
        tmp_path_factory.mktemp("rfm") / "m.duckdb",
        core__dim_mall=[mall("M01", "Aurora"), mall("M02", HOSTILE)],
        kpi__dim_metric=[metric("rfm_segment_members", "count"), metric("rfm_segment_spend_fen", "fen")],
        kpi__kpi_value=[
            figure("rfm_segment_members", JUNE, 1439, None, 1439.0, unit="count"),
            figure("rfm_segment_spend_fen", JUNE, 47371581, None, 47371581.0, unit="fen"),
        ],
        kpi__rfm_segment_monthly=[
            segment(JUNE, "lost", 5, 0.0035, -1200),  # more came back than was bought
            segment(JUNE, "at_risk", 418, 0.29, 4544540),
            segment(JUNE, "champions", 184, 0.128, 14814479),
            segment(JUNE, "brand_new_kind", 1, 0.0007, 1),
            segment(MAY, "loyal", 264, 0.495, 4684344),
            segment(JUNE, "at_risk", 6, 0.6, 700, "M02"),
            segment(JUNE, "champions", 4, 0.4, 800, "M01"),
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


def cells(document, name, *columns):
    table = next(one for one in document.tables if one.name == name)
    shown = {column.name: column for column in table.columns}
    return [tuple(shown[one].cell(row).value for one in columns) for row in table.rows]


def test_the_map_holds_the_newest_months_segments_in_their_order(document):
    rows = cells(document, "rfm-segments", "name", "numerator", "denominator", "value", "spend_365d_fen")
    assert [(name.en, *rest) for name, *rest in rows] == [
        ("Champions", 184, 1439, 0.128, 14814479),
        ("At risk", 418, 1439, 0.29, 4544540),
        ("Lost", 5, 1439, 0.0035, -1200),
        ("brand new kind", 1, 1439, 0.0007, 1),
    ]
    chart = next(block for block in document.blocks if isinstance(block, Chart))
    assert [(row["numerator"], row["spend_365d_fen"]) for row in chart.table.rows] == [
        (184, 14814479), (418, 4544540), (5, -1200), (1, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_drawing_names_every_segment_with_amounts_in_whole_units(document, language):
    chart = next(block for block in document.blocks if isinstance(block, Chart))
    drawn = str(chart.specify(Canvas(language, WIDE, "¥")).to_dict(validate=False))
    assert ("冠军客户" in drawn) == (language == "zh")
    assert ("Champions" in drawn) == (language == "en")
    assert "148144.79" in drawn
    assert "14814479" not in drawn


def test_months_and_malls_tell_share_and_members(document):
    months, malls = (arranged(block) for block in document.blocks if isinstance(block, Heat))
    assert [row.name.value for row in months.rows] == [JUNE, MAY]
    assert [one.value.en for one in months.across] == [
        "Champions", "Loyal", "At risk", "Lost", "brand new kind",
    ]  # fmt: skip
    assert [cell and (cell.value.value, cell.below.value) for cell in months.rows[1].cells] == [
        None, (0.495, 264), None, None, None,
    ]  # fmt: skip
    assert [row.name.value.en for row in malls.rows] == ["All malls", "Aurora", HOSTILE]
    assert malls.rows[1].cells[0].value.value == 0.4


def test_every_segment_has_words_for_what_it_is():
    assert list(SEGMENTS) == list(TRAITS)


def test_the_page_shows_words_in_both_languages_and_keeps_names_text(html):
    read = Page(html)
    text = "".join(read.text)
    assert "img" not in read.tags
    for told in ("冠军客户", "Champions", "曾经常买，久未再买", "47.37万", "¥473,716", HOSTILE):
        assert told in text
    assert "at_risk" not in text
    assert len(html.encode()) < 1_000_000


def test_an_empty_store_says_so(tmp_path):
    with open_store(make(tmp_path / "empty.duckdb")) as store:
        text = "".join(Page(html_of(store, page(store))).text)
    assert "还没有可读的一个月" in text
