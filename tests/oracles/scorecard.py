"""Scorecards of leaders, recomputed from their published raw values in plain Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tests.oracles.parameters import PARAMETERS

if TYPE_CHECKING:
    import duckdb

PARTS = ("sales", "growth", "service", "activity")
NEAR = 1e-3
Card = Mapping[str, Any]


def faults(warehouse: duckdb.DuckDBPyConnection, said: Mapping[str, Any] | None = None) -> list[str]:
    """Cards whose percentiles, score or state are not what the raw values make them."""
    said = said or PARAMETERS
    found = warehouse.execute("select * from kpi.leader_scorecard_monthly order by month_start, leader_id")
    names = [column[0] for column in found.description or ()]
    cards = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    peers: dict[tuple[str, date], list[Card]] = defaultdict(list)
    leaders: dict[str, list[Card]] = defaultdict(list)
    for card in cards:
        leaders[card["leader_id"]].append(card)
        if card["null_reason"] is None:
            peers[card["community_tier"], card["month_start"]].append(card)
    told = [fault for group in peers.values() for fault in _score_faults(group, said)]
    told += [fault for months in leaders.values() for fault in _states(months, said)]
    return [f"{card['leader_id']} {card['month_start']:%Y-%m}: {fault}" for card, fault in told]


def _score_faults(peers: Sequence[Card], said: Mapping[str, Any]) -> Iterator[tuple[Card, str]]:
    """Percentiles, scores and who is low among the leaders of a tier's month."""
    scores = [_score(card, peers, said) for card in peers]
    bound = _quantile(scores, float(said["leader_low_percentile"]))
    for card, score in zip(peers, scores, strict=True):
        for part in PARTS:
            expected, published = _percentile(card, peers, part), card[f"{part}_percentile"]
            if (expected is None) != (published is None) or abs((expected or 0) - (published or 0)) > NEAR:
                yield card, f"{part} percentile {published}, recomputed {expected}"
        if card["score"] is None or abs(score - card["score"]) > NEAR:
            yield card, f"score {card['score']}, recomputed {score}"
        if abs(score - bound) > NEAR and card["is_low"] != (score < bound):
            yield card, f"is_low {card['is_low']}, score {score} against {bound}"


def _percentile(card: Card, peers: Sequence[Card], part: str) -> float | None:
    own = card[f"{part}_value"]
    known = [peer[f"{part}_value"] for peer in peers if peer[f"{part}_value"] is not None]
    return None if own is None else 100 * sum(value <= own for value in known) / len(known)


def _score(card: Card, peers: Sequence[Card], said: Mapping[str, Any]) -> float:
    known = {part: _percentile(card, peers, part) for part in PARTS}
    weights = {part: int(said[f"leader_weight_{part}"]) for part in PARTS if known[part] is not None}
    return sum(weight * (known[part] or 0) for part, weight in weights.items()) / sum(weights.values())


def _quantile(values: Sequence[float], share: float) -> float:
    """Between the two nearest values, in proportion."""
    ranked = sorted(values)
    place = share * (len(ranked) - 1)
    below = int(place)
    above = min(below + 1, len(ranked) - 1)
    return ranked[below] + (place - below) * (ranked[above] - ranked[below])


def _states(cards: Sequence[Card], said: Mapping[str, Any]) -> Iterator[tuple[Card, str]]:
    """A leader's months one after the other: what low ones running lead to, and since when."""
    steps = [
        (int(said[f"leader_{step}_months"]), state)
        for step, state in (("warn", "warning"), ("help", "help"), ("replace", "replace_candidate"))
    ]
    low, state, since = 0, None, None
    for card in cards:
        if card["score"] is not None:
            low = low + 1 if card["is_low"] else 0
            now = next((name for months, name in reversed(steps) if low >= months), "good")
            if now != state:
                state, since = now, _next_month(card["month_start"])
        if (card["state"], card["state_since"]) != (state, since):
            yield card, f"state {card['state']} since {card['state_since']}, recomputed {state} since {since}"


def _next_month(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)
