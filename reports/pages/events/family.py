"""A family of events: what the newest cost, which were the dearest, and every report of each."""

from __future__ import annotations

from collections.abc import Sequence

from reports.document import Block, Chart, Column, Row, Section, Table
from reports.drawing import marks
from reports.pages.board import gauges
from reports.pages.events.columns import (
    after,
    at_a_glance,
    costs,
    dearest,
    funnel,
    on_time,
    source,
    unreached,
    who,
)  # fmt: skip
from reports.pages.events.rows import WORST_DAYS, newest, worst
from reports.store import Store
from reports.vocabulary.programmes import COST_KINDS, EVENT_KINDS
from reports.words import Words

NEWEST_SHOWN, WORST_SHOWN, LISTED = 12, 12, 48
FIGURES = {
    "brand_event": (),
    "community_ritual": (
        "ritual_repeat_rate", "ritual_visits_per_person", "ritual_theme_repeat_rate",
        "ritual_weekly_rhythm_rate", "ritual_monthly_rhythm_rate", "ritual_fatigue_slope",
    ),
}  # fmt: skip
KIND_COLUMNS = {
    "venue": "cost_venue_fen", "media": "cost_media_fen", "labour": "cost_labour_fen",
    "goods": "cost_goods_fen", "message": "cost_message_fen", "benefit": "cost_benefits_fen",
}  # fmt: skip


def sections(store: Store) -> list[Section]:
    """Brand events, then rituals; a family without events has no section."""
    found = [_section(store, kind) for kind in EVENT_KINDS]
    return [section for section in found if section]


def _section(store: Store, kind: str) -> Section | None:
    rows = newest(store, kind, LISTED)
    if not rows:
        return None
    shown, told = rows[:NEWEST_SHOWN], Words("最近的活动", "The newest")
    dear = Words(f"近 {WORST_DAYS} 天最不划算的", f"The dearest a guest, last {WORST_DAYS} days")
    blocks: list[Block] = [
        *gauges(store, "month", FIGURES[kind]),
        _structure(kind, shown),
        Table(f"{kind}-newest", told, [*who(), *at_a_glance(shown)], shown, unreached(shown)),
        Table(f"{kind}-worst", dear, [*who(), *dearest()], worst(store, kind, WORST_SHOWN)),
        *_details(kind, rows),
    ]
    return Section(EVENT_KINDS[kind], blocks)


def _details(kind: str, rows: Sequence[Row]) -> list[Block]:
    parts = (
        ("funnel", Words("逐场：触达到核销", "Each event: from reach to redemption"), funnel(rows)),
        ("return", Words("逐场：成本与回报", "Each event: cost and return"), costs()),
        ("after", Words("逐场：之后 30、60、90 天", "Each event: 30, 60 and 90 days after"), after()),
        ("on-time", Words("逐场：准备与闭环", "Each event: preparation and loop"), on_time()),
    )
    return [
        Table(f"{kind}-{name}", title, [*who(), *columns], rows, folded=True)
        for name, title, columns in parts
    ]


def _structure(kind: str, rows: Sequence[Row]) -> Chart:
    """Kinds of cost end to end; a kind that no event has stays out."""
    used = [one for one, column in KIND_COLUMNS.items() if any(row[column] for row in rows)]
    parts = [
        {"event": row["label"], "kind": COST_KINDS[one], "cost_fen": row[KIND_COLUMNS[one]]}
        for row in rows
        for one in used
    ]
    cost = Column("cost_fen", Words("成本", "Cost"), "fen", None, source("cost_fen"))
    columns = [Column("event", Words("活动", "Event")), Column("kind", Words("类别", "Kind")), cost]
    title = Words(f"最近 {len(rows)} 场花在哪里", f"What the newest {len(rows)} spent their money on")
    return marks.bars(Table(f"{kind}-cost", title, columns, parts), "event", cost, "kind", cost.source)
