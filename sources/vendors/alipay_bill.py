"""Alipay's bill of single trades: lines of remarks around a table whose text cells end in a tab.

It comes zipped beside a summary by store, which has another header and is not read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sources.vendors.bills import BillFormat, End, Total, amount

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LIST_END = "业务明细列表结束"
_COUNT = re.compile(r"#(交易|退款)合计[：:]\s*([^笔]*)笔")
_SUM = re.compile(r"([^0-9+-]*)([^元]*)元.*")
_KINDS = {"交易": "trade", "退款": "refund"}


def _end(lines: Sequence[str]) -> End | None:
    """The remarks below the rows, among them one total of trades and one of refunds."""
    size = 0
    while size < len(lines) and lines[-1 - size].lstrip().startswith("#"):
        size += 1
    remarks = [line.replace("##", "#", 1).strip() for line in lines[len(lines) - size :]]
    if not any(_LIST_END in remark for remark in remarks):
        return None
    found = {match[1]: (match, remark) for remark in remarks if (match := _COUNT.match(remark))}
    # Where only one total is stated, it counts refunds in.
    is_whole = "退款" not in found
    totals = [
        total
        for kind, (match, remark) in found.items()
        for total in _totals(_KINDS[kind], match[2], remark[match.end() :], is_whole=is_whole)
    ]
    return End(size, tuple(totals), states_rows="交易" in found)


def _totals(kind: str, count: str, sums: str, *, is_whole: bool) -> Iterator[Total]:
    which = "" if is_whole else f" FILTER (trade_kind = '{kind}')"
    yield Total(f"{kind}_rows", amount(count), f"count(*){which}")
    for match in map(_SUM.fullmatch, re.split("，|,(?![0-9])", sums)):
        if match is None:
            continue
        column = _column(match[1])
        yuan = amount(match[2])
        fen = None if yuan is None else 100 * yuan
        # The sign of a refund is not the same in every bill, so it says nothing.
        summed, stated = (f"abs({column})", fen and abs(fen)) if kind == "refund" else (column, fen)
        yield Total(f"{kind}_{column}", stated, f"coalesce(sum({summed}){which}, 0)", column)


def _column(words: str) -> str:
    """The column that a total sums up: 商家实收, 商家优惠, or in older bills the amount of the order."""
    if "优惠" in words:
        return "merchant_discount_fen"
    return "received_fen" if "实收" in words else "order_fen"


def _is_empty_day(text: str) -> bool:
    """The interface's answer when nothing was traded."""
    return "isp.bill_not_exist" in text.lower() or "BILL_NOT_EXIST" in text


FORMAT = BillFormat(
    separator=",",
    row_start="",
    value_end="\t",
    remark="#",
    header_names=("支付宝交易号", "业务类型"),
    free_text=("商品名称", "门店名称", "操作员", "对方账户", "券名称", "备注"),
    end=_end,
    is_empty_day=_is_empty_day,
)
