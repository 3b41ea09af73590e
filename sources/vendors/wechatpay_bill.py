"""WeChat Pay's trade bill: every value begins with a backtick, nothing is quoted, totals stand at the end.

Variants differ in columns only: ALL (27), SUCCESS (without the refund block), REFUND (with two refund times),
and the older form of 24 columns. So everything goes by the names in the header.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources.vendors.bills import BillFormat, End, Total, amount

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROWS = "总交易单数"
_SUMS = {
    "应结订单总金额": "settled_fen",
    "总交易额": "settled_fen",
    "总交易金额": "settled_fen",
    "退款总金额": "refund_fen",
    "总退款金额": "refund_fen",
    "充值券退款总金额": "coupon_refund_fen",
    "总企业红包退款金额": "coupon_refund_fen",
    "企业红包退款总金额": "coupon_refund_fen",
    "总代金券或立减优惠退款金额": "coupon_refund_fen",
    "代金券或立减优惠退款总金额": "coupon_refund_fen",
    "手续费总金额": "fee_yuan",
    "订单总金额": "order_fen",
    "申请退款总金额": "refund_requested_fen",
}
_EMPTY_DAY = ("no bill exist", "no_statement_exist", "账单不存在")


def _end(lines: Sequence[str]) -> End | None:
    """The second header and the row of totals below it."""
    starts = [i for i, line in enumerate(lines) if BillFormat.header_cells(line)[0] == _ROWS]
    if not starts or starts[-1] + 1 >= len(lines):
        return None
    start = starts[-1]
    names = BillFormat.header_cells(lines[start])
    texts = lines[start + 1].split(",`")
    if not lines[start + 1].startswith("`") or len(texts) != len(names):
        return None
    stated = dict(zip(names, texts, strict=True))
    totals = [Total("rows", amount(stated[_ROWS]), "count(*)")]
    totals += [_sum(_SUMS[name], text) for name, text in stated.items() if name in _SUMS]
    unknown = tuple(name for name in names if name not in _SUMS and name != _ROWS)
    return End(len(lines) - start, tuple(totals), unknown, lines_after=len(lines) - start - 2)


def _sum(column: str, text: str) -> Total:
    yuan = amount(text)
    if column.endswith("_fen"):
        return Total(column, None if yuan is None else 100 * yuan, f"coalesce(sum({column}), 0)", column)
    return Total(column, yuan, f"coalesce(sum({column}), 0)", column)


def _is_empty_day(text: str) -> bool:
    """The answer instead of a bill, bare or within the interface's XML or JSON."""
    return any(words in text.lower() for words in _EMPTY_DAY)


FORMAT = BillFormat(
    separator=",`",
    row_start="`",
    value_end="",
    remark="",
    header_names=("交易时间", "微信订单号"),
    free_text=("商品名称", "商户数据包"),
    end=_end,
    is_empty_day=_is_empty_day,
)
