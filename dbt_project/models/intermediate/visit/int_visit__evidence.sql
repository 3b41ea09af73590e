-- One row per evidence_kind, source_feed and source_key: something that proves that a member was in a
-- mall (B2). What is counted as proof, each kind's own model says.
{%- set columns = [
    'evidence_kind', 'source_feed', 'source_key', 'member_uid', 'mall_id', 'shop_id', 'seen_at', 'business_date'
] %}

with final as (
    {%- for kind in evidence_kinds() %}
    select {{ columns | join(', ') }}
    from {{ ref('int_visit__' ~ kind) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from final
