-- One row per tag_id: a tag of the corp's dictionary, as last delivered.

with delivered as (
    {{ delivered_rows('wecom_tag') }}
),

latest as (
    {{ latest_delivery('delivered', ['tag_id']) }}
)

select
    tag_id,
    corp_id,
    tag_name,
    tag_order,
    {{ wecom_instant('created_at') }} as created_at,
    coalesce(is_deleted or is_group_deleted, false) as is_deleted,
    group_id,
    group_name,
    group_order,
    delivered_on
from latest
