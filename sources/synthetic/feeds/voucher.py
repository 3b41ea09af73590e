"""Vouchers of Douyin and Meituan, sign-up forms, and the group-buying workbook."""

from __future__ import annotations

from sources.synthetic.feeds.file_flaws import EMPTY, TRUNCATED, without_column
from sources.synthetic.feeds.flaws import (
    BAD_JSON,
    RAGGED,
    TWICE_IN_FILE,
    UNKNOWN_SHAPE,
    wrong,
)
from sources.synthetic.feeds.stream import Stream

_ORDER = (
    "跟团号", "下单人", "团员备注", "支付时间", "团长备注", "商品", "订单金额", "退款金额", "订单状态",
    "自提点", "收货人", "联系电话", "详细地址", "帮卖团长", "商品编码", "数量", "商品金额",
)  # fmt: skip


def _workbook(view: str, head: tuple[str, ...]) -> Stream:
    return Stream(
        "groupbuy_order",
        view,
        shape="workbook",
        file="快团团_{part}_{day}.xlsx",
        head=head,
        may_split=False,
        file_flaws=(EMPTY,),
    )


STREAMS = (
    Stream(
        "voucher_douyin",
        "douyin_page",
        shape="documents",
        file="douyin_records_{day}.jsonl",
        retried=0.02,
        flaws=(BAD_JSON, UNKNOWN_SHAPE),
        file_flaws=(TRUNCATED, EMPTY),
    ),
    Stream(
        "voucher_douyin",
        "douyin_notice",
        shape="documents",
        file="douyin_notice_{day}.jsonl",
        lag=0,
        retried=0.02,
        flaws=(BAD_JSON, UNKNOWN_SHAPE),
    ),
    Stream(
        "voucher_meituan",
        "voucher_meituan",
        flaws=(
            RAGGED,
            TWICE_IN_FILE,
            wrong("year_1970", "date_out_of_range", "核销时间", "1970-01-01 08:00:00"),
            wrong("no_money", "invalid_money", "售价", "面议"),
        ),
        file_flaws=(TRUNCATED, EMPTY, without_column("券码")),
    ),
    Stream(
        "form_signup",
        "form_jinshuju",
        shape="documents",
        file="jinshuju_{day}.jsonl",
        lag=0,
        retried=0.02,
        flaws=(
            BAD_JSON,
            UNKNOWN_SHAPE,
            TWICE_IN_FILE,
            wrong("year_2999", "date_out_of_range", "entry.created_at", "2999-08-23T05:34:17.873Z"),
        ),
        file_flaws=(EMPTY,),
    ),
    Stream(
        "form_signup",
        "form_wjx",
        shape="documents",
        file="wjx_{day}.jsonl",
        lag=0,
        retried=0.02,
        flaws=(BAD_JSON, TWICE_IN_FILE),
    ),
    _workbook("groupbuy_titled", ("团购名称：{part}", *_ORDER)),
    _workbook("groupbuy_listed", ("团购名称", *_ORDER)),
)
