"""What holds of any experiment: order and threads do not matter, and what cannot be told is not told."""

from __future__ import annotations

from itertools import combinations

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from estimates.experiment.cluster import Clusters
from estimates.experiment.multiplicity import false_discovery
from estimates.experiment.randomisation import randomisation
from estimates.experiment.sequence import always_valid_factor, best_information
from tests.estimates.experiment.world import METRICS, estimate, people, row, statistic


@pytest.fixture(scope="module")
def outcome() -> pd.DataFrame:
    return people({"control": 300, "treat": 500})


def test_the_same_bytes_whatever_the_order_and_the_threads(outcome) -> None:
    first = estimate(outcome, threads=1)
    many = pd.concat([outcome.assign(experiment_id=f"X{i}") for i in range(40)])
    again = estimate(outcome.sample(frac=1, random_state=1), threads=4)
    pd.testing.assert_frame_equal(first, again, check_exact=True)
    wide = estimate(many.sample(frac=1, random_state=2), threads=4)
    one = wide[wide.experiment_id == "X7"].assign(experiment_id=first.experiment_id.iloc[0])
    pd.testing.assert_frame_equal(first, one.reset_index(drop=True).astype(first.dtypes), check_exact=True)


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.integers(-(10**9), 10**9), min_size=2, max_size=40),
    st.sampled_from([0, 10**9, -(10**9), 9 * 10**9 - 10**9]),
)
def test_moments_are_those_of_whole_numbers(values: list[int], shift: int) -> None:
    """Against exact fractions, at any distance from zero."""
    from fractions import Fraction

    size = len(values)
    moved = [value + shift for value in values]
    table = people({"treat": size}).assign(net_fen=moved, pre_net_fen=list(reversed(values)))
    with duckdb.connect() as con:
        statistic(con, table, ["net_fen"])
        told = con.sql(
            "from int_experiment__statistic where segment_id = 'all' and treatment = 'plain'"
        ).df().iloc[0]  # fmt: skip
    mean = Fraction(sum(moved), size)
    centred = [value - mean for value in moved]
    variance = sum(x * x for x in centred) / (size - 1)
    before = Fraction(sum(values), size)
    covariance = sum(x * (y - before) for x, y in zip(centred, reversed(values), strict=True)) / (size - 1)
    assert told["mean"] == pytest.approx(float(mean), rel=1e-15)
    assert told.variance == pytest.approx(float(variance), rel=1e-14)
    assert told.covariance == pytest.approx(float(covariance), rel=1e-14)
    if variance:
        third = sum(x**3 for x in centred) / size
        spread = float(variance) * (size - 1) / size
        assert told.skewness == pytest.approx(float(third) / spread**1.5, rel=1e-6, abs=1e-6)


def few(treated: int, control: int, seed: int) -> Clusters:
    draw = np.random.default_rng(seed)
    n = draw.integers(2, 30, treated + control).astype("float64")
    total = draw.normal(5, 2, treated + control) * n
    return Clusters(n, total, np.arange(treated + control) < treated)


def brute(clusters: Clusters, effect: float = 0.0) -> float:
    """Share of all draws of as many treated clusters that differ as much as the one there is."""
    total = clusters.total - effect * clusters.n * clusters.is_treated

    def distance(chosen: list[int]) -> float:
        mask = np.isin(np.arange(len(total)), chosen)
        n = clusters.n
        return abs(total[mask].sum() / n[mask].sum() - total[~mask].sum() / n[~mask].sum())

    size = int(clusters.is_treated.sum())
    observed = distance(list(np.flatnonzero(clusters.is_treated)))
    draws = [distance(list(chosen)) for chosen in combinations(range(len(total)), size)]
    return float(np.mean([each >= observed - 1e-9 for each in draws]))


@pytest.mark.parametrize(
    ("treated", "control", "seed"), [(2, 3, 1), (4, 4, 2), (3, 6, 3), (5, 5, 4), (1, 9, 5)]
)
def test_redraws_are_all_ways_to_draw(treated: int, control: int, seed: int) -> None:
    clusters = few(treated, control, seed)
    told = randomisation(clusters, 0.2, 50_000)
    assert told.p_value == pytest.approx(brute(clusters), abs=1e-12)
    for bound, side in ((told.low, -1), (told.high, 1)):
        if np.isfinite(bound):
            step = 1e-6 * max(1, abs(bound))
            assert brute(clusters, bound + side * step) <= 0.2
            assert brute(clusters, bound - side * step) > 0.2


def test_so_few_clusters_that_no_effect_can_be_refused() -> None:
    told = randomisation(few(2, 2, 1), 0.05, 50_000)
    assert told.p_value >= 1 / 6
    assert (told.low, told.high) == (-np.inf, np.inf)


def test_drawn_redraws_come_near_all_of_them_and_repeat() -> None:
    clusters = few(5, 6, 9)
    drawn = randomisation(clusters, 0.05, 400)
    assert drawn == randomisation(clusters, 0.05, 400)
    assert drawn.p_value == pytest.approx(brute(clusters), abs=0.08)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.floats(0, 1) | st.just(float("nan"))), min_size=1, max_size=60)
)
def test_false_discovery_within_families(told: list[tuple[int, float]]) -> None:
    family, p = (np.array(column) for column in zip(*told, strict=True))
    adjusted = false_discovery(p.astype("float64"), family)
    for one in set(family):
        known = (family == one) & ~np.isnan(p)
        if known.any():
            assert adjusted[known] == pytest.approx(stats.false_discovery_control(p[known]), rel=1e-12)
    assert np.isnan(adjusted[np.isnan(p)]).all()


def test_the_sequence_is_wider_than_one_look_and_sharpest_at_the_end() -> None:
    alpha = np.array([0.05])
    best = best_information(alpha)
    grid = np.linspace(0.05, 60, 2000)
    factors = always_valid_factor(grid, np.full_like(grid, 0.05))
    assert (factors > stats.norm.isf(0.025)).all()
    assert always_valid_factor(best, alpha)[0] == pytest.approx(factors.min(), rel=1e-3)


def test_earlier_looks_do_not_move_when_later_ones_come() -> None:
    base = people({"control": 400, "treat": 400})
    looks = [
        base.assign(look_no=i, net_fen=base.net_fen * i, visit_days=base.visit_days * i) for i in (1, 2, 3)
    ]
    two, three = (estimate(pd.concat(looks[:count])) for count in (2, 3))
    bounds = ["cs_low", "cs_high"]
    for look in (1, 2):
        for metric in ("net_fen", "visit_days"):
            key = {"metric_id": metric, "look_no": look}
            assert list(row(two, **key)[bounds]) == list(row(three, **key)[bounds])


def reasons(outcome: pd.DataFrame, method: str = "plain", **told: object) -> set[object]:
    rows = estimate(outcome, metrics=["net_fen"], **told)
    rows = rows[(rows.method == method) & (rows.segment_id == "all")]
    assert rows.effect_abs.isna().equals(rows.null_reason.notna())
    assert rows.p_value.isna().equals(rows.null_reason.notna())
    return set(rows.null_reason)


def test_what_cannot_be_told_says_why(outcome) -> None:
    assert reasons(outcome) == {pd.NA}
    assert reasons(outcome.assign(net_fen=5)) == {"no_variance"}
    one = outcome[(outcome.arm == "control") | (outcome.subject_id == outcome.subject_id.iloc[-1])]
    assert reasons(one) == {"fewer_than_two_units"}
    assert reasons(outcome.assign(is_reached=False), "cace") == {"nobody_reached"}
    whole = people({"control": 900, "treat": 900})
    assert reasons(whole, "capped") == {pd.NA}
    rare = whole.assign(net_fen=(whole.index % 1801 == 0) * 7)  # one buyer: the cap is zero
    assert reasons(rare, "capped") == {"cap_is_zero_or_caps_nothing"}
    assert reasons(outcome.assign(net_fen=(outcome.index < 1) * 7), "capped") == {
        "cap_is_zero_or_caps_nothing"
    }
    ones = outcome.assign(net_fen=outcome.net_fen % 2)  # nobody is above one
    assert reasons(ones, "capped") == {"cap_is_zero_or_caps_nothing"}
    assert reasons(outcome.assign(cluster_id=outcome.arm), "cluster") == {"no_clusters"}


def test_an_arm_nobody_is_in_is_a_row(outcome) -> None:
    both = pd.concat([outcome, outcome.assign(experiment_id="Y")])
    both = both[(both.experiment_id == "X") | (both.arm == "control")]
    rows = estimate(both, metrics=["visit"])
    assert set(rows.loc[rows.experiment_id == "X", "null_reason"]) == {pd.NA}


def test_a_covariate_that_does_not_vary_gives_no_cuped(outcome) -> None:
    rows = estimate(outcome.assign(pre_visit=1))
    assert set(METRICS) - set(rows[rows.method == "cuped"].metric_id) == {"visit"}


def test_segments_too_small_for_a_chi_square_have_no_sample_ratio(outcome) -> None:
    few_people = outcome.assign(layer=np.where(outcome.index % 100 == 0, "few", "many"))
    rows = estimate(few_people, shares={"control": 0.375, "treat": 0.625})
    assert rows[rows.segment_id == "layer=few"].srm_p.isna().all()
    assert rows[rows.segment_id != "layer=few"].srm_p.notna().all()


def test_nobody_was_assigned() -> None:
    assert estimate(people({"control": 2, "treat": 2}).head(0), metrics=["visit"]).empty
