"""Feeds of the operator's own systems: exports of the day before, CSV or JSON Lines, seldom tidy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources.synthetic.feeds.file_flaws import (
    EMPTY,
    TRUNCATED,
    UNKNOWN_COLUMN,
    UTF16,
    without_column,
)
from sources.synthetic.feeds.flaws import (
    BAD_JSON,
    RAGGED,
    TWICE_IN_FILE,
    dates,
    day_dates,
    legal,
    phones,
    skewed,
    spaced,
    wrong,
)
from sources.synthetic.feeds.stream import Stream

if TYPE_CHECKING:
    from sources.synthetic.feeds.stream import Flaw

_CSV = (RAGGED, TWICE_IN_FILE)
_JSON = (BAD_JSON, TWICE_IN_FILE)


def _csv(feed: str, required: str, *flaws: Flaw, packed: float = 0.1, corrected: str | None = None) -> Stream:
    return Stream(
        feed,
        feed,
        packed=packed,
        flaws=(*_CSV, wrong("no_value", "missing_value", required, None), *flaws),
        file_flaws=(TRUNCATED, EMPTY, UTF16, UNKNOWN_COLUMN, without_column(required)),
        corrected={corrected: lambda number: str(int(number) + 1)} if corrected else {},
    )


def _json(feed: str, required: str, *flaws: Flaw) -> Stream:
    return Stream(
        feed,
        feed,
        shape="json_lines",
        file="{feed}_{part}_{day}.jsonl",
        flaws=(*_JSON, wrong("no_value", "missing_value", required, None), *flaws),
        file_flaws=(TRUNCATED, EMPTY),
    )


STREAMS = (
    _csv(
        "member_registry",
        "mall_id",
        *dates("registered_at"),
        *phones("phone"),
        wrong("masked_member_no", "unusable_identifier", "member_no", "M****01"),
    ),
    _csv(
        "points",
        "mall_id",
        *dates("occurred_at"),
        wrong("unknown_reason", "unknown_value", "reason", "gift"),
        wrong("no_number", "invalid_number", "change", "ten"),
        corrected="change",
    ),
    _json(
        "app_event", "appid", *dates("occurred_at"), wrong("unknown_event", "unknown_value", "event", "shake")
    ),
    _json(
        "app_binding",
        "openid",
        *dates("bound_at"),
        *phones("phone"),
        wrong("no_boolean", "invalid_boolean", "phone_verified", "maybe"),
    ),
    _csv(
        "benefit_ledger",
        "benefit_id",
        *dates("state_at"),
        wrong("unknown_state", "unknown_value", "state", "lost"),
        wrong("negative_time", "below_minimum", "verify_ms", "-1"),
        corrected=None,
    ),
    _csv(
        "outreach_log",
        "campaign_id",
        wrong("no_time", "invalid_time", "planned_at", "tomorrow"),
        wrong("unknown_channel", "unknown_value", "channel", "pigeon"),
    ),
    # A phone may be all that a check-in is known by, so none is masked.
    _csv("event_checkin", "event_id", *dates("checked_in_at"), *phones("phone")[1:]),
    _csv(
        "content_stat",
        "platform",
        *day_dates("date"),
        wrong("negative_count", "below_minimum", "clicks", "-5"),
        corrected="exposures",
    ),
    _csv(
        "fulfilment", "order_no", *dates("paid_at"), wrong("unknown_mode", "unknown_value", "mode", "drone")
    ),
    _csv(
        "inventory",
        "sku_id",
        *day_dates("date"),
        wrong("no_number", "invalid_number", "on_hand_qty", "many"),
        packed=0.3,
        corrected="on_hand_cost_fen",
    ),
    _json("order_rating", "order_no", *dates("rated_at"), wrong("six_stars", "above_maximum", "stars", "6")),
    _json("survey", "survey_id", *dates("answered_at"), wrong("score_11", "above_maximum", "score", "11")),
    _csv(
        "wifi_portal",
        "ap_id",
        *dates("login_at"),
        *phones("phone"),
        legal("trailing_space_id", "ap_id", spaced),
        legal("clock_skew", "logout_at", skewed),
    ),
    _csv(
        "experiment_assignment",
        "arm",
        wrong("chance_above_one", "above_maximum", "probability", "1.5"),
        wrong("unknown_unit", "unknown_value", "unit", "cat"),
    ),
    _csv("deletion_request", "reason", wrong("unknown_type", "unknown_value", "identifier_type", "name")),
)
