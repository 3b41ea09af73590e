"""Good rows of bills, Meituan vouchers and community orders, and the harm that each expectation must see."""

from __future__ import annotations

from typing import Any

HASH = "0123456789abcdef" * 4
AT = "2024-06-01 10:00:00"

GOOD: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "wechatpay_bill": (
        {
            "trade_at_local": AT,
            "appid": "wx0",
            "openid_hash": HASH,
            "transaction_id": "t1",
            "trade_state": "SUCCESS",
            "refund_id": "0",
            "settled_fen": 100,
            "order_fen": 100,
        },
        {"trade_state": "REFUND", "refund_id": "r1", "settled_fen": 0, "refund_fen": 40},
    ),
    "alipay_bill": (
        {"trade_no": "a1", "trade_kind": "trade", "finished_at_local": AT, "order_fen": 100},
        {"trade_kind": "refund", "refund_batch_no": "r1", "order_fen": -40},
    ),
    "voucher_meituan": (
        {
            "receipt_code": "c1",
            "shop_uuid": "u1",
            "verified_at_local": AT,
            "price_fen": 5000,
            "market_price_fen": 8000,
            "state": "verified",
        },
        {"receipt_code": "c2", "state": "cancelled", "phone_hash": HASH},
    ),
    "groupbuy_order": (
        {
            "activity": "spring",
            "activity_from": "title",
            "group_no": "1",
            "line_no": 1,
            "product": "apple +1",
            "order_fen": 1000,
            "refund_fen": 100,
            "phone_hash": HASH,
            "building_no": "3",
            "leader_id": "L-01",
        },
        {"line_no": 2, "building_no": "A12", "activity_from": "label"},
    ),
}

CHANGES: dict[str, dict[str, str]] = {
    "wechatpay_bill": {
        "identifiers_are_hashed": "openid_hash = 'oPLAIN'",
        "key_is_known": "transaction_id = NULL",
        "time_is_known": "trade_at_local = NULL",
        "refunds_are_numbered": "refund_id = '0'",
        "amounts_are_not_below_zero": "settled_fen = -1",
        "payers_are_known": "openid_hash = NULL",
    },
    "alipay_bill": {
        "key_is_known": "trade_no = NULL",
        "time_is_known": "finished_at_local = NULL",
        "trades_are_not_below_zero": "order_fen = -1",
        "refunds_are_numbered": "refund_batch_no = NULL",
    },
    "voucher_meituan": {
        "identifiers_are_hashed": "phone_hash = '16100000000'",
        "key_is_known": "receipt_code = NULL",
        "shop_is_known": "shop_uuid = NULL",
        "sold_below_market_price": "price_fen = 8001",
    },
    "groupbuy_order": {
        "identifiers_are_hashed": "phone_hash = '16100000000'",
        "key_is_known": "activity = NULL",
        "building_is_a_number": "building_no = '3栋2单元'",
        "leader_is_a_code": "leader_id = '某团长'",
        "refund_is_within_the_order": "refund_fen = 1001",
        "activity_is_named": "activity_from = 'default'",
    },
}
