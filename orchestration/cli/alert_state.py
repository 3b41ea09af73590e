"""Alerts as the published version has them, with what was acknowledged since it was published."""

from __future__ import annotations

import duckdb

from orchestration.cli.output import Row
from orchestration.cli.published import has_published, open_published, rows_of
from orchestration.settings import Settings
from sources.layout import Home
from sources.stewardship.acknowledgements import Acknowledgement, Standing, acknowledgements

OPEN_ALERTS = """
    select severity, status, rule_id, object_id, day, value, threshold, opened_on, acknowledged_by,
        owner_role, playbook_id, name_zh, name_en, action_zh, action_en
    from kpi.alert where is_open_now
    order by severity, rule_id, object_id
"""
# Of each spell the row that the newest version has last.
ALL_ALERTS = """
    select severity, status, rule_id, object_id, day, value, threshold, opened_on, acknowledged_by,
        owner_role, playbook_id, name_zh, name_en, action_zh, action_en
    from kpi.alert
    qualify row_number() over (partition by rule_id, object_id, opened_on order by day desc) = 1
    order by opened_on desc, rule_id, object_id
"""
TEXTS = ("name_zh", "name_en", "action_zh", "action_en")


def alerts(settings: Settings, *, is_open: bool = True) -> list[Row]:
    """Open alerts, or the last word on every spell; none before anything was published."""
    if not has_published(settings):
        return []
    with open_published(settings) as store:
        try:
            rows = rows_of(store, OPEN_ALERTS if is_open else ALL_ALERTS)
        except (duckdb.CatalogException, duckdb.BinderException):  # published before there was such a table
            return []
    told = [one for one in acknowledgements(Home(settings.home).acknowledgements) if one.is_in_force]
    return [_as_told(row, told) for row in rows]


def standing_of(row: Row) -> Standing:
    """What somebody who reads the row can acknowledge."""
    return Standing(row["rule_id"], row["object_id"], row["day"])


def brief(row: Row) -> Row:
    """Without names and suggestions, which are too long for a table."""
    return {name: value for name, value in row.items() if name not in TEXTS}


def _as_told(row: Row, told: list[Acknowledgement]) -> Row:
    """A night has not seen what was told after it; people have."""
    if row["status"] == "closed":
        return row
    known = [one for one in told if _is_of(one.standing, row)]
    if known:
        return {**row, "status": "acknowledged", "acknowledged_by": known[-1].acknowledged_by}
    begun = "open" if row["day"] == row["opened_on"] else "ongoing"
    return {**row, "status": begun, "acknowledged_by": None}


def _is_of(standing: Standing, row: Row) -> bool:
    """Whether it was said of a day of the row's spell."""
    is_same = (standing.rule_id, standing.object_id) == (row["rule_id"], row["object_id"])
    return bool(is_same and row["opened_on"] <= standing.day <= row["day"])
