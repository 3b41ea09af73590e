"""The scorecard in plain words: what each part measures, where one stands with it, and what follows."""

from __future__ import annotations

from collections.abc import Iterator

from reports.document import Cell, Column, Note, Section, Source, Table, of_column
from reports.formats import shown
from reports.leader import Document, Row
from reports.vocabulary.community import LEADER_STATES, PARTS, TITLES, leader_types, worded
from reports.words import NOTHING, Words

CARD = "kpi.leader_scorecard_monthly"


def score(document: Document) -> Iterator[Section]:
    """Nothing where the month has no scorecard."""
    for row in document["scorecard"]:
        yield Section(
            Words("评分", "Score"),
            [Note(_standing(row)), _parts(row)],
            Words(
                "得分由四部分按权重合成；名次是在同级社区里不高于你的团长占比，最好为 100。"
                "没有依据的部分不计权重。",
                "The score weighs four parts. A place is the share of leaders in communities of your tier "
                "that are not above you; 100 is the best. A part that nothing is known of weighs nothing.",
            ),
        )


def _standing(row: Row) -> Words:
    state, title = worded(LEADER_STATES, row["state"]), worded(TITLES, row["title"])
    types, declared = leader_types(row["ruled_types"]), leader_types(row["declared_type"])
    since = row["state_since"]
    zh = [f"状态：{state.zh}" + (f"，自 {since} 起" if since else "")]
    en = [f"State: {state.en}" + (f" since {since}" if since else "")]
    for label, one in (
        (Words("称号", "Title"), title),
        (Words("申报类型", "Type by own word"), declared),
        (Words("按表现认定", "Type by rule"), types),
    ):
        if one != NOTHING:
            zh.append(f"{label.zh}：{one.zh}")
            en.append(f"{label.en}: {one.en}")
    return Words("；".join(zh) + "。", "; ".join(en) + ".")


def _parts(row: Row) -> Table:
    """A line for each part; what has no place says why."""
    lines = []
    for part, (name, measure, unit) in PARTS.items():
        why = row["null_reason"] or "too_few"
        lines.append(
            {
                "part": name,
                "measure": measure,
                "value": Cell(row[f"{part}_value"], unit, why, source=_source(part, "value")),
                "percentile": Cell(
                    row[f"{part}_percentile"], "number", why, source=_source(part, "percentile")
                ),
                "weight": Cell(row[f"{part}_weight"], "count", source=_source(part, "weight")),
            }
        )
    counted = shown(row["known_weight"], "count", "")
    return Table(
        "score",
        Words("四部分", "The four parts"),
        [
            Column("part", Words("部分", "Part")),
            Column("measure", Words("衡量", "Measures")),
            Column("value", Words("本月", "This month"), "number"),
            Column("percentile", Words("名次", "Place"), "number"),
            Column("weight", Words("权重", "Weight"), "count"),
        ],
        lines,
        Words(f"计入的权重合计：{counted.zh}。", f"Weight that counts in all: {counted.en}."),
    )


def _source(part: str, what: str) -> Source:
    return of_column(CARD, f"{part}_{what}")
