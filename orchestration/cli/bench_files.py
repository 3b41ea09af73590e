"""Deliveries to measure ingestion with: a family each, as large as asked, never held in memory."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sources.sql import literal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RECURS = 8
"""How often a member comes in a delivery, but where all identifiers are to be different."""


@dataclass(frozen=True)
class Family:
    """One format of delivery: how it is written, and how DuckDB alone would read it."""

    name: str
    feed: str
    row: Callable[[int, int], str]
    """The text of a row, of its number and its member's."""
    bare: str
    """DuckDB's reader, over `{files}`."""
    head: str = ""
    end: Callable[[int], str] = field(default=lambda _rows: "")
    encoding: str = "utf-8"
    suffix: str = "csv"
    rows_a_line: int = 1

    def write(self, path: Path, size: int, first: int, members: int) -> int:
        """Write about so many bytes of rows from number `first` on; how many rows."""
        rows = written = 0
        with path.open("w", encoding=self.encoding, newline="") as file:
            file.write(self.head)
            while written < size:
                rows += 1
                written += file.write(self.row(first + rows, (first + rows) * 7919 % members))
            file.write(self.end(rows))
        return rows * self.rows_a_line

    def reader(self, files: list[Path]) -> str:
        """The bare reader of these files."""
        return self.bare.format(files="[" + ", ".join(literal(str(file)) for file in files) + "]")


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"


def _clock(number: int) -> str:
    return f"{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}"


def _till(number: int, member: int) -> str:
    return (
        f"S{number % 90:03},T{number % 4},{number},2026-03-01,{_clock(number)},销售,,C{member:08},"
        f"160{member:08},K{number % 3000},商品名称{number % 3000},1,12.50,0,12.50,微信\n"
    )


def _event(number: int, member: int) -> dict[str, Any]:
    return {
        "event_id": f"e{number:010}", "occurred_at": f"2026-03-01T{_clock(number)}+08:00",
        "appid": "wx1234567890abcdef", "openid": f"oAbCdEf{member:020}", "unionid": f"oUnion{member:020}",
        "event": "view", "mall_id": "M001", "content_id": f"C{number % 100}", "entry_id": f"E{number % 40}",
        "device_id": f"d{member:016}", "duration_s": number % 300,
    }  # fmt: skip


def _page(number: int, member: int) -> str:
    people = [
        {
            "external_contact": {
                "external_userid": f"wmAbCdE{number * PEOPLE + i:020}", "name": "客户", "type": 1,
                "gender": 1, "unionid": f"oUnion{member * PEOPLE + i:020}",
            },
            "follow_info": {
                "userid": f"staff{i % 40}", "remark": "x", "createtime": 1772326800 + number, "add_way": 1,
                "tag_id": [f"etTag{i % 7}", f"etTag{i % 11}"], "state": "s1", "oper_userid": f"staff{i % 40}",
                "remark_mobiles": [f"160{member * PEOPLE + i:08}"],
            },
        }
        for i in range(PEOPLE)
    ]  # fmt: skip
    answer = {"errcode": 0, "errmsg": "ok", "external_contact_list": people}
    return _json(answer | {"next_cursor": f"c{number}", "corp_id": "wwcorp"})


def _callback(number: int, member: int) -> str:
    return _json({
        "ToUserName": "wwcorp", "FromUserName": "sys", "CreateTime": 1772326800 + number, "MsgType": "event",
        "Event": "change_external_contact", "ChangeType": "add_external_contact",
        "UserID": f"staff{number % 40}", "ExternalUserID": f"wmAbCdE{member:020}", "State": "s1",
        "WelcomeCode": "w",
    })  # fmt: skip


def _wechat(number: int, member: int) -> str:
    cells = (
        f"2026-03-01 {_clock(number)},wx0000000000000000,1600000000,1600000001,S001,42000{number:023},"
        f"m{number},oAbCdEf{member:020},JSAPI,SUCCESS,OTHERS,CNY,6.00,0.00,0,0,0.00,0.00,,,商场消费,,"
        "0.04000,0.60%,6.00,0.00,"
    )
    return ",".join(f"`{cell}" for cell in cells.split(",")) + "\n"


def _wechat_end(rows: int) -> str:
    totals = {
        "总交易单数": rows, "应结订单总金额": f"{rows * 6}.00", "退款总金额": "0.00",
        "充值券退款总金额": "0.00", "手续费总金额": f"{rows * 4 // 100}.{rows * 4 % 100:02}000",
        "订单总金额": f"{rows * 6}.00", "申请退款总金额": "0.00",
    }  # fmt: skip
    return ",".join(totals) + "\n" + ",".join(f"`{total}" for total in totals.values()) + "\n"


def _alipay(number: int, member: int) -> str:
    return (
        f"2026030122{number:020}\t,m{number}\t,交易\t,商场消费,2026-03-01 {_clock(number)},"
        f"2026-03-01 {_clock(number)},S001\t,某店\t,某人\t,\t,**某(161******{member % 100:02})\t,"
        "9.90,9.90,0.00,0.00,0.00,0.00,0.00,,0.00,0.00,\t,0.00,0.00,\n"
    )


def _alipay_end(rows: int) -> str:
    sums = f"{rows * 99 // 10}.{rows * 99 % 10}0"
    return (
        "#-----业务明细列表结束-----\n"
        f"#交易合计：{rows}笔，商家实收共{sums}元，商家优惠共0.00元\n"
        "#退款合计：0笔，商家实收退款共0.00元，商家优惠退款共0.00元\n#导出时间：[2026年03月02日 09:00:00]\n"
    )


PEOPLE = 100
"""On a page of an answer."""
_TILL_HEAD = (
    "门店号,收银机号,小票号,交易日期,交易时间,交易类型,原小票号,会员卡号,手机号,商品编码,商品名称,数量,单价,折扣金额,"
    "实收金额,支付方式\n"
)
_WECHAT_HEAD = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注\n"
)
_ALIPAY_HEAD = (
    "#支付宝业务明细查询\n#账号：[20880000000000000156]\n#起始日期：[2026年03月01日 00:00:00]\n"
    "#-----业务明细列表-----\n支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,"
    "门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,"
    "商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注\n"
)
_CSV = "read_csv({files})"
_JSON = "read_json({files})"
_BILL = (
    "read_csv({{files}}, delim = ',', quote = '', escape = '', skip = {skip}, header = true, "
    "ignore_errors = true)"
)
FAMILIES = (
    Family("CSV, UTF-8", "pos_sales", _till, _CSV, _TILL_HEAD),
    # DuckDB alone reads UTF-8 only: it is given the same rows in that.
    Family("CSV, GB18030", "pos_sales", _till, _CSV, _TILL_HEAD, encoding="gb18030"),
    Family(
        "CSV, three identifiers", "app_event", lambda n, m: ",".join(map(str, _event(n, m).values())) + "\n",
        _CSV, ",".join(_event(0, 0)) + "\n",
    ),
    Family("JSON Lines", "app_event", lambda n, m: _json(_event(n, m)), _JSON, suffix="jsonl"),
    Family("API pages", "wecom_contact", _page, _JSON, suffix="json", rows_a_line=PEOPLE),
    Family("callbacks", "wecom_contact_event", _callback, _JSON, suffix="json"),
    Family("WeChat bill", "wechatpay_bill", _wechat, _BILL.format(skip=0), _WECHAT_HEAD, _wechat_end),
    Family("Alipay bill, UTF-8", "alipay_bill", _alipay, _BILL.format(skip=4), _ALIPAY_HEAD, _alipay_end),
    Family(
        "Alipay bill, GBK", "alipay_bill", _alipay, _BILL.format(skip=4), _ALIPAY_HEAD, _alipay_end,
        encoding="gb18030",
    ),
)  # fmt: skip


def deliver(family: Family, landing: Path, size: int, files: int, members: int) -> tuple[list[Path], int]:
    """Write a feed's deliveries, one a day; the files and how many rows they hold."""
    paths, rows = [], 0
    for number in range(files):
        path = landing / family.feed / f"2026-03-{number % 28 + 2:02}" / f"{number:03}.{family.suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        rows += family.write(path, size // files, rows // family.rows_a_line, members)
        paths.append(path)
    return paths, rows
