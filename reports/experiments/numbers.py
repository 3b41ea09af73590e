"""What stands beneath a line of an experiment: its numbers, and the same question answered in other ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reports.experiments.effects import (
    beside,
    between,
    chance,
    effect,
    level,
    relative,
    relative_between,
    share,
)
from reports.experiments.rows import Result
from reports.experiments.words import METHODS, named, outcome
from reports.words import NOTHING, Words


@dataclass(frozen=True)
class Method:
    """The same question answered in another way."""

    name: Words
    effect: Words
    between: Words
    chance: Words
    is_answer: bool
    raw: tuple[float | None, float | None, float | None]

    @property
    def cells(self) -> list[tuple[Words, float | None]]:
        """Effect, interval and p-value as told, with what they are sorted by."""
        return list(zip((self.effect, self.between, self.chance), self.raw, strict=True))


def numbers(row: Result, within: Words, unit: str, symbol: str) -> list[tuple[Words, Words]]:
    """What stands beneath a line; numbers that are not published are left out."""
    told = [
        (Words("区间", "Interval"), within),
        (Words("相对对照", "Against control's mean"), _relative(row)),
        (
            Words("若无效果，偶然如此的可能", "Chance of such a difference without effect"),
            _chance(row, row.p_value),
        ),
        (Words("多项指标修正后", "After adjustment for several metrics"), _chance(row, row.p_adjusted)),
        (Words("算法", "Method"), named(METHODS, row.method)),
        (
            Words("前期修正减少的方差", "Variance taken away by the time before"),
            share(row.variance_reduction),
        ),
        (Words("封顶", "Capped at"), level(row.cap_value, unit, symbol)),
        (
            Words("被封顶的人", "People capped"),
            share(row.share_capped),
        ),
    ]
    return [(name, value) for name, value in told if value != NOTHING]


def _chance(row: Result, p_value: float | None) -> Words:
    """A p-value tests once, at the end; looked at on the way it would find effects that are not there."""
    return chance(p_value if row.is_over else None)


def _relative(row: Result) -> Words:
    within = relative_between(row.rel_low, row.rel_high) if row.is_over else NOTHING
    return beside(relative(row.effect_rel), within)


def methods(row: Result, rows: Iterable[Result], symbol: str) -> list[Method]:
    """All methods that answered the question of this row."""
    return [_method(one, symbol) for one in rows if _is_beside(one, row)]


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
        chance=_chance(row, row.p_value),
        is_answer=row.is_answer,
        raw=(row.effect_abs, row.bounds[0], row.p_value if row.is_over else None),
    )
