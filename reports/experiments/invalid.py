"""Why a row of experiment.result may not be read, in words: the codes are the contract's."""

from __future__ import annotations

from reports.words import Words

# Code: why, what next.
INVALID = {
    "sample_ratio_mismatch": (
        Words(
            "各组人数与约定的比例不符，分组或记录出了错",
            "the arms' sizes are not the ones drawn, so assigning or recording went wrong",
        ),
        Words("查清人数为何不符，重新抽签再做。", "Find out why the sizes differ, then draw again."),
    ),
    "crossovers_above_limit": (
        Words(
            "合并会员之后，太多人同时属于两组",
            "too many people turned out to be in two arms at once, once members were merged",
        ),
        Words("先合并会员，再抽签。", "Merge members first, then draw again."),
    ),
    "assigned_after_first_send": (
        Words("有人在首次发送之后才被分组", "some were assigned only after the first send"),
        Words("发送之前冻结名单，再做一次。", "Freeze the list before sending, and repeat."),
    ),
    "unit_not_in_ledger": (
        Words(
            "发送名单里有分组台账上没有的人",
            "the send went to people whom the ledger of assignments does not know",
        ),
        Words("名单只从台账导出。", "Export the list from the ledger alone."),
    ),
    "holdout_member_in_send": (
        Words("不该收到的人收到了", "people who were to receive nothing received a send"),
        Words(
            "修正发送名单，对照组重新开始。", "Mend the list to send to and begin with a new control group."
        ),
    ),
    "few_outcome_events": (
        Words("较小一组中发生结果的人太少", "too few people in the smaller arm did what is counted"),
        Words(
            "扩大人数、延长观察，或改看更常发生的结果。",
            "Take more people, wait longer, or count something that happens more often.",
        ),
    ),
    "metric_not_kept_per_member": (
        Words("这项指标没有按会员记录", "this metric is not kept member by member"),
        Words("换一项按会员记录的指标。", "Choose a metric that is kept member by member."),
    ),
    "no_estimate": (
        Words("还没有可比的两组", "there are no two arms to compare yet"),
        Words("等到每组都有人满观察期。", "Wait until each arm has people to compare."),
    ),
    "reached_below_limit": (
        Words("触达的人太少", "too few were reached"),
        Words(
            "先提高触达，再谈对触达者的效果。",
            "Reach more people before asking for the effect on the reached.",
        ),
    ),
    "assigned_by_cluster_analysed_per_person": (
        Words("整群抽签，不能按人分析", "whole groups were drawn, which an analysis per person overlooks"),
        Words("读按群估计的一行。", "Read the row by clusters."),
    ),
    "few_clusters_without_randomisation_test": (
        Words("群太少，又没有做随机化检验", "there are few clusters and no randomisation test"),
        Words("增加社区或家庭。", "Take more communities or households."),
    ),
    "cap_is_zero_or_caps_nothing": (
        Words("封顶值为零或没有封住任何人", "the cap is zero or caps nobody"),
        Words("读未封顶的一行。", "Read the row without a cap."),
    ),
    "not_identified:nobody_alike": (
        Words("没有与参与者相像的人", "nobody is like those who took part"),
        Words("下次抽签：留出一部分人不邀请。", "Next time draw lots: leave some uninvited."),
    ),
    "control_arm_empty": (
        Words("对照组没有人", "the control group is empty"),
        Words("留出对照组再做。", "Keep a control group and repeat."),
    ),
    "arm_empty": (
        Words("这一组没有人", "the arm is empty"),
        Words("查清名单为何没有人。", "Find out why nobody is on its list."),
    ),
    "fewer_than_two_units": (
        Words("一组不足两人", "an arm has fewer than two people"),
        Words("扩大人数。", "Take more people."),
    ),
    "no_variance": (
        Words("两组所有人的结果都一样", "everybody's outcome is the same"),
        Words("等到有结果发生，或换一项指标。", "Wait until something happens, or count something else."),
    ),
    "no_clusters": (
        Words("不知道谁属于哪一群", "it is not known who belongs to which group"),
        Words("先登记家庭、社群或社区。", "Record households, groups or communities first."),
    ),
    "nobody_reached": (
        Words("没有触达任何人", "nobody was reached"),
        Words("查清发送为何没有到达。", "Find out why nothing arrived."),
    ),
    "not_identified:not_balanced": (
        Words(
            "参与者与对照在之前就不同，匹配消不掉",
            "participants differed from the others beforehand, and matching does not remove it",
        ),
        Words("下次抽签：留出一部分人不邀请。", "Next time draw lots: leave some uninvited."),
    ),
    "not_identified:effective_sample_too_small": (
        Words("可比的人太少", "too few comparable people remain"),
        Words("合并几个月再看，或下次抽签。", "Look at several months together, or draw lots next time."),
    ),
    "not_identified:placebo_fails": (
        Words(
            "活动之前就已有“效果”，说明对照不可比",
            "an “effect” shows before anything was done, so the comparison does not hold",
        ),
        Words("下次抽签：留出一部分人不邀请。", "Next time draw lots: leave some uninvited."),
    ),
    "not_identified:trends_differ_before": (
        Words("试点之前两边走势就不同", "the two moved differently before the pilot"),
        Words(
            "换更相像的社区对照，或多选几个社区抽签。",
            "Choose communities that are more alike, or draw lots among several.",
        ),
    ),
}
NO_RETURN = {
    "nobody_came_first": Words("没有首次参与的会员", "nobody came for the first time"),
    "not_estimated": Words("没有估计", "not estimated"),
    "cost_unknown": Words("成本未知", "its cost is not known"),
}
LIMITS = {
    "participants_below": Words("参与者不足 {} 人", "fewer than {} took part"),
    "history_below": Words("此前的数据不足 {} 天", "there are fewer than {} days of data before it"),
    "span_above": Words(
        "参与者前后相差超过 {} 天，没有共同的“之前”",
        "people joined over more than {} days, so no time is before all of them",
    ),
}


def why_invalid(code: str) -> Words | None:
    """The reason inside a sentence; None where the code is not one of an experiment."""
    kind, _, limit = code.partition(":")
    if kind in LIMITS:
        return Words(LIMITS[kind].zh.format(limit), LIMITS[kind].en.format(limit))
    if code in NO_RETURN:
        return NO_RETURN[code]
    return INVALID[code][0] if code in INVALID else None
