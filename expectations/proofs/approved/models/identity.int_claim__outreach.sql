-- One row per source_feed, source_key, identifier_type and identifier_hash: identifiers that an outreach
-- was addressed to together.

with send as (
    select * from "staging"."stg_outreach_log" where business_date <= (select as_of_date from "control"."run")
),

pair as (
    select
        external_userid_hash,
        member_no_hash,
        md5(concat_ws(
            '|',
            coalesce(external_userid_hash, '-'),
            coalesce(member_no_hash, '-')
        )) as source_key,
        min(coalesce(sent_at, planned_at)) as seen_at,
        min(coalesce(sent_at, planned_at)) as bound_at,
        max(coalesce(sent_at, planned_at)) as last_seen_at
    from send
    group by external_userid_hash, member_no_hash
),

final as (
    
    select
        'outreach_log' as source_feed,
        source_key,
        'external_userid' as identifier_type,
        external_userid_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from pair
    where external_userid_hash is not null
    union all
    select
        'outreach_log' as source_feed,
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
