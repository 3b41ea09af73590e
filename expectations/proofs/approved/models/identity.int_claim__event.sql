-- One row per source_feed, source_key, identifier_type and identifier_hash: identifiers that checked in
-- at an event together.

with seen as (
    select * from "staging"."stg_event_checkin" where business_date <= (select as_of_date from "control"."run")
),

pair as (
    select
        member_no_hash,
        openid_hash,
        phone_hash,
        md5(concat_ws(
            '|',
            coalesce(member_no_hash, '-'),
            coalesce(openid_hash, '-'),
            coalesce(phone_hash, '-')
        )) as source_key,
        min(checked_in_at) as seen_at,
        min(checked_in_at) as bound_at,
        max(checked_in_at) as last_seen_at
    from seen
    group by member_no_hash, openid_hash, phone_hash
),

final as (
    
    select
        'event_checkin' as source_feed,
        source_key,
        'member_no' as identifier_type,
        member_no_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from pair
    where member_no_hash is not null
    union all
    select
        'event_checkin' as source_feed,
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
        'event_checkin' as source_feed,
        source_key,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from pair
    where phone_hash is not null
)

select * from final
