"""Every leader's newest scorecard, and first of all those whom low scores brought a warning or more."""

from __future__ import annotations

from reports import words
from reports.document import Block, Cell, Column, Note, Row, Section, Table, of_column
from reports.drawing import marks
from reports.pages.leader import FOLDER, page_name
from reports.store import Store
from reports.vocabulary.community import LEADER_STATES, TITLES, TONES, leader_types, worded
from reports.words import Words, same

CARD = "kpi.leader_scorecard_monthly"
SHOWN, NAMED = 500, 3
PEOPLE = """
with newest as (
    select max(month_start) as month_start from kpi.leader_scorecard_monthly where score is not null
)

select card.*, coalesce(community.name, card.community_id) as community
from kpi.leader_scorecard_monthly as card
left join core.dim_community as community
    on card.community_id = community.community_id and community.is_last_known
where card.month_start = (select month_start from newest)
order by
    list_position(['replace_candidate', 'help', 'warning'], card.state) nulls last, card.score nulls last,
    card.leader_id
"""
DATES = {
    "warned_on": Words("预警日", "Warned"),
    "helped_on": Words("帮扶日", "Helped"),
    "replace_candidate_on": Words("待更换日", "To be replaced"),
}
FIGURES = {
    "score": (Words("得分", "Score"), "number", "null_reason"),
    "sales_percentile": (Words("销售", "Sales"), "number", "null_reason"),
    "growth_percentile": (Words("拓新", "Growth"), "number", "null_reason"),
    "service_percentile": (Words("服务", "Service"), "number", "why_service"),
    "activity_percentile": (Words("活跃", "Activity"), "number", "why_activity"),
    "net_fen": (Words("净销售额", "Net sales"), "fen", None),
    "orders": (Words("订单", "Orders"), "count", None),
    "new_buyers": (Words("新客", "New"), "count", None),
    "complaints": (Words("投诉", "Complaints"), "count", None),
    "trailing_rating": (Words("近期评分", "Rating"), "number", "trailing_rating_null_reason"),
}


def sections(store: Store) -> list[Section]:
    """Who needs care, then all; the month is the newest one with scores."""
    people = [_person(row) for row in store.ask(PEOPLE)]
    if not people:
        note = Note(Words("还没有一个月有评分。", "No month has scores yet."))
        return [Section(Words("团长", "Leaders"), [note])]
    month = words.month(people[0]["month_start"])
    return [_care(people), _all(people, month)]


def _person(row: Row) -> Row:
    """A row in words, with the way to the leader's own page."""
    unrated = row["null_reason"] or "too_few"
    return {
        **row,
        "leader": Cell(row["leader_id"], href=f"{FOLDER}/{page_name(row['leader_id'])}.html"),
        "community": same(row["community"] or "—"),
        "type": leader_types(row["declared_type"]),
        "standing": Cell(worded(LEADER_STATES, row["state"]), tone=TONES.get(row["state"] or "", "")),
        "called": worded(TITLES, row["title"]),
        "why_service": unrated,
        "why_activity": unrated,
    }


def _care(people: list[Row]) -> Section:
    """From the one to be replaced to the one just warned."""
    rows = [row for row in people if row["state"] not in (None, "good")]
    title = Words("需要关注", "Who needs care")
    if not rows:
        return Section(title, [Note(Words("没有团长处于预警。", "No leader is warned."))])
    lead = Words(
        "得分连续偏低先预警，再帮扶，最后列为待更换；一个月不低即解除。",
        "Low scores running bring a warning, then help, then a candidate to be replaced; "
        "one month that is not low ends it.",
    )
    columns = [
        *_named(),
        Column("standing", Words("状态", "State"), source=of_column(CARD, "state")),
        Column(
            "low_months", Words("连续低分月数", "Low months"), "count", source=of_column(CARD, "low_months")
        ),
        *(Column(key, label, "date", source=of_column(CARD, key)) for key, label in DATES.items()),
        Column("score", Words("得分", "Score"), "number", "null_reason", of_column(CARD, "score")),
    ]
    return Section(title, [Table("care", title, columns, rows[:SHOWN])], lead)


def _all(people: list[Row], month: Words) -> Section:
    """A field of sales against score, then every leader, the lowest score of each state first."""
    title = Words(f"全部团长，{month.zh}", f"All leaders, {month.en}")
    columns = [
        *_named(),
        Column("type", Words("申报类型", "Type"), source=of_column(CARD, "declared_type")),
        Column("standing", Words("状态", "State"), source=of_column(CARD, "state")),
        Column("called", Words("称号", "Title"), source=of_column(CARD, "title")),
        *(Column(key, label, unit, why, of_column(CARD, key)) for key, (label, unit, why) in FIGURES.items()),
    ]
    note = Words(
        "销售、拓新、服务、活跃各列是在同级社区里的名次（百分位）。团长编号通向其本人的单页。",
        "Sales, growth, service and activity are places (percentiles) within the community's tier. "
        "A leader's code leads to the page that may be handed to that leader.",
    )
    blocks: list[Block] = [
        *_field(people),
        Table("people", title, columns, people[:SHOWN], note, folded=True),
    ]
    return Section(title, blocks)


def _field(people: list[Row]) -> list[Block]:
    """Who sells much and who scores low; the largest sellers and who needs care carry a name."""
    scored = sorted(
        (row for row in people if row["score"] is not None and row["net_fen"] is not None),
        key=lambda row: (-row["net_fen"], row["leader_id"]),
    )[:SHOWN]
    if not scored:
        return []
    rows = [
        {**row, "name": row["leader_id"] if place < NAMED or row["state"] not in (None, "good") else ""}
        for place, row in enumerate(scored)
    ]
    sales = Column("net_fen", Words("净销售额（元）", "Net sales"), "fen", source=of_column(CARD, "net_fen"))
    score = Column("score", Words("得分", "Score"), "number", source=of_column(CARD, "score"))
    orders = Column("orders", Words("订单", "Orders"), "count", source=of_column(CARD, "orders"))
    title = Words("得分与销售", "Score and sales")
    note = Words("圆越大，订单越多。", "The larger a circle, the more orders.")
    table = Table("field", title, [*_named(), score, sales, orders], rows, note)
    return [marks.bubbles(table, score, sales, orders, "name")]


def _named() -> list[Column]:
    return [Column("leader", Words("团长", "Leader")), Column("community", Words("社区", "Community"))]
