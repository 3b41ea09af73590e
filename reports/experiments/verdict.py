"""The answer of an experiment in one sentence, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.experiments.effects import between, confidence, effect, relative, relative_between, size
from reports.experiments.reasons import invalid, mend, unsettled
from reports.experiments.rows import Power, Result
from reports.experiments.words import TONES, decided, outcome
from reports.words import NOTHING, Words, count


@dataclass(frozen=True)
class Verdict:
    """What is known of an arm, in words; `tone` is good, bad, flat or void."""

    tone: str
    sentence: Words
    next_step: Words


def verdict(
    row: Result, answers: Sequence[Result], planned: Power | None, symbol: str, several: bool
) -> Verdict:
    """The sentence of one arm, and what to do next; `answers` hold the other metrics, for what it paid."""
    paid = next((one for one in answers if one.arm == row.arm and one.roi is not None), None)
    told = _sentence(row, symbol)
    if several:
        told = Words(f"{row.arm}：{told.zh}", f"{row.arm}: {told.en}")
    return Verdict(TONES.get(row.decision, "flat"), told, _next(row, paid, planned, symbol))


def _sentence(row: Result, symbol: str) -> Words:
    answer = decided(row.decision, row.evidence)
    if row.decision == "invalid":
        why = invalid(row.invalid_reason)
        return Words(f"{answer.zh}：{why.zh}。", f"{answer.en}: {why.en}.")
    name, unit = outcome(row.metric_id)
    moved = effect(row.effect_abs, unit, symbol)
    within = between(*row.bounds, unit, symbol)
    sure = confidence(row.alpha)
    if within == NOTHING:
        told = _without_a_range(row, Words(f"{name.zh} {moved.zh}", f"{name.en}: {moved.en}"))
    elif row.decision == "inconclusive":
        open_for = unsettled(row.decision_reason)
        tail = Words(f"；{open_for.zh}。", f"; {open_for.en}.") if open_for else Words("。", ".")
        told = Words(
            f"{name.zh}的变化在 {within.zh}之间（{sure} 区间）{tail.zh}",
            f"{name.en}: somewhere from {within.en} ({sure} interval){tail.en}",
        )
    else:
        told = Words(
            f"{name.zh} {moved.zh}（{sure} 区间 {within.zh}）。",
            f"{name.en}: {moved.en} ({sure} interval {within.en}).",
        )
    if not row.is_over:
        return Words(
            f"仍在进行，目前{answer.zh}：{told.zh}",
            f"Still running; so far: {answer.en.lower()}. {told.en}",
        )
    return Words(f"{answer.zh}：{told.zh}", f"{answer.en}. {told.en}")


def _without_a_range(row: Result, told: Words) -> Words:
    why = unsettled(row.decision_reason) or Words("还算不出范围", "no range can be given yet")
    return Words(f"{told.zh}；{why.zh}。", f"{told.en}; {why.en}.")


def _next(row: Result, paid: Result | None, planned: Power | None, symbol: str) -> Words:
    if row.decision == "invalid":
        return mend(row.invalid_reason) or Words(
            "先弄清为何不可分析，再决定。", "Find out why it cannot be analysed before deciding."
        )
    if not row.is_over:
        return _while_running(row)
    if row.decision == "win":
        return _after_a_win(paid)
    if row.decision == "loss":
        return Words("停止。不要推广到其他人。", "Stop, and do not extend it to others.")
    return _after_nothing(row, planned, symbol)


def _while_running(row: Result) -> Words:
    if row.decision == "win":
        return Words(
            "结论在任何时候查看都成立；继续到期可得更窄的区间。",
            "The answer holds at any look; running to the end makes the interval narrower.",
        )
    if row.decision == "loss":
        return Words(
            "可以现在停止：结论在任何时候查看都成立。", "It may be stopped now: the answer holds at any look."
        )
    return Words(
        "继续到期。期间每次查看都不影响结论。", "Let it run to its end; looking on the way costs nothing."
    )


def _after_a_win(paid: Result | None) -> Words:
    if paid is None:
        return Words(
            "可以推广，全局留出组除外。成本尚未接入，是否划算还不知道。",
            "It may be extended to all but the universal holdout. What it cost is not connected, so "
            "whether it paid is not known.",
        )
    earned = relative(paid.roi)
    within = relative_between(paid.roi_low, paid.roi_high)
    if paid.roi_low is not None and paid.roi_low > 0:
        return Words(
            f"推广到全局留出组以外的所有人：投入回报 {earned.zh}（{within.zh}）。",
            f"Extend it to all but the universal holdout: it returned {earned.en} ({within.en}) on its cost.",
        )
    if paid.roi_high is not None and paid.roi_high < 0:
        return Words(
            f"先降低成本再推广：效果成立，但投入回报为 {earned.zh}（{within.zh}）。",
            f"Make it cheaper before extending it: the effect stands; it returned {earned.en} ({within.en}).",
        )
    return Words(
        f"效果成立，是否划算未定：投入回报 {earned.zh}（{within.zh}）。扩大时继续留对照。",
        f"The effect stands; whether it pays is open: {earned.en} ({within.en}) on its cost. Extend it and "
        "keep a control.",
    )


def _after_nothing(row: Result, planned: Power | None, symbol: str) -> Words:
    unit = outcome(row.metric_id).unit
    if row.mde_realised is None:
        return Words("需要更多人再做一次，或放弃。", "Repeat it with more people, or drop it.")
    least = size(row.mde_realised, unit, symbol)
    told = Words(
        f"这样的人数只能看清 {least.zh}以上的效果。更小的效果若仍值得，就扩大人数再做；否则放弃。",
        f"With as many people only an effect of {least.en} or more could be seen. If less is worth having, "
        "repeat it with more people; if not, drop it.",
    )
    if planned is None or planned.n_needed is None or planned.planned_effect is None:
        return told
    aim, people = size(planned.planned_effect, unit, symbol), count(planned.n_needed)
    return Words(
        f"{told.zh}要看清 {aim.zh}的效果，共需 {people} 人。",
        f"{told.en} To see an effect of {aim.en} takes {people} people in all.",
    )
