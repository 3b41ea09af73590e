"""A member's page: what stands on it, arranged as a steward reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from reports import words
from reports.member.digest import digest
from reports.member.months import Months, by_month
from reports.member.records import records
from reports.member.strips import Strips, strips
from reports.member.tables import Table, written_day
from reports.member.words import (
    CATEGORIES,
    NODES,
    SEGMENTS,
    SILENCES,
    STAGES,
    STEPS,
    TIERS,
    YES_NO,
    named,
)
from reports.vocabulary.members import RINGS
from reports.words import NOTHING, Words, same


@dataclass(frozen=True)
class Names:
    """What the version calls malls and layers, which layer comes after which, and how amounts are marked."""

    malls: dict[str, str]
    layers: dict[str, Words]
    ranks: dict[str, int]
    symbol: str


@dataclass(frozen=True)
class Step:
    """The step to propose next, for whom, and what of the policy stands in its way."""

    said: Words
    layer: Words
    cap: int | None
    is_at_cap: bool
    is_over: bool


@dataclass(frozen=True)
class MemberPage:
    """Everything the page shows."""

    member_uid: str
    layer: Words
    home: Words
    former_ids: list[str]
    step: Step | None
    figures: list[tuple[Words, Words]]
    facts: list[tuple[Words, Words]]
    strips: Strips
    nodes: list[tuple[Words, Words]]
    months: Months | None
    digest: list[Table]
    records: list[Table]


def member_page(document: dict[str, Any], names: Names, last: date) -> MemberPage:
    """Arrange a document, masked or not, whose data end on `last`."""
    about = document["member"]
    mall = about.get("home_mall_id")
    return MemberPage(
        member_uid=document["member_uid"],
        layer=named(about.get("behaviour_layer"), names.layers),
        home=NOTHING if mall is None else same(names.malls.get(mall, mall)),
        former_ids=document["former_ids"],
        step=_step(document, names, last),
        figures=_figures(document, names.symbol),
        facts=_facts(about),
        strips=strips(document, names.layers, names.ranks, last),
        nodes=_nodes(document),
        months=by_month(document["purchases"], names.symbol),
        digest=digest(document, names.symbol),
        records=records(document, names.symbol, names.layers),
    )


def _step(document: dict[str, Any], names: Names, last: date) -> Step | None:
    for row in document["next_step"]:
        capped = [cap for cap in document["touch_policy"] if cap["last_on"] == last]
        return Step(
            named(row["next_best_step"], STEPS),
            named(row["layer"], names.layers),
            row["touch_cap_per_week"],
            is_at_cap=bool(capped),
            is_over=any(cap["is_breach"] for cap in capped),
        )
    return None


def _figures(document: dict[str, Any], symbol: str) -> list[tuple[Words, Words]]:
    """The few numbers that stand large; what is not known is a dash and no zero."""
    about = document["member"]
    points = next((row["balance"] for row in document["points"]), None)
    visits = sum(row["visit_days"] for row in document["visits"])
    redeemed = sum(coupon["state"] == "redeemed" for coupon in document["benefits"])
    return [
        (Words("到店天数", "Visit days"), same(words.count(visits))),
        (Words("365 天净额", "Net, 365 days"), words.value(about.get("m"), "fen", symbol)),
        (Words("365 天购买日", "Bought on, 365 d"), words.value(about.get("f"), "count", symbol)),
        (Words("积分余额", "Points"), words.value(points, "count", symbol)),
        (Words("已核销券", "Redeemed"), same(words.count(redeemed))),
        (Words("最近出现", "Last seen"), written_day(about.get("last_seen_on"))),
    ]


def _facts(about: dict[str, Any]) -> list[tuple[Words, Words]]:
    known = [
        (Words("生命周期", "Stage"), named(about.get("lifecycle_stage"), STAGES)),
        (Words("同心圈", "Ring"), named(about.get("ring"), RINGS)),
        (Words("RFM", "RFM"), _rfm(about)),
        (Words("沉默", "Silence"), named(about.get("silence"), SILENCES)),
        (Words("等级", "Tier"), named(about.get("tier"), TIERS)),
        (Words("高价值", "High value"), named(about.get("is_high_value"), YES_NO)),
        (Words("可触达", "Reachable"), named(about.get("is_reachable"), YES_NO)),
        (Words("偏好品类", "Prefers"), named(about.get("preferred_category"), CATEGORIES)),
        (Words("入会", "Joined"), written_day(about.get("joined_on"))),
        (Words("入口", "Entry"), named(about.get("first_entry_id"), {})),
    ]
    return [(name, said) for name, said in known if said != NOTHING]


def _rfm(about: dict[str, Any]) -> Words:
    if about.get("r_score") is None:
        return named(about.get("rfm_segment"), SEGMENTS)
    scores = f"{about['r_score']}{about['f_score']}{about['m_score']}"
    segment = named(about.get("rfm_segment"), SEGMENTS)
    return Words(f"{segment.zh} {scores}", f"{segment.en} {scores}")


def _nodes(document: dict[str, Any]) -> list[tuple[Words, Words]]:
    """Every node of the lifecycle; one not reached has a dash."""
    reached = {row["node"]: row["reached_on"] for row in document["lifecycle"]}
    return [(name, written_day(reached.get(node))) for node, name in NODES.items()]
