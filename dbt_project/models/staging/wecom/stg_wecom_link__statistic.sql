-- One row per link_id, from_on and until_on: clicks and new customers of a link over the days asked, as
-- last told.

with delivered as (
    {{ delivered_rows('wecom_link') }}
),

dated as (
    select
        *,
        {{ wecom_day(wecom_instant('from_at')) }} as from_on,
        {{ wecom_day(wecom_instant('until_at')) }} as until_on
    from delivered
    where kind = 'statistic'
),

latest as (
    {{ latest_delivery('dated', ['link_id', 'from_on', 'until_on']) }}
)

select
    link_id,
    from_on,
    until_on,
    corp_id,
    click_count,
    new_customer_count,
    delivered_on
from latest
