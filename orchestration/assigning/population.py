"""Populations: words that a master list may use for whom an experiment is about. A closed vocabulary.

Terms with `;` between, all of which must hold: `layer=silent;mall=M01,M02`. Values are bound, never SQL.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from orchestration.assigning.warehouse import AssigningFault

COLUMNS = {
    "layer": "behaviour_layer",
    "mall": "home_mall_id",
    "ring": "ring",
    "segment": "rfm_segment",
    "silence": "silence",
    "stage": "lifecycle_stage",
    "tier": "tier",
}
HISTORY = {"layer", "ring", "segment", "silence", "stage", "tier"}
EVERYBODY = {"", "all", "all members", "all households", "communities", "all communities"}
VOCABULARY = (
    "all; reachable; visited=DAYS; wake=7, 30, 60, 90 or a rule of wake_rule; community=…; by=group; "
    + "; ".join(f"{word}=…" for word in COLUMNS)
)
_WAKE_DAYS = {"7": "interaction_7d", "30": "visit_30d", "60": "visit_60d", "90": "visit_90d"}
_MORE = ("wake", "visited", "community", "by")
_VALUE = re.compile(r"[\w.:-]{1,64}")

# Who has been away for a rule's gap and not yet for the next one's: the latest gap that was reached, no sign
# since. Nobody who got a wake offer, or was assigned to one, in the days of rest: control rests as treated
# do, else the next wave would find the two unlike.
_WAKE = """
    WITH seen AS (SELECT * FROM lifecycle.int_member__event_day WHERE business_date <= $day)
    SELECT e.member_uid
    FROM intermediate.int_wake__eligible AS e
    JOIN lifecycle.wake_rule AS r USING (wake_rule)
    LEFT JOIN (
        SELECT member_uid, 'visit' AS basis, max(business_date) AS last_on
        FROM seen WHERE visit_days > 0 OR joins > 0 GROUP BY ALL
        UNION ALL
        SELECT member_uid, 'interaction', max(business_date)
        FROM seen WHERE interaction_days > 0 OR joins > 0 GROUP BY ALL
        UNION ALL
        SELECT member_uid, 'community', max(business_date) FROM (
            SELECT member_uid, business_date FROM core.fct_order_line
            WHERE NOT is_cancelled AND business_date <= $day
            UNION ALL
            SELECT member_uid, business_date FROM seen WHERE interaction_days > 0
        ) GROUP BY ALL
    ) AS s ON s.member_uid = e.member_uid AND s.basis = r.basis
    WHERE e.wake_rule = $wake AND e.eligible_on <= $day AND coalesce(s.last_on < e.eligible_on, true)
        AND NOT EXISTS (
            SELECT 1 FROM intermediate.int_wake__eligible AS o
            JOIN lifecycle.wake_rule AS n ON n.wake_rule = o.wake_rule
            WHERE o.member_uid = e.member_uid AND n.basis = r.basis AND n.gap_days > r.gap_days
                AND o.eligible_on > e.eligible_on AND o.eligible_on <= $day
        )
        AND e.member_uid NOT IN (
            SELECT member_uid FROM intermediate.int_wake__send
            WHERE business_date > $day - CAST($rest_days AS INTEGER) AND business_date <= $day
        )
        AND e.member_uid NOT IN (SELECT member_uid FROM resting)
"""
_VISITED = """
    member_uid IN (
        SELECT member_uid FROM lifecycle.int_member__event_day
        WHERE visit_days > 0 AND business_date > $day - $visited AND business_date <= $day
    )
"""
# A member of several groups counts where it has been longest.
_GROUP = """
    SELECT member_uid, chat_id FROM core.fct_group_membership
    WHERE member_uid IS NOT NULL AND left_at IS NULL
    QUALIFY row_number() OVER (PARTITION BY member_uid ORDER BY joined_at, chat_id) = 1
"""
COMMUNITY = """
    SELECT member_uid, community_id FROM core.fct_order_line
    WHERE member_uid IS NOT NULL AND community_id IS NOT NULL AND NOT is_cancelled
    QUALIFY row_number() OVER (PARTITION BY member_uid ORDER BY business_date DESC, community_id) = 1
"""
HOUSEHOLD = """
    SELECT member_uid, household_uid FROM core.bridge_household_member
    WHERE valid_to IS NULL OR CAST(valid_to AS DATE) > (SELECT as_of_date FROM control.run)
"""


@dataclass(frozen=True)
class Population:
    """Whom an experiment is about: SQL of (unit_key, cluster_key, draw_key) with its parameters."""

    query: str
    parameters: Mapping[str, object]
    wake_rule: str | None = None


def population(
    text: str | None, unit: str, *, rest_days: int, day: date, is_past: bool = False
) -> Population:
    """The candidates of a population at the end of a day: the last night's or, for plans, one before.

    Raises AssigningFault on words that are none.
    """
    terms = _terms(text or "")
    parameters: dict[str, object] = {}
    members = _members(terms, parameters, is_past=is_past)
    if "wake" in terms:
        parameters["rest_days"] = rest_days
    if "$day" in members and unit != "community":
        parameters["day"] = day
    queries = {
        "member": f"""
            SELECT member_uid AS unit_key, NULL AS cluster_key, member_uid AS draw_key FROM ({members})
        """,
        "household": f"""
            SELECT DISTINCT household_uid AS unit_key, household_uid AS cluster_key, household_uid AS draw_key
            FROM ({HOUSEHOLD}) JOIN ({members}) USING (member_uid)
        """,
        "community": _communities(terms) if unit == "community" else "",
    }
    if unit not in queries:
        raise AssigningFault(f"units of kind {unit} cannot be assigned; known: {', '.join(queries)}")
    query = queries[unit]
    if terms.get("by"):
        query = _by_group(terms["by"], unit, members)
    return Population(query, parameters, str(parameters["wake"]) if "wake" in terms else None)


def _terms(text: str) -> dict[str, list[str]]:
    terms: dict[str, list[str]] = {}
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        if part.lower() in EVERYBODY:
            continue
        word, _, values = (piece.strip() for piece in part.partition("="))
        listed = [value.strip() for value in values.split(",") if value.strip()]
        is_known = part == "reachable" or (word in {*COLUMNS, *_MORE} and listed)
        if not is_known or not all(map(_VALUE.fullmatch, listed)):
            raise AssigningFault(
                f"the population {text!r} is not in the words that can be drawn from; give --population with "
                f"terms of: {VOCABULARY}"
            )
        terms[word] = listed
    return terms


def _members(terms: Mapping[str, list[str]], parameters: dict[str, object], *, is_past: bool) -> str:
    conditions = ["true" if "wake" in terms else "joined_on <= $day"]
    for word, values in terms.items():
        if word in COLUMNS:
            conditions.append(_as_it_was(word) if is_past else f"{COLUMNS[word]} IN (SELECT unnest(${word}))")
            parameters[word] = values
    if "reachable" in terms:
        conditions.append("is_reachable")
    if "visited" in terms:
        conditions.append(_VISITED)
        parameters["visited"] = _number(terms["visited"][0])
    if "wake" in terms:
        conditions.append(f"member_uid IN ({_WAKE})")
        parameters["wake"] = _WAKE_DAYS.get(terms["wake"][0], terms["wake"][0])
    if "community" in terms:
        conditions.append(
            f"member_uid IN (SELECT member_uid FROM ({COMMUNITY}) "
            "WHERE community_id IN (SELECT unnest($community)))"
        )
        parameters["community"] = terms["community"]
    return f"SELECT member_uid FROM core.dim_member WHERE {' AND '.join(conditions)}"


def _as_it_was(word: str) -> str:
    """What a member was on that day, for attributes whose history is kept."""
    if word not in HISTORY:
        return f"{COLUMNS[word]} IN (SELECT unnest(${word}))"
    return f"""
        member_uid IN (
            SELECT member_uid FROM core.dim_member_history
            WHERE attribute = '{word}' AND value IN (SELECT unnest(${word}))
                AND valid_from <= $day AND coalesce(valid_to > $day, true)
        )
    """


def _communities(terms: Mapping[str, list[str]]) -> str:
    if terms.keys() - {"community"}:
        raise AssigningFault(
            "communities are drawn from all, or from community=…; other terms are of members"
        )
    chosen = "AND community_id IN (SELECT unnest($community))" if "community" in terms else ""
    return f"""
        SELECT community_id AS unit_key, community_id AS cluster_key, community_id AS draw_key
        FROM core.dim_community WHERE is_last_known {chosen}
    """


def _by_group(values: list[str], unit: str, members: str) -> str:
    if values != ["group"] or unit != "member":
        raise AssigningFault("by=group draws whole WeCom groups of members; nothing else is drawn that way")
    return f"""
        SELECT member_uid AS unit_key, chat_id AS cluster_key, chat_id AS draw_key
        FROM ({_GROUP}) JOIN ({members}) USING (member_uid)
    """


def _number(text: str) -> int:
    if not text.isdigit():
        raise AssigningFault("visited=DAYS wants a number of days")
    return int(text)
