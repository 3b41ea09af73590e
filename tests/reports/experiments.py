"""Experiments of every kind in a published file made by hand: the columns of the contract."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import duckdb

BEGAN = date(2017, 10, 2)
HOSTILE_ID = "../x'); drop table <b>"
HOSTILE_NAME = "</h1><script>alert(1)</script>"

SCHEMA = """
create schema experiment;
create table core.dim_experiment (
    experiment_id varchar, is_last_known boolean, campaign_id varchar, kind varchar, unit varchar, arms
    varchar, population varchar, primary_metric varchar, outcome_days integer, pre_days integer,
    start_at timestamp, end_at timestamp
);
create table core.dim_campaign (campaign_id varchar, name varchar, is_last_known boolean);
create table experiment.programme_increment (
    month_start date, experiment_id varchar, metric_id varchar, segment_id varchar, arm varchar,
    method varchar, evidence varchar, is_primary boolean, n_control bigint, n_treat bigint,
    mean_control double, mean_treat double, effect_abs double, ci_low double, ci_high double,
    p_value double, alpha double, decision varchar, invalid_reason varchar, decision_reason varchar
);
create table core.dim_layer (layer varchar, layer_rank integer, name_zh varchar, name_en varchar);
insert into core.dim_layer values ('active', 1, '活跃', 'Active');
create table kpi.community_roi (
    month_start date, program_kind varchar, events bigint, participants bigint, cost_fen bigint,
    added_margin_fen bigint, added_margin_low_fen bigint, added_margin_high_fen bigint, roi double,
    roi_low double, roi_high double, null_reason varchar
);
insert into kpi.community_roi values
    (date '2017-10-01', 'event', 4, 61, 250000, 310000, 90000, 530000, 0.24, -0.64, 1.12, null),
    (date '2017-11-01', 'ritual', 6, 18, 90000, null, null, null, null, null, null, 'participants_below:30');
create table experiment.power (
    experiment_id varchar, metric_id varchar, arm varchar, look_no bigint, n_control bigint, n_treat bigint,
    n_needed bigint, planned_effect double, mde_planned double, mde_realised double, power_planned double,
    power_realised double
);
create table experiment.balance (
    experiment_id varchar, covariate varchar, arm varchar, mean double, smd_before double, smd_after
    double
);
create table experiment.result (
    experiment_id varchar, metric_id varchar, segment_id varchar, arm varchar, look_no integer, method
    varchar, method_version varchar, is_answer boolean,
    is_primary boolean, program_kind varchar, evidence varchar, estimand
    varchar, unit varchar, cluster_unit varchar, window_start date, window_end date,
    data_as_of date, n_control bigint, n_treat bigint, clusters_control bigint, clusters_treat bigint,
    reached_n bigint, reached_share double, crossover_rate double, late_units bigint, contaminated_units
    bigint, units_not_in_ledger bigint, nonzero_smaller_arm bigint, mean_control double, mean_treat
    double, sd double, effect_abs double, ci_low double, ci_high double, se double, p_value double,
    p_adjusted double, alpha double, ci_method varchar, cs_low double, cs_high double, is_final_look
    boolean, effect_rel double, rel_low double, rel_high double, cap_value double, share_capped double,
    effect_uncapped double, cuped_covariates varchar, variance_reduction double, srm_p double, srm_ok
    boolean, power_planned double, mde_planned double, mde_realised double, max_smd double, ess double,
    placebo_p double, pretrend_p double, incremental_units double, incremental_gmv_fen double,
    incremental_gmv_low_fen double, incremental_gmv_high_fen double, margin_rate double,
    cost_message_fen double, cost_discount_fen double, cost_fixed_fen double, roi double, roi_low
    double, roi_high double, decision varchar, invalid_reason varchar, decision_reason varchar, run_id
    varchar, code_version varchar
);
"""
DESIGNS = [
    ("XCOUPON", "C1", "coupon", "member", "control=0.5;treat=0.5", "purchase", 28),
    ("XMDAY", "C2", "member_day", "member", "control=0.3;treat=0.7", "visit", 14),
    ("XWAKE", "C3", "wake_up", "member", "control=0.2;treat=0.8", "visit", 14),
    ("XHOLD", None, "universal_holdout", "member", "control=0.05;treat=0.95", "visit", 90),
    ("XTHREE", "C4", "content_ab", "member", "a=0.3;b=0.3;c=0.4", "visit", 14),
    ("XPILOT", None, "pilot", "community", "control=0.75;treat=0.25", "purchase_days", 28),
    (HOSTILE_ID, "C5", "coupon", "household", "control=half;treat=0.5", "visit", 14),
    ("XNEXT", "C6", "coupon", "member", "control=0.5;treat=0.5", "visit", 14),
]
PRIMARY = {design[0]: design[5] for design in DESIGNS}
CAMPAIGNS = {
    "C1": "October coupon", "C2": "Member day", "C3": "Come back", "C4": "Two texts", "C5": HOSTILE_NAME,
    "C6": "Spring coupon",
}  # fmt: skip
# Experiment, metric, decision, reason, control's mean, effect, half of its interval at the end.
ANSWERS = [
    ("XCOUPON", "purchase", "win", "above_zero", 0.214, 0.042, 0.019),
    ("XCOUPON", "visit", "win", "above_zero", 0.381, 0.035, 0.022),
    ("XCOUPON", "net_fen", "inconclusive", "pooled_and_capped_do_not_agree", 4210.0, 690.0, 640.0),
    ("XCOUPON", "redemption", "win", "above_zero", 0.051, 0.064, 0.012),
    ("XCOUPON", "profit_fen", "inconclusive", "covers_zero", 1044.0, 88.0, 160.0),
    ("XCOUPON", "basket", "invalid", "metric_not_kept_per_member", None, None, None),
    ("XMDAY", "visit", "inconclusive", "covers_zero", 0.29, 0.011, 0.02),
    ("XMDAY", "net_fen", "inconclusive", "covers_zero", 3120.0, -140.0, 900.0),
    ("XWAKE", "visit", "invalid", "sample_ratio_mismatch", 0.12, 0.05, 0.01),
    ("XHOLD", "visit", "win", "above_zero", 0.44, 0.031, 0.012),
    ("XHOLD", "visit_days", "win", "above_zero", 1.3, 0.09, 0.05),
    ("XPILOT", "purchase_days", "inconclusive", "p_cannot_reach_alpha", 0.8, 0.21, 0.3),
    (HOSTILE_ID, "visit", "invalid", "few_outcome_events", 0.0, 0.0, 0.0),
    ("event:tasting:2017-09", "purchase_days", "win", "above_zero", 1.9, 0.5, 0.31),
    ("event:tasting:2017-09", "ticket_fen", "inconclusive", "covers_zero", 8800.0, 120.0, 700.0),
    ("ritual:<b>walk</b>:2017-09", "purchase_days", "invalid", "not_identified:not_balanced", 1.9, 1.5, 0.4),
]
EXPERIMENTS = sorted({row[0] for row in ANSWERS} | {"XTHREE"})
RUNNING = {"XMDAY", "XHOLD"}
OTHER_METHODS = ("cuped", "pooled", "capped")


def add_experiments(con: duckdb.DuckDBPyConnection) -> None:
    """Put the schema `experiment` and its registers into a published file."""
    con.execute(SCHEMA)
    for experiment_id, campaign, kind, unit, arms, primary, days in DESIGNS:
        con.execute(
            "insert into core.dim_experiment values ($1, true, $2, $3, $4, $5, 'members who come', $6, $7,"
            " 28, timestamp '2017-10-01 16:00:00', timestamp '2017-12-01 16:00:00')",
            [experiment_id, campaign, kind, unit, arms, primary, days],
        )
    con.executemany("insert into core.dim_campaign values (?, ?, true)", list(CAMPAIGNS.items()))
    for row in _results():
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        con.execute(f"insert into experiment.result ({names}) values ({marks})", list(row.values()))
    con.execute(
        "insert into experiment.power values"
        " ('XCOUPON', 'purchase', 'treat', 6, 1200, 1230, 2210, 0.0214, 0.031,"
        " 0.027, 0.81, 0.86), ('XMDAY', 'visit', 'treat', 6, 1200, 1230, 5120, 0.015, 0.03, 0.028, 0.6, 0.58)"
    )
    marks = ", ".join("?" * 20)
    con.executemany(f"insert into experiment.programme_increment values ({marks})", list(_increments()))
    con.executemany("insert into experiment.balance values (?, ?, 'treat', 1, ?, ?)", list(_balance()))


def _results() -> Iterator[dict[str, object]]:
    for experiment_id, metric, decision, reason, mean, effect, half in ANSWERS:
        yield from _looks(experiment_id, metric, "treat", (decision, reason), mean, effect, half)
    for arm, decision, effect in (("b", "win", 0.05), ("c", "loss", -0.04)):
        yield from _looks("XTHREE", "visit", arm, (decision, "above_zero"), 0.3, effect, 0.02)


def _looks(experiment_id, metric, arm, decided, mean, effect, half) -> Iterator[dict[str, object]]:
    """Six looks that close in, the last one final unless it still runs; then segments and other methods."""
    decision, reason = decided
    by_lot = experiment_id.startswith("X") or experiment_id == HOSTILE_ID
    evidence = "randomised" if by_lot and experiment_id != "XPILOT" else "matched"
    method, looks = {"randomised": ("plain", 6), "matched": ("matched", 2)}[evidence]
    if experiment_id == "XPILOT":
        looks = 1
        evidence, method = "synthetic", "sdid"
    for look in range(1, looks + 1):
        is_last = look == looks
        row = {
            "experiment_id": experiment_id, "metric_id": metric, "segment_id": "all", "arm": arm,
            "is_primary": metric == PRIMARY.get(experiment_id, "purchase_days"), "look_no": look,
            "method": method, "is_answer": is_last, "evidence": evidence, "unit": "member", "alpha": 0.05,
            "program_kind": experiment_id.partition(":")[0], "window_start": BEGAN,
            "window_end": BEGAN + timedelta(weeks=(13 if evidence == "matched" else 1) * look),
            "is_final_look": (is_last or evidence == "matched") and experiment_id not in RUNNING,
            "decision": decision, "invalid_reason": reason if decision == "invalid" else None,
            "decision_reason": reason, **_numbers(mean, effect, half, look, looks),
            **_about(experiment_id, evidence),
        }  # fmt: skip
        yield row
        if is_last and effect is not None:
            yield from _beside(row)


def _numbers(mean, effect, half, look, looks) -> dict[str, object]:
    if effect is None:
        return {"n_control": 1200, "n_treat": 1234}
    drift = effect * (1 + 0.5 * (looks - look) / looks * (-1) ** look)
    wide = half * 1.5 * (looks / look) ** 0.6
    return {
        "n_control": 200 * look, "n_treat": 205 * look, "mean_control": mean, "mean_treat": mean + drift,
        "effect_abs": drift, "ci_low": drift - half, "ci_high": drift + half, "cs_low": drift - wide,
        "cs_high": drift + wide, "p_value": 0.0004 if abs(effect) > half else 0.31, "p_adjusted": 0.04,
        "effect_rel": drift / mean if mean else None, "rel_low": (drift - half) / mean if mean else None,
        "rel_high": (drift + half) / mean if mean else None, "mde_realised": half * 1.4,
    }  # fmt: skip


def _about(experiment_id: str, evidence: str) -> dict[str, object]:
    if evidence == "matched":
        bad = experiment_id.startswith("ritual")
        return {"max_smd": 0.31 if bad else 0.02, "ess": 212.4, "placebo_p": 0.44}
    if evidence == "synthetic":
        return {"clusters_control": 9, "clusters_treat": 1, "pretrend_p": 0.61}
    told: dict[str, object] = {
        "srm_p": 0.00001 if experiment_id == "XWAKE" else 0.62, "crossover_rate": 0.001, "late_units": 0,
        "contaminated_units": 0, "units_not_in_ledger": 0, "nonzero_smaller_arm": 257, "reached_share": 0.83,
        "power_planned": 0.8, "mde_planned": 0.03,
    }  # fmt: skip
    if experiment_id == "XCOUPON":
        told |= {
            "margin_rate": 0.25, "cost_message_fen": 98_400.0, "cost_discount_fen": 1_512_000.0,
            "cost_fixed_fen": 200_000.0, "incremental_gmv_fen": 8_492_000.0,
            "incremental_gmv_low_fen": 615_000.0, "incremental_gmv_high_fen": 16_369_000.0, "roi": 0.17,
            "roi_low": -0.31, "roi_high": 0.66,
        }  # fmt: skip
    return told


def _beside(row: dict) -> Iterator[dict[str, object]]:
    """What the other methods say, and the parts of the deciding metric."""
    if row["method"] == "plain":
        for method in OTHER_METHODS:
            reduction = 0.23 if method == "cuped" else None
            yield {**row, "method": method, "is_answer": False, "variance_reduction": reduction}
    for place, segment in enumerate(("layer=active", "layer=sleeping", "mall=cj")):
        shift = float(row["effect_abs"]) * (place - 1) * 0.7
        moved = {name: row[name] + shift for name in ("effect_abs", "ci_low", "ci_high", "cs_low", "cs_high")}
        yield {
            **row,
            **moved,
            "segment_id": segment,
            "decision": "inconclusive",
            "decision_reason": "covers_zero",
        }


def _increments() -> Iterator[tuple]:
    """Three months of the universal holdout, told by two metrics."""
    for month, effect in ((9, 0.011), (10, 0.024), (11, 0.03)):
        for metric, scale in (("net_fen", 8000), ("visit", 1)):
            bounds = (effect * scale, (effect - 0.015) * scale, (effect + 0.015) * scale)
            known = ("plain", "randomised", metric == "visit", 510, 9800, 0.4 * scale, 0.43 * scale, *bounds)
            decided = ("win", None, "above_zero") if effect > 0.015 else ("inconclusive", None, "covers_zero")
            yield date(2017, month, 1), "XHOLD", metric, "all", "treat", *known, 0.01, 0.05, *decided


def _balance() -> Iterator[tuple]:
    for experiment_id, left in (("event:tasting:2017-09", 0.02), ("ritual:<b>walk</b>:2017-09", 0.31)):
        for place, covariate in enumerate(("visit_days", "net_fen", "tenure_days", "layer_active")):
            yield experiment_id, covariate, 0.6 - 0.25 * place, left * (1 if place % 2 else -1) / (place + 1)
