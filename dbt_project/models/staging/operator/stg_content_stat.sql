-- One row per business_date, platform and content_id: what a platform counted of a content, as last
-- delivered.

with delivered as (
    {{ delivered_rows('content_stat') }}
),

latest as (
    {{ latest_delivery('delivered', ['date', 'platform', 'content_id']) }}
)

select
    date as business_date,
    platform,
    content_id,
    exposures,
    clicks,
    likes,
    comments,
    shares,
    delivered_on
from latest
