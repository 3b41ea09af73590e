"""Names of what identity counts, in both languages; its measures, guards and actions are published."""

from __future__ import annotations

from reports.words import Words

STANDING = {
    ("members", "all"): (
        Words("会员", "Members"),
        Words("至少有一个标识归其所有的人。", "People who own one identifier or more."),
    ),
    ("review_queue", "all"): (
        Words("待人工复核", "Waiting for review"),
        Words("规则不能决定、要请专员看的会员。", "Members whom no rule could decide on."),
    ),
    ("identifiers_shared", "phone"): (
        Words("多人共用的手机号", "Phones that several share"),
        Words("号码归一人，其余的人记为共用，不因此合并。", "One owns it, others share it."),
    ),
    ("guard_blocked", "blocked_value"): (
        Words("屏蔽的占位值", "Blocked placeholders met"),
        Words("名单上不属于任何人的值。", "Values of a list that are nobody's."),
    ),
    ("households", "all"): (
        Words("家庭", "Households"),
        Words("今天仍有成员的家庭。", "Households that have members today."),
    ),
    ("vehicles", "all"): (
        Words("车辆", "Cars"),
        Words("今天绑定着会员的不同车牌。", "Different plates that are bound to a member today."),
    ),
}  # fmt: skip

CHANGES = {
    "members_new": (
        Words("新会员号", "New members"),
        Words("第一次见到的人，各得一个永久编号。", "People seen for the first time; an id is for ever."),
    ),
    "members_merged": (
        Words("合并", "Merged"),
        Words("新证据说明两个编号是同一个人；较早的编号保留，另一个永远指向它。",
              "Two ids turn out to be one person; the older stays, the other points to it for ever."),
    ),
    "members_split": (
        Words("拆分", "Split"),
        Words("一个编号其实是几个人；能恢复原编号的恢复原编号。",
              "One id was several people; whoever had an id before gets it back."),
    ),
    "identifiers_moved": (
        Words("改属", "Identifiers moved"),
        Words("标识换了主人，例如号码转手。", "Identifiers with another owner, as of a recycled number."),
    ),
    "members_forgotten": (
        Words("已遗忘", "Forgotten"),
        Words("应本人要求删除。", "Erased at the person's request."),
    ),
}  # fmt: skip

PLATES = {
    "plates_unbound": (
        Words("未绑定车牌", "Unbound plates"),
        Words("当天入场、尚无会员绑定的车；一旦绑定，往日到访也会计入。",
              "Cars seen that day that no member has bound; once bound, their past visits count as well."),
    ),
    "plates_seen": (
        Words("入场车牌", "Plates seen"),
        Words("当天停车场见到的不同车牌。", "Different plates that the car parks saw that day."),
    ),
}  # fmt: skip

ACTIONS = {
    "blocked": Words("屏蔽", "Blocked"),
    "limited": Words("限制", "Limited"),
    "new_epoch": Words("新周期", "New epoch"),
    "rebuilt": Words("重建", "Rebuilt"),
    "review": Words("转人工", "To review"),
}

GUARDS = {
    "blocked_value": (
        Words("占位值与热线", "Placeholders and hot lines"),
        Words("名单上的值不属于任何人。", "Values of a list that are nobody's."),
    ),
    "generic_value": (
        Words("学到的公用值", "Learnt generic values"),
        Words("同一时段内旁边出现太多不同的人。", "Too many people stood beside it within a window."),
    ),
    "staff": (
        Words("员工与员工设备", "Staff and their devices"),
        Words("员工替会员操作，其标识不代表会员。", "Staff act for members; their own ids stand for none."),
    ),
    "type_limit": (
        Words("类型上限", "Limits per type"),
        Words("一个人在一段时间里同类标识不会太多。", "One person has only so many of a kind at a time."),
    ),
    "recycled": (
        Words("号码转手", "Recycled numbers"),
        Words("前后两位主人的时间不重叠。", "Two owners whose times do not overlap."),
    ),
    "lent_card": (
        Words("借出的卡", "Lent cards"),
        Words("几个人出示同一张卡，其消费不归任何人。", "Several show it; its tickets are nobody's."),
    ),
    "component_check": (
        Words("整体检查", "Check of the whole"),
        Words("一个人身上出现两个微信身份等矛盾，去掉最弱的联系重建。",
              "Contradictions, as of two WeChat ids in one person: rebuilt without the weakest ties."),
    ),
    "steward": (
        Words("专员裁定", "Steward"),
        Words("人工裁定优先于一切规则。", "A steward's word stands above every rule."),
    ),
}  # fmt: skip

TYPES = {
    "phone": Words("手机号", "phone"),
    "card_no": Words("会员卡", "card"),
    "openid": Words("openid", "openid"),
    "unionid": Words("unionid", "unionid"),
    "external_userid": Words("企微客户", "WeCom customer"),
    "member_no": Words("会员编号", "member number"),
    "plate": Words("车牌", "plate"),
    "mac_hash": Words("Wi-Fi 设备", "Wi-Fi device"),
    "device_id": Words("设备", "device"),
}

DECISIONS = {
    "must_link": Words("必须是同一人", "Must be one person"),
    "cannot_link": Words("不得是同一人", "Must not be one person"),
}

# Why the rules put a member before a steward, as the queue says it.
REVIEWED = {
    "taken apart: identifiers of different people stood together": Words(
        "不同人的标识连在一起，已拆开", "Taken apart: identifiers of different people stood together"
    ),
    "more identifiers than a person has": Words("标识多得不像一个人", "More identifiers than a person has"),
}
