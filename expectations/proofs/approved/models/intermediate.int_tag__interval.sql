-- grain: member_uid, tag_source, tag_group, tag, valid_from. The tags of a member and the days on which
-- each held. What people declared or staff put down (declared) stays apart from what their doings tell
-- (inferred).
with external_user as (
    select
        identifier_hash,
        member_uid
    from "identity"."int_identity__member_identifier"
    where identifier_type = 'external_userid' and member_uid is not null
),

tag_name as (
    select *
    from (
        select
            *,
            row_number() over (partition by tag_id order by delivered_on desc) as recency
        from "staging"."stg_wecom_tag"
    ) as by_recency
    where recency = 1
),

snapshot as (
    select
        month_end,
        coalesce(lead(month_end) over (order by month_end), ((select as_of_date from "control"."run") + 1)) as next_month_end
    from "lifecycle"."int_calendar__snapshot"
),

visit_time as (
    select
        member_uid,
        business_date,
        timezone('Asia/Shanghai', timezone('UTC', first_seen_at)) as seen_at
    from "intermediate"."int_visit__day"
    where member_uid is not null
),

band_of_visit as (
    select
        member_uid,
        business_date,
        case
            when extract(hour from seen_at) < 11 then 'morning'
            when extract(hour from seen_at) < 14 then 'noon'
            when extract(hour from seen_at) < 17 then 'afternoon'
            when extract(hour from seen_at) is not null then 'evening'
        end as band
    from visit_time
    where seen_at is not null
),

usual_time as (
    select
        band_of_visit.member_uid,
        snapshot.month_end,
        snapshot.next_month_end,
        band_of_visit.band,
        count(*) as visits,
        sum(count(*)) over (partition by band_of_visit.member_uid, snapshot.month_end) as all_visits,
        row_number() over (
            partition by band_of_visit.member_uid, snapshot.month_end
            order by count(*) desc, band_of_visit.band
        ) as preference_order
    from band_of_visit
    inner join snapshot
        on
            band_of_visit.business_date <= snapshot.month_end
            and band_of_visit.business_date > (snapshot.month_end + -90)
    group by band_of_visit.member_uid, snapshot.month_end, snapshot.next_month_end, band_of_visit.band
),

home_order as (
    select
        line.member_uid,
        line.business_date,
        line.community_id,
        concat(line.community_id, '-', address.building_no) as building,
        address.building_no is not null as has_building,
        line.pickup_point_id,
        row_number() over (
            partition by line.member_uid, line.business_date
            order by line.paid_at desc, line.order_key desc, line.item asc
        ) as order_of_day
    from "core"."fct_order_line" as line
    left join "staging"."stg_groupbuy_order" as address on line.order_key = address.order_key
    where
        line.member_uid is not null
        and not line.is_cancelled
        and line.community_id is not null
        and line.business_date <= (select as_of_date from "control"."run")
),

home as (
    select
        *,
        coalesce(
            lead(business_date) over (partition by member_uid order by business_date),
            ((select as_of_date from "control"."run") + 1)
        ) as next_date
    from home_order
    where order_of_day = 1
),

placed as (
    select
        external_user.member_uid,
        'declared' as tag_source,
        coalesce(tag_name.group_name, 'other') as tag_group,
        coalesce(tag_name.tag_name, stay.tag_id) as tag,
        stay.first_seen_on as valid_from,
        coalesce(stay.removed_by_on, ((select as_of_date from "control"."run") + 1)) as valid_to
    from "intermediate"."int_wecom__tag_stay" as stay
    inner join external_user on stay.external_userid_hash = external_user.identifier_hash
    left join tag_name on stay.tag_id = tag_name.tag_id
    union all
    select
        preference.member_uid,
        'inferred' as tag_source,
        'interest' as tag_group,
        preference.category as tag,
        snapshot.month_end as valid_from,
        snapshot.next_month_end as valid_to
    from "lifecycle"."int_member__category_preference_month_end" as preference
    inner join snapshot on preference.month_end = snapshot.month_end
    union all
    select
        member_uid,
        'inferred' as tag_source,
        'usual_time' as tag_group,
        band as tag,
        month_end as valid_from,
        next_month_end as valid_to
    from usual_time
    where preference_order = 1 and all_visits >= 3
    union all
    select
        member_uid,
        'inferred' as tag_source,
        'order_habit' as tag_group,
        tag,
        valid_from,
        valid_to
    from "intermediate"."int_tag__order_rule"
    union all
    select
        member_uid,
        'inferred' as tag_source,
        'building' as tag_group,
        building as tag,
        business_date as valid_from,
        next_date as valid_to
    from home
    where has_building
    union all
    -- What may be published of the place: the building may not.
    select
        member_uid,
        'inferred' as tag_source,
        'community' as tag_group,
        community_id as tag,
        business_date as valid_from,
        next_date as valid_to
    from home
    union all
    select
        member_uid,
        'inferred' as tag_source,
        'pickup_point' as tag_group,
        pickup_point_id as tag,
        business_date as valid_from,
        next_date as valid_to
    from home
    where pickup_point_id is not null
    union all
    select
        member_uid,
        'inferred' as tag_source,
        tag_group,
        tag,
        month_end as valid_from,
        next_month_end as valid_to
    from "intermediate"."int_tag__pickup"
),

-- Several staff may put the same tag, so that intervals of one tag may overlap.
keyed as (
    select
        concat_ws('|', member_uid, tag_source, tag_group, tag) as object_key,
        member_uid,
        tag_source,
        tag_group,
        tag,
        valid_from,
        valid_to
    from placed
    where valid_from < valid_to and valid_from <= (select as_of_date from "control"."run")
),

numbered as (
    select
        *,
        case
            when
                max(valid_to) over (
                    partition by object_key order by valid_from, valid_to
                    rows between unbounded preceding and 1 preceding
                ) >= valid_from
                then 0
            else 1
        end as is_start
    from keyed
),

island as (
    select
        *,
        sum(is_start) over (
            partition by object_key order by valid_from, valid_to
            rows between unbounded preceding and current row
        ) as island_no
    from numbered
)

select
    member_uid,
    tag_source,
    tag_group,
    tag,
    min(valid_from) as valid_from,
    max(valid_to) as valid_to
from island
group by member_uid, tag_source, tag_group, tag, island_no
