"""Alipay's bill: zipped beside its summary or bare, refunds by their kind, totals held against the rows."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.sources.bill_texts import ALIPAY_SUMMARY, alipay, trade, trade_refund
from tests.sources.conftest import House

FEED = "alipay_bill"


def _archive(**texts: str) -> bytes:
    """An archive whose names are GBK without saying so, as Alipay packs it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number, text in enumerate(texts.values()):
            archive.writestr(f"{number:040}", text.encode("gb18030"))
    data = packed.getvalue()
    for number, name in enumerate(texts):
        told = f"2088_{name}_".encode("gbk").ljust(40, b"x")
        data = data.replace(f"{number:040}".encode(), told)
    return data


def _read(house: House) -> list[tuple[str, str, int, str | None]]:
    house.ingest(FEED)
    return [
        (row["merchant_order_no"], row["trade_kind"], row["received_fen"], row["refund_batch_no"])
        for row in house.rows(FEED)
    ]


def _only_fault(house: House, text: str) -> tuple[str, str]:
    house.land(FEED, "bill", text.encode("gb18030"))
    house.ingest(FEED)
    assert house.rows(FEED) == []
    (fault,) = house.quarantine(FEED)
    assert fault["line"] is None
    return fault["reason"], fault["excerpt"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_a_bare_bill_is_read(house: House, encoding: str, newline: str) -> None:
    text = alipay(trade(1), trade_refund(1), trade(2, "1.00"), newline=newline)
    house.land(FEED, "a.csv", text.encode(encoding))
    assert _read(house) == [
        ("m1", "trade", 990, None),
        ("m1", "refund", -4, "r1"),
        ("m2", "trade", 100, None),
    ]
    assert house.files(FEED)[0]["encoding"] == encoding
    (first, *_) = house.rows(FEED)
    assert (first["store_no"], str(first["finished_at_local"])) == ("S001", "2026-03-01 16:01:38")


def test_of_an_archive_the_bill_is_read_and_not_the_summary(house: House) -> None:
    packed = _archive(**{"业务明细(汇总)": ALIPAY_SUMMARY, "业务明细": alipay(trade(1))})
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert all(not member.flag_bits & 0x800 for member in archive.infolist())
    house.land(FEED, "a.zip", packed)
    assert _read(house) == [("m1", "trade", 990, None)]


def test_which_file_is_the_bill_its_name_does_not_decide(house: House) -> None:
    house.land(FEED, "a.zip", _archive(**{"业务明细(汇总)": alipay(trade(1)), "业务明细": ALIPAY_SUMMARY}))
    assert _read(house) == [("m1", "trade", 990, None)]


def test_an_archive_of_summaries_or_of_two_bills_is_refused(house: House) -> None:
    house.land(FEED, "a.zip", _archive(汇总=ALIPAY_SUMMARY))
    house.land(FEED, "b.zip", _archive(一=alipay(trade(1)), 二=alipay(trade(2))))
    assert _read(house) == []
    assert [reason for _, reason, _ in house.reasons(FEED)] == [
        "missing_required_column",
        "ambiguous_archive",
    ]


@pytest.mark.parametrize("sign", ["-", ""])
def test_a_refund_may_have_any_sign(house: House, sign: str) -> None:
    stated = {"退款": f"#退款合计：1笔，商家实收退款共{sign}0.04元，商家优惠退款共0.00元"}
    house.land(FEED, "a", alipay(trade(1), trade_refund(1, "-0.04"), **stated).encode("gb18030"))
    house.land(FEED, "b", alipay(trade(2), trade_refund(2, "0.04"), **stated).encode("gb18030"))
    assert [kind for _, kind, _, _ in _read(house)] == ["trade", "refund"] * 2


def test_a_single_total_counts_refunds_in(house: House) -> None:
    stated = {"交易": "#交易合计：3笔，商家实收共9.93元，商家优惠共0.00元", "退款": ""}
    rows = (trade(1, "0.01"), trade(2, "9.90"), trade_refund(3, "0.02"))
    house.land(FEED, "a", alipay(*rows, **stated).encode("gb18030"))
    assert len(_read(house)) == 3


def test_totals_of_older_bills_are_known(house: House) -> None:
    stated = {
        "交易": "#交易合计：1笔，交易金额共9.90元，优惠金额共0.00元",
        "退款": "##退款合计：1笔，交易退款金额共0.04元",
    }
    house.land(FEED, "a", alipay(trade(1), trade_refund(1), **stated).encode("gb18030"))
    assert len(_read(house)) == 2


def test_a_day_without_trades_is_no_fault(house: House) -> None:
    house.land(FEED, "a", alipay().encode("gb18030"))
    house.land(FEED, "b", alipay(交易="", 退款="").encode("gb18030"))
    assert _read(house) == []
    assert [file["status"] for file in house.files(FEED)] == ["accepted", "accepted"]


@pytest.mark.parametrize("name", ["苹果, 大", "a,b", '"苹果"', "第一行\n第二行", "2026-03-01 16:01:34,1"])
def test_what_a_product_is_called_shifts_nothing(house: House, name: str) -> None:
    house.land(FEED, "a", alipay(trade(1), trade(2, 商品名称=name), trade(3)).encode("gb18030"))
    assert [fen for _, _, fen, _ in _read(house)] == [990, 990, 990]


def test_nothing_personal_is_kept(house: House) -> None:
    house.land(FEED, "a", alipay(trade(1, 商品名称="给某人", 备注="请送到")).encode("gb18030"))
    house.ingest(FEED)
    shown = str(house.rows(FEED))
    assert not [word for word in ("给某人", "请送到", "**某", "某人", "某店") if word in shown]


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        (
            {"交易": "#交易合计：2笔，商家实收共9.90元，商家优惠共0.00元"},
            "trade_rows stated 2 read 1 difference 1",
        ),
        (
            {"交易": "#交易合计：1笔，商家实收共9.91元，商家优惠共0.00元"},
            "trade_received_fen stated 991 read 990 difference 1",
        ),
        (
            {"退款": "#退款合计：1笔，商家实收退款共-0.05元，商家优惠退款共0.00元"},
            "refund_received_fen stated 5 read 4 difference 1",
        ),
        (
            {"退款": "#退款合计：一笔，商家实收退款共-0.04元，商家优惠退款共0.01元"},
            "refund_rows stated unreadable read 1; refund_merchant_discount_fen stated 1 read 0 difference 1",
        ),
    ],
)
def test_a_bill_that_does_not_add_up_is_set_aside_whole(
    house: House, stated: dict[str, str], shown: str
) -> None:
    assert _only_fault(house, alipay(trade(1), trade_refund(1), **stated)) == ("bill_unreconciled", shown)


@pytest.mark.parametrize("lines", [3, 4, 5])
def test_a_bill_that_was_cut_off_is_set_aside_whole(house: House, lines: int) -> None:
    text = "\n".join(alipay(trade(1), trade_refund(1)).splitlines()[:-lines])
    assert _only_fault(house, text) == ("bill_truncated", None)


def test_rows_above_the_header_are_not_lost(house: House) -> None:
    lines = alipay(trade(1)).splitlines()
    totals = ("#交易合计", "#退款合计")
    shuffled = [
        lines[0],
        lines[5],
        *(x for x in lines if x.startswith(totals)),
        *lines[2:5],
        lines[6],
        lines[-1],
    ]
    assert _only_fault(house, "\n".join(shuffled)) == ("bill_unreconciled", "1 lines above the header")


def test_a_bill_cut_off_between_its_totals_does_not_add_up(house: House) -> None:
    text = "\n".join(alipay(trade(1), trade_refund(1)).splitlines()[:-2])
    assert _only_fault(house, text)[0] == "bill_unreconciled"


def test_bad_rows_are_told_by_their_lines(house: House) -> None:
    house.land(FEED, "a", alipay(trade(1), trade(2, 完成时间="gestern"), trade(3)).encode("gb18030"))
    assert [number for number, *_ in _read(house)] == ["m1", "m3"]
    assert house.reasons(FEED) == [(7, "invalid_time", "finished_at")]


def test_a_refund_without_number_is_no_double_of_its_trade(house: House) -> None:
    row = trade_refund(1) | {"退款批次号/请求号": ""}
    house.land(FEED, "a", alipay(trade(1), row).encode("gb18030"))
    assert [kind for _, kind, _, _ in _read(house)] == ["trade", "refund"]
