"""Metrics, arms and segments of an experiment as lines on one axis, each with its numbers beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from reports.document import Source
from reports.experiments.effects import MINUS, between, effect, level
from reports.experiments.interval import Axis, Span, axis, bar
from reports.experiments.numbers import Method, methods, numbers
from reports.experiments.outcomes import of_outcome
from reports.experiments.reasons import why
from reports.experiments.rows import Increment, Result
from reports.experiments.segments import SegmentNames, segment_name
from reports.experiments.words import TONES, decided, outcome
from reports.words import Words, count, month, same


@dataclass(frozen=True)
class Line:
    """An effect drawn and told, and what is known besides."""

    name: Words
    source: Source
    note: Words
    span: Span
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

    axis: Axis | None
    named: list[tuple[float, str]]
    lines: list[Line]


def metric_lines(answers: Sequence[Result], rows: Sequence[Result], symbol: str, arms: bool) -> Forest:
    """Metrics as parts of the control's mean: money, shares and days then share one axis."""
    spans = [of_mean(row) for row in answers]
    line = axis(spans, holding=spans[0])
    names = [_metric(row, arms) for row in answers]
    return Forest(
        line,
        in_parts_of_mean(line),
        [_line(*told, line, rows, symbol) for told in zip(answers, spans, names, strict=True)],
    )


def in_parts_of_mean(line: Axis | None) -> list[tuple[float, str]]:
    """Amounts of a line of parts of the control's mean, by their places."""
    return line.named(lambda share: f"{share * 100:+.0f}%".replace("-", MINUS)) if line else []


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
        line,
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
        source=of_outcome(row.metric_id),
        note=_arms(row, unit, symbol),
        span=span,
        bar=bar(span, line, tone, within),
        effect=effect(row.effect_abs, unit, symbol),
        between=within,
        decision=decided(row.decision, row.evidence),
        tone=tone,
        why=why(row),
        numbers=numbers(row, within, unit, symbol),
        methods=methods(row, rows, symbol),
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
    if row.n_control is None or row.n_treat is None:
        return Words(f"对照 {control.zh}，试验 {treat.zh}", f"control {control.en}, treated {treat.en}")
    n_control, n_treat = count(row.n_control), count(row.n_treat)
    return Words(
        f"对照 {control.zh}（{n_control} 人），试验 {treat.zh}（{n_treat} 人）",
        f"control {control.en} ({n_control}), treated {treat.en} ({n_treat})",
    )
