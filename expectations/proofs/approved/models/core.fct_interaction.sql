-- One row per touchpoint_id that is an interaction (B6): something that a person did towards the operator.

with touchpoint as (
    select * from "core"."fct_touchpoint"
),

interaction_kind as (
    select * from "core"."interaction_kind"
),

app_event as (
    select * from "staging"."stg_app_event"
),

final as (
    select
        touchpoint.touchpoint_id,
        touchpoint.source_feed,
        touchpoint.source_key,
        touchpoint.member_uid,
        touchpoint.identifier_type,
        touchpoint.identifier_hash,
        interaction_kind.kind,
        interaction_kind.is_valid_interaction,
        touchpoint.entry_id,
        touchpoint.mall_id,
        app_event.content_id,
        app_event.campaign_id,
        app_event.task_id,
        touchpoint.occurred_at,
        touchpoint.business_date
    from touchpoint
    inner join interaction_kind on touchpoint.touchpoint_type = interaction_kind.touchpoint_type
    left join app_event
        on
            touchpoint.source_feed = 'app_event'
            and touchpoint.source_key = app_event.event_id
)

select * from final
