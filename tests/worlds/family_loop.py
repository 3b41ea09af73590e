"""Thirty days of a regional mall's parent-child community (requirement 137), said as deliveries.

Week one brings families in at the scene entries with a gift and tags; week two signs up for the event, holds
it and writes to who missed it; week three unlocks a benefit by a task, and who comes in two weeks running
becomes a regular; week four sends families along a chain of shops with a combined package. A month later who
redeemed is revisited. Three families leave the loop on the way: one out of the group, one that misses what it
signed up for, one that only takes the gift.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone

from tests.worlds.world import Line, World, local, shanghai

__all__ = ["LAST", "family_loop"]

FIRST = date(2026, 3, 2)
WEEKS = tuple(FIRST + timedelta(days=7 * week) for week in range(5))
EVENT_DAY = WEEKS[1] + timedelta(days=5)
CHAIN_DAY = WEEKS[3] + timedelta(days=5)
# Late enough for every window of thirty days to be over.
LAST = date(2026, 5, 6)
MALL, APPID, CHAT = "MF", "wxFamily", "wrFamily"
BEIJING = timezone(timedelta(hours=8))
TAGS = (("etAge", "孩子年龄段", "3-6岁"), ("etKids", "兴趣", "亲子"))
# One goes all the way, one misses the event and comes later, one leaves the group, one only takes the gift.
FAMILIES = ("whole", "missed", "left", "gift")


def family_loop() -> World:
    """All that the mall's systems deliver."""
    world = World(FIRST)
    _house(world)
    world.snapshot(FIRST)
    _first_week(world)
    _second_week(world)
    _third_week(world)
    _fourth_week(world)
    _month_after(world)
    return world


def _phone(family: str) -> str:
    return f"160000010{FAMILIES.index(family):02}"


def _openid(family: str) -> str:
    return f"oFamily{family}"


def _member(family: str) -> str:
    return f"N{FAMILIES.index(family)}"


def _house(world: World) -> None:
    world.mall(MALL).shop("KIDS", MALL, category="kids").shop("NOODLE", MALL, category="dining")
    world.shop("BEANS", MALL, category="coffee").shop("FILM", MALL, category="cinema")
    for number, scene in enumerate(("nursing_room", "kids_area", "parking_exit"), 1):
        world.state("master_entry", {
            "entry_id": f"E{number}", "mall_id": MALL, "kind": "scene", "touchpoint_type": "event_booth",
            "scene": scene, "channel": "wecom", "state_code": f"{scene}.{MALL}.loop.all",
            "valid_from": shanghai(FIRST, 0),
        })  # fmt: skip
    world.campaign("LOOP", MALL, shanghai(FIRST, 10), shanghai(LAST, 22))
    world.benefit("GIFT", None, name="停车券", trigger="join")
    world.benefit("CRAFT", None, name="手作材料包", trigger="task")
    world.benefit("MEAL", None, name="联名餐", pack_id="COMBO").benefit("CUP", None, pack_id="COMBO")
    world.state("master_task", {
        "task_id": "CRAFT-TASK", "kind": "craft_event", "steps": "2", "window_days": 7,
        "reward_benefit_id": "CRAFT",
    })  # fmt: skip
    world.state("master_task", {"task_id": "CHAIN", "kind": "chain", "steps": "4", "window_days": 1})
    world.state("master_group", {
        "chat_id": CHAT, "mall_id": MALL, "group_type": "parent_child", "staff_id": "guide",
    })  # fmt: skip
    world.state("master_staff", {"staff_id": "guide", "mall_id": MALL, "role": "customer_manager"})
    world.state("master_event", {
        "event_id": "WORKSHOP", "mall_id": MALL, "name": "亲子手工", "event_kind": "community_ritual",
        "ring": "middle", "cadence": "light", "theme": "craft", "form_id": "Abc12",
        "start_at": shanghai(EVENT_DAY, 14), "end_at": shanghai(EVENT_DAY, 16), "capacity": 30,
    })  # fmt: skip


def _first_week(world: World) -> None:
    """Families join at the scene entries, get the gift of joining and are in the group."""
    groups = [
        {"group_id": f"g{code}", "group_name": group, "tag": [{"id": code, "name": tag}]}
        for code, group, tag in TAGS
    ]
    told = {"errcode": 0, "errmsg": "ok", "tag_group": groups}
    world.raw("wecom_tag", FIRST, "tags.json", json.dumps(told).encode())
    for number, family in enumerate(FAMILIES):
        day = WEEKS[0] + timedelta(days=number)
        world.member(
            _member(family), MALL, shanghai(day, 11), on=day, phone=_phone(family), openid=_openid(family),
            appid=APPID, unionid=f"u{family}", entry_id=f"E{1 + number % 3}",
        )  # fmt: skip
        code = f"G{number}"
        world.coupon(code, "GIFT", "issued", shanghai(day, 11, 2), on=day, member_no=_member(family))
        _friend(world, family, day)
        _group(world, family, day, "add_member")
        _did(world, family, day, 12, event="check_in", point_id="P1")


def _second_week(world: World) -> None:
    """Sign-ups on Thursday, the event on Saturday; who misses it is written to, and one leaves the group."""
    thursday = WEEKS[1] + timedelta(days=3)
    for family in ("whole", "missed"):
        _did(world, family, thursday, 20, event="sign_up_open", entry_id="E2")
        world.rows("form_signup", thursday, _signed_up(family, thursday), name="form.jsonl")
    world.rows("event_checkin", EVENT_DAY, {
        "event_id": "WORKSHOP", "checked_in_at": shanghai(EVENT_DAY, 14, 5), "member_no": _member("whole"),
        "companions": 2,
    })  # fmt: skip
    world.rows(
        "outreach_log", EVENT_DAY + timedelta(days=1), _wrote("S1", "missed", EVENT_DAY + timedelta(1))
    )
    _group(world, "left", WEEKS[1] + timedelta(days=2), "del_member")


def _third_week(world: World) -> None:
    """The task of the week: two doings unlock the craft bag, which the whole family redeems."""
    monday = WEEKS[2]
    for family in ("whole", "missed"):
        _did(world, family, monday, 9, event="task_accept", task_id="CRAFT-TASK")
        _did(world, family, monday + timedelta(days=1), 9, event="task_done", task_id="CRAFT-TASK")
    _did(world, "whole", monday + timedelta(days=2), 9, event="task_done", task_id="CRAFT-TASK")
    _did(world, "whole", monday + timedelta(days=3), 9, event="ugc_post")
    day = monday + timedelta(days=5)
    world.coupon(
        "C1", "CRAFT", "issued", shanghai(monday + timedelta(2), 10), on=day, member_no=_member("whole")
    )
    _bought(world, "whole", "K1", "KIDS", day, 15, "88.00")
    world.coupon(
        "C1", "CRAFT", "redeemed", shanghai(day, 15, 1), on=day, member_no=_member("whole"), shop_id="KIDS",
        order_no="K1",
    )  # fmt: skip


def _fourth_week(world: World) -> None:
    """The chain: children, a meal with the package, no cinema; one family buys before it takes it up."""
    _did(world, "whole", CHAIN_DAY, 10, event="task_accept", task_id="CHAIN")
    _bought(world, "whole", "K2", "KIDS", CHAIN_DAY, 11, "60.00")
    _bought(world, "whole", "D1", "NOODLE", CHAIN_DAY, 12, "150.00")
    _bought(world, "whole", "B1", "BEANS", CHAIN_DAY, 13, "30.00")
    for code, benefit, shop, number, hour in (
        ("P1", "MEAL", "NOODLE", "D1", 12),
        ("P2", "CUP", "BEANS", "B1", 13),
    ):
        world.coupon(
            code, benefit, "issued", shanghai(CHAIN_DAY, 9), on=CHAIN_DAY, member_no=_member("whole")
        )
        world.coupon(
            code, benefit, "redeemed", shanghai(CHAIN_DAY, hour, 1), on=CHAIN_DAY, member_no=_member("whole"),
            shop_id=shop, order_no=number,
        )  # fmt: skip
    _did(world, "missed", CHAIN_DAY, 20, event="task_accept", task_id="CHAIN")
    _bought(world, "missed", "K3", "KIDS", CHAIN_DAY, 19, "45.00")


def _month_after(world: World) -> None:
    """April: the redeemer is revisited and comes once more; a last delivery closes every window."""
    day = date(2026, 4, 8)
    world.rows("outreach_log", day, _wrote("S2", "whole", day))
    _bought(world, "whole", "K4", "KIDS", day + timedelta(days=3), 15, "70.00")
    _bought(world, "whole", "K5", "KIDS", LAST, 15, "20.00")


def _did(world: World, family: str, day: date, hour: int, **what: str) -> None:
    row = {"event_id": f"A-{family}-{day:%m%d}-{hour}-{what['event']}", "occurred_at": shanghai(day, hour)}
    row |= {"appid": APPID, "openid": _openid(family), "unionid": f"u{family}", "mall_id": MALL}
    world.rows("app_event", day, row | what)


def _bought(world: World, family: str, number: str, shop: str, day: date, hour: int, yuan: str) -> None:
    world.ticket(shop, number, local(day, hour), Line(yuan), phone=_phone(family))


def _wrote(send: str, family: str, day: date) -> dict[str, str]:
    at = shanghai(day, 10)
    return {
        "send_id": send, "campaign_id": "LOOP", "channel": "private_chat", "staff_id": "guide",
        "is_manual": "true", "member_no": _member(family), "planned_at": at, "sent_at": at, "status": "sent",
    }  # fmt: skip


def _signed_up(family: str, day: date) -> dict[str, object]:
    return {
        "form": "Abc12", "form_name": "亲子手工",
        "entry": {
            "serial_number": 1 + FAMILIES.index(family), "creator_name": "", "created_at": shanghai(day, 20),
            "phone": _phone(family),
        },
    }  # fmt: skip


def _friend(world: World, family: str, day: date) -> None:
    """The guide's new friend, with the child's age and interest put down; the last family is left without."""
    tags = [{"group_name": group, "tag_name": tag, "tag_id": code, "type": 1} for code, group, tag in TAGS]
    follow = {
        "userid": "guide",
        "createtime": _seconds(day),
        "add_way": 1,
        "state": f"kids_area.{MALL}.loop.all",
    }
    follow |= {"remark_mobiles": [_phone(family)], "tags": [] if family == "gift" else tags}
    contact = {"external_userid": f"wmFamily{family}", "name": "家长", "type": 1, "unionid": f"u{family}"}
    document = {"errcode": 0, "errmsg": "ok", "external_contact": contact, "follow_user": [follow]}
    world.raw("wecom_contact", day, f"{family}.json", json.dumps(document).encode())


def _seconds(day: date) -> int:
    return int(datetime.combine(day, datetime.min.time(), BEIJING).timestamp()) + 11 * 3600


def _group(world: World, family: str, day: date, change: str) -> None:
    """A callback of the group: who came or went."""
    document = (
        "<xml><ToUserName>corp</ToUserName><FromUserName>sys</FromUserName>"
        f"<CreateTime>{_seconds(day)}</CreateTime><MsgType>event</MsgType><Event>change_external_chat</Event>"
        f"<ChatId>{CHAT}</ChatId><ChangeType>update</ChangeType><UpdateDetail>{change}</UpdateDetail>"
        f"<JoinScene>3</JoinScene><QuitScene>0</QuitScene><MemChangeCnt>1</MemChangeCnt>"
        f"<MemChangeList><Item>wmFamily{family}</Item></MemChangeList></xml>"
    )
    world.raw("wecom_group_event", day, f"{change}-{family}.xml", document.encode())
