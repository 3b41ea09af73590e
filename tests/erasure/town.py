"""A landing zone in which one person stands in every feed and every format, beside others who stay."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from dataclasses import dataclass
from functools import cache

import openpyxl

from tests.sources.bill_texts import payment, wechat
from tests.sources.conftest import POS_HEADER, House, pos_csv, pos_line
from tests.worlds.v332m import as_json, as_xml

APPID = "wx00000000000000a1"
DAY = "2026-03-02"


@dataclass(frozen=True)
class Person:
    """Somebody with an identifier of each kind."""

    number: int

    @property
    def phone(self) -> str:
        return f"1390000{self.number:04d}"

    @property
    def member_no(self) -> str:
        return f"MEMNO{self.number:06d}"

    @property
    def card(self) -> str:
        return f"VIPCARD{self.number:06d}"

    @property
    def openid(self) -> str:
        return f"oPlanted{self.number:04d}qWxYz"

    @property
    def unionid(self) -> str:
        return f"uPlanted{self.number:04d}kLmNo"

    @property
    def customer(self) -> str:
        return f"wmPlanted{self.number:04d}000000000000000A"

    @property
    def plate(self) -> str:
        return f"沪A{self.number:05d}"

    @property
    def values(self) -> dict[str, str]:
        """Every identifier by type, as hashed."""
        return {
            "phone": self.phone,
            "member_no": self.member_no,
            "card_no": self.card,
            "openid": f"{APPID}:{self.openid}",
            "unionid": self.unionid,
            "external_userid": f"corp:{self.customer}",
            "plate": self.plate,
        }

    @property
    def words(self) -> list[str]:
        """What must not be left anywhere."""
        return [*(value.rpartition(":")[2] for value in self.values.values()), self.name]

    @property
    def name(self) -> str:
        """A name, which no reader keeps."""
        return f"某某人{self.number:04d}号"


GONE, STAYS, REFERRED = Person(1), Person(2), Person(3)


def land_town(house: House, *, prefix: str = "", day: str = DAY) -> None:
    """Every feed, under names that begin with `prefix`."""
    for feed, name, data in deliveries():
        house.land(feed, prefix + name, data, day=day)


@cache
def deliveries():
    """Feed, name and bytes, the same at each call: archives and workbooks hold the time of their making."""
    return list(_deliveries())


def _deliveries():
    both = (GONE, STAYS)
    yield "member_registry", "members.csv", _registry()
    yield "member_registry", "members.csv.gz", gzip.compress(_registry().encode() + b"\n", mtime=0)
    yield "points", "points.csv.zip", _zipped("points.csv", _points().encode())
    yield "app_event", "events.jsonl", "".join(json.dumps(_event(p)) + "\n" for p in both) + _cut_event()
    yield "app_binding", "bindings.jsonl.gz", gzip.compress(_bindings().encode(), mtime=0)
    yield "pos_sales", "gbk.csv", _tickets("1").encode("gb18030")
    yield "pos_sales", "quoted.csv", _tickets("2", item='"苹果, ""大""\n的"')
    yield "pos_sales", "unknown.csv", _with_remark()
    yield "pos_sales", "tickets.json", b"\n".join(as_json(_document(p, f"3{p.number}")) for p in both)
    yield (
        "pos_sales",
        "tickets.xml",
        b"\n".join(as_xml(_document(p, f"4{p.number}"), soap=True) for p in both),
    )
    yield "pos_sales", "broken.csv", f"{POS_HEADER}\nS1,{GONE.phone},\n{pos_line('59', phone=STAYS.phone)}\n"
    yield "pos_sales", "headless.csv", f"小票号,手机号\n1,{GONE.phone}\n2,{STAYS.phone}\n"
    yield "pos_sales", "cut.csv.gz", gzip.compress(_tickets("6").encode(), mtime=0)[:-9]
    yield "wecom_contact", "staff.json", json.dumps(_contacts(), ensure_ascii=False, indent=1)
    yield "wecom_contact", "one.jsonl", "".join(json.dumps(_customer(p)) + "\n" for p in both)
    yield "wecom_group_event", "event.xml", _group_event()
    yield "wecom_chat_meta", "chat.jsonl", "".join(json.dumps(line) + "\n" for line in _messages())
    yield "groupbuy_order", "orders.xlsx", _orders()
    yield "wechatpay_bill", "bill.csv.zip", _zipped("bill.csv", _bill())
    yield "parking", "cars.csv", _cars()
    yield "voucher_douyin", "records.json", json.dumps(_vouchers())


def _registry() -> str:
    rows = [
        f"{p.member_no},M1,{p.phone},{p.unionid},{p.openid},{APPID},{p.card},2026-03-01T10:00:00+08:00,{referrer}"
        for p, referrer in ((GONE, ""), (STAYS, ""), (REFERRED, GONE.member_no))
    ]
    header = "member_no,mall_id,phone,unionid,openid,appid,card_no,registered_at,referrer_member_no"
    return "\n".join([header, *rows]) + "\n"


def _points() -> str:
    rows = [f"E{p.number},{p.member_no},M1,2026-03-01T11:00:00+08:00,5,login" for p in (GONE, STAYS)]
    return "\n".join(["entry_no,member_no,mall_id,occurred_at,change,reason", *rows]) + "\n"


def _event(p: Person) -> dict:
    return {
        "event_id": f"A{p.number}",
        "occurred_at": "2026-03-01T02:00:00Z",
        "appid": APPID,
        "openid": p.openid,
        "unionid": p.unionid,
        "event": "view",
    }


def _cut_event() -> str:
    return json.dumps(_event(GONE))[:-9] + "\n"


def _bindings() -> str:
    return "".join(
        json.dumps(
            {
                "bound_at": "2026-03-01T02:00:00Z",
                "appid": APPID,
                "openid": p.openid,
                "phone": p.phone,
                "phone_verified": True,
                "plate": p.plate,
                "action": "bind",
            },
            ensure_ascii=False,
        )
        + "\n"
        for p in (GONE, STAYS)
    )


def _tickets(series: str, item: str = "苹果") -> str:
    return pos_csv(
        pos_line(f"{series}1", card=GONE.card, phone=f"+86 {GONE.phone}", item=item),
        pos_line(f"{series}2", card=STAYS.card, phone=STAYS.phone, item=item),
    )


def _with_remark() -> str:
    remarks = {GONE: f"{GONE.name} {GONE.phone}", STAYS: "好"}
    rows = [f"{pos_line(f'7{p.number}', card=p.card)},{remark}" for p, remark in remarks.items()]
    return "\n".join([f"{POS_HEADER},备注", *rows]) + "\n"


def _document(p: Person, ticket: str) -> dict:
    total = {
        "txdate_yyyymmdd": "20260301", "txtime_hhmmss": "120000", "storecode": "S1", "tillid": "01",
        "salestype": "SA", "txdocno": ticket, "vipcode": p.card, "mobile": p.phone,
    }  # fmt: skip
    item = {"itemcode": "K1", "itemname": "茶", "qty": "1", "netamount": "9.90"}
    return {"salestotal": total, "salesitems": [item]}


def _contacts() -> dict:
    return {
        "errcode": 0,
        "external_contact_list": [
            {
                "external_contact": {
                    "external_userid": p.customer,
                    "name": p.name,
                    "type": 1,
                    "unionid": p.unionid,
                },
                "follow_info": {"userid": "staff", "createtime": 1767232800, "remark": p.name},
            }
            for p in (GONE, STAYS)
        ],
    }


def _customer(p: Person) -> dict:
    return {
        "external_contact": {"external_userid": p.customer, "name": p.name, "type": 1},
        "follow_user": [{"userid": "other", "createtime": 1767232900}],
    }


def _group_event() -> str:
    items = "".join(f"<Item><![CDATA[{p.customer}]]></Item>" for p in (GONE, STAYS))
    return (
        "<xml><ToUserName><![CDATA[corp]]></ToUserName><Event><![CDATA[change_external_chat]]></Event>"
        "<ChatId><![CDATA[chat1]]></ChatId><ChangeType><![CDATA[update]]></ChangeType>"
        "<UpdateDetail><![CDATA[add_member]]></UpdateDetail><CreateTime>1767232800</CreateTime>"
        f"<MemChangeList>{items}</MemChangeList></xml>"
    )


def _messages():
    told = {"action": "send", "msgtype": "text", "msgtime": 1767232800000}
    yield {"msgid": "1", "from": GONE.customer, "tolist": ["staff"], **told}
    yield {"msgid": "2", "from": "staff", "tolist": [GONE.customer, STAYS.customer], "roomid": "r", **told}
    yield {"msgid": "3", "from": "staff", "tolist": [GONE.customer], **told}


def _orders() -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "春日水果"
    header = "跟团号 下单人 支付时间 商品 订单金额 订单状态 收货人 联系电话 详细地址"
    book.active.append(header.split())
    for p in (GONE, STAYS):
        home = f"{p.name}花园3栋2单元"
        row = [
            p.number,
            p.name,
            "2026-03-01 09:30:00",
            "苹果 +1",
            "12.50",
            "已支付",
            p.name,
            int(p.phone),
            home,
        ]
        book.active.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _bill() -> bytes:
    rows = [payment(p.number, 用户标识=p.openid, 公众账号ID=APPID) for p in (GONE, STAYS)]
    return wechat(*rows).encode()


def _cars() -> str:
    rows = [f"P1,R{p.number},{p.plate},2026-03-01 10:00:00,5.00,{p.phone}" for p in (GONE, STAYS)]
    return "\n".join(["车场编号,记录号,车牌号,入场时间,实收金额,手机号", *rows]) + "\n"


def _vouchers() -> dict:
    return {
        "data": {
            "records": [
                {
                    "verify_id": f"70000000000000000{p.number:02}",
                    "certificate_id": f"71000000000000000{p.number:02}",
                    "status": 1,
                    "verify_time": 1767232800,
                    "name": p.name,
                    "mobile": p.phone,
                }
                for p in (GONE, STAYS)
            ]
        }
    }


def _zipped(name: str, data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, data)
    return target.getvalue()
