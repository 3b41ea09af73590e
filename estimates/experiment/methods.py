"""Each method as rows: the same comparison, what is compared in it, and when it says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from estimates.experiment.cluster_rows import cluster_estimates
from estimates.experiment.covariate import Before, adjusted, varies
from estimates.experiment.mean import Difference, Sample, pooled, relative, shared_variance, welch
from estimates.experiment.pairs import KEY, SIDES, column, sample, with_arms
from estimates.experiment.reached import Reach, on_the_reached

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from estimates.experiment.mean import Compare

TOLD = [
    *KEY, "arm", "alpha", "planned_looks", "is_final_look", "srm_p", "n_control", "n_treat",
    "clusters_control", "clusters_treat",
]  # fmt: skip
NO_ESTIMATE = ["control_arm_empty", "arm_empty", "fewer_than_two_units", "no_variance"]


def plain(found: pd.DataFrame) -> pd.DataFrame:
    """Welch's test of the outcome as it is."""
    return _compared(found, "plain", _arms(found), welch, "welch_t")


def equal_variance(found: pd.DataFrame) -> pd.DataFrame:
    """Student's test: a small arm that missed the largest values shows too small a variance."""
    return _compared(found, "pooled", _arms(found), pooled, "pooled_t")


def cuped(found: pd.DataFrame) -> pd.DataFrame:
    """Welch's test after CUPED; where nobody differed before, there is no such row."""
    parts = ("pre_mean", "pre_variance", "covariance")

    def before(rows: pd.DataFrame) -> list[Before]:
        return [Before(*(column(rows, part, side) for part in parts)) for side in SIDES]

    control, treat = before(found)
    n = column(found, "n", "control"), column(found, "n", "treat")
    found = found[varies((control, treat), n) > 0]
    arms = _arms(found)
    rows = _compared(found, "cuped", adjusted(*arms, *before(found)), welch, "welch_t")
    uncovered = welch(*arms).se
    with np.errstate(divide="ignore", invalid="ignore"):
        reduction = 1 - (rows.se.to_numpy("float64") / uncovered) ** 2
    return rows.assign(cuped_covariates="pre_" + rows.metric_id, variance_reduction=reduction)


def capped(found: pd.DataFrame, statistic: pd.DataFrame, method: pd.DataFrame) -> pd.DataFrame:
    """Welch's test of values that end at the cap; one of nothing, or of nobody, gives no figures."""
    uncapped = welch(*_arms(found)).effect
    parts = ["n", "mean", "variance", "cap_value", "share_capped"]
    kept = found.drop(columns=[f"{part}_{side}" for part in parts for side in SIDES])
    kept = with_arms(
        kept.assign(effect_uncapped=uncapped), statistic[[*KEY, "arm", "treatment", *parts]], method
    )
    kept = kept[kept.cap_value_control.notna() | kept.cap_value_treat.notna()]
    people = [column(kept, "n", side) for side in SIDES]
    above = [column(kept, "share_capped", side) for side in SIDES]
    share = (above[0] * people[0] + above[1] * people[1]) / (people[0] + people[1])
    cap = kept.cap_value_treat.fillna(kept.cap_value_control)
    rows = _compared(kept, "capped", _arms(kept), welch, "welch_t")
    rows = rows.assign(
        cap_value=cap.to_numpy(), share_capped=share, effect_uncapped=kept.effect_uncapped.to_numpy()
    )
    useless = rows.null_reason.isna() | (rows.null_reason == "no_variance")
    useless &= ~((rows.cap_value > 0) & (rows.share_capped > 0))
    return rows.assign(null_reason=rows.null_reason.mask(useless, "cap_is_zero_or_caps_nothing"))


def cace(found: pd.DataFrame) -> pd.DataFrame:
    """The effect on the reached, for experiments that send something."""
    found = found[found.n_reached_treat.notna() & found.n_reached_control.notna()]
    reach = [Reach(column(found, "n_reached", side), column(found, "reached_total", side)) for side in SIDES]
    arms = _arms(found)
    difference = on_the_reached(*arms, *reach)
    rows = _rows(found, "cace", arms, difference, "wald_delta_t").assign(estimand="CACE")
    nobody = rows.null_reason.isna() | (rows.null_reason == "no_variance")
    nobody &= np.isnan(difference.effect)
    return rows.assign(null_reason=rows.null_reason.mask(nobody, "nobody_reached"))


def by_cluster(found: pd.DataFrame, cluster: pd.DataFrame) -> pd.DataFrame:
    """Households, groups or communities were assigned: errors by cluster, or redraws of a few."""
    import pandas as pd

    found = found[found.is_clustered.astype(bool)].reset_index(drop=True)
    arms = _arms(found)
    estimate = cluster_estimates(found, cluster)
    difference = Difference(*(estimate[name].to_numpy("float64") for name in ("effect", "se", "df")))
    rows = _rows(found, "cluster", arms, difference, "cr1_t")
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(arms[0].mean > 0, difference.effect / arms[0].mean, np.nan)
    redrawn = estimate.is_redrawn.astype(bool)
    for name in ("p_value", "ci_low", "ci_high"):
        rows[name] = estimate[name].where(redrawn, rows[name])
    is_vague = rows.null_reason.isna() | (rows.null_reason == "no_variance")
    is_bounded = np.isfinite(rows.ci_low) & np.isfinite(rows.ci_high)
    redraw = np.where(is_bounded, "randomisation_inverted", "randomisation_unbounded")
    return rows.assign(
        effect_rel=share,
        ci_method=rows.ci_method.mask(redrawn, pd.Series(redraw, rows.index)),
        has_sequence=~redrawn,
        null_reason=rows.null_reason.mask(is_vague & estimate.null_reason.notna(), estimate.null_reason),
    )


def _arms(found: pd.DataFrame) -> tuple[Sample, Sample]:
    return sample(found, "control"), sample(found, "treat")


def _compared(
    found: pd.DataFrame, method: str, arms: tuple[Sample, Sample], compare: Compare, ci_method: str
) -> pd.DataFrame:
    rows = _rows(found, method, arms, compare(*arms), ci_method)
    share, low, high = relative(*arms, compare, rows.alpha.to_numpy("float64"))
    return rows.assign(effect_rel=share, rel_low=low, rel_high=high)


def _rows(
    found: pd.DataFrame, method: str, arms: tuple[Sample, Sample], difference: Difference, ci_method: str
) -> pd.DataFrame:
    low, high = difference.interval(found.alpha.to_numpy("float64"))
    nonzero = np.fmin(column(found, "nonzero", "control"), column(found, "nonzero", "treat"))
    skewness = [np.nan_to_num(column(found, "skewness", side)) for side in SIDES]
    return found[TOLD].assign(
        method=method, estimand="ITT", ci_method=ci_method, has_sequence=True,
        mean_control=arms[0].mean, mean_treat=arms[1].mean, sd=np.sqrt(shared_variance(*arms)),
        effect_abs=difference.effect, se=difference.se, ci_low=low, ci_high=high, p_value=difference.p_value,
        n_reached_control=found.n_reached_control, n_reached_treat=found.n_reached_treat,
        nonzero_smaller_arm=nonzero, null_reason=_null_reason(arms, difference),
        skewness=np.where(np.abs(skewness[0]) > np.abs(skewness[1]), *skewness),
    )  # fmt: skip


def _null_reason(arms: tuple[Sample, Sample], difference: Difference) -> NDArray[np.object_]:
    people = [arm.n for arm in arms]
    reasons: NDArray[np.object_] = np.select(
        [np.isnan(people[0]), np.isnan(people[1]), np.minimum(*people) < 2, ~(difference.se > 0)],
        [np.array(reason, dtype=object) for reason in NO_ESTIMATE],
        np.array(None, dtype=object),
    )
    return reasons
