"""WeChat Pay's bill in its variants: read to the fen, or set aside whole with the difference."""

from __future__ import annotations

import gzip
from decimal import Decimal
from pathlib import Path

import pytest

from tests.sources.bill_texts import ALL, OLD, REFUND, SUCCESS, Cells, payment, refund, wechat
from tests.sources.conftest import House, zipped

FEED = "wechatpay_bill"
SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "vendor_samples" / "bills"


def _only_fault(house: House, content: str | bytes) -> tuple[str, str]:
    """Reason and shown text of a bill that was set aside whole."""
    house.land(FEED, "bill", content)
    house.ingest(FEED)
    assert house.rows(FEED) == []
    (file,) = house.files(FEED)
    assert (file["status"], file["rows_read"]) == ("quarantined", 0)
    (fault,) = house.quarantine(FEED)
    assert fault["line"] is None
    return fault["reason"], fault["excerpt"]


def _numbers(house: House) -> list[tuple[str, str | None]]:
    return [(row["merchant_order_no"], row["refund_id"]) for row in house.rows(FEED)]


@pytest.mark.parametrize("header", [ALL, SUCCESS, REFUND, OLD, ALL[::-1]])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_each_variant_is_read_by_its_header(house: House, header: list[str], newline: str) -> None:
    rows = [payment(1), payment(2)] if header is SUCCESS else [payment(1), refund(1)]
    house.land(FEED, "a", wechat(*rows, header=header, newline=newline))
    house.ingest(FEED)
    first, second = house.rows(FEED)
    assert first["transaction_id"] == "4200000000202603010000000001"
    assert (first["settled_fen"], first["fee_yuan"]) == (600, Decimal("0.04000"))
    assert str(first["trade_at_local"]) == "2026-03-01 08:35:41"
    assert len(first["openid_hash"]) == 64
    assert (first["device_no"], first["order_fen"]) == ("S001", None if header is OLD else 600)
    if header is not SUCCESS:
        assert (second["refund_id"], second["refund_fen"]) == ("r1", 142)
    assert house.files(FEED)[0]["unknown_columns"] is None


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("gbk"),
        lambda text: gzip.compress(text.encode("utf-8-sig")),
        lambda text: gzip.compress(text.encode("gbk")),
        lambda text: zipped(a=text.encode()),
        lambda text: text.encode().removesuffix(b"\n"),
        lambda text: text.encode() + b"\r\n\r\n",
    ],
)
def test_each_wrapping_gives_the_same_rows(house: House, wrapped) -> None:
    text = wechat(payment(1, 商品名称="蛋糕, 大"), refund(1))
    house.land(FEED, "a", text)
    house.land(FEED, "b", wrapped(text))
    house.ingest(FEED)
    rows = [
        {k: v for k, v in row.items() if k not in {"_file_id", "file_row_number"}} for row in house.rows(FEED)
    ]
    assert len(rows) == 4
    assert rows[:2] == rows[2:]


@pytest.mark.parametrize(
    "name",
    [
        "蛋糕, 大",
        ",",
        "a,b,c",
        'he said "x"',
        "' OR 1",
        "``",
        "蛋糕,`大",
        ",`,`",
        "第一行\n第二行",
        "\n",
        "#x",
    ],
)
def test_what_a_product_is_called_shifts_nothing(house: House, name: str) -> None:
    house.land(FEED, "a", wechat(payment(1), payment(2, 商品名称=name), payment(3)))
    house.ingest(FEED)
    assert [row["order_fen"] for row in house.rows(FEED)] == [600, 600, 600]
    assert house.quarantine(FEED) == []


def test_product_names_are_nowhere(house: House) -> None:
    house.land(FEED, "a", wechat(payment(商品名称="蛋糕", 商户数据包="某先生")))
    house.ingest(FEED)
    assert "蛋糕" not in str(house.rows(FEED))
    assert "某先生" not in str(house.rows(FEED))


@pytest.mark.parametrize("time", ["2026-03-01 08：35：41", "2026-03-0108：35：41", "2026/3/1 8:35:41"])
def test_times_of_other_copies_are_read(house: House, time: str) -> None:
    house.land(FEED, "a", wechat(payment(交易时间=time)))
    house.ingest(FEED)
    assert [str(row["trade_at_local"]) for row in house.rows(FEED)] == ["2026-03-01 08:35:41"]


@pytest.mark.parametrize(
    "answer",
    [
        "No Bill Exist",
        "﻿No Bill Exist\n",
        "<xml><return_code>FAIL</return_code><return_msg><![CDATA[No Bill Exist]]></return_msg></xml>",
        '{"code": "NO_STATEMENT_EXIST", "message": "请求的账单文件不存在"}',
    ],
)
def test_a_day_without_trade_is_no_fault(house: House, answer: str) -> None:
    house.land(FEED, "a", answer)
    house.ingest(FEED)
    (file,) = house.files(FEED)
    assert (file["status"], file["shape"], file["rows_read"]) == ("accepted", "no_bill", 0)


def test_a_bill_of_no_rows_is_read(house: House) -> None:
    house.land(FEED, "a", wechat())
    house.ingest(FEED)
    (file,) = house.files(FEED)
    assert (file["status"], file["shape"], file["rows_read"]) == ("accepted", "bill", 0)


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        ({"总交易单数": "3"}, "rows stated 3 read 2 difference 1"),
        ({"应结订单总金额": "6.01"}, "settled_fen stated 601 read 600 difference 1"),
        ({"退款总金额": "0.00"}, "refund_fen stated 0 read 142 difference -142"),
        ({"充值券退款总金额": "0.01"}, "coupon_refund_fen stated 1 read 0 difference 1"),
        ({"手续费总金额": "0.03001"}, "fee_yuan stated 0.03001 read 0.03 difference 0.00001"),
        ({"申请退款总金额": "无"}, "refund_requested_fen stated unreadable read 142"),
        ({"订单总金额": "6.001"}, "order_fen stated 600.1 read 600 difference 0.1"),
    ],
)
def test_a_bill_that_does_not_add_up_is_set_aside_whole(house: House, stated: Cells, shown: str) -> None:
    assert _only_fault(house, wechat(payment(1), refund(1), **stated)) == ("bill_unreconciled", shown)


@pytest.mark.parametrize("lines", [1, 2, 3])
def test_a_bill_that_was_cut_off_is_set_aside_whole(house: House, lines: int) -> None:
    text = "\n".join(wechat(payment(1), refund(1)).splitlines()[:-lines])
    assert _only_fault(house, text) == ("bill_truncated", None)


def test_two_bills_in_one_file_are_set_aside_whole(house: House) -> None:
    reason, shown = _only_fault(house, wechat(payment(1)) + wechat(payment(2)))
    assert reason == "bill_unreconciled"
    assert shown.startswith("rows stated 1 read 2 difference -1; settled_fen stated 600 read 1200")


def test_lines_below_the_totals_are_told(house: House) -> None:
    text = wechat(payment(1))
    assert _only_fault(house, text + text.splitlines()[1])[1] == "1 lines below the totals"


def test_a_lost_value_sets_the_bill_aside_and_names_the_line(house: House) -> None:
    lines = wechat(payment(1), payment(2), payment(3)).splitlines()
    lines[2] = lines[2].rpartition(",`")[0]
    reason, shown = _only_fault(house, "\n".join(lines))
    assert reason == "bill_unreconciled"
    assert shown.startswith(
        "rows stated 3 read 2 difference 1; settled_fen stated 1800 read 1200 difference 600"
    )
    assert shown.endswith("1 lines unreadable, the first 3: ragged_row")


def test_a_bad_value_costs_its_row_when_the_bill_adds_up(house: House) -> None:
    rows = [payment(1), payment(2, 交易时间="gestern"), payment(3, 交易状态="WHO"), payment(4, 微信订单号="")]
    house.land(FEED, "a", wechat(*rows))
    house.ingest(FEED)
    assert _numbers(house) == [("m1", "0")]
    assert house.reasons(FEED) == [
        (3, "invalid_time", "trade_at"),
        (4, "unknown_value", "trade_state"),
        (5, "missing_value", "transaction_id"),
    ]


def test_a_row_twice_stands_once(house: House) -> None:
    house.land(FEED, "a", wechat(payment(1), refund(1), payment(1, 设备号="S2")))
    house.ingest(FEED)
    assert [(row["refund_id"], row["device_no"]) for row in house.rows(FEED)] == [("r1", "S001"), ("0", "S2")]
    assert house.reasons(FEED) == [(2, "duplicate_key", "transaction_id|refund_id")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty_file"),
        (b"hello\n", "missing_required_column"),
        ("<xml><return_code>FAIL</return_code><return_msg>签名错误</return_msg></xml>", "error_response"),
        ('{"code": "SIGN_ERROR"}', "error_response"),
        (wechat(payment()).encode("utf-16"), "encoding_mismatch"),
        (wechat(payment()).replace("用户标识", "交易时间"), "duplicate_column"),
        (wechat(payment()).replace("交易状态", "某列"), "missing_required_column"),
        (gzip.compress(wechat(payment()).encode())[:-20], "truncated_archive"),
        (zipped(a=wechat(payment(1)).encode(), b=wechat(payment(2)).encode()), "ambiguous_archive"),
        (b"PK\x03\x04garbage", "corrupt_archive"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 500, "unsupported_format"),
    ],
)
def test_what_is_no_bill_is_refused_whole(house: House, content: str | bytes, reason: str) -> None:
    assert _only_fault(house, content)[0] == reason


def test_damage_where_nothing_is_kept_costs_nothing(house: House) -> None:
    good = wechat(payment(1, 商品名称="蛋糕")).encode()
    house.land(FEED, "a", good.replace("蛋糕".encode(), b"\xe8\x9b\xe7"))
    house.ingest(FEED)
    assert _numbers(house) == [("m1", "0")]


def test_damage_in_a_value_that_is_kept_sets_the_bill_aside(house: House) -> None:
    data = wechat(payment(1), payment(2)).encode().replace(b"`m2,", b"`m\xff,")
    assert "the first 3: ragged_row" in _only_fault(house, data)[1]


def test_unknown_columns_and_totals_are_drift(house: House) -> None:
    text = wechat(payment(1) | {"新列": "1"}, header=[*ALL, "新列"], 新总额="1.00")
    house.land(FEED, "a", text)
    assert house.ingest(FEED).new_columns == ("新列", "新总额")


@pytest.mark.parametrize(
    "name", ["wechatpay_all", "wechatpay_all.bom", "wechatpay_success", "wechatpay_success.bom"]
)
def test_published_samples_state_more_than_they_hold(house: House, name: str) -> None:
    sample = SAMPLES / f"{name}.csv"
    if not sample.exists():
        pytest.skip("vendor samples are not here")
    reason, shown = _only_fault(house, sample.read_bytes())
    assert reason == "bill_unreconciled"
    assert "rows stated 48 read 1" in shown or "rows stated 31 read 1" in shown


@pytest.mark.parametrize(
    "name", ["wechatpay_all", "wechatpay_all.bom", "wechatpay_success", "wechatpay_success.bom"]
)
def test_published_samples_are_read_once_their_totals_fit(house: House, name: str) -> None:
    sample = SAMPLES / f"{name}.csv"
    if not sample.exists():
        pytest.skip("vendor samples are not here")
    lines = sample.read_bytes().split(b"\n")
    total, fee = (b"6.00", b"0.04000") if b"_all" in name.encode() else (b"0.01", b"0.00000")
    lines[3] = b",".join(b"`" + cell for cell in (b"1", total, b"0.00", b"0.00", fee, total, b"0.00"))
    house.land(FEED, "a", b"\n".join(lines))
    house.ingest(FEED)
    (row,) = house.rows(FEED)
    assert row["order_fen"] == int(Decimal(total.decode()) * 100)


def test_lines_of_any_width_leave_other_files_alone(house: House) -> None:
    lines = wechat(payment(1), payment(2)).splitlines()
    for width in (1, 2, 26, 28, 29, 60, 300):
        wide = [*lines[:2], ",`".join(["`0"] + ["0"] * (width - 1)), *lines[2:]]
        house.land(FEED, f"{width}", "\n".join(wide))
    house.land(FEED, "good", wechat(payment(3)))
    house.ingest(FEED)
    files = {file["path"].rpartition("/")[2]: file for file in house.files(FEED)}
    # A line that no total counts is set aside by itself.
    assert {file["status"] for file in files.values()} == {"accepted"}
    assert [files[name]["rows_quarantined"] for name in ("1", "26", "28", "300", "good")] == [1, 1, 1, 1, 0]
