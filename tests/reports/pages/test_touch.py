"""Touch policy: breaches are counted where they belong, and no member's id leaves the store."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest

from reports.document import Gauge
from reports.exporting.beside import beside
from reports.pages.touch import page
from reports.store import Store
from tests.reports.markup import Page
from tests.reports.pages.programme import (
    AS_OF,
    HOSTILE,
    MONTH,
    charts,
    column,
    figure,
    made,
    metric,
    put,
    table,
    values,
)
from tests.reports.shown import html_of

SECRET = "SECRET"
DAY = timedelta(days=1)
WEEK = AS_OF - timedelta(days=AS_OF.weekday() + 7)


@pytest.fixture
def con(tmp_path):
    with made(tmp_path / "touch.duckdb") as made_con:
        yield made_con


def touch(con, day, who, *, rule="touches_7d", over=True, layer="silent", mall="M01", observed=3, limit=2):
    put(
        con, "kpi.touch_policy_daily", business_date=day, rule=rule, object_kind="member",
        object_id=f"{SECRET}{who}", mall_id=mall, layer=layer, observed=observed, limit_value=limit,
        is_breach=over,
    )  # fmt: skip


def group(con, day, chat, messages, limit=5, group_type="sport"):
    put(
        con, "kpi.touch_policy_daily", business_date=day, rule="group_messages_day", object_kind="group",
        object_id=chat, mall_id="M01", observed=messages, limit_value=limit, is_breach=messages > limit,
    )  # fmt: skip
    con.execute("delete from core.dim_group where chat_id = ?", [chat])
    put(con, "core.dim_group", chat_id=chat, group_type=group_type, staff_id="S1", is_last_known=True)


def rhythm(con, week, chat, *, broken, rule="core_pieces"):
    put(
        con, "kpi.content_rhythm_weekly", week_start=week, chat_id=chat, rule=rule, mall_id="M01",
        group_type="sport", owner_userid="S1", is_whole_week=broken is not None, observed=1, lower_limit=2,
        upper_limit=3, is_breach=broken,
    )  # fmt: skip


def timer(con, day, case, *, met, broken, staff=None, name="thanks", hours=None):
    put(
        con, "kpi.sop_timer_daily", business_date=day, timer=name, case_id=f"{SECRET}{case}", mall_id="M01",
        staff_id=staff, person_id=f"{SECRET}P{case}", started_at=day, limit_hours=24.0,
        observed_hours=hours, is_met=met, is_breach=broken,
    )  # fmt: skip


def test_an_empty_store_says_so(con):
    built = page(Store(con))
    text = html_of(Store(con), built)
    Page(text)
    assert "本版本没有这样的数据" in text
    assert "No month can be read yet." in text


def test_members_are_counted_by_layer_and_worst_first(con):
    for who in range(3):
        touch(con, AS_OF - DAY, who, observed=3 + who)
    touch(con, AS_OF - 2 * DAY, 0, over=False, observed=2)
    touch(con, AS_OF - DAY, 7, layer="active", limit=3, observed=4, mall="M02")
    built = page(Store(con))
    assert [one.en for one in values(built, "caps-by-layer", "layer")] == ["Silent", "Active"]
    assert values(built, "caps-by-layer", "days_over") == [3, 1]
    assert values(built, "caps-by-layer", "days_at_cap") == [4, 1]
    assert values(built, "caps-by-layer", "most") == [5, 4]
    assert values(built, "caps-by-layer", "limit_value") == [2, 3]
    assert [one.en for one in values(built, "caps-by-mall", "mall")] == ["Harbour", "Meadow"]


def test_days_without_a_breach_are_drawn_as_none(con):
    touch(con, AS_OF, 1)
    touch(con, AS_OF, 2)
    touch(con, AS_OF - DAY, 1, over=False)
    over = values(page(Store(con)), "over-by-day", "members_over")
    assert len(over) == 30
    assert over[-2:] == [0, 2]
    assert not any(over[:-1])


def test_what_is_older_than_the_window_is_not_counted(con):
    touch(con, AS_OF - 30 * DAY, 1)
    group(con, AS_OF - 30 * DAY, "old", 9)
    built = page(Store(con))
    assert not table(built, "caps-by-layer").rows
    assert not table(built, "groups").rows


def test_shares_are_the_published_ones(con):
    metric(con, "touch_cap_breach_share", "ratio")
    for mall, share, above in (("ALL", 0.123, 5), ("M02", 0.4, 4), ("M01", 0.9, 1)):
        figure(
            con, "touch_cap_breach_share", "month", MONTH, mall_id=mall, dimension="layer",
            dimension_value="silent", numerator=above, denominator=10, value=share,
        )  # fmt: skip
    built = page(Store(con))
    assert values(built, "share-by-layer", "value") == [0.123, 0.4, 0.9]
    assert [one.en for one in values(built, "share-by-layer", "mall")] == ["All malls", "Meadow", "Harbour"]


def test_a_gauge_tells_the_newest_week_that_can_be_read(con):
    metric(con, "touch_fatigue_rate", "ratio")
    for weeks_ago, value in ((2, 0.5), (1, 0.25)):
        figure(
            con, "touch_fatigue_rate", "week", WEEK - weeks_ago * 7 * DAY, value=value, numerator=9,
            denominator=99,
        )  # fmt: skip
    figure(con, "touch_fatigue_rate", "week", WEEK, null_reason="immature_until:2026-07-05")
    gauge = next(block for block in page(Store(con)).blocks if isinstance(block, Gauge))
    assert (gauge.figure.value, gauge.previous) == (0.25, 0.5)
    assert (gauge.numerator.value, gauge.denominator.value) == (9, 99)
    assert [cell.value.en for _, cell in gauge.against] == ["15 Jun to 21 Jun"]


def test_a_gauge_without_a_value_tells_why(con):
    metric(con, "touch_fatigue_rate", "ratio")
    figure(con, "touch_fatigue_rate", "week", WEEK, null_reason="feed_absent:wecom_send")
    text = html_of(Store(con), page(Store(con)))
    assert "尚未接入来源" in text


def test_groups_over_the_cap_come_first_in_red(con):
    group(con, AS_OF, "quiet", 2)
    group(con, AS_OF, "loud", 8, group_type=HOSTILE)
    built = page(Store(con))
    assert values(built, "groups", "chat_id") == ["loud", "quiet"]
    assert [cell.tone for cell in column(built, "groups", "days_over")] == ["bad", ""]
    text = html_of(Store(con), built)
    assert HOSTILE not in text
    assert "&lt;script&gt;alert(1)" in text


def test_weeks_that_are_not_whole_are_not_judged(con):
    rhythm(con, WEEK, "A", broken=True)
    rhythm(con, WEEK - 7 * DAY, "A", broken=False)
    rhythm(con, WEEK + 7 * DAY, "A", broken=None)
    rhythm(con, WEEK - 70 * DAY, "A", broken=True)
    built = page(Store(con))
    assert (values(built, "rhythm-by-type", "broken"), values(built, "rhythm-by-type", "weeks")) == ([1], [2])
    assert values(built, "rhythm-by-group", "last_week") == [WEEK]


def test_cases_are_met_broken_or_running(con):
    timer(con, AS_OF - 5 * DAY, 1, met=True, broken=False, staff="S1", hours=2.0)
    timer(con, AS_OF - 5 * DAY, 2, met=False, broken=True, staff="S2")
    timer(con, AS_OF, 3, met=False, broken=None, staff="S1")
    built = page(Store(con))
    assert values(built, "timer-outcomes", "cases") == [1, 1, 1]
    row = table(built, "timers").rows[0]
    assert (row["met"], row["broken"], row["running"], row["cases"]) == (1, 1, 1, 3)
    assert row["longest_hours"] == 2.0
    assert values(built, "timers-by-staff", "staff") == ["S2", "S1"]
    assert charts(built) == ["over-by-day", "timer-outcomes"]


def test_nobody_is_named_in_any_file(con):
    for who in range(4):
        touch(con, AS_OF, who)
        timer(con, AS_OF - 5 * DAY, who, met=False, broken=True, staff="S1")
    store = Store(con)
    built = page(store)
    files = dict(beside(built, store.definitions(built.sources), "¥"))
    assert files
    assert SECRET not in html_of(store, built)
    for name, content in files.items():
        assert SECRET.encode() not in _opened(name, content), name


def _opened(name, content):
    if not name.endswith(".xlsx"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return b"".join(book.read(part) for part in book.namelist())
