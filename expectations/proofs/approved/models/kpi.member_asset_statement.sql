-- grain: month_start, mall_id, asset. Opening and movements of each asset, which make up its closing.
with monthly as (
    select * from "kpi"."kpi_value"
    where period_kind = 'month' and dimension = 'all'
),

asset as (
    select * from "lifecycle"."member_asset"
)

select
    opening.period_start as month_start,
    opening.mall_id,
    asset.asset,
    asset.position,
    asset.name_zh,
    asset.name_en,
    opening.numerator as opening,
    added.numerator as added,
    reactivated.numerator as reactivated,
    lost.numerator as lost,
    deleted.numerator as deleted,
    closing.numerator as closing,
    opening.is_mature,
    opening.null_reason,
    opening.as_of_date
from asset
inner join monthly as opening on concat('asset_', asset.asset, '_opening') = opening.metric_id
inner join monthly as added
    on
        concat('asset_', asset.asset, '_added') = added.metric_id
        and opening.period_start = added.period_start
        and opening.mall_id = added.mall_id
inner join monthly as reactivated
    on
        concat('asset_', asset.asset, '_reactivated') = reactivated.metric_id
        and opening.period_start = reactivated.period_start
        and opening.mall_id = reactivated.mall_id
inner join monthly as lost
    on
        concat('asset_', asset.asset, '_lost') = lost.metric_id
        and opening.period_start = lost.period_start
        and opening.mall_id = lost.mall_id
inner join monthly as deleted
    on
        concat('asset_', asset.asset, '_deleted') = deleted.metric_id
        and opening.period_start = deleted.period_start
        and opening.mall_id = deleted.mall_id
inner join monthly as closing
    on
        concat('asset_', asset.asset, '_closing') = closing.metric_id
        and opening.period_start = closing.period_start
        and opening.mall_id = closing.mall_id
order by opening.period_start, opening.mall_id, asset.position
