-- grain: campaign_id. A campaign on its mall's clock: first and last day, and the last day on which somebody
-- who clicked it may still take a step.
with dated as (
    select
        campaign.campaign_id,
        campaign.mall_id,
        campaign.template_id,
        clock.timezone,
        clock.business_day_cut_hour,
        cast(timezone(clock.timezone, timezone('UTC', campaign.start_at)) - clock.business_day_cut_hour * interval '1' hour as date)
            as started_on,
        cast(timezone(clock.timezone, timezone('UTC', coalesce(campaign.end_at, campaign.start_at))) - clock.business_day_cut_hour * interval '1' hour as date) as ended_on
    from "core"."dim_campaign" as campaign
    inner join "staging"."stg_master__clock" as clock
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
    (ended_on + 30 - 1) as matures_on
from dated
where started_on <= (select as_of_date from "control"."run")
