-- grain: person_id. Persons on the day of their first sign (content seen, presence in a mall, WeCom
-- friendship), which of these came in which order within `path_window_days`, and whether they joined by then.
-- Who had joined before the first sign is on no path; signs after joining are no path to it.
with identifier as (
    select * from "identity"."int_identity__member_identifier"
),

seen as (
    select
        case when unionid_hash is not null then 'unionid' else 'openid' end as identifier_type,
        coalesce(unionid_hash, openid_hash) as identifier_hash,
        mall_id,
        occurred_at,
        business_date
    from "staging"."stg_app_event"
    where event in ('view', 'click') and content_id is not null and business_date <= (select as_of_date from "control"."run")
),

sign as (
    select
        coalesce(identifier.member_uid, seen.identifier_hash) as person_id,
        'content' as sign,
        seen.mall_id,
        seen.occurred_at as signed_at,
        seen.business_date as signed_on
    from seen
    left join identifier
        on
            seen.identifier_type = identifier.identifier_type
            and seen.identifier_hash = identifier.identifier_hash
    union all
    select
        member_uid as person_id,
        'store' as sign,
        mall_id,
        first_seen_at as signed_at,
        business_date as signed_on
    from "intermediate"."int_visit__day"
    where business_date <= (select as_of_date from "control"."run")
    union all
    select
        person_id,
        'wecom' as sign,
        mall_id,
        added_at as signed_at,
        added_on as signed_on
    from "intermediate"."int_friend__added"
),

-- The first of each kind, and with it where the path began.
first_sign as (
    select
        person_id,
        sign,
        min(signed_at) as signed_at,
        min(signed_on) as signed_on,
        min_by(mall_id, row(signed_at, mall_id)) as mall_id
    from sign
    where person_id is not null
    group by person_id, sign
),

begun as (
    select
        person_id,
        min(signed_at) as begun_at,
        min(signed_on) as begun_on,
        min_by(mall_id, row(signed_at, sign)) as mall_id
    from first_sign
    group by person_id
),

member as (
    select * from "lifecycle"."int_member__registration"
),

walker as (
    select
        begun.*,
        case
            when member.joined_on < (begun.begun_on + 30)
                then member.joined_at
        end as joined_at
    from begun
    left join member on begun.person_id = member.member_uid
    where coalesce(member.joined_at >= begun.begun_at, true)
),

walked as (
    select
        walker.person_id,
        string_agg(first_sign.sign, '>' order by first_sign.signed_at, first_sign.sign) as path_type
    from walker
    inner join first_sign
        on
            walker.person_id = first_sign.person_id
            and first_sign.signed_on < (walker.begun_on + 30)
            and coalesce(walker.joined_at >= first_sign.signed_at, true)
    group by walker.person_id
)

select
    walker.person_id,
    walker.mall_id,
    walker.begun_on,
    walked.path_type,
    walker.joined_at is not null as has_joined,
    walked.path_type like 'content%' as is_begun_by_content,
    walked.path_type like 'content>store%' as has_come_after_content,
    walked.path_type = 'content>store>wecom' as has_three_stages
from walker
inner join walked on walker.person_id = walked.person_id
