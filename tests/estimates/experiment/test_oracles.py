"""Every method against an independent implementation, from people to the row of estimates, to 1e-9."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.estimates.experiment.world import METRICS, estimate, people, row

SHARES = {"control": 0.3, "treat": 0.5, "other": 0.2}
EXACT = {"rel": 1e-9, "abs": 1e-12}


@pytest.fixture(scope="module")
def outcome() -> pd.DataFrame:
    return people({"control": 900, "treat": 1500, "other": 600}, treat=150, other=-40)


@pytest.fixture(scope="module")
def rows(outcome: pd.DataFrame) -> pd.DataFrame:
    return estimate(outcome, shares=SHARES)


def segment(outcome: pd.DataFrame, segment_id: str) -> pd.DataFrame:
    kind, _, name = segment_id.partition("=")
    return outcome if kind == "all" else outcome[outcome[{"layer": "layer", "mall": "mall_id"}[kind]] == name]


@pytest.mark.parametrize("segment_id", ["all", "layer=new", "layer=old", "mall=A", "mall=B"])
@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize(("method", "equal"), [("plain", False), ("pooled", True)])
def test_means_are_scipys(outcome, rows, metric, segment_id, method, equal) -> None:
    part = segment(outcome, segment_id)
    for arm in ("treat", "other"):
        told = row(rows, metric_id=metric, segment_id=segment_id, method=method, arm=arm)
        control, treat = (part.loc[part.arm == name, metric] for name in ("control", arm))
        found = stats.ttest_ind(treat, control, equal_var=equal)
        low, high = found.confidence_interval(0.95)
        assert (told.effect_abs, told.p_value, told.ci_low, told.ci_high) == pytest.approx(
            (treat.mean() - control.mean(), found.pvalue, low, high), **EXACT
        )
        assert told.se == pytest.approx(told.effect_abs / found.statistic, rel=1e-9)
        assert (told.n_control, told.n_treat) == (len(control), len(treat))
        assert told.skewness == pytest.approx(max(map(stats.skew, (control, treat)), key=abs), rel=1e-9)
        assert told.nonzero_smaller_arm == min((control != 0).sum(), (treat != 0).sum())


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("method", ["plain", "pooled", "cuped"])
def test_means_are_tea_tastings(outcome, rows, metric, method) -> None:
    """Given aggregates only: its reading of tables went wrong on some."""
    from tea_tasting import Mean
    from tea_tasting.aggr import Aggregates

    def aggregates(arm: str) -> Aggregates:
        people = outcome[outcome.arm == arm]
        names = [metric, f"pre_{metric}"]
        cov = float(np.cov(people[names[0]], people[names[1]])[0, 1])
        return Aggregates(
            count_=len(people), mean_={n: float(people[n].mean()) for n in names},
            var_={n: float(people[n].var()) for n in names}, cov_={tuple(names): cov},
        )  # fmt: skip

    covariate = f"pre_{metric}" if method == "cuped" else None
    tea = Mean(metric, covariate, equal_var=method == "pooled", confidence_level=0.95)
    found = tea.analyze_aggregates(aggregates("control"), aggregates("treat"))
    told = row(rows, metric_id=metric, method=method)
    assert (told.mean_control, told.mean_treat, told.effect_abs, told.p_value) == pytest.approx(
        (found.control, found.treatment, found.effect_size, found.pvalue), **EXACT
    )
    assert (told.ci_low, told.ci_high) == pytest.approx(
        (found.effect_size_ci_lower, found.effect_size_ci_upper), **EXACT
    )
    if metric != "profit_fen" or told.mean_control > 0:
        assert (told.effect_rel, told.rel_low, told.rel_high) == pytest.approx(
            (found.rel_effect_size, found.rel_effect_size_ci_lower, found.rel_effect_size_ci_upper), **EXACT
        )


def test_cuped_is_ordinary_least_squares_with_one_slope(outcome, rows) -> None:
    """The slope of both arms laid together; what is left is compared by Welch."""
    part = outcome[outcome.arm.isin(["control", "treat"])]
    slope = np.polyfit(part.pre_net_fen, part.net_fen, 1)[0]
    rest = part.net_fen - slope * (part.pre_net_fen - part.pre_net_fen.mean())
    found = stats.ttest_ind(rest[part.arm == "treat"], rest[part.arm == "control"], equal_var=False)
    told = row(rows, metric_id="net_fen", method="cuped")
    assert told.p_value == pytest.approx(found.pvalue, rel=1e-8)
    assert told.cuped_covariates == "pre_net_fen"
    plain = row(rows, metric_id="net_fen")
    assert told.variance_reduction == pytest.approx(1 - (told.se / plain.se) ** 2, rel=1e-12)


def test_capped_values_end_at_the_quantile_of_all_arms(outcome, rows) -> None:
    told = row(rows, metric_id="net_fen", method="capped")
    cap = np.quantile(outcome.net_fen, 0.999, method="inverted_cdf")
    arms = [outcome.loc[outcome.arm == arm, "net_fen"] for arm in ("control", "treat")]
    found = stats.ttest_ind(*(np.minimum(arm, cap) for arm in reversed(arms)), equal_var=False)
    assert told.cap_value == cap
    assert told.share_capped == pytest.approx((pd.concat(arms) > cap).mean(), rel=1e-12)
    assert told.p_value == pytest.approx(found.pvalue, rel=1e-9)
    assert told.effect_uncapped == pytest.approx(row(rows, metric_id="net_fen").effect_abs, rel=1e-12)


def test_the_effect_on_the_reached_is_two_stage_least_squares(outcome, rows) -> None:
    from statsmodels.sandbox.regression.gmm import IV2SLS

    part = outcome[outcome.arm.isin(["control", "treat"])]
    ones = np.ones(len(part))
    reached = np.column_stack([ones, part.is_reached.astype(float)])
    assigned = np.column_stack([ones, part.arm == "treat"])
    effect = IV2SLS(part.net_fen.astype(float), reached, assigned).fit().params.iloc[1]
    rest = part.net_fen - effect * part.is_reached
    left = stats.ttest_ind(rest[part.arm == "treat"], rest[part.arm == "control"], equal_var=False)
    low, high = left.confidence_interval(0.95)
    gap = part.is_reached[part.arm == "treat"].mean()
    told = row(rows, metric_id="net_fen", method="cace")
    assert told.estimand == "CACE"
    assert told.effect_abs == pytest.approx(effect, rel=1e-9)
    assert told.ci_high - told.ci_low == pytest.approx((high - low) / gap, rel=1e-9)


def test_where_all_treated_are_reached_the_effect_on_them_is_the_effect(outcome) -> None:
    told = estimate(outcome.assign(is_reached=outcome.arm != "control"), shares=SHARES)
    for metric in METRICS:
        plain, cace = (row(told, metric_id=metric, method=method) for method in ("plain", "cace"))
        columns = ["effect_abs", "se", "p_value", "ci_low", "ci_high"]
        assert list(cace[columns]) == pytest.approx(list(plain[columns]), rel=1e-12)


def test_errors_by_cluster_are_statsmodels(outcome) -> None:
    import statsmodels.api as sm

    homes = outcome.assign(cluster_id=outcome.arm + (outcome.index // 3).astype(str))
    told = row(estimate(homes, shares=SHARES), metric_id="net_fen", method="cluster")
    part = homes[homes.arm.isin(["control", "treat"])]
    fit = sm.OLS(part.net_fen.astype(float), sm.add_constant((part.arm == "treat").astype(float))).fit(
        cov_type="cluster", cov_kwds={"groups": part.cluster_id.factorize()[0]}, use_t=True
    )
    assert (told.effect_abs, told.se, told.p_value) == pytest.approx(
        (fit.params.iloc[1], fit.bse.iloc[1], fit.pvalues.iloc[1]), rel=1e-9
    )
    assert (told.ci_low, told.ci_high) == pytest.approx(tuple(fit.conf_int().iloc[1]), rel=1e-9)
    assert told.ci_method == "cr1_t"
    assert (told.clusters_control, told.clusters_treat) == tuple(
        part.groupby("arm").cluster_id.nunique()[["control", "treat"]]
    )


def test_adjusted_p_values_are_scipys(rows) -> None:
    for _, family in rows.groupby(["segment_id", "look_no", "method"]):
        known = family[family.p_value.notna()]
        if len(known):
            found = stats.false_discovery_control(known.p_value.to_numpy())
            assert known.p_adjusted.to_numpy() == pytest.approx(found, rel=1e-12)


def test_the_sample_ratio_is_pearsons(outcome, rows) -> None:
    counts = outcome.arm.value_counts()
    arms = sorted(SHARES)
    found = stats.chisquare(counts[arms], [len(outcome) * SHARES[arm] for arm in arms])
    told = set(rows[rows.segment_id == "all"].srm_p)
    assert list(told) == [pytest.approx(found.pvalue, rel=1e-12)]
