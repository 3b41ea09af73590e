"""Beside an experiment's effects: what was planned, how it became known, what it brought and cost."""

from __future__ import annotations

from collections.abc import Sequence

from reports.document import Column, Source, Table, of_column
from reports.experiments.effects import (
    amount,
    amount_between,
    beside,
    effect,
    relative,
    relative_between,
    share,
    size,
)
from reports.experiments.lines import window
from reports.experiments.looks import Drawing, Look, looks_over_time
from reports.experiments.outcomes import TABLE
from reports.experiments.rows import ALL, Design, Power, Result
from reports.experiments.words import KINDS, UNITS, named, outcome
from reports.words import NOTHING, Words, count, percent, same

Told = list[tuple[Words, Words]]


def facts(row: Result, design: Design | None) -> Told:
    """What was tried, on whom, and when."""
    told: list[tuple[Words, Words | None]] = [
        (Words("编号", "Identifier"), same(row.experiment_id)),
        (
            Words("做法", "What was tried"),
            named(KINDS, (design.kind if design else None) or row.program_kind),
        ),
        (Words("对象", "On whom"), same(design.population) if design and design.population else None),
        (Words("分组单位", "Assigned by"), named(UNITS, row.unit) if row.unit else None),
        (Words("各组比例", "Arms and shares"), same(_arms(design.arms)) if design and design.arms else None),
        (Words("测量期间", "Measured"), window(row)),
        (Words("每人观察", "Each followed for"), _days(design.outcome_days if design else None)),
        (Words("此前参照", "Time before"), _days(design.pre_days if design else None)),
        (Words("主要指标", "Decides"), outcome(row.metric_id).name),
    ]
    return [(name, value) for name, value in told if value is not None]


def _arms(arms: str) -> str:
    pairs = [arm.partition("=") for arm in arms.split(";") if arm]
    return ", ".join(f"{name} {_share(share)}" for name, _, share in pairs)


def _share(told: str) -> str:
    """A share as the register wrote it; what is no number stays as it is."""
    try:
        return percent(float(told))
    except ValueError:
        return told


def _days(days: int | None) -> Words | None:
    return None if days is None else Words(f"{days} 天", f"{days} days")


def looks(rows: Sequence[Result], lead: Result, symbol: str) -> Drawing | None:
    """The deciding metric of the first arm over all looks, by the method that answers at the end."""
    asked = (lead.metric_id, ALL, lead.arm, lead.method)
    seen = [
        Look(
            label=f"{row.last_day:%m-%d}" if row.last_day else str(row.look_no),
            middle=row.effect_abs,
            low=row.bounds[0],
            high=row.bounds[1],
            is_final=row.is_over,
        )
        for row in sorted(rows, key=lambda one: one.look_no)
        if (row.metric_id, row.segment_id, row.arm, row.method) == asked and row.effect_abs is not None
    ]
    unit = outcome(lead.metric_id).unit
    return looks_over_time(seen, lambda amount: effect(amount, unit, symbol).en.removesuffix(" points"))


def money_rows(answers: Sequence[Result], symbol: str) -> list[tuple[Words, Words, Source]]:
    """What it brought and cost, from the row that carries the return, and what each is."""
    row = _with_money(answers)
    if row is None:
        return []
    added = amount_between(row.incremental_gmv_low_fen, row.incremental_gmv_high_fen, symbol)
    told = {
        "incremental_gmv_fen": beside(amount(row.incremental_gmv_fen, symbol), added),
        "margin_rate": share(row.margin_rate),
        "cost_message_fen": amount(row.cost_message_fen, symbol),
        "cost_discount_fen": amount(row.cost_discount_fen, symbol),
        "cost_fixed_fen": amount(row.cost_fixed_fen, symbol),
        "roi": beside(relative(row.roi), relative_between(row.roi_low, row.roi_high)),
    }
    return [
        (MONEY[name][0], value, of_column(TABLE, name)) for name, value in told.items() if value != NOTHING
    ]


def money_table(answers: Sequence[Result]) -> Table:
    """The same as it was published."""
    row = _with_money(answers)
    columns = [Column(name, told[0], told[1], source=of_column(TABLE, name)) for name, told in MONEY.items()]
    return Table("money", Words("花费与回报", "What it cost"), columns, [vars(row)] if row else [])


def _with_money(answers: Sequence[Result]) -> Result | None:
    return next((one for one in answers if one.roi is not None or one.cost_message_fen is not None), None)


MONEY = {
    "incremental_gmv_fen": (Words("增量消费", "Additional sales"), "fen"),
    "incremental_gmv_low_fen": (Words("增量消费下限", "Additional sales, low"), "fen"),
    "incremental_gmv_high_fen": (Words("增量消费上限", "Additional sales, high"), "fen"),
    "margin_rate": (Words("毛利率", "Margin"), "ratio"),
    "cost_message_fen": (Words("发送成本", "Cost of messages"), "fen"),
    "cost_discount_fen": (Words("优惠成本", "Cost of discounts"), "fen"),
    "cost_fixed_fen": (Words("固定成本", "Fixed cost"), "fen"),
    "roi": (Words("投入回报（净利 ÷ 成本）", "Return (net profit ÷ cost)"), "ratio"),
    "roi_low": (Words("投入回报下限", "Return, low"), "ratio"),
    "roi_high": (Words("投入回报上限", "Return, high"), "ratio"),
}


def power_rows(power: Power | None, symbol: str) -> list[tuple[Words, Words, Words]]:
    """What was expected of the experiment before, and what it could do in the end."""
    if power is None:
        return []
    unit = outcome(power.metric_id).unit
    people = None if power.n_control is None or power.n_treat is None else power.n_control + power.n_treat
    told = [
        (Words("人数", "People"), _people(power.n_needed), _people(people)),
        (
            Words("能看清的最小效果", "Smallest effect that can be seen"),
            _size(power.mde_planned, unit, symbol),
            _size(power.mde_realised, unit, symbol),
        ),
        (
            _aim(power.planned_effect, unit, symbol),
            share(power.power_planned),
            share(power.power_realised),
        ),
    ]
    return [row for row in told if (row[1], row[2]) != (NOTHING, NOTHING)]


def _aim(planned: float | None, unit: str, symbol: str) -> Words:
    if planned is None:
        return Words("看到预想效果的把握", "Chance to see the effect aimed at")
    aim = size(planned, unit, symbol)
    return Words(f"看到 {aim.zh}效果的把握", f"Chance to see an effect of {aim.en}")


def _people(number: int | None) -> Words:
    return NOTHING if number is None else same(count(number))


def _size(amount: float | None, unit: str, symbol: str) -> Words:
    return NOTHING if amount is None else size(amount, unit, symbol)
