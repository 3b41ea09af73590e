"""Good rows of payments, car parks, counters, vouchers and forms, and harm that each expectation must see."""

from __future__ import annotations

from typing import Any

HASH = "0123456789abcdef" * 4
AT = "2024-06-01 10:00:00"

GOOD: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "wechatpay_circle": (
        {
            "kind": "pay",
            "appid": "wx0",
            "openid_hash": HASH,
            "shop_number": "1",
            "transaction_id": "t1",
            "occurred_at_utc": AT,
            "amount_fen": 500,
            "paid_fen": 500,
        },
        {"kind": "refund", "refund_id": "r1"},
    ),
    "wechatpay_coupon": (
        {"kind": "favor", "coupon_id": "c1", "stock_id": "s1", "state": "used", "used_at_utc": AT},
        {"coupon_id": "c2", "state": "sent", "unionid_hash": HASH},
    ),
    "parking": (
        {
            "park_code": "P1",
            "record_id": "1",
            "plate_hash": HASH,
            "in_at_local": AT,
            "out_at_local": "2024-06-01 12:00:00",
        },
        {"record_id": "2", "out_at_local": None},
    ),
    "footfall": (
        {"site_id": "a", "gate_id": "g1", "date": "2024-06-01", "hour": 10, "in_count": 10, "out_count": 9},
        {"hour": 11},
    ),
    "voucher_douyin": (
        {
            "source_shape": "record",
            "verify_id": "1",
            "certificate_id": "2",
            "state": "verified",
            "verified_at_utc": AT,
            "original_fen": 500,
            "pay_fen": 400,
        },
        {"verify_id": "3", "state": "cancelled"},
    ),
    "form_signup": (
        {"form_id": "f1", "serial_no": "1", "signed_up_at_utc": AT, "phone_hash": HASH},
        {"serial_no": "2"},
    ),
}

# Expectation name -> what an UPDATE of the rows sets.
CHANGES: dict[str, dict[str, str]] = {
    "wechatpay_circle": {
        "identifiers_are_hashed": "plate_hash = 'x'",
        "person_is_known": "openid_hash = NULL",
        "transaction_is_known": "transaction_id = NULL",
        "amounts_are_known": "amount_fen = NULL",
        "refunds_are_within_what_was_paid": "paid_fen = 499",
        "payments_name_their_shop": "shop_number = NULL",
        "kind_is_of_the_list": "kind = 'gift'",
    },
    "wechatpay_coupon": {
        "identifiers_are_hashed": "unionid_hash = 'x'",
        "key_is_known": "coupon_id = NULL",
        "stock_is_known": "stock_id = NULL",
        "use_names_its_time": "used_at_utc = NULL",
        "state_is_of_the_list": "state = 'lost'",
    },
    "parking": {
        "identifiers_are_hashed": "card_no_hash = 'x'",
        "park_is_known": "park_code = NULL",
        "time_is_known": "in_at_local = NULL, out_at_local = NULL",
        "clocks_of_the_gates_agree": "out_at_local = '2024-06-01 09:00:00'",
        "most_plates_are_read": "plate_hash = NULL",
    },
    "footfall": {
        "key_is_known": "gate_id = NULL",
        "hour_is_of_the_day": "hour = 24",
        "counts_are_not_negative": "in_count = -10, out_count = -9",
        "who_comes_in_goes_out": "out_count = 1",
    },
    "voucher_douyin": {
        "identifiers_are_hashed": "phone_hash = 'x'",
        "key_is_known": "verify_id = NULL, certificate_id = NULL",
        "time_is_known": "verified_at_utc = NULL",
        "ids_are_not_floats": "verify_id = '7.1e18'",
        "nobody_pays_more_than_the_price": "pay_fen = 501",
        "state_is_of_the_list": "state = 'lost'",
    },
    "form_signup": {
        "identifiers_are_hashed": "phone_hash = 'x'",
        "key_is_known": "serial_no = NULL",
        "time_is_known": "signed_up_at_utc = NULL",
        "most_name_a_person": "phone_hash = NULL",
    },
}
