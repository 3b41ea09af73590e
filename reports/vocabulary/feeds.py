"""The ordinary names of the feeds, for telling a reader which source a figure still waits for."""

from __future__ import annotations

from reports.words import Words, same

_NAMES: dict[str, tuple[str, str]] = {
    "alipay_bill": ("支付宝账单", "Alipay bill"),
    "app_binding": ("小程序绑定", "mini-program bindings"),
    "app_event": ("小程序行为", "mini-program events"),
    "benefit_ledger": ("券台账", "benefit ledger"),
    "content_stat": ("内容数据", "content statistics"),
    "event_checkin": ("活动签到", "event check-ins"),
    "experiment_assignment": ("实验分组", "experiment assignment"),
    "footfall": ("客流计数", "footfall counters"),
    "form_signup": ("报名表单", "sign-up forms"),
    "fulfilment": ("履约记录", "fulfilment"),
    "groupbuy_order": ("团购订单", "community orders"),
    "inventory": ("库存", "inventory"),
    "master_benefit": ("权益主数据", "benefit master"),
    "master_building": ("楼栋主数据", "building master"),
    "master_campaign": ("活动主数据", "campaign master"),
    "master_community": ("社区主数据", "community master"),
    "master_content": ("内容主数据", "content master"),
    "master_cost": ("成本明细", "cost lines"),
    "master_entry": ("入口主数据", "entry master"),
    "master_event": ("现场活动主数据", "event master"),
    "master_experiment": ("实验主数据", "experiment master"),
    "master_gate": ("出入口主数据", "gate master"),
    "master_group": ("社群主数据", "group master"),
    "master_leader": ("团长主数据", "leader master"),
    "master_mall": ("商场主数据", "mall master"),
    "master_pickup_point": ("自提点主数据", "pickup point master"),
    "master_product": ("商品主数据", "product master"),
    "master_role": ("会员角色", "member roles"),
    "master_shop": ("店铺主数据", "shop master"),
    "master_staff": ("员工主数据", "staff master"),
    "master_target": ("指标目标", "targets"),
    "master_task": ("任务主数据", "task master"),
    "member_registry": ("会员登记", "member registry"),
    "order_rating": ("订单评价", "order ratings"),
    "outreach_log": ("触达记录", "outreach log"),
    "parking": ("停车记录", "parking"),
    "points": ("积分流水", "points ledger"),
    "pos_sales": ("收银小票", "till tickets"),
    "survey": ("问卷", "surveys"),
    "voucher_douyin": ("抖音核销", "Douyin vouchers"),
    "voucher_meituan": ("美团核销", "Meituan vouchers"),
    "wechatpay_bill": ("微信支付账单", "WeChat Pay bill"),
    "wechatpay_circle": ("微信支付智慧商圈", "WeChat Pay mall programme"),
    "wechatpay_coupon": ("微信支付券", "WeChat Pay coupons"),
    "wecom_chat_meta": ("企微会话记录", "WeCom chat records"),
    "wecom_contact": ("企微好友", "WeCom contacts"),
    "wecom_contact_event": ("企微好友变更", "WeCom contact events"),
    "wecom_group": ("企微群成员", "WeCom groups"),
    "wecom_group_event": ("企微群变更", "WeCom group events"),
    "wecom_group_stat": ("企微群统计", "WeCom group statistics"),
    "wecom_link": ("企微获客链接", "WeCom acquisition links"),
    "wecom_mass_send": ("企微群发", "WeCom mass sends"),
    "wecom_staff_stat": ("企微员工统计", "WeCom staff statistics"),
    "wecom_tag": ("企微标签", "WeCom tags"),
    "wifi_portal": ("Wi-Fi 登录", "Wi-Fi portal"),
}


def feed_name(feed: str) -> Words:
    """A feed by its ordinary name, with its technical one beside it so that it can be looked up."""
    if feed not in _NAMES:
        return same(feed)
    zh, en = _NAMES[feed]
    return Words(f"{zh}（{feed}）", f"{en} ({feed})")
