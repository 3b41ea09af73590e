-- grain: month_start, mall_id, asset. Opening and movements of each asset, which make up its closing.
{%- set lines = ['opening', 'added', 'reactivated', 'lost', 'deleted', 'closing'] %}
with monthly as (
    select * from {{ ref('kpi_value') }}
    where period_kind = 'month' and dimension = 'all'
),

asset as (
    select * from {{ ref('member_asset') }}
)

select
    opening.period_start as month_start,
    opening.mall_id,
    asset.asset,
    asset.position,
    asset.name_zh,
    asset.name_en,
    {%- for line in lines %}
    {{ line }}.numerator as {{ line }},
    {%- endfor %}
    opening.is_mature,
    opening.null_reason,
    opening.as_of_date
from asset
inner join monthly as opening on concat('asset_', asset.asset, '_opening') = opening.metric_id
{%- for line in lines[1:] %}
inner join monthly as {{ line }}
    on
        concat('asset_', asset.asset, '_{{ line }}') = {{ line }}.metric_id
        and opening.period_start = {{ line }}.period_start
        and opening.mall_id = {{ line }}.mall_id
{%- endfor %}
order by opening.period_start, opening.mall_id, asset.position
