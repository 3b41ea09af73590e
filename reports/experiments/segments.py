"""In which order rows are read, and what the parts of an experiment's people are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reports.experiments.rows import ALL, Result
from reports.experiments.words import OUTCOMES
from reports.words import Words, same


@dataclass(frozen=True)
class SegmentNames:
    """What malls and layers are called, by id."""

    malls: Mapping[str, str]
    layers: Mapping[str, Words]


UNKNOWN = "unknown"
UNKNOWN_LAYER = Words("分层未知", "No known layer")
UNKNOWN_MALL = Words("商场未知", "No known mall")


def segment_name(segment_id: str, names: SegmentNames) -> Words:
    """One part; a kind of no words is told by its id."""
    kind, _, which = segment_id.partition("=")
    told: dict[str, Words] = {
        ALL: Words("全部", "Everybody"),
        "layer": UNKNOWN_LAYER if which == UNKNOWN else names.layers.get(which, same(which)),
        "mall": UNKNOWN_MALL if which == UNKNOWN else same(names.malls.get(which, which)),
    }
    return told.get(kind, same(segment_id))


def reading_order(row: Result) -> tuple[bool, int, str, bool, str, str]:
    """The metric that decides first, the others as the words have them; everybody before a part."""
    known = list(OUTCOMES)
    at = known.index(row.metric_id) if row.metric_id in known else len(known)
    return not row.is_primary, at, row.metric_id, row.segment_id != ALL, row.segment_id, row.arm
