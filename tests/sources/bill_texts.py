"""Bills in the shape that payment services write, small and invented."""

from __future__ import annotations

from decimal import Decimal


def _names(text: str) -> list[str]:
    return "".join(text.split()).split(",")


ALL = _names("""
    交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,
    应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,
    手续费,费率,订单金额,申请退款金额,费率备注
""")
SUCCESS = [name for name in ALL if name not in {*ALL[14:20], "申请退款金额"}]
REFUND = [*ALL[:14], "退款申请时间", "退款成功时间", *ALL[14:]]
OLD = _names("""
    交易时间,公众账号ID,商户号,子商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,
    总金额,代金券或立减优惠金额,微信退款单号,商户退款单号,退款金额,代金券或立减优惠退款金额,退款类型,退款状态,
    商品名称,商户数据包,手续费,费率
""")
_SUMS = {
    "应结订单总金额": "应结订单金额",
    "退款总金额": "退款金额",
    "充值券退款总金额": "充值券退款金额",
    "手续费总金额": "手续费",
    "订单总金额": "订单金额",
    "申请退款总金额": "申请退款金额",
}
_OLD_SUMS = {
    "总交易额": "总金额",
    "总退款金额": "退款金额",
    "总代金券或立减优惠退款金额": "代金券或立减优惠退款金额",
    "手续费总金额": "手续费",
}

Cells = dict[str, str]


_PAYMENT = """
    2026-03-01 08:35:41,wx0000000000000000,1600000000,1600000001,S001,t,m,oINVENTED,JSAPI,SUCCESS,OTHERS,CNY,
    6.00,0.00,0,0,0.00,0.00,,,商场消费,,0.04000,0.60%,6.00,0.00,
"""
_ELSEWHERE = {
    "子商户号": "0",
    "总金额": "6.00",
    "代金券或立减优惠金额": "0.0",
    "代金券或立减优惠退款金额": "0",
    "退款申请时间": "",
    "退款成功时间": "",
}


def payment(number: int = 1, **changes: str) -> Cells:
    """A row of a payment of 6 yuan."""
    cells = zip(ALL, (cell.strip() for cell in _PAYMENT.replace("\n", "").split(",")), strict=True)
    numbers = {"微信订单号": f"42000000002026030100000000{number:02}", "商户订单号": f"m{number}"}
    return {**dict(cells), **_ELSEWHERE, **numbers, **changes}


def refund(number: int = 1, **changes: str) -> Cells:
    """A row of a refund of 1.42 yuan on payment `number`."""
    return payment(number) | {
        "交易时间": "2026-03-01 09:00:00", "交易状态": "REFUND", "应结订单金额": "0.00", "总金额": "0.00",
        "订单金额": "0.00", "微信退款单号": f"r{number}", "商户退款单号": f"mr{number}", "退款金额": "1.42",
        "申请退款金额": "1.42", "退款类型": "ORIGINAL", "退款状态": "SUCCESS", "手续费": "-0.01000",
    } | changes  # fmt: skip


def wechat(*rows: Cells, header: list[str] = ALL, newline: str = "\n", **stated: str) -> str:
    """A bill whose totals are right, but for those stated otherwise."""
    sums = _OLD_SUMS if "总金额" in header else _SUMS
    totals = {"总交易单数": str(len(rows))}
    for total, column in sums.items():
        here = [Decimal(row[column]) for row in rows] if column in header else []
        totals[total] = (
            f"{sum(here, Decimal(0)):.5f}" if column == "手续费" else f"{sum(here, Decimal(0)):.2f}"
        )
    totals |= stated
    lines = [",".join(header)]
    lines += [",".join(f"`{row[name]}" for name in header) for row in rows]
    lines += [",".join(totals), ",".join(f"`{total}" for total in totals.values())]
    return newline.join(lines) + newline


ALIPAY = _names("""
    支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,
    订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,
    商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注
""")
_IN_TABS = {
    "支付宝交易号", "商户订单号", "业务类型", "门店编号", "门店名称", "操作员", "终端号", "对方账户",
    "退款批次号/请求号",
}  # fmt: skip


_TRADE = """
    a,m,交易,商场消费,2026-03-01 16:01:34,2026-03-01 16:01:38,S001,某店,某人,,**某(161******00),
    9.90,9.90,0.00,0.00,0.00,0.00,0.00,,0.00,0.00,,0.00,0.00,
"""


def trade(number: int = 1, amount: str = "9.90", **changes: str) -> Cells:
    """A row of a trade."""
    cells = zip(ALIPAY, (cell.strip() for cell in _TRADE.replace("\n", "").split(",")), strict=True)
    numbers = {"支付宝交易号": f"20260301220000000000000000{number:02}", "商户订单号": f"m{number}"}
    return {**dict(cells), **numbers, "订单金额（元）": amount, "商家实收（元）": amount, **changes}


def trade_refund(number: int = 1, amount: str = "-0.04", **changes: str) -> Cells:
    """A row of a refund on trade `number`."""
    return trade(number, amount) | {"业务类型": "退款", "退款批次号/请求号": f"r{number}"} | changes


def alipay(*rows: Cells, newline: str = "\n", **stated: str) -> str:
    """A bill whose totals are right, but for the two lines stated otherwise."""
    by_kind = {kind: [row for row in rows if row["业务类型"] == kind] for kind in ("交易", "退款")}
    sums = {k: sum((Decimal(r["商家实收（元）"]) for r in v), Decimal(0)) for k, v in by_kind.items()}
    sizes = {kind: len(of_kind) for kind, of_kind in by_kind.items()}
    totals = {
        "交易": f"#交易合计：{sizes['交易']}笔，商家实收共{sums['交易']:.2f}元，商家优惠共0.00元",
        "退款": f"#退款合计：{sizes['退款']}笔，商家实收退款共{sums['退款']:.2f}元，商家优惠退款共0.00元",
    } | stated
    lines = [
        "#支付宝业务明细查询",
        "#账号：[20880000000000000156]",
        "#起始日期：[2026年03月01日 00:00:00]   终止日期：[2026年03月02日 00:00:00]",
        "#-----------------------------------------业务明细列表----------------------------------------",
        ",".join(ALIPAY),
        *(",".join(row[n] + "\t" * (n in _IN_TABS) for n in ALIPAY) for row in rows),
        "#-----------------------------------------业务明细列表结束------------------------------------",
        *(total for total in totals.values() if total),
        "#导出时间：[2026年03月02日 09:00:00]",
    ]
    return newline.join(lines) + newline


ALIPAY_SUMMARY = (
    "#支付宝业务汇总查询\n#账号：[20880000000000000156]\n"
    "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）\n"
    "S001\t,某店\t,1,0,9.90,9.90\n合计\t,\t,1,0,9.90,9.90\n"
)
