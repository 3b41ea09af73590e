"""What coupons cost, who bears it, and how far cost and commitment are from their caps."""

from __future__ import annotations

from reports.document import Block, Chart, Column, Note, Row, Section, Table
from reports.drawing import marks
from reports.pages.benefits.rows import FOLDED, NEWEST, ROI, SHOWN, asked, kinds, measure, source, who
from reports.store import Store
from reports.vocabulary.programmes import BEARERS
from reports.words import Words, month

MONTHS_SHOWN = 13
# A redemption is borne once, so benefits and bearers add up to the month's cost.
BY_BEARER = """
with spent as (
    select
        month_start, sum(cost_mall_fen) as mall, sum(cost_merchant_fen) as merchant,
        sum(cost_platform_fen) as platform
    from kpi.benefit_roi_monthly
    group by month_start
    order by month_start desc
    limit $months
)

select month_start, bearer, cost_fen
from (unpivot spent on mall, merchant, platform into name bearer value cost_fen)
order by month_start desc, bearer
"""
CAPS = f"""
select
    benefit_id, name, benefit_class, benefit_type, bearer, cost_fen, cost_mall_fen, cost_merchant_fen,
    cost_platform_fen, committed_fen, committed_null_reason, cap_month_fen, unit_cost_fen, cap_issue_fen,
    max_member_spent_fen, max_member_committed_fen, cap_member_month_fen, members_over_cap, quota,
    over_issued, is_blocked,
    case when is_month_breach then 'bad' end as month_tone,
    case when is_issue_breach then 'bad' end as issue_tone,
    case when is_member_breach then 'bad' end as member_tone,
    case when over_issued > 0 then 'bad' end as quota_tone,
    case when is_blocked then 'bad' end as blocked_tone
from {ROI}
where {NEWEST}
order by is_blocked desc nulls last, coalesce(over_issued, 0) > 0 desc, cost_fen desc nulls last, benefit_id
limit $rows
"""


def section(store: Store) -> Section:
    """Cost by bearer over months; then benefits, those beyond a cap first."""
    rows = asked(store, CAPS, rows=FOLDED)
    over = [row for row in rows if row["is_blocked"] or row["quota_tone"]]
    blocks: list[Block] = [_by_bearer(store)]
    if rows and not over:
        blocks.append(
            Note(Words("本月没有权益突破上限或配额。", "No benefit is beyond a cap or its quota this month."))
        )
    blocks += [_caps(rows[:SHOWN]), _members(rows)]
    title = Words("成本、承诺与上限", "Cost and commitment beside the caps")
    lead = Words(
        "承诺是当月发放的券按预计核销率要花的钱；突破上限的为红色，应停发。",
        "Committed is what the month's coupons are expected to cost; what is beyond a cap is red and stops.",
    )
    return Section(title, blocks, lead)


def _by_bearer(store: Store) -> Chart:
    rows = [
        {**row, "month": month(row["month_start"]), "bearer": BEARERS[row["bearer"]]}
        for row in store.ask(BY_BEARER, months=MONTHS_SHOWN)
    ]
    cost = Column("cost_fen", Words("成本", "Cost"), "fen", None, source("cost_fen"))
    columns = [
        Column("month_start", Words("月份", "Month"), "month"),
        Column("bearer", Words("承担方", "Borne by")),
        cost,
    ]
    table = Table(
        "cost-by-bearer", Words("核销成本由谁承担", "Who bears the cost of redemptions"), columns, rows
    )
    return marks.bars(table, "month", cost, "bearer", cost.source)


def _caps(rows: list[Row]) -> Table:
    columns = [
        *who(),
        Column("borne_by", Words("承担方", "Borne by")),
        measure("cost_fen", Words("成本", "Cost"), "fen", tone="month_tone"),
        measure("committed_fen", Words("承诺", "Committed"), "fen", "committed_null_reason", "month_tone"),
        measure("cap_month_fen", Words("月上限", "Cap a month"), "fen"),
        measure("unit_cost_fen", Words("单张", "A coupon"), "fen", tone="issue_tone"),
        measure("cap_issue_fen", Words("单张上限", "Cap"), "fen"),
        measure("max_member_spent_fen", Words("会员最高", "A member's most"), "fen", tone="member_tone"),
        measure("cap_member_month_fen", Words("会员上限", "Cap"), "fen"),
        measure("is_blocked", Words("停发", "Stops"), "text", tone="blocked_tone"),
    ]
    title = Words(
        "权益与上限：突破的在前，其次花钱多的", "Benefits and caps: those beyond one first, then the dearest"
    )
    return Table("caps", title, columns, rows)


def _members(rows: list[Row]) -> Table:
    columns = [
        *who(), *kinds(),
        measure("cost_mall_fen", Words("商场承担", "Mall"), "fen"),
        measure("cost_merchant_fen", Words("商户承担", "Merchant"), "fen"),
        measure("cost_platform_fen", Words("平台承担", "Platform"), "fen"),
        measure("max_member_committed_fen", Words("会员最高承诺", "Expected of a member"), "fen",
                "committed_null_reason", "member_tone"),
        measure("members_over_cap", Words("超限会员", "Members over"), tone="member_tone"),
        measure("quota", Words("配额", "Quota")),
        measure("over_issued", Words("超发", "Over-issued"), tone="quota_tone"),
    ]  # fmt: skip
    title = Words("各权益：承担、会员与配额", "Each benefit: bearers, members and quota")
    return Table("bearers", title, columns, rows, folded=True)
