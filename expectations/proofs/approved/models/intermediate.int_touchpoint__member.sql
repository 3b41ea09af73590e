-- One row per source_feed and source_key: a registration. A member number registers once, however often
-- its tier changes.

with registration as (
    select
        *,
        row_number() over (
            partition by member_no_hash order by registered_at asc, tier_changed_at asc nulls first
        ) as appearance
    from "staging"."stg_member_registry"
    where registered_on <= (select as_of_date from "control"."run")
)

select
    'member_registry' as source_feed,
    member_no_hash as source_key,
    'member_no' as identifier_type,
    member_no_hash as identifier_hash,
    'registration' as touchpoint_type,
    entry_id,
    mall_id,
    registered_at as occurred_at,
    registered_on as business_date,
    delivered_on
from registration
where appearance = 1
