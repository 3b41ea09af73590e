-- One row per campaign_id and valid_from: campaigns as master_campaign gave them, [valid_from, valid_to).

with history as (
    select * from {{ ref('int_master__campaign') }}
),

clock as (
    select * from {{ ref('stg_master__clock') }} where object_type = 'campaign'
),

dated as (
    select
        history.*,
        coalesce(clock.timezone, '{{ var("default_timezone") }}') as zone
    from history
    left join clock on history.campaign_id = clock.object_id
),

final as (
    select
        campaign_id,
        valid_from,
        valid_to,
        is_current,
        mall_id,
        name,
        objective,
        node,
        {{ utc_instant('start_at', 'zone') }} as start_at,
        {{ utc_instant('end_at', 'zone') }} as end_at,
        template_id,
        owner
    from dated
)

select * from final
