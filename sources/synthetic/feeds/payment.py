"""Payment services: bills of WeChat Pay in four forms and of Alipay in two, 智慧商圈, coupons."""

from __future__ import annotations

import re

from sources.synthetic.feeds.file_flaws import EMPTY
from sources.synthetic.feeds.flaws import BAD_JSON, TWICE_IN_FILE, UNKNOWN_SHAPE, wrong
from sources.synthetic.feeds.stream import FileFlaw, Stream

_HEAD = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,"
    "付款银行,货币种类"
)
_GOODS = "商品名称,商户数据包,手续费,费率"
_REFUNDED = "微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态"
_ALL = f"{_HEAD},应结订单金额,代金券金额,{_REFUNDED},{_GOODS},订单金额,申请退款金额,费率备注"
_OLD = f"{_HEAD},总金额,企业红包金额,{_REFUNDED},{_GOODS}".replace("充值券退款", "企业红包退款")
_SUCCESS = f"{_HEAD},应结订单金额,代金券金额,{_GOODS},订单金额,费率备注"
_REFUND = (
    f"{_HEAD},应结订单金额,代金券金额,退款申请时间,退款成功时间,{_REFUNDED},{_GOODS},"
    "订单金额,申请退款金额,费率备注"
)
_ALIPAY_HEAD = (
    "#支付宝业务明细查询",
    "#账号：[20880000000000000156]",
    "#起始日期：[{day} 00:00:00]   终止日期：[{day} 24:00:00]",
    "#-----------------------------------------业务明细列表----------------------------------------",
    (
        "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,"
        "订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,"
        "券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
    ),
)


def _wrong_total(_header: tuple[str, ...], _lines: list[str], data: bytes) -> bytes:
    """The bill with one trade more in its totals than in its rows."""
    head, tail = data.rsplit(b"\r\n`", 1)
    return head + b"\r\n`" + re.sub(rb"^[0-9]+", lambda n: str(int(n[0]) + 1).encode(), tail)


def _no_bill(_header: tuple[str, ...], _lines: list[str], _data: bytes) -> bytes:
    """The answer for a merchant that sold nothing."""
    return b"No Bill Exist"


def _cut_off(_header: tuple[str, ...], _lines: list[str], data: bytes) -> bytes:
    """The bill without its end."""
    return b"\r\n".join(data.split(b"\r\n")[:-3]) + b"\r\n"


NOT_RECONCILED = FileFlaw(
    "not_reconciled", "bill_unreconciled", _wrong_total, place="instead", suffix="-wrong"
)
NO_BILL = FileFlaw("no_bill_exist", "", _no_bill)
CUT_OFF = FileFlaw("totals_missing", "bill_truncated", _cut_off, place="instead", suffix="-cut")


def _bill(view: str, header: str, *, packed: float = 0.0, encoding: str = "utf-8-sig") -> Stream:
    return Stream(
        "wechatpay_bill",
        view,
        shape="bill",
        file=f"{view}_{{part}}_{{day}}.csv",
        head=(header,),
        footer=f"{view}__footer",
        encoding=encoding,
        packed=packed,
        may_split=False,
        file_flaws=(NOT_RECONCILED, NO_BILL, CUT_OFF, EMPTY),
    )


STREAMS = (
    _bill("wechat_bill_all", _ALL, packed=0.3),
    _bill("wechat_bill_old", _OLD, encoding="utf-8"),
    _bill("wechat_bill_success", _SUCCESS),
    _bill("wechat_bill_refund", _REFUND),
    Stream(
        "alipay_bill",
        "alipay_zip",
        shape="alipay_zip",
        file="20880000_{part}_{day}.csv.zip",
        head=_ALIPAY_HEAD,
        footer="alipay__footer",
        may_split=False,
        file_flaws=(EMPTY,),
    ),
    Stream(
        "alipay_bill",
        "alipay_bare",
        shape="bill",
        file="20880001_{part}_{day}.csv",
        encoding="gb18030",
        head=_ALIPAY_HEAD,
        footer="alipay__footer",
        may_split=False,
        file_flaws=(EMPTY,),
    ),
    Stream(
        "wechatpay_circle",
        "circle",
        shape="documents",
        file="circle_{day}.jsonl",
        lag=0,
        retried=0.02,
        flaws=(BAD_JSON, UNKNOWN_SHAPE, TWICE_IN_FILE),
        file_flaws=(EMPTY,),
    ),
    Stream(
        "wechatpay_coupon",
        "coupon_notice",
        shape="documents",
        file="coupon_{day}.jsonl",
        lag=0,
        retried=0.02,
        flaws=(
            BAD_JSON,
            UNKNOWN_SHAPE,
            TWICE_IN_FILE,
            wrong("year_1970", "date_out_of_range", "send_time", "1970-01-01T08:00:00+08:00"),
        ),
        file_flaws=(EMPTY,),
    ),
)
