"""The registry is complete, says its faults all at once, and hashes what shapes a figure and nothing else."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from metrics.registry import MetricDefinition, RegistryError, load
from sources.registry import ALL_FEED_NAMES
from tests.metrics.conftest import PROJECT_DIR, Registry, parse

ASKED_FOR = {
    16, 21, 22, 23, 24, 52, 56, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 103, 105, 106, 111, 150, 153,
    166, 167, 168, 169, 170, 171,
}  # fmt: skip
CHINESE = re.compile("[\u4e00-\u9fff]")
Edit = Callable[[dict[str, Any]], None]


def hashes(definitions: list[MetricDefinition]) -> dict[str, str]:
    return {definition.metric_id: definition.definition_hash for definition in definitions}


def edited(registry: Registry, folder: Path, edit: Edit) -> Path:
    """The semantic manifest after an edit."""
    document = json.loads(registry.manifest.read_text(encoding="utf-8"))
    edit(document)
    path = folder / "semantic_manifest.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def changed(registry: Registry, path: Path, parameters: dict[str, Any]) -> set[str]:
    """Metrics whose hash is not what it was."""
    before, after = hashes(registry.definitions), hashes(load(path, parameters, registry.content))
    assert before.keys() == after.keys()
    return {name for name in before if before[name] != after[name]}


def metric(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in document["metrics"] if one["name"] == name)
    return found


def test_a_metric_changed_in_yaml_changes_its_own_hash_only(
    registry: Registry, parameters: dict[str, Any], tmp_path: Path
) -> None:
    project = shutil.copytree(
        PROJECT_DIR, tmp_path / "project", ignore=shutil.ignore_patterns("target", "logs")
    )
    model = project / "models" / "semantic" / "benefit.yml"
    text = model.read_text(encoding="utf-8")
    changed_text = text.replace(
        'expr: "case when is_reached then member_uid end"',
        "expr: \"case when is_reached and status = 'sent' then member_uid end\"",
    )
    assert changed_text != text
    model.write_text(changed_text, encoding="utf-8")
    assert changed(registry, parse(project, tmp_path / "target"), parameters) == {"reached_members"}


def test_a_measure_changes_every_metric_that_stands_on_it(
    registry: Registry, parameters: dict[str, Any], tmp_path: Path
) -> None:
    def edit(document: dict[str, Any]) -> None:
        model = next(one for one in document["semantic_models"] if one["name"] == "first_visitor")
        next(one for one in model["measures"] if one["name"] == "first_visitor_count")["expr"] = "mall_id"

    path = edited(registry, tmp_path, edit)
    assert changed(registry, path, parameters) == {"first_visit_members", "join_rate_7d_of_first_visitors"}


def test_a_dimension_of_a_join_changes_the_metric_that_filters_by_it(
    registry: Registry, parameters: dict[str, Any], tmp_path: Path
) -> None:
    def edit(document: dict[str, Any]) -> None:
        model = next(one for one in document["semantic_models"] if one["name"] == "member")
        model["dimensions"][0]["expr"] = "is_reachable and tier is not null"

    assert changed(registry, edited(registry, tmp_path, edit), parameters) == {"reachable_sales_share"}


def test_a_window_changes_the_hash(registry: Registry, parameters: dict[str, Any], tmp_path: Path) -> None:
    def edit(document: dict[str, Any]) -> None:
        metric(document, "retention_7d")["config"]["meta"]["window_days"] = 8

    assert changed(registry, edited(registry, tmp_path, edit), parameters) == {"retention_7d"}


def test_words_do_not_change_the_hash(registry: Registry, parameters: dict[str, Any], tmp_path: Path) -> None:
    def edit(document: dict[str, Any]) -> None:
        for one in document["metrics"]:
            one["label"], one["description"] = f"{one['label']}!", f"{one['description']}!"
            one["config"]["meta"].update(name_zh="名", owner_role="x") if one["config"]["meta"] else None

    assert not changed(registry, edited(registry, tmp_path, edit), parameters)


def test_a_parameter_changes_the_metrics_that_name_it(registry: Registry, parameters: dict[str, Any]) -> None:
    named = {d.metric_id for d in registry.definitions if "refund_reversal_days" in dict(d.parameters)}
    assert named
    assert changed(registry, registry.manifest, {**parameters, "refund_reversal_days": 7}) == named


def test_a_metric_has_the_parameters_of_the_models_behind_it(registry: Registry) -> None:
    behind = {definition.metric_id: set(dict(definition.parameters)) for definition in registry.definitions}
    # Of a macro of a model upstream; of the layer that it is published by; of the dimension that filters it.
    assert {"same_ticket_minutes", "refund_reversal_days"} <= behind["net_sales_fen"]
    assert "layer_threshold_percentile" in behind["net_sales_fen"]
    assert "ring_inner_valid_referrals" in behind["reachable_sales_share"] - behind["net_sales_fen"]
    told = set().union(*behind.values())
    assert not {name for name in told if re.match("identity_(breaker|audit|max)", name)}


def test_the_order_of_parsing_does_not_show(
    registry: Registry, parameters: dict[str, Any], tmp_path: Path
) -> None:
    def edit(document: dict[str, Any]) -> None:
        document["metrics"].reverse()
        document["semantic_models"].reverse()

    path = edited(registry, tmp_path, edit)
    assert load(path, parameters, registry.content) == registry.definitions


def test_every_row_that_was_asked_for_is_covered(registry: Registry) -> None:
    covered = {row for definition in registry.definitions for row in definition.requirement_rows}
    assert covered >= ASKED_FOR
    assert len(registry.definitions) >= 30


def test_every_metric_is_told_in_words(registry: Registry) -> None:
    for definition in registry.definitions:
        assert CHINESE.search(definition.name_zh), definition.metric_id
        assert definition.name_en.isascii(), definition.metric_id
        assert definition.definition.endswith("."), definition.metric_id
        assert definition.numerator_definition, definition.metric_id
        assert (definition.denominator_definition == "none") == (definition.denominator_metric is None)
        assert all(1 <= row <= 239 for row in definition.requirement_rows), definition.metric_id
    for name in ("name_zh", "name_en", "definition"):
        words = [getattr(definition, name) for definition in registry.definitions]
        assert len(set(words)) == len(words), name


def test_every_metric_needs_feeds_of_the_contract(registry: Registry) -> None:
    for definition in registry.definitions:
        assert definition.feeds, definition.metric_id
        assert set(definition.feeds) <= set(ALL_FEED_NAMES), definition.metric_id


def test_windows_mature_on_their_last_day(registry: Registry) -> None:
    """A window with its anchor day inside ends a day earlier; one that looks back is over with its period.

    One that looks forward may instead tell by a metric of its own on which day the last of a cell is over.
    """
    for definition in registry.definitions:
        window, after = definition.window_days, definition.matures_after_days
        if window and after == 0:
            looks_forward = re.search(r"\b(after|later|soon)\b", definition.definition)
            assert not looks_forward or definition.matures_on_metric, definition.metric_id
        else:
            assert after in (window, window - 1), definition.metric_id


def test_all_faults_are_told_at_once(registry: Registry, parameters: dict[str, Any], tmp_path: Path) -> None:
    def edit(document: dict[str, Any]) -> None:
        del metric(document, "buyers")["config"]["meta"]["unit"]
        metric(document, "refund_fen")["config"]["meta"]["direction"] = "sideways"
        metric(document, "purchases")["config"]["meta"]["parameters"] = ["no_such_variable"]
        metric(document, "retention_7d")["config"]["meta"]["colour"] = "red"
        metric(document, "benefit_roi")["type_params"]["numerator"]["offset_window"] = {"count": 1}

    with pytest.raises(RegistryError) as caught:
        load(edited(registry, tmp_path, edit), parameters, registry.content)
    assert caught.value.faults == [
        "metric benefit_roi: redemption_attributed_fen needs a metric of its own",
        "metric buyers: unit is missing",
        "metric purchases: parameter no_such_variable is not a variable",
        "metric refund_fen: direction must be one of up, down, none",
        "metric retention_7d: colour is not a key of a metric's meta",
    ]


@pytest.mark.parametrize(
    ("bounds", "fault"),
    [
        ({"warn": 0.4, "critical": 0.5}, "critical must lie beyond warn, on the worse side"),
        ({"warn": 0.4, "direction": "none"}, "warn need a direction, up or down"),
        ({"critical": "0.4"}, "critical must be a number"),
        ({"judged_by": "year"}, "judged_by must be one of its periods"),
        ({"proxy": ["clicks"]}, "proxy must say what the figure stands in for"),
    ],
)
def test_bounds_lie_on_the_worse_side(
    registry: Registry, parameters: dict[str, Any], tmp_path: Path, bounds: dict[str, Any], fault: str
) -> None:
    def edit(document: dict[str, Any]) -> None:
        metric(document, "retention_7d")["config"]["meta"].update(bounds)

    with pytest.raises(RegistryError) as caught:
        load(edited(registry, tmp_path, edit), parameters, registry.content)
    assert caught.value.faults == [f"metric retention_7d: {fault}"]


def test_bounds_and_what_a_figure_stands_in_for_are_told_and_shape_nothing(
    registry: Registry, parameters: dict[str, Any], tmp_path: Path
) -> None:
    def edit(document: dict[str, Any]) -> None:
        meta = metric(document, "retention_7d")["config"]["meta"]
        meta.update({"warn": 0.5, "critical": 0, "proxy": "clicks", "unit": "hours"})

    path = edited(registry, tmp_path, edit)
    told = next(one for one in load(path, parameters, registry.content) if one.metric_id == "retention_7d")
    assert (told.warn, told.critical, told.proxy, told.unit) == (0.5, 0.0, "clicks", "hours")
    assert not changed(registry, path, parameters)


def test_the_weekly_board_has_ten_figures_in_three_families() -> None:
    """Requirement 217: the board is exactly these, and those that exist are metrics of the registry."""
    lines = (PROJECT_DIR / "seeds" / "kpi" / "weekly_board_kpi.csv").read_text(encoding="utf-8").splitlines()
    families = [line.split(",")[1] for line in lines[1:]]
    assert families == ["asset"] * 3 + ["interaction"] * 3 + ["monetisation"] * 4


def test_yaml_of_every_published_column_leads_with_its_chinese_label() -> None:
    text = (PROJECT_DIR / "models" / "marts" / "kpi" / "_kpi.yml").read_text(encoding="utf-8")
    for model in yaml.safe_load(text)["models"]:
        if model.get("config", {}).get("meta", {}).get("published"):
            for column in model["columns"]:
                label, _, english = column["description"].partition(": ")
                assert CHINESE.search(label), (model["name"], column["name"])
                assert english, (model["name"], column["name"])


def test_a_metric_says_whether_it_counts_events_or_members(registry: Registry) -> None:
    counts = {definition.metric_id: definition.counts for definition in registry.definitions}
    assert (counts["net_sales_fen"], counts["buyers"], counts["layer_members"]) == (
        "events",
        "members",
        "members",
    )
    # Over all sales, of members; by what the member is; of a model that does not say.
    both = ("member_sales_share", "reachable_sales_share", "redemptions")
    assert {counts[name] for name in both} == {"both"}
