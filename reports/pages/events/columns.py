"""Columns of an event's report, by what they tell; why one is missing stands where the report says so."""

from __future__ import annotations

from collections.abc import Sequence

from reports.document import Column, Row, Source, of_column
from reports.vocabulary.reasons import reason
from reports.words import Words

REPORT = "kpi.event_report"
REACH, COME, USED = "sign_up_rate_null_reason", "attendance_rate_null_reason", "redemption_rate_null_reason"
COST, ADDED, GUEST = "attributed_roi_null_reason", "incremental_roi_null_reason", "guest_null_reason"


def who() -> list[Column]:
    """Which event a row is of."""
    return [
        Column("event", Words("活动", "Event")),
        Column("place", Words("地点", "Place")),
        Column("held_on", Words("日期", "Day"), "date"),
    ]


def at_a_glance(rows: Sequence[Row]) -> list[Column]:
    """The few figures of an event that say most; its parts stand in the list of all."""
    return [
        *(column for column in _reach(rows) if column.name != "reached_sign_ups"),
        measure("sign_ups", Words("报名", "Sign-ups"), "count", COME),
        measure("attendance_rate", Words("到场率", "Of them came"), "ratio", COME),
        measure("attendees", Words("到场", "Came"), "count", USED),
        measure("redemption_rate", Words("核销率", "Used a coupon"), "ratio", USED),
        measure("cost_fen", Words("成本", "Cost"), "fen", COST),
        measure("cost_per_attendee_fen", Words("人均成本", "Per guest"), "fen", GUEST),
        measure("attributed_roi", Words("归因ROI", "Attributed ROI"), "ratio", COST),
    ]


def unreached(rows: Sequence[Row]) -> Words | None:
    """Why none of these tells of reach, once for all of them."""
    if not rows or _is_reached(rows):
        return None
    told = reason(rows[0][REACH])
    return Words(f"触达不可知：{told.zh}。", f"No reach is told: {told.en[:1].lower()}{told.en[1:]}.")


def dearest() -> list[Column]:
    """What a guest cost, and what it is made of."""
    return [
        measure("cost_fen", Words("成本", "Cost"), "fen", COST),
        measure("sign_ups", Words("报名", "Sign-ups"), "count", COME),
        measure("attendees", Words("到场", "Came"), "count", USED),
        measure("cost_per_attendee_fen", Words("人均成本", "Per guest"), "fen", GUEST),
        measure("attributed_fen", Words("带动销售", "Sales"), "fen", USED),
        measure("attributed_roi", Words("归因ROI", "Attributed ROI"), "ratio", COST),
    ]


def funnel(rows: Sequence[Row]) -> list[Column]:
    """From reach to redemption, each rate after its parts."""
    return [
        *_reach(rows),
        measure("sign_ups", Words("报名", "Sign-ups"), "count", COME),
        measure("sign_ups_come", Words("报名到场", "Of them came"), "count", COME),
        measure("attendance_rate", Words("到场率", "Rate"), "ratio", COME),
        measure("attendees", Words("到场", "Came"), "count", USED),
        measure("redeeming_attendees", Words("核销人", "Used a coupon"), "count", USED),
        measure("redemption_rate", Words("核销率", "Rate"), "ratio", USED),
        measure("redemptions", Words("核销张数", "Coupons"), "count", USED),
    ]


def costs() -> list[Column]:
    """The cost by kind, and the return on it."""
    return [
        measure("cost_fen", Words("总成本", "Cost"), "fen", COST),
        measure("cost_venue_fen", Words("场地", "Venue"), "fen"),
        measure("cost_media_fen", Words("媒介", "Media"), "fen"),
        measure("cost_labour_fen", Words("人工", "Labour"), "fen"),
        measure("cost_goods_fen", Words("物料", "Goods"), "fen"),
        measure("cost_message_fen", Words("消息", "Messages"), "fen"),
        measure("cost_benefit_fen", Words("权益", "Benefits"), "fen"),
        measure("cost_coupon_fen", Words("核销承担", "Coupons"), "fen"),
        measure("attributed_margin_fen", Words("归因毛利", "Margin"), "fen", USED),
        measure("attributed_roi", Words("归因ROI", "Attributed ROI"), "ratio", COST),
        measure("incremental_roi", Words("增量ROI", "Incremental ROI"), "ratio", ADDED),
        measure("incremental_roi_low", Words("下限", "Low"), "ratio"),
        measure("incremental_roi_high", Words("上限", "High"), "ratio"),
        measure("evidence_name", Words("证据", "Evidence"), "text"),
        Column("read", Words("口径", "To read"), "text", None, of_column(REPORT, "roi_label")),
    ]  # fmt: skip


def after() -> list[Column]:
    """What guests did in the days after; a span that is not over says so once."""
    return [
        measure("known_attendees", Words("到场会员", "Members"), "count", USED),
        *(
            measure(f"{name}_{days}d", Words(f"{days} 天{zh}", f"{en}, {days} days"), unit, why)
            for days in (30, 60, 90)
            for name, zh, en, unit, why in (
                ("visiting", "回访", "Back", "count", f"outcome_{days}d_null_reason"),
                ("buying", "消费", "Bought", "count", None),
                ("net_fen", "消费额", "Sales", "fen", None),
            )
        ),
    ]


def on_time() -> list[Column]:
    """How it was prepared, whether the loop closed, and whether the theme was new."""
    return [
        Column("ring_name", Words("圈层", "Ring"), "text", None, source("ring")),
        Column("cadence_name", Words("节奏", "Cadence"), "text", None, source("cadence")),
        measure("theme", Words("主题", "Theme"), "text"),
        measure("is_theme_repeated", Words("主题重复", "Repeated"), "text", tone="theme_tone"),
        measure("preheat_days", Words("预热提前", "Preheated"), "count"),
        measure("preview_late_days", Words("预告迟延", "Preview late"), "count", tone="preview_tone"),
        measure("sign_up_late_days", Words("报名迟延", "Sign-up late"), "count", tone="sign_up_tone"),
        measure("is_loop_closed", Words("线上闭环", "Loop closed"), "text", tone="loop_tone"),
        measure("capacity", Words("容量", "Seats"), "count"),
        measure("nps_answers", Words("评价数", "Answers"), "count"),
        measure("nps", Words("NPS", "NPS"), "count"),
    ]


def _reach(rows: Sequence[Row]) -> list[Column]:
    """Nothing where no event of these can tell."""
    if not _is_reached(rows):
        return []
    return [
        measure("reached_persons", Words("触达", "Reached"), "count", REACH),
        measure("reached_sign_ups", Words("其中报名", "Signed up"), "count", REACH),
        measure("sign_up_rate", Words("报名率", "Signed up"), "ratio", REACH),
    ]


def _is_reached(rows: Sequence[Row]) -> bool:
    return any(row["reached_persons"] is not None for row in rows)


def measure(name: str, label: Words, unit: str, why: str | None = None, tone: str | None = None) -> Column:
    """A published column of the report, which opens its definition."""
    return Column(name, label, unit, why, source(name.removesuffix("_name")), tone)


def source(column: str) -> Source:
    """Where a column of the report comes from."""
    return of_column(REPORT, column)
