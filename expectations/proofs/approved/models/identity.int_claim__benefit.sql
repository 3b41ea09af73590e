-- One row per source_feed, source_key, identifier_type and identifier_hash: identifiers that held a coupon
-- together.

with step as (
    select * from "staging"."stg_benefit_ledger" where business_date <= (select as_of_date from "control"."run")
),

pair as (
    select
        openid_hash,
        member_no_hash,
        md5(concat_ws(
            '|',
            coalesce(openid_hash, '-'),
            coalesce(member_no_hash, '-')
        )) as source_key,
        min(state_at) as seen_at,
        min(state_at) as bound_at,
        max(state_at) as last_seen_at
    from step
    group by openid_hash, member_no_hash
),

final as (
    
    select
        'benefit_ledger' as source_feed,
        source_key,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from pair
    where openid_hash is not null
    union all
    select
        'benefit_ledger' as source_feed,
        source_key,
        'member_no' as identifier_type,
        member_no_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from pair
    where member_no_hash is not null
)

select * from final
