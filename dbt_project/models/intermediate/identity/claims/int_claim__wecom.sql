-- One row per source_feed, source_key, identifier_type and identifier_hash: identifiers of customers in
-- WeCom. A phone is what a staff noted down. Who never became a friend is known from a group alone.

with contact as (
    select
        unionid_hash,
        external_userid_hash,
        added_at
    from {{ ref('stg_wecom_contact') }}
    where {{ wecom_day('added_at') }} <= {{ as_of_date() }}
),

contact_pair as (
    {{ first_together('contact', ['unionid', 'external_userid'], 'added_at') }}
),

noted as (
    select
        external_userid_hash,
        unnest(remark_mobile_hashes) as phone_hash,
        added_at
    from {{ ref('stg_wecom_contact') }}
    where remark_mobile_hashes is not null and {{ wecom_day('added_at') }} <= {{ as_of_date() }}
),

noted_pair as (
    {{ first_together('noted', ['external_userid', 'phone'], 'added_at') }}
),

contact_event as (
    select * from {{ ref('stg_wecom_contact_event') }} where {{ wecom_day('event_at') }} <= {{ as_of_date() }}
),

called_back as (
    {{ first_together('contact_event', ['external_userid'], 'event_at') }}
),

member as (
    select * from {{ ref('stg_wecom_group__member') }}
    where member_type = 'customer' and {{ wecom_day('joined_at') }} <= {{ as_of_date() }}
),

member_pair as (
    {{ first_together('member', ['unionid', 'external_userid'], 'joined_at') }}
),

group_event as (
    select * from {{ ref('stg_wecom_group_event') }}
    where external_userid_hash is not null and {{ wecom_day('event_at') }} <= {{ as_of_date() }}
),

member_event as (
    {{ first_together('group_event', ['external_userid'], 'event_at') }}
),

final as (
    {{ claims_of_records('contact_pair', 'wecom_contact', ['unionid', 'external_userid']) }}
    union all
    {{ claims_of_records('noted_pair', 'wecom_contact', ['external_userid', 'phone']) }}
    union all
    {{ claims_of_records('called_back', 'wecom_contact_event', ['external_userid']) }}
    union all
    {{ claims_of_records('member_pair', 'wecom_group', ['unionid', 'external_userid']) }}
    union all
    {{ claims_of_records('member_event', 'wecom_group_event', ['external_userid']) }}
)

select * from final
