"""Bills that were harmed: what is read adds up to what the bill states, or the bill is set aside whole."""

from __future__ import annotations

import random
from decimal import Decimal
from itertools import pairwise

import pytest

from tests.sources.bill_texts import alipay, payment, refund, trade, trade_refund, wechat
from tests.sources.conftest import House

_SEEDS = range(12)
_COPIES = 25
_NO_ROWS = {("ragged_row", None), ("unknown_value", "trade_kind")}

WECHAT = wechat(
    *(payment(i, 应结订单金额=f"{i}.01", 订单金额=f"{i}.01", 商品名称=f"蛋糕, {i}") for i in range(1, 6)),
    refund(1),
    refund(2),
).encode()
ALIPAY = alipay(*(trade(i, f"{i}.01") for i in range(1, 6)), trade_refund(1), trade_refund(2)).encode(
    "gb18030"
)


def _harmed(data: bytes, draw: random.Random) -> bytes:
    """The bill with one to three harms of the kinds that happen to files."""
    for _ in range(draw.randint(1, 3)):
        lines = data.split(b"\n")
        at, line = draw.randrange(len(data)), draw.randrange(len(lines))
        kind = draw.randrange(8)
        if kind == 0:
            data = data[:at]
        elif kind == 1:
            data = data[:at] + bytes([draw.randrange(256)]) + data[at + 1 :]
        elif kind == 2:
            data = data[:at] + data[at + draw.randint(1, 40) :]
        elif kind == 3:
            data = data[:at] + draw.choice([b"\n", b",", b",`", b"`", b"\t", b"#", b'"', b"\0"]) + data[at:]
        elif kind == 4:
            data = b"\n".join([*lines[:line], *lines[line + 1 :]])
        elif kind == 5:
            data = b"\n".join([*lines[: line + 1], *lines[line:]])
        elif kind == 6:
            draw.shuffle(lines)
            data = b"\n".join(lines)
        else:
            data = data.replace(b"\n", b"\r\n", draw.randint(1, 9))
        data = data or b" "
    return data


@pytest.mark.parametrize("seed", _SEEDS)
@pytest.mark.parametrize(("feed", "good"), [("wechatpay_bill", WECHAT), ("alipay_bill", ALIPAY)])
def test_no_row_of_a_harmed_bill_is_lost_silently(house: House, feed: str, good: bytes, seed: int) -> None:
    draw = random.Random(seed)
    landed = {f"{feed}/2026-03-02/{i:03}": _harmed(good, draw) for i in range(_COPIES)}
    for path, data in landed.items():
        house.land(feed, path.rpartition("/")[2], data)
    house.ingest(feed)
    files = {file["path"]: file for file in house.files(feed)}
    assert len(files) == _COPIES
    everything, faults = house.rows(feed), house.quarantine(feed)
    for path, file in files.items():
        if file["status"] != "accepted":
            continue
        rows = [row for row in everything if row["_file_id"] == file["file_id"]]
        of_file = [fault for fault in faults if fault["path"] == path]
        assert len(rows) + len(of_file) == file["rows_read"]
        # A line that is no row of a trade or refund stands beside those that the bill counts.
        beside = [f for f in of_file if (f["reason"], f["column_name"]) in _NO_ROWS]
        assert file["rows_read"] - len(beside) == _stated_rows(feed, landed[path]), path
        if len(beside) == len(of_file):
            assert _sum(feed, rows) == _stated_sum(feed, landed[path]), path


def _stated_rows(feed: str, data: bytes) -> int:
    if feed == "wechatpay_bill":
        return int(_wechat_totals(data)[0])
    return sum(int(line.partition("合计：")[2].partition("笔")[0]) for line in _alipay_totals(data).values())


def _stated_sum(feed: str, data: bytes) -> int:
    if feed == "wechatpay_bill":
        return int(Decimal(_wechat_totals(data)[1]) * 100)
    line = _alipay_totals(data)["交易"]
    return int(Decimal(line.partition("实收共")[2].partition("元")[0]) * 100)


def _sum(feed: str, rows: list[dict[str, int]]) -> int:
    if feed == "wechatpay_bill":
        return sum(row["settled_fen"] for row in rows)
    return sum(row["received_fen"] for row in rows if row["trade_kind"] == "trade")


def _wechat_totals(data: bytes) -> list[str]:
    lines = [line.strip() for line in data.decode("utf-8-sig", errors="replace").split("\n")]
    row = [below for above, below in pairwise(lines) if above.startswith("总交易单数")][-1]
    return row.removeprefix("`").split(",`")


def _alipay_totals(data: bytes) -> dict[str, str]:
    """The last line of each total."""
    lines = data.decode("gb18030", errors="replace").split("\n")
    return {line.partition("合计：")[0][-2:]: line for line in lines if "合计：" in line}
