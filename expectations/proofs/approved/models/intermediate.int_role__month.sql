-- grain: member_no_hash, role, month_start. Members who held a co-creation role (adviser, moderator,
-- co_creator, host) on a day of the month, and whether they came or interacted in it.
with month as (
    select
        cast(date_trunc('month', date_day) as date) as month_start,
        max(date_day) as last_day
    from "kpi"."time_spine_day"
    group by date_trunc('month', date_day)
),

held as (
    select
        member_no_hash,
        role,
        cast(timezone('Asia/Shanghai', timezone('UTC', starts_at)) as date) as held_from,
        cast(timezone('Asia/Shanghai', timezone('UTC', ends_at)) as date) as held_to
    from "core"."dim_role"
    where is_last_known
),

seen as (
    select distinct
        member_uid,
        cast(date_trunc('month', business_date) as date) as month_start
    from "lifecycle"."int_member__event_day"
    where (visit_days > 0 or interaction_days > 0) and business_date <= (select as_of_date from "control"."run")
),

member_identifier as (
    select * from "identity"."int_identity__member_identifier" where identifier_type = 'member_no'
),

anchor as (
    select * from "lifecycle"."int_member__anchor"
)

select
    concat(held.member_no_hash, '|', held.role, '|', cast(month.month_start as varchar)) as role_month_id,
    held.member_no_hash,
    held.role,
    month.month_start,
    min(member_identifier.member_uid) as member_uid,
    coalesce(min(anchor.home_mall_id), 'unknown') as mall_id,
    bool_or(seen.member_uid is not null) as is_active
from month
inner join held
    on
        month.last_day >= held.held_from
        and month.month_start < coalesce(held.held_to, date '9999-12-31')
left join member_identifier on held.member_no_hash = member_identifier.identifier_hash
left join anchor on member_identifier.member_uid = anchor.member_uid
left join seen
    on member_identifier.member_uid = seen.member_uid and month.month_start = seen.month_start
group by held.member_no_hash, held.role, month.month_start
