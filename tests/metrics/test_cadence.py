"""Boards, loops, pitfalls, roles and claims name what exists, and claims are read by nothing."""

from __future__ import annotations

import csv

from metrics.coverage import load_coverage
from tests.metrics.conftest import PROJECT_DIR, Registry

# Rows of the requirements that state a claim of the handbooks.
CLAIMED = {80, 147, 173, 176, 179, 186, 187, 188, 195}
LOOKERS = ("test.", "unit_test.", "exposure.")  # what depends on a model and changes nothing
PITFALLS = {
    "friends_only_growth", "many_calibers", "same_mass_content", "complex_points", "hot_events",
    "unstable_redemption", "no_private_follow_up",
}  # fmt: skip
# Row 217: assets, interaction, monetisation.
BOARD = {
    "asset": ["new_friends", "friend_group_join_rate_7d", "effective_reach_rate"],
    "interaction": ["content_click_rate", "group_interaction_rate", "task_completion_rate"],
    "monetisation": ["visit_days", "redemptions", "repurchase_rate_trailing_30d", "net_sales_fen"],
}


def _seed(name: str) -> list[dict[str, str]]:
    with (PROJECT_DIR / "seeds" / "kpi" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_weekly_board_is_the_ten_figures_of_the_requirements() -> None:
    rows = sorted(_seed("weekly_board_kpi"), key=lambda row: int(row["position"]))
    assert [(row["family"], row["metric_id"]) for row in rows] == [
        (family, metric_id) for family, metric_ids in BOARD.items() for metric_id in metric_ids
    ]


def test_an_item_of_a_loop_is_a_share_of_what_was_due(registry: Registry) -> None:
    known = {definition.metric_id: definition for definition in registry.definitions}
    rows = _seed("loop_checklist_item")
    assert {row["loop"] for row in rows} == {"revisit", "recommend", "wake", "refer"}
    for row in rows:
        definition = known[row["metric_id"]]
        assert definition.is_share, row["metric_id"]
        assert "month" in definition.periods, row["metric_id"]


def test_each_pitfall_has_a_rule_that_can_fire(registry: Registry) -> None:
    known = {definition.metric_id: definition for definition in registry.definitions}
    rules = [row for row in _seed("alert_rule") if row["pitfall"]]
    assert {row["pitfall"] for row in rules} == PITFALLS
    for row in rules:
        if row["metric_id"]:
            definition = known[row["metric_id"]]
            assert row["rule_id"] == f"bound:{definition.metric_id}"
            assert definition.warn is not None, row["metric_id"]
            assert definition.direction != "none", row["metric_id"]
        else:
            assert row["direction"] in ("up", "down")
            assert row["severity"] in ("warning", "critical")


def test_whoever_answers_for_something_is_a_role(registry: Registry) -> None:
    roles = {row["role_id"] for row in _seed("role_entry")}
    owners = {definition.owner_role for definition in registry.definitions}
    owners |= {entry.owner_role for entry in load_coverage()}
    owners |= {row["owner_role"] for row in _seed("playbook_entry")}
    owners |= {row["owner_role"] for row in _seed("alert_rule")}
    assert owners <= roles


def test_rules_propose_entries_of_the_playbook() -> None:
    known = {row["playbook_id"] for row in _seed("playbook_entry")}
    assert {row["playbook_id"] for row in _seed("alert_rule")} - {""} <= known


def test_claims_are_all_there_and_are_of_metrics(registry: Registry) -> None:
    rows = _seed("benchmark_claim")
    known = {definition.metric_id for definition in registry.definitions}
    assert {int(row["requirement_row"]) for row in rows} == CLAIMED
    assert {row["metric_id"] for row in rows} - {""} <= known


def test_nothing_is_judged_by_what_others_claim(registry: Registry) -> None:
    """Only the published table reads the claims, and only its own tests and people read that."""
    children = registry.content["child_map"]
    (seed,) = [node for node in children if node.endswith(".benchmark_claim") and node.startswith("seed.")]
    (model,) = [node for node in children[seed] if not node.startswith("test.")]
    assert model == "model.memberloop.benchmark"
    assert [node for node in children[model] if not node.startswith(LOOKERS)] == []
