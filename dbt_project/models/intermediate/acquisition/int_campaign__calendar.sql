-- grain: campaign_id. A campaign on its mall's clock: first and last day, and the last day on which somebody
-- who clicked it may still take a step.
with dated as (
    select
        campaign.campaign_id,
        campaign.mall_id,
        campaign.template_id,
        clock.timezone,
        clock.business_day_cut_hour,
        {{ business_date('campaign.start_at', 'clock.timezone', 'clock.business_day_cut_hour') }}
            as started_on,
        {{ business_date(
            'coalesce(campaign.end_at, campaign.start_at)', 'clock.timezone', 'clock.business_day_cut_hour'
        ) }} as ended_on
    from {{ ref('dim_campaign') }} as campaign
    inner join {{ ref('stg_master__clock') }} as clock
        on clock.object_type = 'campaign' and campaign.campaign_id = clock.object_id
    where campaign.is_last_known and campaign.start_at is not null
)

select
    *,
    -- Of campaigns that begin together the first by name is the one that the others use again.
    template_id is not null
    and row_number() over (
        partition by template_id order by started_on, campaign_id
    ) > 1 as is_template_used_again,
    {{ add_days('ended_on', var('funnel_window_days') ~ ' - 1') }} as matures_on
from dated
where started_on <= {{ as_of_date() }}
