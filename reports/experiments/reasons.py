"""Why an experiment has no answer, or none yet, and what to do about it: the codes are the contract's."""

from __future__ import annotations

from reports.experiments.invalid import INVALID, why_invalid
from reports.experiments.rows import Result
from reports.vocabulary.reasons import reason
from reports.words import Words

_UNSETTLED = {
    "p_cannot_reach_alpha": Words(
        "可比的社区太少，无论结果如何都达不到显著",
        "with so few communities to compare, no result could be significant",
    ),
    "pooled_and_capped_do_not_agree": Words(
        "少数大额消费左右了结果，几种算法不一致",
        "a few large amounts carry the difference, and the methods do not agree",
    ),
    "not_significant_after_adjustment": Words(
        "同时看多项指标，修正后不再显著", "with several metrics looked at, it is no longer significant"
    ),
    "no_interval_at_this_look": Words("这次查看还算不出范围", "this look gives no range yet"),
    "covers_zero": Words("可能的范围里包含零", "zero is among the possible values"),
}


def invalid(code: str | None) -> Words:
    """Why a row may not be read, after the words `not analysable`."""
    told = why_invalid(code or "") or reason(code)
    # Inside a sentence.
    return Words(told.zh, told.en[:1].lower() + told.en[1:])


def mend(code: str | None) -> Words | None:
    """What to do about it."""
    return INVALID[code][1] if code in INVALID else None


def unsettled(code: str | None) -> Words | None:
    """Why a row that may be read decides nothing."""
    return _UNSETTLED.get(code or "")


def why(row: Result) -> Words | None:
    """Why a row may not be read, or decides nothing, as a sentence of its own."""
    told = invalid(row.invalid_reason) if row.decision == "invalid" else unsettled(row.decision_reason)
    return Words(f"{told.zh}。", f"{told.en[:1].upper()}{told.en[1:]}.") if told else None
