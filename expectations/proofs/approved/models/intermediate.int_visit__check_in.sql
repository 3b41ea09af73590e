-- One row per source_feed and source_key: a member who checked in at an event of a mall, or at a point of
-- it with the mini-program.

with member_identifier as (
    select * from "identity"."int_identity__member_identifier"
),

told as (
    select
        'event_checkin' as source_feed,
        concat_ws('|', event_id, identifier_type, identifier_hash) as source_key,
        identifier_type,
        identifier_hash,
        mall_id,
        checked_in_at as seen_at,
        business_date
    from "staging"."stg_event_checkin"
    union all
    select
        'app_event' as source_feed,
        event_id as source_key,
        case when openid_hash is not null then 'openid' else 'unionid' end as identifier_type,
        coalesce(openid_hash, unionid_hash) as identifier_hash,
        mall_id,
        occurred_at as seen_at,
        business_date
    from "staging"."stg_app_event"
    where event = 'check_in'
)

select
    'check_in' as evidence_kind,
    told.source_feed,
    told.source_key,
    member_identifier.member_uid,
    told.mall_id,
    cast(null as varchar) as shop_id,
    told.seen_at,
    told.business_date
from told
inner join member_identifier
    on
        told.identifier_type = member_identifier.identifier_type
            and told.identifier_hash = member_identifier.identifier_hash
            and coalesce(told.seen_at, timestamp '9999-12-30') >= member_identifier.valid_from
            and coalesce(told.seen_at, timestamp '9999-12-30') < member_identifier.valid_to
where told.mall_id is not null and told.business_date <= (select as_of_date from "control"."run")
