"""Coupons by state, and how many of those that ran out had been used."""

from __future__ import annotations

from reports.document import Chart, Column, Section, Table
from reports.drawing import marks
from reports.pages.benefits.rows import FOLDED, NEWEST, ROI, asked, kinds, measure, source, who
from reports.store import Store
from reports.vocabulary.programmes import BENEFIT_TYPES, COUPON_STATES, RATES_OF, named
from reports.words import Words

# A coupon is in one state, so states and benefits add up to what was issued.
BY_TYPE = f"""
with held as (
    select
        benefit_type, sum(state_redeemed) as redeemed, sum(state_claimed) as claimed,
        sum(state_issued) as issued, sum(state_expired) as expired, sum(state_cancelled) as cancelled,
        sum(state_refunded) as refunded
    from {ROI}
    where {NEWEST}
    group by benefit_type
)

select benefit_type, state, coupons
from (unpivot held on redeemed, claimed, issued, expired, cancelled, refunded into name state value coupons)
order by benefit_type, state
"""
STATES = f"""
select
    benefit_id, name, benefit_class, benefit_type, bearer, issued, issued_in_month, state_redeemed,
    state_claimed, state_issued, state_expired, state_cancelled, state_refunded, run_out_redeemed, run_out,
    redemption_rate, rate_of, case when rate_of is null then 'too_few' end as rate_null_reason
from {ROI}
where {NEWEST}
order by issued desc, benefit_id
limit $rows
"""


def section(store: Store) -> Section:
    """By purpose as a drawing, by benefit as a table."""
    rows = [
        {**row, "rate_is_of": named(row["rate_of"], RATES_OF)} for row in asked(store, STATES, rows=FOLDED)
    ]
    columns = [
        *who(), *kinds(),
        measure("issued", Words("累计发放", "Issued")),
        measure("issued_in_month", Words("当月发放", "This month")),
        *(measure(f"state_{state}", name) for state, name in COUPON_STATES.items()),
        measure("run_out_redeemed", Words("到期前核销", "Used in time")),
        measure("run_out", Words("到期券", "Of those run out")),
        measure("redemption_rate", Words("预计核销率", "Expected rate"), "ratio", "rate_null_reason"),
        measure("rate_is_of", Words("依据", "By"), "text"),
    ]  # fmt: skip
    title = Words("券在什么状态", "Where coupons stand")
    told = Words("各权益的券与核销率", "Coupons and redemption by benefit")
    note = Words(
        "到期券太少的权益用同类权益的核销率，同类也太少则不预计。",
        "With too few coupons run out a benefit takes the rate of its type, if that has enough.",
    )
    return Section(title, [_by_type(store), Table("states", told, columns, rows, note, folded=True)])


def _by_type(store: Store) -> Chart:
    found = store.ask(BY_TYPE)
    held = {row["benefit_type"] for row in found}
    types = [*(one for one in BENEFIT_TYPES if one in held), *sorted(held - set(BENEFIT_TYPES))]
    known = {(row["benefit_type"], row["state"]): row["coupons"] for row in found}
    rows = [
        {"type": named(one, BENEFIT_TYPES), "state": name, "coupons": known.get((one, state))}
        for one in types
        for state, name in COUPON_STATES.items()
    ]
    coupons = Column("coupons", Words("券", "Coupons"), "count", None, source("issued"))
    columns = [Column("type", Words("用途", "Purpose")), Column("state", Words("状态", "State")), coupons]
    table = Table("states-by-type", Words("发出的券，按用途", "Coupons issued, by purpose"), columns, rows)
    return marks.bars(table, "type", coupons, "state", coupons.source)
