"""Good rows of feeds of the operator, and the harm that each expectation must see."""

from __future__ import annotations

from typing import Any

HASH = "0123456789abcdef" * 4
AT = "2024-06-01 10:00:00"

GOOD: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "points": (
        {
            "entry_no": "p1",
            "member_no_hash": HASH,
            "mall_id": "north",
            "occurred_at_local": AT,
            "change": 10,
            "reason": "purchase",
        },
        {"entry_no": "p2", "change": -10, "reason": "redeem_goods"},
    ),
    "app_event": (
        {"event_id": "a1", "occurred_at_utc": AT, "appid": "wx0", "openid_hash": HASH, "event": "view"},
        {"event_id": "a2", "event": "click"},
    ),
    "app_binding": (
        {
            "bound_at_utc": AT,
            "appid": "wx0",
            "openid_hash": HASH,
            "phone_hash": HASH,
            "phone_verified": True,
            "action": "bind",
        },
        {"openid_hash": HASH[::-1], "phone_hash": HASH[::-1], "action": "unbind"},
    ),
    "event_checkin": (
        {"event_id": "e1", "checked_in_at_local": AT, "member_no_hash": HASH, "companions": 1},
        {"companions": 0},
    ),
    "content_stat": (
        {
            "date": "2024-06-01",
            "platform": "wechat",
            "content_id": "t1",
            "exposures": 100,
            "clicks": 10,
            "likes": 1,
            "comments": 0,
            "shares": 0,
        },
        {"content_id": "t2"},
    ),
    "fulfilment": (
        {"order_no": "o1", "paid_at_local": AT, "ready_at_local": "2024-06-01 11:00:00", "mode": "pickup"},
        {"order_no": "o2", "mode": "express"},
    ),
    "inventory": (
        {
            "date": "2024-06-01",
            "location_id": "l1",
            "sku_id": "k1",
            "on_hand_qty": 5,
            "on_hand_cost_fen": 500,
        },
        {"sku_id": "k2", "on_hand_qty": 0},
    ),
    "order_rating": (
        {"order_no": "o1", "rated_at_local": AT, "stars": 5, "is_complaint": False},
        {"order_no": "o2", "stars": 1},
    ),
    "survey": (
        {"survey_id": "v1", "answered_at_local": AT, "member_no_hash": HASH, "kind": "nps", "score": 9},
        {"member_no_hash": HASH[::-1], "kind": "csat", "score": 5},
    ),
    "wifi_portal": (
        {
            "login_at_local": AT,
            "logout_at_local": "2024-06-01 11:00:00",
            "mac_hash_hash": HASH,
            "ap_id": "ap1",
            "mall_id": "north",
        },
        {"mac_hash_hash": HASH[::-1]},
    ),
    "experiment_assignment": (
        {
            "experiment_id": "x1",
            "unit_id_hash": HASH,
            "unit": "member_no",
            "arm": "treat",
            "probability": 0.8,
            "assigned_at_utc": AT,
        },
        {"unit_id_hash": None, "unit_id": "community 1", "unit": "community"},
    ),
    "deletion_request": (
        {"requested_at_utc": AT, "identifier_type": "phone", "identifier_hash": HASH, "reason": "asked"},
        {"identifier_hash": HASH[::-1]},
    ),
}

# What an UPDATE of the rows sets.
CHANGES: dict[str, dict[str, str]] = {
    "points": {
        "identifiers_are_hashed": "member_no_hash = 'M0001'",
        "key_is_known": "entry_no = NULL",
        "time_is_known": "occurred_at_local = NULL",
        "earning_is_no_loss": "change = -1 WHERE reason = 'purchase'",
    },
    "app_event": {
        "identifiers_are_hashed": "openid_hash = 'o1'",
        "key_is_known": "event_id = NULL",
        "time_is_known": "occurred_at_utc = NULL",
        "most_events_tell_who": "openid_hash = NULL",
    },
    "app_binding": {
        "identifiers_are_hashed": "phone_hash = phone_hash || '0'",
        "key_is_known": "openid_hash = NULL",
        "time_is_known": "bound_at_utc = NULL",
        "phones_are_hardly_shared": "phone_hash = repeat('0', 64)",
    },
    "event_checkin": {
        "identifiers_are_hashed": "member_no_hash = 'M1'",
        "key_is_known": "event_id = NULL",
        "time_is_known": "checked_in_at_local = NULL",
        "guests_are_known": "member_no_hash = NULL",
        "guests_come_with_few": "companions = 99",
    },
    "content_stat": {
        "key_is_known": "content_id = NULL",
        "clicks_are_fewer_than_exposures": "clicks = 101",
    },
    "fulfilment": {
        "key_is_known": "order_no = NULL",
        "time_is_known": "paid_at_local = NULL",
        "nothing_is_ready_before_it_is_paid": "ready_at_local = '2024-06-01 09:00:00'",
    },
    "inventory": {
        "key_is_known": "sku_id = NULL",
        "little_is_below_zero": "on_hand_qty = -1",
    },
    "order_rating": {
        "key_is_known": "order_no = NULL",
        "time_is_known": "rated_at_local = NULL",
        "stars_are_one_to_five": "stars = 6",
        "few_complain": "is_complaint = true",
    },
    "survey": {
        "identifiers_are_hashed": "member_no_hash = 'M1'",
        "key_is_known": "survey_id = NULL",
        "time_is_known": "answered_at_local = NULL",
        "answerer_is_known": "member_no_hash = NULL",
        "satisfaction_is_told_by_stars": "score = 9",
    },
    "wifi_portal": {
        "identifiers_are_hashed": "mac_hash_hash = 'aa:bb'",
        "key_is_known": "mac_hash_hash = NULL",
        "time_is_known": "login_at_local = NULL",
        "nobody_leaves_before_coming": "logout_at_local = '2024-06-01 09:00:00'",
    },
    "experiment_assignment": {
        "identifiers_are_hashed": "unit_id_hash = 'M1' WHERE unit = 'member_no'",
        "key_is_known": "experiment_id = NULL",
        "time_is_known": "assigned_at_utc = NULL",
        "probability_is_a_share": "probability = 1.5",
        "persons_are_hashed": "unit_id = 'M1' WHERE unit = 'member_no'",
    },
    "deletion_request": {
        "identifiers_are_hashed": "identifier_hash = 'p1'",
        "key_is_known": "identifier_hash = NULL",
        "time_is_known": "requested_at_utc = NULL",
    },
}
