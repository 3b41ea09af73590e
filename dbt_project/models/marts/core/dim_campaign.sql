-- One row per campaign_id and valid_from: campaigns as master_campaign gave them, [valid_from, valid_to).

with history as (
    select * from {{ ref('int_master__campaign') }}
),

clock as (
    select * from {{ ref('stg_master__clock') }} where object_type = 'campaign'
),

final as (
    select
        history.campaign_id,
        history.valid_from,
        history.valid_to,
        history.is_current,
        history.mall_id,
        history.name,
        history.objective,
        history.node,
        {{ utc_instant('start_at', "coalesce(clock.timezone, '" ~ var('default_timezone') ~ "')", 'history') }} as start_at,
        {{ utc_instant('end_at', "coalesce(clock.timezone, '" ~ var('default_timezone') ~ "')", 'history') }} as end_at,
        history.template_id,
        history.owner
    from history
    left join clock on history.campaign_id = clock.object_id
)

select * from final
