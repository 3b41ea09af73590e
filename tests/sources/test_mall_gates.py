"""Car parks and counters: each vendor's shape, its unit and clock, and words that are no plates."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from sources.identifiers import identifier_hash
from tests.sources.conftest import House

HEADER = (
    "车场编号,记录号,车牌号,车牌颜色,车辆类型,入口,入场时间,出口,出场时间,"
    "应收金额,优惠金额,实收金额,支付方式,会员卡号"
)
IN, OUT = dt.datetime.fromisoformat("2026-03-01T10:00:00"), dt.datetime.fromisoformat("2026-03-01T12:00:00")
ENTER = {
    "parkCode": "P1",
    "recordNo": "r1",
    "plateNum": "浙A1W345",
    "carType": 9,
    "enterTime": "2026-03-01 10:00:00",
}
LEAVE = ENTER | {
    "leaveTime": "2026-03-01 12:00:00", "payableFee": 1050, "discountFee": 50, "cashFee": 0,
    "mobileFee": 1000, "paidFee": 1000, "payOrders": [{"orderNo": "1", "paidFee": 1000, "payType": 1}],
}  # fmt: skip


def parked(house: House, *documents: str | bytes) -> list[dict[str, Any]]:
    for number, document in enumerate(documents):
        house.land("parking", f"{number}.txt", document)
    house.ingest("parking")
    return house.rows("parking")


def csv(*lines: str) -> str:
    return "\n".join([HEADER, *lines]) + "\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_export_is_yuan_and_may_leave_out_the_exit(house: House, encoding: str) -> None:
    text = csv(
        "P1,r1,沪AD1W345,绿,临时,东,2026-03-01 10:00:00,西,2026/3/1 12:00,10.5,0.5,10,微信,c1",
        "P1,,沪B·1W345,蓝,月租,东,2026-03-01 10:00:00,,,,,,,",
    )
    first, second = parked(house, text.encode(encoding))
    assert (first["due_fen"], first["discount_fen"], first["paid_fen"]) == (1050, 50, 1000)
    assert (first["in_at_local"], first["out_at_local"], first["card_no_hash"] is None) == (IN, OUT, False)
    assert (second["record_id"], second["out_at_local"], second["paid_fen"]) == (None, None, None)
    assert second["plate_hash"] == identifier_hash(house.pepper, "plate", "沪b1w345")


def test_a_record_without_any_time_is_refused(house: House) -> None:
    assert parked(house, csv("P1,r1,沪B1W345,蓝,临时,东,,西,,,,,,")) == []
    assert house.reasons("parking") == [(2, "missing_one_of", "in_at|out_at")]


@pytest.mark.parametrize(
    "word", ["无牌车", "无车牌", "无ES16V2A", "临A12345", "临时车", "62000F9", "未识别", "沪A***45"]
)
def test_words_are_no_plates_and_the_record_stays(house: House, word: str) -> None:
    (row,) = parked(house, csv(f"P1,r1,{word},,临时,东,2026-03-01 10:00:00,,,,,,,"))
    assert (row["plate_hash"], row["record_id"]) == (None, "r1")


@pytest.mark.parametrize(
    "plate",
    ["粤B12345", "粤BD12345", "粤B12345F", "粤Z1234港", "沪A1234警", "沪A1234学", "苏A1234挂", "粤·b12345"],
)
def test_plates_of_every_kind_are_identifiers(house: House, plate: str) -> None:
    (row,) = parked(house, csv(f"P1,r1,{plate},,临时,东,2026-03-01 10:00:00,,,,,,,"))
    assert row["plate_hash"] is not None


def test_mallcoo_escapes_the_plate_and_leaves_a_comma(house: House) -> None:
    document = '{\n  "ParkCode": "1",\n  "PlateNo": "%E6%B2%AAA1W345",\n  "InTime": "2026-03-01 10:00:00",\n}'
    (row,) = parked(house, document)
    assert (row["park_code"], row["in_at_local"], row["record_id"]) == ("1", IN, None)
    assert row["plate_hash"] == identifier_hash(house.pepper, "plate", "沪A1W345")


@pytest.mark.parametrize("as_text", [False, True])
def test_tengdao_over_http_is_fen(house: House, as_text: bool) -> None:
    def sent(service: str, content: dict[str, Any]) -> str:
        inner = json.dumps(content, ensure_ascii=False) if as_text else content
        return json.dumps({"pid": "p", "serviceName": service, "sign": "s", "bizContent": inner})

    entered, left = parked(house, sent("enterNotify", ENTER), sent("leaveNotify", LEAVE))
    assert (entered["in_at_local"], entered["out_at_local"], entered["due_fen"]) == (IN, None, None)
    assert (left["out_at_local"], left["due_fen"], left["discount_fen"], left["paid_fen"]) == (
        OUT,
        1050,
        50,
        1000,
    )
    assert entered["plate_hash"] == left["plate_hash"]


def test_tengdao_writes_spaces_around_keys_and_numbers(house: House) -> None:
    content = {f"{key} ": value for key, value in ENTER.items()} | {"recordNo ": " r1"}
    (row,) = parked(house, json.dumps({"serviceName ": "enterNotify", "bizContent ": content}))
    assert (row["park_code"], row["record_id"], row["in_at_local"]) == ("P1", "r1", IN)


def test_tengdao_over_mqtt_is_yuan(house: House) -> None:
    item = LEAVE | {
        "payableFee": 10.5,
        "discountFee": 0.5,
        "paidFee": 10.0,
        "useTime": 120,
        "bcbz": 0,
        "zxd": 98,
    }
    del item["parkCode"]
    (row,) = parked(house, json.dumps({"serviceId": "out", "parkCode": "P1", "dataItems": [item]}))
    assert (row["due_fen"], row["discount_fen"], row["paid_fen"]) == (1050, 50, 1000)
    assert (row["park_code"], row["upload"]) == ("P1", "late")


def test_bolink_counts_seconds_and_writes_the_unit_into_the_amount(house: House) -> None:
    begun = {
        "order_id": "o1",
        "plate_number": "京G1W345",
        "start_time": 1772330400,
        "end_time": 0,
        "park_id": "7",
    }
    ended = {
        "car_number": "62000F9", "in_time": 1772330400, "out_time": 1772337600, "order_id": "o2",
        "comid": "7", "amount_receivable": "10.0", "reduce_amount": "4.56元", "total": "5.44",
        "pay_type": "cash",
    }  # fmt: skip
    first, second = parked(house, json.dumps({"data": begun, "sign": "s"}), json.dumps(ended))
    assert first["in_at_utc"] == second["in_at_utc"] == dt.datetime.fromisoformat("2026-03-01T02:00:00")
    assert (first["out_at_utc"], second["out_at_utc"]) == (
        None,
        dt.datetime.fromisoformat("2026-03-01T04:00:00"),
    )
    assert (second["due_fen"], second["discount_fen"], second["paid_fen"]) == (1000, 456, 544)
    assert (first["park_code"], second["park_code"], second["plate_hash"]) == ("7", "7", None)


def test_a_record_that_names_no_park_needs_the_question(house: House) -> None:
    order = {"car_number": "京G1W345", "in_time": 1772330400, "order_id": "o1"}
    (row,) = parked(house, json.dumps(order), json.dumps({"request": {"park_id": "7"}, **order}))
    assert row["park_code"] == "7"
    assert house.reasons("parking") == [(1, "missing_request", "park_code")]


def test_nothing_of_a_plate_is_shown_when_its_record_is_refused(house: House) -> None:
    parked(house, csv("P1,r1,沪B1W345,蓝,临时,东,gestern,,,,,,,"), '{"plateNum": "沪B1W345"}')
    shown = str(house.quarantine("parking")) + str(house.files("parking"))
    assert "1W345" not in shown


@pytest.mark.parametrize(
    ("told", "hour"), [("9", 9), ("09", 9), ("09:00", 9), ("09:00-10:00", 9), ("23:00-24:00", 23)]
)
def test_hours_of_counters_are_told_in_many_ways(house: House, told: str, hour: int) -> None:
    house.land(
        "footfall", "a.csv", f"site_id,gate_id,date,hour,in_count,out_count\nA,g1,2026-03-01,{told},10,0\n"
    )
    house.ingest("footfall")
    (row,) = house.rows("footfall")
    assert (row["hour"], row["in_count"], row["out_count"]) == (hour, 10, 0)


def test_counters_neither_run_backwards_nor_count_beyond_the_day(house: House) -> None:
    lines = ["A,g1,2026-03-01,24,10,0", "A,g1,2026-03-01,9,-5,0", "A,g1,2026-03-01,10,7,7"]
    house.land("footfall", "a.csv", "\n".join(["site_id,gate_id,date,hour,in_count,out_count", *lines]))
    house.ingest("footfall")
    assert [row["hour"] for row in house.rows("footfall")] == [10]
    assert [column for _, _, column in house.reasons("footfall")] == ["hour", "in_count"]
