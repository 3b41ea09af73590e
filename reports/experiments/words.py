"""What pages of experiments say: metrics, kinds, grades of evidence, decisions."""

from __future__ import annotations

from typing import NamedTuple

from reports.words import Words, same


class Outcome(NamedTuple):
    """A metric as it stands in a sentence, and its unit: share, count or fen."""

    name: Words
    unit: str


# In the order shown when an experiment names no metric of its own.
OUTCOMES = {
    "visit": Outcome(Words("到场会员占比", "Share who visited"), "share"),
    "purchase": Outcome(Words("消费会员占比", "Share who bought"), "share"),
    "visit_days": Outcome(Words("人均到场天数", "Visit days a person"), "count"),
    "purchase_days": Outcome(Words("人均消费天数", "Purchase days a person"), "count"),
    "net_fen": Outcome(Words("人均消费额", "Spend a person"), "fen"),
    "redemption": Outcome(Words("核销会员占比", "Share who redeemed"), "share"),
    "ticket_fen": Outcome(Words("每单金额", "Amount a purchase"), "fen"),
    "profit_fen": Outcome(Words("人均利润", "Profit a person"), "fen"),
}
KINDS = {
    "universal_holdout": Words("全局留出组", "Universal holdout"),
    "wake_up": Words("沉睡唤醒", "Wake-up"),
    "coupon": Words("优惠券", "Coupon"),
    "content_ab": Words("内容对比", "Content test"),
    "member_day": Words("会员日", "Member day"),
    "pilot": Words("社区试点", "Community pilot"),
    "event": Words("现场活动", "Events on site"),
    "ritual": Words("固定聚会", "Rituals"),
    "campaign": Words("过往活动", "Past campaigns"),
    "care": Words("关怀权益", "Gifts of care"),
}
UNITS = {
    "member": Words("会员", "member"),
    "member_no": Words("会员", "member"),
    "openid": Words("微信用户", "WeChat user"),
    "household": Words("家庭", "household"),
    "group": Words("社群", "group"),
    "community": Words("社区", "community"),
}
DECISIONS = {
    "win": Words("有效", "It worked"),
    "loss": Words("适得其反", "It did harm"),
    "inconclusive": Words("尚无定论", "Not settled"),
    "invalid": Words("不可分析", "Not analysable"),
}
# Without a lot the most that can be said.
SEEMINGLY = {
    "win": Words("看来有效", "It seems to have worked"),
    "loss": Words("看来适得其反", "It seems to have done harm"),
}
TONES = {"win": "good", "loss": "bad", "inconclusive": "flat", "invalid": "void"}
# Grade of the evidence, and what it means to a reader.
GRADES = {
    "randomised": (
        Words("随机分组：最强的证据", "Drawn by lot: the strongest evidence"),
        Words(
            "谁在哪一组由随机数决定，两组之间除了所做的事没有系统差别。",
            "Chance alone decided who was in which arm, so nothing but what was done sets them apart.",
        ),
    ),
    "cluster_randomised": (
        Words("整群随机：强证据", "Whole groups drawn by lot: strong evidence"),
        Words(
            "按家庭、社群或社区整体抽签，同群的人彼此相像，因此按群估计不确定性。",
            "Households, groups or communities were drawn as wholes; people in one are alike, and the "
            "uncertainty is counted by them.",
        ),
    ),
    "matched": (
        Words("匹配对照：较弱的证据", "Matched afterwards: weaker evidence"),
        Words(
            "没有抽签。与参与者相比的，是参与前到场、消费、入会时长、分层都相近的人；没有测到的差别仍可能存在。",
            "No lot was drawn. Participants are compared with people who were alike before in visits, spend, "
            "tenure and layer; what was not measured may still differ.",
        ),
    ),
    "did": (
        Words("双重差分：较弱的证据", "Difference in differences: weaker evidence"),
        Words(
            "比较前后变化之差，前提是没有试点时两边会同向变化。",
            "Changes are compared with changes elsewhere, which supposes that both would have moved alike.",
        ),
    ),
    "synthetic": (
        Words("合成对照：较弱的证据", "Synthetic comparison: weaker evidence"),
        Words(
            "用其他社区加权拼成一个与试点社区过往相同的社区，再比较试点之后。",
            "Other communities are weighted into one whose past is that of the pilot, and compared with it "
            "after the pilot began.",
        ),
    ),
}
DRAWN_BY_LOT = {"randomised", "cluster_randomised"}
METHODS = {
    "plain": Words("两组均值之差（Welch）", "Difference of means (Welch)"),
    "cuped": Words("用前期修正（CUPED）", "Adjusted by the time before (CUPED)"),
    "pooled": Words("合并方差", "Pooled variance"),
    "capped": Words("大额封顶", "Large amounts capped"),
    "cluster": Words("按群估计", "By clusters"),
    "cace": Words("对触达者的效果（CACE）", "Effect on the reached (CACE)"),
    "matched": Words("分层与熵平衡", "Strata and entropy balancing"),
    "sdid": Words("合成双重差分", "Synthetic difference in differences"),
    "did": Words("双重差分", "Difference in differences"),
}


def outcome(metric_id: str) -> Outcome:
    """A metric by its words; one of no words is told by its id, money where its id says so."""
    unit = "fen" if metric_id.endswith("_fen") else "count"
    return OUTCOMES.get(metric_id, Outcome(same(metric_id.replace("_", " ")), unit))


def named(words: dict[str, Words], key: str | None) -> Words:
    """Words of a code; the code itself where there are none."""
    return words.get(key or "", same(key or "—"))


def decided(decision: str, evidence: str | None) -> Words:
    """A decision, as firmly as its evidence allows."""
    if evidence not in DRAWN_BY_LOT and decision in SEEMINGLY:
        return SEEMINGLY[decision]
    return named(DECISIONS, decision)


def program_name(experiment_id: str) -> Words:
    """A programme's name out of its id, `kind:what:month`; any other id as it is."""
    kind, _, rest = experiment_id.partition(":")
    if kind not in KINDS or not rest:
        return same(experiment_id)
    title = KINDS[kind]
    told = rest.replace(":", " · ")
    return Words(f"{title.zh} · {told}", f"{title.en} · {told}")
