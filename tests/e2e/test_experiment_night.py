"""A randomised experiment as its operator delivers it: what a night publishes is what scipy finds."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from scipy import stats

from tests.e2e.nights import memberloop, rows, store
from tests.worlds.world import Line, World, local, shanghai

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.e2e
ASSIGNED, DAYS, PEOPLE = date(2026, 3, 2), 14, 400
LAST = ASSIGNED + timedelta(days=DAYS)
READ = """
    select n_control, n_treat, mean_control, mean_treat, effect_abs, ci_low, ci_high, p_value
    from experiment.result
    where experiment_id = 'XE' and segment_id = 'all' and method = 'plain' and metric_id = ? and is_final_look
"""


@dataclass
class Arm:
    """What the people of an arm spent within the window, in fen, by person."""

    spent: list[int] = field(default_factory=list)

    @property
    def bought(self) -> list[int]:
        return [int(fen > 0) for fen in self.spent]


def test_effects_intervals_and_p_values_are_those_of_welch(tmp_path: Path) -> None:
    arms = _deliver(tmp_path)
    ended = memberloop(tmp_path, "run")
    assert ended.exit == 0, ended.said
    for metric, of in (("net_fen", lambda arm: arm.spent), ("purchase", lambda arm: arm.bought)):
        control, treat = of(arms["control"]), of(arms["treat"])
        told = stats.ttest_ind(treat, control, equal_var=False)
        bounds = told.confidence_interval()
        means = (sum(control) / len(control), sum(treat) / len(treat))
        wanted = (len(control), len(treat), *means, means[1] - means[0], *bounds, told.pvalue)
        [found] = rows(store(tmp_path), READ.replace("?", f"'{metric}'"))
        assert found == pytest.approx(wanted, rel=1e-9), metric


def _deliver(home: Path) -> dict[str, Arm]:
    """People in two arms; some buy within the window, some before it, some on the day after its last."""
    draw, arms = random.Random(7), {"control": Arm(), "treat": Arm()}
    world = World(ASSIGNED).mall("M").shop("S", "M")
    world.experiment(
        "XE", "", shanghai(ASSIGNED), shanghai(LAST), metrics="purchase;net_fen", outcome_days=DAYS
    )
    world.snapshot(ASSIGNED)
    for number in range(PEOPLE):
        who, arm = f"E{number:04}", "control" if draw.random() < 0.5 else "treat"
        world.rows("experiment_assignment", ASSIGNED, _assigned(who, arm))
        if number % 4 == 0:  # assigned and never heard of
            arms[arm].spent.append(0)
            continue
        world.member(who, "M", shanghai(ASSIGNED - timedelta(days=30)), on=ASSIGNED, phone=_phone(number))
        arms[arm].spent.append(_buy(world, number, draw))
    world.rows("member_registry", LAST + timedelta(days=1), _late_comer())
    world.land(home)
    return arms


def _buy(world: World, number: int, draw: random.Random) -> int:
    """Tickets of one person; what lies within the window, in fen."""
    spent = 0
    for day in (-1, *sorted(draw.sample(range(DAYS), draw.choice((0, 0, 1, 2)))), DAYS):
        yuan, on = draw.randrange(1, 900), ASSIGNED + timedelta(days=day)
        world.ticket("S", f"T{number}-{day}", local(on), Line(f"{yuan}.00"), on=on, phone=_phone(number))
        spent += yuan * 100 if 0 <= day < DAYS else 0
    return spent


def _assigned(who: str, arm: str) -> dict[str, object]:
    at = shanghai(ASSIGNED, 9)
    return {
        "experiment_id": "XE",
        "unit_id": who,
        "unit": "member_no",
        "arm": arm,
        "probability": 0.5,
        "assigned_at": at,
    }


def _late_comer() -> dict[str, object]:
    """Somebody of no arm, so that a night of the day after the window has something to read."""
    return {"member_no": "Z1", "mall_id": "M", "registered_at": shanghai(LAST), "phone": _phone(9999)}


def _phone(number: int) -> str:
    return f"1600000{number:04}"
