-- grain: referrer_member_uid, referee_member_uid. What two members of a referral have in common that two
-- people should not: a phone or plate, a device, or an address on the day of the referral; or the device that
-- several whom one referrer named share. A check-in tells nothing: a counter's device scans for many.
with named as (
    select * from "intermediate"."int_referral__named" where is_first
),

openid as (
    select * from "identity"."int_identity__member_identifier" where identifier_type = 'openid'
),

person as (
    select referrer_member_uid as member_uid from named
    union
    select referee_member_uid from named
),

app_event as (
    select
        openid.member_uid,
        app_event.business_date,
        app_event.device_id_hash,
        app_event.ip_hash
    from "staging"."stg_app_event" as app_event
    inner join openid on app_event.openid_hash = openid.identifier_hash
    inner join person on openid.member_uid = person.member_uid
    where app_event.business_date <= (select as_of_date from "control"."run") and app_event.event <> 'check_in'
),

held as (
    select
        member_uid,
        identifier_type as kind,
        identifier_hash as held_value,
        cast(null as date) as held_on
    from "core"."bridge_member_identifier"
    where identifier_type = 'phone' and role <> 'blocked'
    union
    select
        member_uid,
        'plate' as kind,
        plate_hash as held_value,
        cast(null as date) as held_on
    from "core"."bridge_vehicle_member"
    union
    select
        member_uid,
        'device' as kind,
        device_id_hash as held_value,
        cast(null as date) as held_on
    from app_event
    where device_id_hash is not null
    union
    select
        member_uid,
        'ip' as kind,
        ip_hash as held_value,
        business_date as held_on
    from app_event
    where ip_hash is not null
),

with_referrer as (
    select
        named.referrer_member_uid,
        named.referee_member_uid,
        referrer.kind
    from named
    inner join held as referrer on named.referrer_member_uid = referrer.member_uid
    inner join held as referee
        on
            named.referee_member_uid = referee.member_uid
            and referrer.kind = referee.kind
            and referrer.held_value = referee.held_value
            and coalesce(referrer.held_on, named.referred_on) = coalesce(referee.held_on, named.referred_on)
    where referrer.kind <> 'ip' or referrer.held_on = named.referred_on
),

with_another as (
    select
        named.referrer_member_uid,
        named.referee_member_uid,
        held.kind,
        count(*) over (partition by named.referrer_member_uid, held.held_value) as referees
    from named
    inner join held on named.referee_member_uid = held.member_uid and held.kind = 'device'
),

shared as (
    select * from with_referrer
    union all
    select
        referrer_member_uid,
        referee_member_uid,
        kind
    from with_another
    where referees > 1
)

select
    referrer_member_uid,
    referee_member_uid,
    bool_or(kind = 'ip') as is_same_ip,
    bool_or(kind = 'device') as is_same_device,
    bool_or(kind = 'phone') as is_same_phone,
    bool_or(kind = 'plate') as is_same_plate
from shared
group by referrer_member_uid, referee_member_uid
