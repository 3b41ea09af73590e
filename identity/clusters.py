"""Clusters out of scored pairs, with a guard: one wrong link must not chain two people's records together.

Pairs are taken from the strongest down. Two clusters are joined when their records, pair by pair, agree well
enough on average (a pair that was not scored counts as 0), and when the whole stays within the limit. That is
average linkage: what only a chain of links would hold together stays apart, and weak links are the last to
join.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import NamedTuple

# Over all pairs of records of two clusters. Records short of columns agree in little with some of their own
# and in much with others; strangers agree with none.
LEAST_MEAN = 0.3
# Far above what one person fills in on paper, far below what a placeholder name would gather.
MAX_CLUSTER = 30


class Pair(NamedTuple):
    """Two records and the probability that they are of one person."""

    left: Hashable
    right: Hashable
    probability: float


def cluster(
    pairs: Iterable[Pair], *, threshold: float, least_mean: float = LEAST_MEAN, max_size: int = MAX_CLUSTER
) -> dict[Hashable, Hashable]:
    """The cluster of each record that has one, named after its smallest record.

    Strongest pairs first, ties by the records' names, so that the order of the pairs makes no difference.
    """
    ordered = sorted(pairs, key=lambda pair: (-pair.probability, str(pair.left), str(pair.right)))
    scores: dict[Hashable, dict[Hashable, float]] = defaultdict(dict)
    for pair in ordered:
        scores[pair.left][pair.right] = scores[pair.right][pair.left] = pair.probability
    members: dict[Hashable, list[Hashable]] = {}
    home: dict[Hashable, Hashable] = {}
    for pair in (pair for pair in ordered if pair.probability >= threshold):
        for record in (pair.left, pair.right):
            if record not in home:
                home[record], members[record] = record, [record]
        left, right = home[pair.left], home[pair.right]
        if left == right or len(members[left]) + len(members[right]) > max_size:
            continue
        if _mean(members[left], members[right], scores) >= least_mean:
            for record in members[right]:
                home[record] = left
            members[left] += members.pop(right)
    return {record: min(members[part], key=str) for record, part in home.items() if len(members[part]) > 1}


def _mean(
    left: list[Hashable], right: list[Hashable], scores: dict[Hashable, dict[Hashable, float]]
) -> float:
    total = sum(scores[a].get(b, 0.0) for a in left for b in right)
    return total / (len(left) * len(right))
