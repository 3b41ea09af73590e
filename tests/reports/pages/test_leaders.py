"""The operator's page of leaders: who needs care first, and ways to each one's page."""

from __future__ import annotations

from datetime import date

import pytest

from reports.document import Chart, Gauge
from reports.pages.leader import page_name
from reports.pages.leaders import page
from reports.store import Store
from tests.reports.markup import Page
from tests.reports.pages.community import BEFORE, MONTH, community, figure, made, metric, put
from tests.reports.shown import html_of

HOSTILE = "</td><script>alert(1)</script>"


def card(con, leader, score, state="good", month=MONTH, **row):
    put(con, "kpi.leader_scorecard_monthly", leader_id=leader, month_start=month, community_id="C1",
        score=score, state=state, net_fen=100_000, orders=3, declared_type="social,service",
        **row)  # fmt: skip


@pytest.fixture
def con(tmp_path):
    con = made(tmp_path / "memberloop.duckdb")
    community(con, "C1", HOSTILE)
    community(con, "C2", "Garden 2")
    card(con, "L-good", 81.5, title="gold", service_percentile=50.0)
    card(con, "L-warned", 40.0, "warning", warned_on=MONTH)
    card(con, "L-out", 12.0, "replace_candidate", low_months=4, replace_candidate_on=MONTH)
    card(con, "L-gone", None, null_reason="left")
    card(con, "L-running", None, month=MONTH.replace(month=7), null_reason="immature_until:2026-07-31")
    for leader, payout in (("L-good", 2_000), ("L-out", None)):
        put(con, "kpi.leader_commission_monthly", leader_id=leader, month_start=MONTH, statement_fen=2_000,
            payout_fen=payout, null_reason=None if payout else "immature_until:2026-07-05")  # fmt: skip
        put(con, "kpi.leader_commission_monthly", leader_id=leader, month_start=BEFORE, payout_fen=700)
    metric(con, "leader_concentration", "number", "HHI")
    figure(con, "leader_concentration", BEFORE, 0.25)
    figure(con, "leader_concentration", MONTH, None, null_reason="empty_denominator")
    for name, top in (("C1", 0.3), ("C2", 0.9)):
        figure(con, "leader_concentration", MONTH, 0.5, dimension="community", dimension_value=name)
        figure(con, "leader_top_share", MONTH, top, dimension="community", dimension_value=name)
    yield con
    con.close()


def table(document, name):
    return next(one for one in document.tables if one.name == name)


def values(rows, column):
    return [getattr(row[column], "value", row[column]) for row in rows]


def test_who_needs_care_is_first_and_the_worst_before_the_rest(con):
    document = page(Store(con))
    assert values(table(document, "care").rows, "leader") == ["L-out", "L-warned"]
    assert values(table(document, "people").rows, "leader") == ["L-out", "L-warned", "L-good", "L-gone"]


def test_every_leader_leads_to_a_page_of_his_own(con):
    html = html_of(Store(con), page(Store(con)))
    for leader in ("L-good", "L-warned", "L-out", "L-gone"):
        assert f'href="leaders/{page_name(leader)}.html"' in html


def test_codes_are_words_and_what_is_missing_says_why(con):
    text = "".join(Page(html_of(Store(con), page(Store(con)))).text)
    for told in ("待更换", "预警", "金牌", "社交型、服务型", "已离任", "样本太少，不下结论"):
        assert told in text
    assert "replace_candidate" not in text.replace("kpi.leader_scorecard_monthly.replace_candidate_on", "")


def test_a_line_tells_the_newest_month_that_can_be_read_and_names_it(con):
    gauges = [block for block in page(Store(con)).blocks if isinstance(block, Gauge)]
    assert [(one.figure.value, one.against[0][1].value) for one in gauges] == [(0.25, date(2026, 5, 1))]


def test_a_payout_is_told_once_all_of_the_month_is_settled(con):
    rows = table(page(Store(con)), "commissions").rows
    assert [(row["payout_fen"], row["null_reason"], row["statement_fen"]) for row in rows] == [
        (None, "immature_until:2026-07-05", 4_000),
        (1_400, None, None),
    ]


def test_communities_that_hang_on_one_leader_come_first(con):
    document = page(Store(con))
    assert values(table(document, "communities").rows, "leader_top_share") == [0.9, 0.3]
    assert [block.name for block in document.blocks if isinstance(block, Chart)] == ["field", "first-leaders"]


def test_hostile_names_stay_text(con):
    html = html_of(Store(con), page(Store(con)))
    assert "<script>alert" not in html
    assert HOSTILE in "".join(Page(html).text)


def test_an_empty_store_says_so(tmp_path):
    with made(tmp_path / "empty.duckdb") as con:
        document = page(Store(con))
        text = "".join(Page(html_of(Store(con), document)).text)
    assert "还没有一个月有评分。" in text
    assert "还没有可读的一个月。" in text
    assert not [block for block in document.blocks if isinstance(block, Chart)]
