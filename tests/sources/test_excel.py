"""Workbooks: community orders with merged cells, tables as spreadsheets, and files that are neither."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import zipfile
from typing import Any

import openpyxl
import pytest

from tests.sources.conftest import POS_HEADER, House, pos_line, zipped

FEED = "groupbuy_order"
HEADER = (
    "跟团号 下单人 团员备注 支付时间 团长备注 商品 订单金额 退款金额 订单状态 自提点 收货人 "
    "联系电话 详细地址 帮卖团长"
)
SHARED = "ABCDEGHIJKLMN"

Cells = list[Any]


def _order(number: object, product: str | None = "苹果 +1", **changes: object) -> Cells:
    cells = {
        "number": number, "who": "某人", "wish": "少冰", "paid": "2026-03-01 09:30:00", "note": None,
        "product": product, "amount": "12.50", "refund": 0, "state": "已支付", "point": "PP-1",
        "name": "某人", "phone": 16100000001, "address": "某某花园3栋2单元501", "leader": "L-01",
    }  # fmt: skip
    assert not changes.keys() - cells.keys()
    return list((cells | changes).values())


def _more(product: str) -> Cells:
    """A further row of the order above, its shared cells merged upwards."""
    return [None] * 5 + [product] + [None] * 8


def _sheet(sheet: Any, rows: list[Cells], titles: list[str], header: str = HEADER) -> None:
    for title in titles:
        sheet.append([title])
    sheet.append(header.split())
    first = None
    for row in rows:
        sheet.append(row)
        if row[0] is not None:
            first = sheet.max_row
        elif first:
            for column in SHARED:
                area = f"{column}{first}:{column}{sheet.max_row}"
                if sheet.max_row == first + 1:
                    sheet.merge_cells(area)


def _book(
    *rows: Cells, title: str = "春日水果", above: list[str] | None = None, header: str = HEADER
) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    _sheet(book.active, list(rows), above or [], header)
    return _bytes(book)


def _bytes(book: Any) -> bytes:
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _lines(house: House) -> list[tuple[str, str, int, str]]:
    return [(r["activity"], r["group_no"], r["line_no"], r["product"]) for r in house.rows(FEED)]


def test_an_order_over_several_rows_carries_its_cells_on_each(house: House) -> None:
    house.land(
        FEED, "a.xlsx", _book(_order(1), _more("梨 +2"), _order(2, "橙 +1", amount="3.00", refund="1"))
    )
    house.ingest(FEED)
    assert _lines(house) == [
        ("春日水果", "1", 1, "苹果 +1"),
        ("春日水果", "1", 2, "梨 +2"),
        ("春日水果", "2", 1, "橙 +1"),
    ]
    first, second, third = house.rows(FEED)
    same = {
        "paid_at_local",
        "order_fen",
        "phone_hash",
        "building_no",
        "pickup_point",
        "leader_id",
        "order_state",
    }
    assert {first[name] == second[name] for name in same} == {True}
    assert (first["order_fen"], third["refund_fen"], first["building_no"]) == (1250, 100, "3")
    assert house.files(FEED)[0]["shape"] == "workbook"


def test_an_order_may_repeat_its_cells_instead_of_merging_them(house: House) -> None:
    house.land(FEED, "a.xlsx", _book(_order(1), _order(1, "梨 +2"), _order(2)))
    house.ingest(FEED)
    assert [line[1:3] for line in _lines(house)] == [("1", 1), ("1", 2), ("2", 1)]


def test_one_cell_may_list_the_products(house: House) -> None:
    house.land(FEED, "a.xlsx", _book(_order(1, "苹果 +1\n梨 ×2\n"), _order(2, "说明\n苹果")))
    house.ingest(FEED)
    assert [line[1:] for line in _lines(house)] == [
        ("1", 1, "苹果 +1"),
        ("1", 2, "梨 ×2"),
        ("2", 1, "说明 苹果"),
    ]


def test_nothing_personal_is_kept(house: House) -> None:
    row = _order(1, leader="王团长", point="某某花园3栋王姐家")
    house.land(FEED, "a.xlsx", _book(row, _order(2, leader="16100000009")))
    house.ingest(FEED)
    shown = str(house.rows(FEED)) + str(house.quarantine(FEED))
    assert not [word for word in ("某人", "某某", "少冰", "王", "161000000", "单元") if word in shown]
    assert [row["leader_id"] for row in house.rows(FEED)] == [None, None]


@pytest.mark.parametrize(
    ("phone", "is_known"),
    [
        (16100000001, True),
        (16100000001.0, True),
        ("161 0000 0001", True),
        ("+86-16100000001", True),
        ("161****0001", False),
        (None, False),
    ],
)
def test_phones_come_as_numbers_texts_and_masks(house: House, phone: object, is_known: bool) -> None:
    house.land(FEED, "a.xlsx", _book(_order(1), _order(2, phone=phone)))
    house.ingest(FEED)
    whole, given = (row["phone_hash"] for row in house.rows(FEED))
    assert given == (whole if is_known else None)


@pytest.mark.parametrize(
    ("amount", "fen"),
    [(12.5, 1250), (0.1 + 0.2, 30), (1234567.89, 123456789), ("¥12.50", 1250), (3, 300), (1e-7, 0)],
)
def test_amounts_have_no_noise_of_floats(house: House, amount: object, fen: int) -> None:
    house.land(FEED, "a.xlsx", _book(_order(1, amount=amount)))
    house.ingest(FEED)
    assert [row["order_fen"] for row in house.rows(FEED)] == [fen]


@pytest.mark.parametrize(
    "paid",
    [
        "2026-03-01 09:30:00",
        "2026/3/1 9:30",
        dt.datetime(2026, 3, 1, 9, 30),  # noqa: DTZ001 - a workbook's clock has no zone
        46082 + 9.5 / 24,
    ],
)
def test_times_are_texts_dates_or_serial_numbers(house: House, paid: object) -> None:
    house.land(FEED, "a.xlsx", _book(_order(1, paid=paid)))
    house.ingest(FEED)
    assert [str(row["paid_at_local"]) for row in house.rows(FEED)] == ["2026-03-01 09:30:00"]


@pytest.mark.parametrize(
    ("title", "above", "named"),
    [
        ("订单", ["团购名称：水果团", "导出时间：2026-03-02"], ("水果团", "label")),
        ("订单", ["水果团"], ("水果团", "title")),
        ("订单", ["导出时间：2026-03-02", "水果团"], ("水果团", "title")),
        ("水果团", ["导出时间：2026-03-02"], ("水果团", "sheet")),
        ("Sheet1", ["订单明细"], ("Sheet1", "default")),
    ],
)
def test_the_activity_is_named_above_the_header_or_by_the_sheet(
    house: House, title: str, above: list[str], named: tuple[str, str]
) -> None:
    house.land(FEED, "wrong name.xlsx", _book(_order(1), title=title, above=above))
    house.ingest(FEED)
    assert [(row["activity"], row["activity_from"]) for row in house.rows(FEED)] == [named]


def test_the_activity_of_a_column_comes_first(house: House) -> None:
    rows = [[*_order(1), "甲团"], [*_more("梨 +1"), None], [*_order(1), "乙团"]]
    house.land(FEED, "a.xlsx", _book(*rows, header=HEADER + " 团购名称"))
    house.ingest(FEED)
    assert [line[:3] for line in _lines(house)] == [("甲团", "1", 1), ("甲团", "1", 2), ("乙团", "1", 1)]
    assert house.rows(FEED)[0]["activity_from"] == "column"


def test_numbers_begin_anew_in_each_sheet(house: House) -> None:
    book = openpyxl.Workbook()
    book.active.title = "甲团"
    _sheet(book.active, [_order(1), _order(2)], [])
    book.create_sheet("说明").append(["联系客服"])
    _sheet(book.create_sheet("乙团"), [_order(1)], ["", "", ""])
    house.land(FEED, "a.xlsx", _bytes(book))
    house.ingest(FEED)
    assert [line[:2] for line in _lines(house)] == [("甲团", "1"), ("甲团", "2"), ("乙团", "1")]
    assert house.quarantine(FEED) == []


def test_an_order_twice_in_a_file_stands_as_its_last(house: House) -> None:
    house.land(FEED, "a.xlsx", _book(_order(1), _more("梨 +1"), _order(2), _order(1, "桃 +1")))
    house.ingest(FEED)
    assert [line[1:] for line in _lines(house)] == [("2", 1, "苹果 +1"), ("1", 1, "桃 +1")]
    assert [reason for _, reason, _ in house.reasons(FEED)] == ["duplicate_ticket"] * 2


def test_rows_of_sums_and_blank_rows_are_no_orders(house: House) -> None:
    total = ["合计", *[None] * 5, 25, *[None] * 7]
    house.land(FEED, "a.xlsx", _book(_order(1), [None] * 14, _order(2), total))
    house.ingest(FEED)
    assert [line[1] for line in _lines(house)] == ["1", "2"]
    assert house.files(FEED)[0]["rows_read"] == 2


def test_bad_rows_are_told_by_their_lines(house: House) -> None:
    rows = [
        _more("梨 +1"),
        _order(1),
        _order(2, amount="viel"),
        _order(3, paid="gestern"),
        _order(4, amount="#N/A"),
    ]
    house.land(FEED, "a.xlsx", _book(*rows, above=["团购名称：甲团"]))
    house.ingest(FEED)
    assert [line[1] for line in _lines(house)] == ["1"]
    assert house.reasons(FEED) == [
        (3, "missing_value", "group_no"),
        (5, "invalid_money", "order_fen"),
        (6, "invalid_time", "paid_at"),
        (7, "missing_value", "order_fen"),
    ]


def test_unknown_columns_are_drift_and_dropped_ones_are_not(house: House) -> None:
    house.land(FEED, "a.xlsx", _book([*_order(1), "x"], header=HEADER + " 新列"))
    assert house.ingest(FEED).new_columns == ("新列",)


def test_a_size_that_the_sheet_states_wrongly_loses_no_rows(house: House) -> None:
    packed = _changed(_book(_order(1), _order(2)), b'<dimension ref="A1:N3"', b'<dimension ref="A1:B2"')
    house.land(FEED, "a.xlsx", packed)
    house.ingest(FEED)
    assert [line[1] for line in _lines(house)] == ["1", "2"]


def _changed(packed: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with its first sheet's text changed."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as before, zipfile.ZipFile(changed, "w") as after:
        for member in before.infolist():
            data = before.read(member)
            assert member.filename != "xl/worksheets/sheet1.xml" or old in data
            after.writestr(member, data.replace(old, new) if "sheet1" in member.filename else data)
    return changed.getvalue()


def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as member:
            for _ in range(600):
                member.write(b"a" * 1024**2)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unsupported_format"),
        (lambda: _book(_order(1))[:-200], "corrupt_archive"),
        (lambda: _changed(_book(_order(1)), b"<sheetData>", b"<sheetData><row><c"), "unsupported_format"),
        (lambda: _changed(_book(_order(1)), b"</sheetData>", b"<row r='9'"), "unsupported_format"),
        (lambda: _book(_order(1), header=HEADER.replace("跟团号", "号")), "missing_required_column"),
        (lambda: _book(_order(1), header=HEADER.replace("收货人", "订单金额")), "duplicate_column"),
        (lambda: _bytes(openpyxl.Workbook()), "missing_required_column"),
        (_bomb, "file_too_large"),
        (lambda: b"a,b\n1,2\n", "unsupported_format"),
    ],
)
def test_what_cannot_be_read_is_refused_whole(house: House, content, reason: str) -> None:
    house.land(FEED, "a.xlsx", content())
    house.ingest(FEED)
    assert house.rows(FEED) == []
    assert [(line, why) for line, why, _ in house.reasons(FEED)] == [(None, reason)]


def test_damage_within_a_member_is_a_corrupt_archive(house: House) -> None:
    data = bytearray(_book(*(_order(i) for i in range(200))))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        member = archive.getinfo("xl/worksheets/sheet1.xml")
    start = member.header_offset + 200 + member.compress_size // 2
    data[start : start + 40] = bytes(40)
    house.land(FEED, "a.xlsx", bytes(data))
    house.ingest(FEED)
    assert house.rows(FEED) == []
    assert house.files(FEED)[0]["reason"] in {"corrupt_archive", "unsupported_format"}


def test_a_table_may_come_as_a_workbook(house: House) -> None:
    book = openpyxl.Workbook()
    book.active.append(["某商场 小票"])
    book.active.append(POS_HEADER.split(","))
    for ticket in (1, 2):
        book.active.append(pos_line(ticket).split(","))
    book.active.append([*pos_line(3, price="teuer").split(",")])
    house.land("pos_sales", "a.xlsx", _bytes(book))
    house.land("pos_sales", "b.csv", "\n".join([POS_HEADER, pos_line(1)]))
    house.ingest("pos_sales")
    first, second, as_csv = house.rows("pos_sales")
    assert (first["ticket_no"], second["ticket_no"]) == ("1", "2")
    for name in as_csv.keys() - {"_file_id", "filename", "file_row_number"}:
        assert first[name] == as_csv[name], name
    assert house.reasons("pos_sales") == [(5, "invalid_money", "unit_price_fen")]


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped(a=data)])
def test_a_workbook_may_be_packed_once_more(house: House, pack) -> None:
    house.land(FEED, "a", pack(_book(_order(1))))
    house.land(FEED, "b", pack(_book(_order(2))[:-100]))
    house.land("pos_sales", "c", pack(b"PK\x03\x04,nothing"))
    house.ingest(FEED)
    house.ingest("pos_sales")
    assert [line[1] for line in _lines(house)] == ["1"]
    assert house.reasons(FEED) == [(None, "unsupported_format", None)]
