"""Events: families apart, newest and worst first, and why a return or an outcome is missing."""

from __future__ import annotations

from datetime import date

import pytest

from reports.pages.events import page
from reports.store import Store
from reports.vocabulary.reasons import reason
from tests.reports.markup import Page
from tests.reports.pages.programme import (
    HOSTILE,
    MONTH,
    charts,
    column,
    made,
    put,
    table,
    values,
)
from tests.reports.shown import html_of


@pytest.fixture
def con(tmp_path):
    with made(tmp_path / "events.duckdb") as made_con:
        yield made_con


def event(con, event_id, day=20, kind="brand_event", **more):
    costs = {f"cost_{name}_fen": 0 for name in ("media", "goods", "labour", "message", "benefit", "coupon")}
    told = {
        "name": f"Name of {event_id}", "mall_id": "M01", "event_kind": kind, "ring": "outer",
        "cadence": "light", "held_on": date(2026, 6, day), "attendees": 4, "sign_ups": 5,
        "reached_persons": 9, "cost_fen": 100, "cost_venue_fen": 100, "cost_per_attendee_fen": 25.0,
        "roi_label": "attributed", "incremental_roi_null_reason": "no_control", "is_loop_closed": True,
        **costs,
    }  # fmt: skip
    put(con, "kpi.event_report", event_id=event_id, **told | more)


def pack(con, layer, **more):
    told = {"campaign_id": "C1", "pack_id": "B1", "mall_id": "M01", "month_start": MONTH, "members": 9}
    put(con, "kpi.member_day_pack", layer=layer, last_on=date(2026, 6, 18), **told | more)


def test_an_empty_store_says_so(con):
    text = html_of(Store(con), page(Store(con)))
    Page(text)
    assert "本版本没有这样的数据" in text


def test_families_stand_apart_the_newest_first(con):
    for name, day in (("E1", 6), ("E2", 20), ("E3", 13)):
        event(con, name, day)
    event(con, "R1", kind="community_ritual")
    built = page(Store(con))
    assert values(built, "brand_event-newest", "held_on") == [date(2026, 6, day) for day in (20, 13, 6)]
    assert [one.en for one in values(built, "community_ritual-newest", "event")] == ["Name of R1"]


def test_whom_nobody_came_to_is_worst_then_the_dearest_guest(con):
    event(con, "CHEAP", cost_per_attendee_fen=1.0)
    event(con, "DEAR", cost_per_attendee_fen=99.0)
    event(con, "EMPTY", attendees=0, cost_per_attendee_fen=None, cost_fen=1)
    event(con, "OLD", cost_per_attendee_fen=999.0, held_on=date(2026, 1, 1))
    built = page(Store(con))
    assert [one.en for one in values(built, "brand_event-worst", "event")] == [
        "Name of EMPTY", "Name of DEAR", "Name of CHEAP",
    ]  # fmt: skip
    assert [cell.why for cell in column(built, "brand_event-worst", "cost_per_attendee_fen")] == [
        "nobody_came", None, None,
    ]  # fmt: skip


def test_rates_are_the_published_ones_beside_their_parts(con):
    event(
        con, "E1", reached_sign_ups=3, sign_up_rate=0.77, sign_ups_come=1, attendance_rate=0.66,
        redeeming_attendees=1, redemption_rate=0.55, attributed_roi=-0.44,
    )  # fmt: skip
    row = {one.name: one.cell(table(page(Store(con)), "brand_event-funnel").rows[0]).value
           for one in table(page(Store(con)), "brand_event-funnel").columns}  # fmt: skip
    assert (row["reached_sign_ups"], row["reached_persons"], row["sign_up_rate"]) == (3, 9, 0.77)
    assert (row["sign_ups_come"], row["sign_ups"], row["attendance_rate"]) == (1, 5, 0.66)
    assert (row["redeeming_attendees"], row["attendees"], row["redemption_rate"]) == (1, 4, 0.55)
    assert values(page(Store(con)), "brand_event-return", "attributed_roi") == [-0.44]


def test_a_family_without_reach_says_why_once(con):
    event(con, "R1", kind="community_ritual", reached_persons=None, sign_up_rate_null_reason="no_campaign")
    held = table(page(Store(con)), "community_ritual-newest")
    assert "reached_persons" not in [one.name for one in held.columns]
    assert held.note.en == "No reach is told: no campaign goes with it."


def test_an_increment_has_its_interval_or_its_reason(con):
    event(con, "A", 20)
    event(
        con, "B", 13, incremental_roi=0.2, incremental_roi_low=-0.1, incremental_roi_high=0.5,
        incremental_roi_null_reason=None, roi_label="incremental", evidence="randomised",
    )  # fmt: skip
    built = page(Store(con))
    assert [cell.why for cell in column(built, "brand_event-return", "incremental_roi")] == [
        "no_control",
        None,
    ]
    assert values(built, "brand_event-return", "incremental_roi_low") == [None, -0.1]
    assert values(built, "brand_event-return", "incremental_roi_high") == [None, 0.5]
    assert [one.en for one in values(built, "brand_event-return", "read")] == [
        "Attributed only",
        "Incremental",
    ]


def test_days_that_are_not_over_say_until_when(con):
    event(
        con,
        "A",
        visiting_30d=2,
        buying_30d=1,
        net_fen_30d=50,
        outcome_60d_null_reason="immature_until:2026-08-01",
    )
    built = page(Store(con))
    assert values(built, "brand_event-after", "visiting_30d") == [2]
    assert column(built, "brand_event-after", "visiting_60d")[0].why == "immature_until:2026-08-01"
    assert "readable from 2026-08-01" in html_of(Store(con), built)


def test_lateness_open_loops_and_repeated_themes_are_red(con):
    event(con, "A", preview_late_days=2, sign_up_late_days=0, is_loop_closed=False, is_theme_repeated=True)
    built = page(Store(con))
    tones = {
        name: column(built, "brand_event-on-time", name)[0].tone
        for name in ("preview_late_days", "sign_up_late_days", "is_loop_closed", "is_theme_repeated")
    }
    assert tones == {
        "preview_late_days": "bad", "sign_up_late_days": "", "is_loop_closed": "bad",
        "is_theme_repeated": "bad",
    }  # fmt: skip


def test_costs_are_drawn_by_kind_and_unused_kinds_stay_out(con):
    event(con, "A", cost_media_fen=7, cost_benefit_fen=2, cost_coupon_fen=3)
    told = {row["kind"].en: row["cost_fen"] for row in table(page(Store(con)), "brand_event-cost").rows}
    assert told == {"Venue": 100, "Media": 7, "Benefits and coupons": 5}


def test_events_of_one_day_and_place_are_told_apart(con):
    for name in ("A", "B"):
        event(con, name, 20)
    event(con, "C", 20, mall_id="M02")
    labels = [row["event"].en for row in table(page(Store(con)), "brand_event-cost").rows]
    assert labels == ["06-20 Harbour A", "06-20 Harbour B", "06-20 Meadow"]


def test_packs_stand_beside_the_others_with_an_interval_where_drawn_by_lot(con):
    pack(
        con, "silent", attendance_rate=0.3, added_null_reason="no_control", other_null_reason="no_other_pack"
    )
    pack(
        con, "all", attendance_rate=0.4, other_attendance_rate=0.2, added_attendance=0.1,
        added_attendance_low=0.01, added_attendance_high=0.2, evidence="randomised",
    )  # fmt: skip
    built = page(Store(con))
    assert [one.en for one in values(built, "packs", "layer_name")] == ["All layers", "Silent"]
    assert values(built, "packs", "other_attendance_rate") == [0.2, None]
    assert [cell.why for cell in column(built, "packs-added", "added_attendance")] == [None, "no_control"]
    assert values(built, "packs-drawn", "added_attendance_low") == [0.01]
    assert "packs-drawn" in charts(built)


def test_returns_of_a_month_tell_why_there_are_none(con):
    for kind, roi, why in (("event", 0.3, None), ("ritual", None, "history_below:28")):
        put(
            con, "kpi.community_roi", month_start=MONTH, program_kind=kind, events=2, roi=roi, roi_low=-0.1,
            roi_high=0.6, null_reason=why,
        )  # fmt: skip
    built = page(Store(con))
    assert values(built, "returns", "roi") == [0.3, None]
    assert [one.en for one in values(built, "returns-drawn", "named")] == ["2026-06 Brand events"]
    assert reason("history_below:28").en in html_of(Store(con), built)


def test_hostile_names_stay_text(con):
    event(con, "A", name=HOSTILE, theme=HOSTILE, community_id=HOSTILE)
    text = html_of(Store(con), page(Store(con)))
    Page(text)
    assert HOSTILE not in text
    assert "&lt;script&gt;alert(1)" in text
