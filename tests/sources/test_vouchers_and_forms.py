"""Douyin vouchers and sign-ups by form: seconds and milliseconds, JSON in JSON, answers that are dropped."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import duckdb
import pytest

from sources.identifiers import identifier_hash
from tests.sources.conftest import House

SECONDS = 1772330400
AT = dt.datetime.fromisoformat("2026-03-01T02:00:00")
RECORD = {
    "verify_id": "7091478021421631519", "certificate_id": "7091180835810052103", "verify_time": SECONDS,
    "verify_type": 4, "status": 1, "cancel_time": 0, "sku": {"sku_id": "173", "account_id": "12"},
    "amount": {"original_amount": 1990, "pay_amount": 990, "merchant_ticket_amount": 0},
}  # fmt: skip


def page(*records: dict[str, Any]) -> dict[str, Any]:
    return {
        "data": {"error_code": 0, "total": len(records), "records": list(records)},
        "extra": {"now": SECONDS},
    }


def landed(house: House, feed: str, *documents: object) -> list[dict[str, Any]]:
    for number, document in enumerate(documents):
        house.land(feed, f"{number}.json", document if isinstance(document, str) else json.dumps(document))
    house.ingest(feed)
    return house.rows(feed)


def test_records_are_fen_seconds_and_whole_ids(house: House) -> None:
    undone = RECORD | {"verify_id": "7091478021421631520", "status": 2, "cancel_time": SECONDS + 600}
    kept, cancelled = landed(house, "voucher_douyin", page(RECORD, undone))
    assert (kept["verify_id"], kept["certificate_id"]) == ("7091478021421631519", "7091180835810052103")
    assert (kept["state"], kept["verified_at_utc"], kept["cancelled_at_utc"]) == ("verified", AT, None)
    assert (kept["original_fen"], kept["pay_fen"], kept["account_id"]) == (1990, 990, "12")
    assert (cancelled["state"], cancelled["cancelled_at_utc"]) == ("cancelled", AT + dt.timedelta(minutes=10))


def test_an_empty_page_says_that_there_is_nothing(house: House) -> None:
    assert landed(house, "voucher_douyin", page()) == []
    assert house.reasons("voucher_douyin") == []


def test_a_certificate_counts_milliseconds(house: House) -> None:
    verify = {"verify_id": "7091", "certificate_id": "7092", "verify_time": SECONDS * 1000}
    certificate = {"code": "1", "status": 2, "amount": {"pay_amount": 10}, "verify": verify}
    (row,) = landed(house, "voucher_douyin", {"data": {"certificate": certificate}})
    assert (row["state"], row["verified_at_utc"], row["pay_fen"]) == ("verified", AT, 10)


@pytest.mark.parametrize(
    ("action", "state"),
    [("verify", "verified"), ("verify_cancel", "cancelled"), ("refund_success", "refunded")],
)
def test_the_content_of_a_notice_is_json_within_json(house: House, action: str, state: str) -> None:
    certificate = {"certificate_id": "7091180835810052103", "order_id": "1", "account_id": "12"}
    content = json.dumps({"action": action, "msg_time": SECONDS, "certificate": certificate})
    notice = {"event": "life_trade_certificate_notify", "client_key": "k", "content": content}
    (row,) = landed(house, "voucher_douyin", notice)
    assert (row["source_shape"], row["state"], row["verified_at_utc"]) == ("notice", state, AT)
    assert (row["verify_id"], row["certificate_id"]) == (None, "7091180835810052103")


def test_joining_a_brand_on_the_platform_is_no_voucher(house: House) -> None:
    content = json.dumps({"account_id": "1", "mobile": "16011159323"})
    assert landed(house, "voucher_douyin", {"event": "life_member_join", "content": content}) == []
    assert house.reasons("voucher_douyin") == [(1, "unknown_shape", None)]
    assert "16011159323" not in str(house.quarantine("voucher_douyin")) + str(house.files("voucher_douyin"))


def jinshuju(**entry: object) -> dict[str, Any]:
    given = {"serial_number": 7, "created_at": "2026-03-01T02:00:00.000Z", "field_1": "王小明"}
    return {"form": "Abc12", "form_name": "亲子手工", "entry": given | entry}


def test_a_form_entry_keeps_who_and_when_and_no_answer(house: House) -> None:
    entry = jinshuju(
        field_2="16012345678",
        手机="+86 160-1234-5678", x_field_weixin_openid="oA", x_field_weixin_unionid="uA",
        info_remote_ip="10.0.0.1", creator_name="小明",
    )  # fmt: skip
    (row,) = landed(house, "form_signup", entry)
    assert (row["form_id"], row["serial_no"], row["signed_up_at_utc"]) == ("Abc12", "7", AT)
    assert row["phone_hash"] == identifier_hash(house.pepper, "phone", "16012345678")
    assert row["openid_hash"] == identifier_hash(house.pepper, "openid", "appid:oA")
    assert row["unionid_hash"] == identifier_hash(house.pepper, "unionid", "uA")
    told = duckdb.connect().execute(f"FROM read_parquet('{house.home.raw_of('form_signup')}/*/rows.parquet')")
    assert not {"王小明", "16012345678", "10.0.0.1", "小明"} & {str(value) for value in told.fetchall()[0]}


def test_an_entry_posted_again_is_one_row_a_file(house: House) -> None:
    posted = [jinshuju(phone="16012345678"), jinshuju(phone="16112345678")]
    house.land("form_signup", "a.json", "\n".join(map(json.dumps, posted)))
    house.ingest("form_signup")
    (row,) = house.rows("form_signup")
    assert row["phone_hash"] == identifier_hash(house.pepper, "phone", "16112345678")


def test_wenjuanxing_sends_texts_and_its_own_clock(house: House) -> None:
    push = {
        "activity": "5657754", "name": "问卷", "timetaken": "528", "submittime": "2026-03-01 10:00:00",
        "q1": "1", "q3": "1,2", "手机号": "16012345678", "joinid": "101812480275", "index": "12", "sign": "x",
        "sojumpparm": "16012345678",
    }  # fmt: skip
    nameless = {key: value for key, value in push.items() if key not in {"index", "手机号"}}
    first, second = landed(house, "form_signup", push, nameless)
    assert (first["serial_no"], second["serial_no"]) == ("12", "101812480275")
    assert first["signed_up_at_local"] == dt.datetime.fromisoformat("2026-03-01T10:00:00")
    assert (first["phone_hash"] is None, second["phone_hash"]) == (False, None)


def test_the_sample_of_its_documentation_is_no_json(house: House) -> None:
    assert landed(house, "form_signup", '{"activity":"5657754","q2": "测试","q3","1,2","joinid":"1"}') == []
    assert [reason for _, reason, _ in house.reasons("form_signup")] == ["bad_json"]


@pytest.mark.parametrize("masked", ["160****5678", "16012345678,1234", "12345"])
def test_a_masked_or_broken_phone_is_no_identifier(house: House, masked: str) -> None:
    (row,) = landed(house, "form_signup", jinshuju(phone=masked))
    assert row["phone_hash"] is None
