-- grain: member_uid, month_end. RFM of the members with a purchase-day in 365 days, at each month's end and
-- as of today. Scores are ceil(5 x cumulative distribution) over that base: equal values share a score,
-- recency runs backwards.
with snapshot as (
    select * from "lifecycle"."int_calendar__snapshot"
),

state as (
    select * from "lifecycle"."int_member__state"
),

measured as (
    select
        state.member_uid,
        snapshot.month_end,
        snapshot.is_month_end,
        snapshot.is_as_of,
        date_diff('day', state.last_purchase_on, snapshot.month_end) as r,
        date_diff('day', state.last_visit_on, snapshot.month_end) as r_visit,
        state.purchase_days_365d as f,
        state.spend_365d_fen as m
    from snapshot
    inner join state
        on snapshot.month_end >= state.valid_from and snapshot.month_end < state.valid_to
    where state.purchase_days_365d > 0
),

scored as (
    select
        *,
        cast(ceil(5 * cume_dist() over (partition by month_end order by r desc)) as integer) as r_score,
        cast(ceil(5 * cume_dist() over (partition by month_end order by f)) as integer) as f_score,
        cast(ceil(5 * cume_dist() over (partition by month_end order by m)) as integer) as m_score
    from measured
)

select
    scored.member_uid,
    scored.month_end,
    anchor.home_mall_id as mall_id,
    scored.r,
    scored.r_visit,
    scored.f,
    scored.m,
    scored.r_score,
    scored.f_score,
    scored.m_score,
    rule.segment,
    scored.is_month_end,
    scored.is_as_of
from scored
inner join "lifecycle"."int_member__anchor" as anchor on scored.member_uid = anchor.member_uid
inner join "lifecycle"."rfm_segment_rule" as rule
    on
        scored.r_score between rule.r_from and rule.r_to
        and scored.f_score between rule.f_from and rule.f_to
        and scored.m_score between rule.m_from and rule.m_to
