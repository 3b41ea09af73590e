"""What might speak against an experiment: its guards one by one, and how alike the arms were."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from reports.document import Column, Source, Table, of_column
from reports.experiments.effects import MINUS, chance
from reports.experiments.interval import Span, axis, dot, zero_line
from reports.experiments.outcomes import TABLE
from reports.experiments.rows import Balance, Result
from reports.experiments.words import outcome
from reports.words import Words, count, percent, same


@dataclass(frozen=True)
class Guard:
    """A question asked of the experiment itself, what was seen, and whether the answer is refused for it."""

    name: Words
    seen: Words
    is_broken: bool
    source: Source


@dataclass(frozen=True)
class BalanceRow:
    """A covariate: how far apart the arms were, before and after weighting."""

    name: Words
    zero: Markup
    before: Markup
    after: Markup
    told: Words


_COVARIATES = {"tenure_days": Words("入会天数", "Days since joining")}


def _share(part: float) -> Words:
    return same(percent(part))


def _count(number: float) -> Words:
    return same(count(round(number)))


# Question, column, how it is told, and the reason that it stands for.
_ASKED: list[tuple[Words, str, Callable[[float], Words], str]] = [
    (Words("各组人数与约定相符", "Arms as large as drawn"), "srm_p", chance, "sample_ratio_mismatch"),
    (Words("同时在两组的人", "People in two arms"), "crossover_rate", _share, "crossovers_above_limit"),
    (
        Words("首次发送后才分组的", "Assigned after the first send"),
        "late_units",
        _count,
        "assigned_after_first_send",
    ),
    (
        Words("不该收到而收到的", "To receive nothing, yet sent to"),
        "contaminated_units",
        _count,
        "holdout_member_in_send",
    ),
    (
        Words("不在台账而收到的", "Not in the ledger, yet sent to"),
        "units_not_in_ledger",
        _count,
        "unit_not_in_ledger",
    ),
    (
        Words("较小一组中有结果的人", "With an outcome, in the smaller arm"),
        "nonzero_smaller_arm",
        _count,
        "few_outcome_events",
    ),
    (Words("触达的人", "Reached"), "reached_share", _share, "reached_below_limit"),
    (
        Words("对照的群", "Clusters of the control"),
        "clusters_control",
        _count,
        "few_clusters_without_randomisation_test",
    ),
    (
        Words("试验的群", "Clusters treated"),
        "clusters_treat",
        _count,
        "few_clusters_without_randomisation_test",
    ),
    (
        Words("匹配后最大的标准化差异", "Largest standardised difference after matching"),
        "max_smd",
        lambda smd: same(f"{smd:.3f}"),
        "not_identified:not_balanced",
    ),
    (Words("有效样本", "Effective sample"), "ess", _count, "not_identified:effective_sample_too_small"),
    (
        Words("活动之前的“效果”", "An “effect” before anything was done"),
        "placebo_p",
        chance,
        "not_identified:placebo_fails",
    ),
    (
        Words("之前走势相同", "Trends alike before"),
        "pretrend_p",
        chance,
        "not_identified:trends_differ_before",
    ),
]


def guards(row: Result) -> list[Guard]:
    """What was asked, in the order it matters; what was not asked of this experiment is left out."""
    asked = [
        (name, getattr(row, column), tell, code, of_column(TABLE, column))
        for name, column, tell, code in _ASKED
    ]
    return [
        Guard(name, tell(amount), code == row.invalid_reason, source)
        for name, amount, tell, code, source in asked
        if amount is not None
    ]


def guard_table(row: Result) -> Table:
    """The same as it was published."""
    columns = [
        Column(column, name, "plain", source=of_column(TABLE, column)) for name, column, _, _ in _ASKED
    ]
    return Table("guards", Words("有多可靠", "How sure"), columns, [vars(row)])


def balance_rows(balance: Sequence[Balance]) -> list[BalanceRow]:
    """Covariates on one axis: where they stood, and where weighting brought them."""
    known = [one for one in balance if one.smd_before is not None or one.smd_after is not None]
    line = axis([Span(None, one.smd_before, one.smd_after) for one in known], is_whole=True)
    several = len({one.arm for one in known}) > 1
    return [
        BalanceRow(
            name=_covariate(one, several),
            zero=zero_line(line) if line else Markup(""),
            before=dot(one.smd_before if one.smd_before != one.smd_after else None, line, "before"),
            after=dot(one.smd_after, line, "after"),
            told=_before_and_after(one),
        )
        for one in known
    ]


def _covariate(one: Balance, several: bool) -> Words:
    name = _COVARIATES.get(one.covariate) or outcome(one.covariate).name
    return Words(f"{name.zh} · {one.arm}", f"{name.en} · {one.arm}") if several else name


def _before_and_after(one: Balance) -> Words:
    known = [f"{smd:+.2f}".replace("-", MINUS) for smd in (one.smd_before, one.smd_after) if smd is not None]
    return same(" → ".join(dict.fromkeys(known)) or "—")
