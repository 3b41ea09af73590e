"""Metrics, arms and segments of an experiment as lines on one axis, each with its numbers beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from reports.effects import MINUS, beside, between, chance, effect, level, relative, relative_between
from reports.experiment_reasons import invalid, unsettled
from reports.experiment_rows import Increment, Result
from reports.experiment_segments import SegmentNames, segment_name
from reports.experiment_words import METHODS, TONES, decided, named, outcome
from reports.interval import Axis, Span, axis, bar
from reports.words import Words, count, month, percent, same


@dataclass(frozen=True)
class Method:
    """The same question answered in another way."""

    name: Words
    effect: Words
    between: Words
    chance: Words
    is_answer: bool


@dataclass(frozen=True)
class Line:
    """An effect drawn and told, and what is known besides."""

    name: Words
    note: Words
    bar: Markup
    effect: Words
    between: Words
    decision: Words
    tone: str
    why: Words | None
    numbers: list[tuple[Words, Words]]
    methods: list[Method]


@dataclass(frozen=True)
class Forest:
    """Lines on one axis, and the amounts named at it by their places."""

    named: list[tuple[float, str]]
    lines: list[Line]


def metric_lines(answers: Sequence[Result], rows: Sequence[Result], symbol: str, arms: bool) -> Forest:
    """Metrics as parts of the control's mean: money, shares and days then share one axis."""
    spans = [of_mean(row) for row in answers]
    line = axis(spans, holding=spans[0])
    names = [_metric(row, arms) for row in answers]
    return Forest(
        line.named(lambda share: f"{share * 100:+.0f}%".replace("-", MINUS)) if line else [],
        [_line(*told, line, rows, symbol) for told in zip(answers, spans, names, strict=True)],
    )


def segment_lines(answers: Sequence[Result], names: SegmentNames, symbol: str, arms: bool) -> Forest:
    """Segments of one metric."""
    return _of_one_metric(
        answers, [_of_arm(segment_name(row.segment_id, names), row, arms) for row in answers], symbol
    )


def window_lines(rows: Sequence[Result], symbol: str) -> Forest:
    """One metric over windows of several lengths."""
    return _of_one_metric(rows, [window(row) or same(str(row.look_no)) for row in rows], symbol)


def month_lines(rows: Sequence[Increment], symbol: str) -> Forest:
    """One metric month by month."""
    return _of_one_metric(rows, [month(row.month_start) for row in rows], symbol)


def window(row: Result) -> Words | None:
    """The days on which outcomes were counted."""
    if row.window_start is None or row.last_day is None:
        return None
    return Words(f"{row.window_start} 至 {row.last_day}", f"{row.window_start} to {row.last_day}")


def _of_one_metric(answers: Sequence[Result], names: Sequence[Words], symbol: str) -> Forest:
    """Lines in the metric's own unit."""
    spans = [Span(row.effect_abs, *row.bounds) for row in answers]
    line, unit = axis(spans, holding=spans[0]), outcome(answers[0].metric_id).unit
    return Forest(
        line.named(lambda amount: effect(amount, unit, symbol).en.removesuffix(" points")) if line else [],
        [_line(*told, line, [], symbol) for told in zip(answers, spans, names, strict=True)],
    )


def _line(
    row: Result, span: Span, name: Words, line: Axis | None, rows: Sequence[Result], symbol: str
) -> Line:
    unit = outcome(row.metric_id).unit
    tone = TONES.get(row.decision, "flat")
    within = between(*row.bounds, unit, symbol)
    return Line(
        name=name,
        note=_arms(row, unit, symbol),
        bar=bar(span, line, tone, within),
        effect=effect(row.effect_abs, unit, symbol),
        between=within,
        decision=decided(row.decision, row.evidence),
        tone=tone,
        why=invalid(row.invalid_reason) if row.decision == "invalid" else unsettled(row.decision_reason),
        numbers=_numbers(row, within, unit, symbol),
        methods=[_method(one, symbol) for one in rows if _is_beside(one, row)],
    )


def of_mean(row: Result) -> Span:
    """The effect as part of the control's mean, which is how it is drawn."""
    mean = abs(row.mean_control or 0.0)
    if not mean or row.effect_abs is None:
        return Span(None, None, None)
    low, high = ((None if bound is None else bound / mean) for bound in row.bounds)
    return Span(row.effect_abs / mean, low, high)


def _metric(row: Result, arms: bool) -> Words:
    return _of_arm(outcome(row.metric_id).name, row, arms)


def _of_arm(name: Words, row: Result, arms: bool) -> Words:
    """The name, with the arm where there are several."""
    return Words(f"{name.zh} · {row.arm}", f"{name.en} · {row.arm}") if arms else name


def _arms(row: Result, unit: str, symbol: str) -> Words:
    """Mean of either arm over how many."""
    control, treat = level(row.mean_control, unit, symbol), level(row.mean_treat, unit, symbol)
    n_control, n_treat = count(row.n_control or 0), count(row.n_treat or 0)
    return Words(
        f"对照 {control.zh}（{n_control} 人），试验 {treat.zh}（{n_treat} 人）",
        f"control {control.en} ({n_control}), treated {treat.en} ({n_treat})",
    )


def _numbers(row: Result, within: Words, unit: str, symbol: str) -> list[tuple[Words, Words]]:
    """What stands beneath a line; numbers that are not published are left out."""
    told = [
        (Words("区间", "Interval"), within),
        (
            Words("相对对照", "Against control's mean"),
            beside(relative(row.effect_rel), relative_between(row.rel_low, row.rel_high)),
        ),
        (
            Words("若无效果，偶然如此的可能", "Chance of such a difference without effect"),
            chance(row.p_value),
        ),
        (Words("多项指标修正后", "After adjustment for several metrics"), chance(row.p_adjusted)),
        (Words("算法", "Method"), named(METHODS, row.method)),
        (
            Words("前期修正减少的方差", "Variance taken away by the time before"),
            same(percent(row.variance_reduction)) if row.variance_reduction is not None else same("—"),
        ),
        (Words("封顶", "Capped at"), level(row.cap_value, unit, symbol)),
        (
            Words("被封顶的人", "People capped"),
            same(percent(row.share_capped)) if row.share_capped is not None else same("—"),
        ),
    ]
    return [(name, value) for name, value in told if value.en != "—"]


def _is_beside(one: Result, row: Result) -> bool:
    """Whether it answers the same question at the same look."""
    return (one.metric_id, one.segment_id, one.arm, one.look_no) == (
        row.metric_id, row.segment_id, row.arm, row.look_no,
    )  # fmt: skip


def _method(row: Result, symbol: str) -> Method:
    unit = outcome(row.metric_id).unit
    return Method(
        name=named(METHODS, row.method),
        effect=effect(row.effect_abs, unit, symbol),
        between=between(*row.bounds, unit, symbol),
        chance=chance(row.p_value),
        is_answer=row.is_answer,
    )


def _end(amount: float, unit: str, symbol: str) -> str:
    return effect(amount, unit, symbol).en.removesuffix(" points")
