"""What the steps of funnels, the kinds of entries and the kinds of tasks are called."""

from __future__ import annotations

from reports.words import Words, same

STAGES = {
    "footfall": Words("客流", "Footfall"),
    "effective_reach": Words("有效触达", "Reached"),
    "new_members": Words("入会", "Joined"),
    "reachable": Words("可联系", "Can be written to"),
}
CAMPAIGN_STEPS = {
    "exposure": Words("曝光", "Exposure"),
    "click": Words("点击", "Click"),
    "friend": Words("加企微", "Friend"),
    "sign_up": Words("报名", "Sign-up"),
    "arrival": Words("到场", "Arrival"),
    "redemption": Words("核销", "Redemption"),
}
SIGNS = {
    "all": Words("全部路径", "All paths"),
    "content": Words("内容", "Content"),
    "store": Words("到店", "Store"),
    "wecom": Words("企微", "WeCom"),
}
TASKS = {
    "check_in": Words("签到", "Check-in"),
    "streak": Words("连续打卡", "Streak"),
    "vote": Words("投票", "Vote"),
    "challenge": Words("挑战", "Challenge"),
    "parking_payment": Words("停车缴费", "Parking fee"),
    "craft_event": Words("手作活动", "Craft event"),
    "referral": Words("转介绍", "Referral"),
    "chain": Words("任务链", "Chain"),
}
_TASK_STEPS = {
    "begin": Words("开始", "Begin"),
    "reward_got": Words("领到奖励", "Reward got"),
    "reward_redeemed": Words("奖励核销", "Reward redeemed"),
}
# Kinds and scenes of entries are the malls' own words; the usual ones have names.
_PLACES = {
    "brand_staff": Words("品牌员工", "Shop staff"),
    "event_booth": Words("活动展位", "Event booth"),
    "member_center": Words("会员中心", "Member centre"),
    "mini_program": Words("小程序", "Mini-program"),
    "official_account": Words("公众号", "Official account"),
    "parking": Words("停车", "Parking"),
    "partner": Words("异业合作", "Partner"),
    "service_desk": Words("服务台", "Service desk"),
    "short_video": Words("短视频", "Short video"),
    "brand_counter": Words("品牌柜台", "brand counter"),
    "concierge": Words("礼宾台", "concierge"),
    "douyin_live": Words("抖音直播", "Douyin live"),
    "event_signup": Words("活动报名", "event sign-up"),
    "festival_market": Words("节日市集", "festival market"),
    "guide_code": Words("导购码", "guide's code"),
    "invite_a_friend": Words("邀请好友", "invite a friend"),
    "kids_area": Words("亲子区", "children's area"),
    "menu": Words("菜单", "menu"),
    "office_tower": Words("写字楼", "office tower"),
    "parking_payment": Words("停车缴费", "parking payment"),
    "points_mall": Words("积分商城", "points mall"),
}


def entry_kind(entry_id: str, touchpoint_type: str | None, scene: str | None) -> Words:
    """What kind of entry it is; the store also counts those that nobody told of, or registered."""
    if entry_id == "unknown":
        return Words("没有记下入口", "No entry told")
    told = [_place(code) for code in dict.fromkeys((touchpoint_type, scene)) if code]
    if not told:
        return Words("未登记的入口", "Not in the register")
    return Words(" · ".join(one.zh for one in told), " · ".join(one.en for one in told))


def path(signs: str) -> Words:
    """A path to membership by its signs in their order."""
    told = [SIGNS.get(sign, same(sign)) for sign in signs.split(">")]
    return Words(" → ".join(one.zh for one in told), " → ".join(one.en for one in told))


def task_step(step: str, number: int) -> Words:
    """A step of a task; those of a chain are its own words."""
    if step == "level":
        return Words(f"第{number}级", f"Level {number}")
    return _TASK_STEPS.get(step, same(step))


def _place(code: str) -> Words:
    return _PLACES.get(code, same(code.replace("_", " ")))
