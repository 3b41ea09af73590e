"""What guards barred, who waits for a steward, and what stewards decided; nobody is named."""

from __future__ import annotations

from collections.abc import Sequence

from reports.document import Column, Row, Section, Table, of_column
from reports.pages.identity.observed import COUNTED
from reports.store import Store
from reports.vocabulary.identity import ACTIONS, DECISIONS, GUARDS, REVIEWED
from reports.words import NOTHING, Words, same

REVIEW = "ops.identity_review"
# Members' ids stay in the store: `memberloop member review` tells them to a steward.
WAITING = """
select
    why, decided_on, count(*) as members, max(identifiers) as most_identifiers, max(anchors) as most_anchors
from ops.identity_review
group by why, decided_on
order by members desc, why, decided_on
"""


def guards(today: Sequence[Row]) -> Section:
    """A line for each guard that spoke, how often it did what."""
    counts = {(row["detail"], row["measure"]): row["observed"] for row in today}
    measures = {f"guard_{action}": name for action, name in ACTIONS.items()}
    actions = [one for one in measures if any(one == measure for _, measure in counts)]
    spoke = {guard for guard, measure in counts if measure in measures}
    rows = [
        {
            "guard": (told := GUARDS.get(guard, (same(guard), NOTHING)))[0],
            "note": told[1],
            **{action: counts.get((guard, action)) for action in actions},
        }
        for guard in [*(one for one in GUARDS if one in spoke), *sorted(spoke.difference(GUARDS))]
    ]
    title = Words("规则拦下的", "What the guards found")
    columns = [
        Column("guard", Words("规则", "Guard")),
        Column("note", Words("说明", "What it looks at"), "prose"),
        *(Column(action, measures[action], "count", source=COUNTED) for action in actions),
    ]
    return Section(title, [Table("guards", title, columns, rows)] if rows else [])


def review(store: Store) -> Section:
    """Why members wait for a steward's look, and how many for each reason."""
    rows = [{**row, "why": REVIEWED.get(row["why"], same(row["why"]))} for row in store.ask(WAITING)]
    title = Words("等专员看的", "Waiting for a steward")
    columns = [
        Column("why", Words("原因", "Why"), "prose", source=of_column(REVIEW, "why")),
        Column("members", Words("会员", "Members"), "count", source=of_column(REVIEW, "member_uid")),
        Column(
            "most_identifiers", Words("标识最多", "Most identifiers"), "count",
            source=of_column(REVIEW, "identifiers"),
        ),
        Column(
            "most_anchors", Words("强标识最多", "Most anchors"), "count", source=of_column(REVIEW, "anchors")
        ),
        Column("decided_on", Words("判定日", "Decided on"), "date", source=of_column(REVIEW, "decided_on")),
    ]  # fmt: skip
    return Section(title, [Table("review", title, columns, rows)] if rows else [])


def decisions(today: Sequence[Row]) -> Section:
    """How many decisions of stewards are in force."""
    rows = [
        {"decision": DECISIONS.get(row["detail"], same(row["detail"])), "observed": row["observed"]}
        for row in today
        if row["measure"] == "steward_decisions"
    ]
    title = Words("专员裁定", "Decisions of stewards")
    columns = [
        Column("decision", Words("裁定", "Decision")),
        Column("observed", Words("有效", "In force"), "count", source=COUNTED),
    ]
    return Section(title, [Table("decisions", title, columns, rows)] if rows else [])
