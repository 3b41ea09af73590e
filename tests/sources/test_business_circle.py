"""WeChat Pay's business circle and coupons: units, clocks, what a notification leaves out."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from sources.identifiers import identifier_hash
from tests.sources.conftest import House

PAY = {
    "mchid": "1230000109", "shop_number": "7", "appid": "wx0", "openid": "oA", "amount": 1999,
    "time_end": "2026-03-01T23:59:30.120+08:00", "transaction_id": "4200000001",
}  # fmt: skip
REFUND = {
    "mchid": "1230000109", "shop_number": "7", "appid": "wx0", "openid": "oA", "pay_amount": 1999,
    "refund_amount": 500, "refund_time": "2026-03-02T10:00:00+08:00", "transaction_id": "4200000001",
    "refund_id": "5030000001",
}  # fmt: skip
AUTH = {"openid": "oA", "code": "4785", "mchid": "1230000109", "auth_type": "REGISTERED_MODE "}
STATE = {"openid": "oA", "authorize_state": "AUTHORIZED", "authorize_time": "2026-03-01T10:00:00+08:00"}
SENT = {
    "event_type": "EVENT_TYPE_BUSICOUPON_SEND", "coupon_code": "k1", "stock_id": "s1", "unionid": "uA",
    "send_time": "2026-03-01T10:00:00+08:00", "openid": "oA", "send_merchant": "98568888",
}  # fmt: skip


def notified(resource: dict[str, Any]) -> dict[str, Any]:
    return {"id": "n1", "create_time": "2026-03-05T10:00:00+08:00", "event_type": "X", "resource": resource}


def landed(house: House, feed: str, *documents: object) -> list[dict[str, Any]]:
    for number, document in enumerate(documents):
        house.land(feed, f"{number}.json", json.dumps(document))
    house.ingest(feed)
    return house.rows(feed)


@pytest.mark.parametrize("wrap", [lambda resource: resource, notified])
def test_payments_and_refunds_are_fen_and_instants(house: House, wrap: Any) -> None:
    paid, refunded = landed(house, "wechatpay_circle", wrap(PAY), wrap(REFUND))
    assert (paid["kind"], paid["amount_fen"], paid["refund_id"]) == ("pay", 1999, None)
    assert paid["occurred_at_utc"] == dt.datetime.fromisoformat("2026-03-01T15:59:30.120000")
    assert paid["openid_hash"] == identifier_hash(house.pepper, "openid", "wx0:oA")
    assert (refunded["kind"], refunded["amount_fen"], refunded["paid_fen"]) == ("refund", 500, 1999)
    assert refunded["transaction_id"] == paid["transaction_id"]


def test_a_notification_that_is_sent_again_in_one_file_is_one_row(house: House) -> None:
    house.land("wechatpay_circle", "a.json", "\n".join([json.dumps(PAY)] * 3 + [json.dumps(REFUND)]))
    house.ingest("wechatpay_circle")
    assert [row["kind"] for row in house.rows("wechatpay_circle")] == ["pay", "refund"]
    assert {reason for _, reason, _ in house.reasons("wechatpay_circle")} == {"duplicate_key"}


def test_an_authorisation_needs_the_app_that_it_does_not_name(house: House) -> None:
    first, second, third = landed(
        house,
        "wechatpay_circle",
        AUTH,
        AUTH | {"appid": "wx0"},
        notified(AUTH) | {"appid": "wx0"},
        {"request": {"appid": "wx0"}, "response": STATE},
        STATE,
    )
    assert (first["kind"], first["auth_type"], first["occurred_at_utc"]) == ("auth", "REGISTERED_MODE", None)
    assert second["occurred_at_utc"] == dt.datetime.fromisoformat("2026-03-05T02:00:00")
    assert (third["kind"], third["authorize_state"]) == ("authorisation", "AUTHORIZED")
    assert len({row["openid_hash"] for row in (first, second, third)}) == 1
    asked = (1, "missing_request", "appid")
    assert house.reasons("wechatpay_circle") == [asked, asked]


def test_points_and_parking_are_kinds_of_their_own(house: House) -> None:
    points = {
        "sub_mchid": "1", "transaction_id": "4200000001", "appid": "wx0", "openid": "oA", "earn_points": True,
        "increased_points": 19, "points_update_time": "2026-03-01T10:00:00+08:00", "total_points": 100,
    }  # fmt: skip
    car = {"appid": "wx0", "openid": "oA", "plate_number": "粤Z·DA888", "state": "OUT", "sub_mchid": "1"}
    given, seen = landed(house, "wechatpay_circle", points, car | {"time": "2026-03-01T12:00:00+08:00"})
    assert (given["kind"], given["increased_points"], given["is_earning_points"]) == ("points", 19, True)
    assert (seen["kind"], seen["parking_state"], seen["amount_fen"]) == ("parking", "out", None)
    assert seen["plate_hash"] == identifier_hash(house.pepper, "plate", "粤zda888")


def test_what_is_still_encrypted_is_of_no_known_shape(house: House) -> None:
    sealed = notified({"algorithm": "AEAD_AES_256_GCM", "ciphertext": "x", "nonce": "y"})
    assert landed(house, "wechatpay_circle", sealed) == []
    assert house.reasons("wechatpay_circle") == [(1, "unknown_shape", None)]


def test_a_coupon_event_names_no_app_and_has_its_unionid(house: House) -> None:
    plain, told = landed(
        house, "wechatpay_coupon", SENT, notified(SENT | {"coupon_code": "k2"}) | {"appid": "wx0"}
    )
    assert (plain["kind"], plain["state"], plain["coupon_id"]) == ("busicoupon", "sent", "k1")
    assert plain["unionid_hash"] == identifier_hash(house.pepper, "unionid", "uA")
    assert plain["openid_hash"] == identifier_hash(house.pepper, "openid", "appid:oA")
    assert told["openid_hash"] == identifier_hash(house.pepper, "openid", "wx0:oA")


def test_a_use_counts_once_it_is_answered(house: House) -> None:
    request = {"coupon_code": "k1", "stock_id": "s1", "appid": "wx0", "openid": "oA"}
    request |= {"use_time": "2026-03-01T10:00:00+08:00"}
    answer = {"stock_id": "s1", "openid": "oA", "wechatpay_use_time": "2026-03-01T10:00:02+08:00"}
    (row,) = landed(house, "wechatpay_coupon", request, {"request": request, "response": answer})
    assert (row["state"], row["used_at_utc"]) == ("used", dt.datetime.fromisoformat("2026-03-01T02:00:02"))
    assert house.reasons("wechatpay_coupon") == [(1, "unknown_shape", None)]


def test_pages_of_coupons_give_a_row_each(house: House) -> None:
    one = {"stock_creator_mchid": "9", "stock_id": "s1", "create_time": "2026-03-01T10:00:00+08:00"}
    used = {
        "consume_time": "2026-03-02T10:00:00+08:00",
        "consume_mchid": "900",
        "transaction_id": "4200000001",
    }
    page = {
        "total_count": 2,
        "data": [
            one | {"coupon_id": "c1", "status": "USED", "consume_information": used},
            one | {"coupon_id": "c2", "status": "SENDED"},
        ],
    }
    asked = {"request": {"openid": "oA", "appid": "wx0"}, "response": page}
    first, second = landed(house, "wechatpay_coupon", asked)
    assert (first["state"], first["mchid"], first["transaction_id"]) == ("used", "900", "4200000001")
    assert (second["state"], second["used_at_utc"]) == ("sent", None)
    assert first["openid_hash"] == second["openid_hash"] == identifier_hash(house.pepper, "openid", "wx0:oA")
