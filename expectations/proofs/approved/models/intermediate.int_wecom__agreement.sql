-- One row per feed, fact_kind and fact_on: changes that comparing snapshots tells, and how far callbacks
-- tell the same. Compared are days between the first and the last delivery of both feeds. Tags have no
-- callback.

with friendship as (
    select * from "intermediate"."int_wecom__friendship"
),

group_spell as (
    select * from "intermediate"."int_wecom__group_spell"
),

tag_stay as (
    select * from "intermediate"."int_wecom__tag_stay"
),

told as (
    select
        'wecom_contact' as feed,
        'friend_added' as fact_kind,
        cast(timezone('Asia/Shanghai', timezone('UTC', begun_at)) as date) as fact_on,
        is_begun_in_events as is_in_events,
        is_in_snapshots
    from friendship
    where begun_at is not null
    union all
    select
        'wecom_contact' as feed,
        'friend_deleted' as fact_kind,
        cast(timezone('Asia/Shanghai', timezone('UTC', ended_at)) as date) as fact_on,
        is_end_exact as is_in_events,
        first_absent_on is not null as is_in_snapshots
    from friendship
    where end_kind <> 'begun_anew'
    union all
    select
        'wecom_group' as feed,
        'group_joined' as fact_kind,
        cast(timezone('Asia/Shanghai', timezone('UTC', begun_at)) as date) as fact_on,
        is_begun_in_events as is_in_events,
        is_in_snapshots
    from group_spell
    where begun_at is not null
    union all
    select
        'wecom_group' as feed,
        'group_left' as fact_kind,
        cast(timezone('Asia/Shanghai', timezone('UTC', ended_at)) as date) as fact_on,
        is_end_exact as is_in_events,
        first_absent_on is not null as is_in_snapshots
    from group_spell
    -- Nobody can ask for the members of a group that is dismissed.
    where end_kind not in ('begun_anew', 'dismissed')
    union all
    select
        'wecom_contact' as feed,
        'tag_added' as fact_kind,
        first_seen_on as fact_on,
        cast(null as boolean) as is_in_events,
        true as is_in_snapshots
    from tag_stay
    where not_yet_on is not null
    union all
    select
        'wecom_contact' as feed,
        'tag_removed' as fact_kind,
        removed_by_on as fact_on,
        cast(null as boolean) as is_in_events,
        true as is_in_snapshots
    from tag_stay
    where removed_by_on is not null
),

feed_span as (
    select
        replace(feed, '_event', '') as feed,
        feed in ('wecom_contact', 'wecom_group') as is_of_snapshots,
        is_present,
        first_delivered_on,
        last_delivered_on
    from "control"."feed_state"
    where feed in ('wecom_contact', 'wecom_contact_event', 'wecom_group', 'wecom_group_event')
),

span as (
    select
        feed,
        min(case when is_of_snapshots then first_delivered_on end) as snapshots_from_on,
        max(first_delivered_on) as compared_from_on,
        min(last_delivered_on) as compared_until_on,
        bool_and(is_present) as is_comparable
    from feed_span
    group by feed
),

placed as (
    select
        told.*,
        told.is_in_events is not null and span.is_comparable as is_comparable,
        told.fact_on >= span.compared_from_on and told.fact_on < span.compared_until_on as is_compared
    from told
    inner join span on told.feed = span.feed
    where told.fact_on >= span.snapshots_from_on
),

counted as (
    select
        feed,
        fact_kind,
        fact_on,
        bool_or(is_comparable) as is_comparable,
        count(case when is_in_snapshots then 1 end) as derived,
        count(case when is_compared and is_in_events and is_in_snapshots then 1 end) as agreeing,
        count(case when is_compared and is_in_events and not is_in_snapshots then 1 end) as only_in_events,
        count(case when is_compared and not is_in_events and is_in_snapshots then 1 end) as only_in_snapshots
    from placed
    group by feed, fact_kind, fact_on
),

final as (
    select
        feed,
        fact_kind,
        fact_on,
        derived as derived_facts,
        case when is_comparable then agreeing end as agreeing_facts,
        case when is_comparable then only_in_events end as facts_only_in_events,
        case when is_comparable then only_in_snapshots end as facts_only_in_snapshots
    from counted
)

select * from final
