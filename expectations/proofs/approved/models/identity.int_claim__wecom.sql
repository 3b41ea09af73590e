-- One row per source_feed, source_key, identifier_type and identifier_hash: identifiers of customers in
-- WeCom. A phone is what a staff noted down. Who never became a friend is known from a group alone.

with contact as (
    select
        unionid_hash,
        external_userid_hash,
        added_at
    from "staging"."stg_wecom_contact"
    where cast(timezone('Asia/Shanghai', timezone('UTC', added_at)) as date) <= (select as_of_date from "control"."run")
),

contact_pair as (
    select
        unionid_hash,
        external_userid_hash,
        md5(concat_ws(
            '|',
            coalesce(unionid_hash, '-'),
            coalesce(external_userid_hash, '-')
        )) as source_key,
        min(added_at) as seen_at,
        min(added_at) as bound_at,
        max(added_at) as last_seen_at
    from contact
    group by unionid_hash, external_userid_hash
),

noted as (
    select
        external_userid_hash,
        unnest(remark_mobile_hashes) as phone_hash,
        added_at
    from "staging"."stg_wecom_contact"
    where remark_mobile_hashes is not null and cast(timezone('Asia/Shanghai', timezone('UTC', added_at)) as date) <= (select as_of_date from "control"."run")
),

noted_pair as (
    select
        external_userid_hash,
        phone_hash,
        md5(concat_ws(
            '|',
            coalesce(external_userid_hash, '-'),
            coalesce(phone_hash, '-')
        )) as source_key,
        min(added_at) as seen_at,
        min(added_at) as bound_at,
        max(added_at) as last_seen_at
    from noted
    group by external_userid_hash, phone_hash
),

contact_event as (
    select * from "staging"."stg_wecom_contact_event" where cast(timezone('Asia/Shanghai', timezone('UTC', event_at)) as date) <= (select as_of_date from "control"."run")
),

called_back as (
    select
        external_userid_hash,
        md5(concat_ws(
            '|',
            coalesce(external_userid_hash, '-')
        )) as source_key,
        min(event_at) as seen_at,
        min(event_at) as bound_at,
        max(event_at) as last_seen_at
    from contact_event
    group by external_userid_hash
),

member as (
    select * from "staging"."stg_wecom_group__member"
    where member_type = 'customer' and cast(timezone('Asia/Shanghai', timezone('UTC', joined_at)) as date) <= (select as_of_date from "control"."run")
),

member_pair as (
    select
        unionid_hash,
        external_userid_hash,
        md5(concat_ws(
            '|',
            coalesce(unionid_hash, '-'),
            coalesce(external_userid_hash, '-')
        )) as source_key,
        min(joined_at) as seen_at,
        min(joined_at) as bound_at,
        max(joined_at) as last_seen_at
    from member
    group by unionid_hash, external_userid_hash
),

group_event as (
    select * from "staging"."stg_wecom_group_event"
    where external_userid_hash is not null and cast(timezone('Asia/Shanghai', timezone('UTC', event_at)) as date) <= (select as_of_date from "control"."run")
),

member_event as (
    select
        external_userid_hash,
        md5(concat_ws(
            '|',
            coalesce(external_userid_hash, '-')
        )) as source_key,
        min(event_at) as seen_at,
        min(event_at) as bound_at,
        max(event_at) as last_seen_at
    from group_event
    group by external_userid_hash
),

final as (
    
    select
        'wecom_contact' as source_feed,
        source_key,
        'unionid' as identifier_type,
        unionid_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from contact_pair
    where unionid_hash is not null
    union all
    select
        'wecom_contact' as source_feed,
        source_key,
        'external_userid' as identifier_type,
        external_userid_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from contact_pair
    where external_userid_hash is not null
    union all
    
    select
        'wecom_contact' as source_feed,
        source_key,
        'external_userid' as identifier_type,
        external_userid_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from noted_pair
    where external_userid_hash is not null
    union all
    select
        'wecom_contact' as source_feed,
        source_key,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from noted_pair
    where phone_hash is not null
    union all
    
    select
        'wecom_contact_event' as source_feed,
        source_key,
        'external_userid' as identifier_type,
        external_userid_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from called_back
    where external_userid_hash is not null
    union all
    
    select
        'wecom_group' as source_feed,
        source_key,
        'unionid' as identifier_type,
        unionid_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from member_pair
    where unionid_hash is not null
    union all
    select
        'wecom_group' as source_feed,
        source_key,
        'external_userid' as identifier_type,
        external_userid_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from member_pair
    where external_userid_hash is not null
    union all
    
    select
        'wecom_group_event' as source_feed,
        source_key,
        'external_userid' as identifier_type,
        external_userid_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from member_event
    where external_userid_hash is not null
)

select * from final
