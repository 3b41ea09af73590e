-- One row per identifier_type, identifier_hash, role, valid_from and member_uid whose relation this run
-- gives, changes or takes.

with map_now as (
    select
        *,
        case when role = 'owner' then '' else member_uid end as holder
    from "identity"."int_identity__relation"
),

past as (
    select
        *,
        case when role = 'owner' then '' else member_uid end as holder
    from "identity"."int_identity__past_relation"
),

given as (
    select
        case
            when map_now.role = 'shared' then 'share'
            when map_now.role = 'blocked' then 'block'
            when past.member_uid <> map_now.member_uid then 'move'
            else 'attach'
        end as op,
        case when map_now.role = 'owner' and past.member_uid <> map_now.member_uid then past.member_uid end
            as member_uid_from,
        map_now.member_uid as member_uid_to,
        map_now.identifier_type,
        map_now.identifier_hash,
        map_now.role,
        map_now.valid_from,
        map_now.valid_to,
        map_now.strength,
        map_now.first_source,
        map_now.strength || ' ' || map_now.identifier_type || ', first in ' || map_now.first_source
            as evidence
    from map_now
    left join past
        on
            map_now.identifier_type = past.identifier_type
            and map_now.identifier_hash = past.identifier_hash
            and map_now.role = past.role
            and map_now.valid_from = past.valid_from
            and map_now.holder = past.holder
    where
        past.member_uid is null
        or past.member_uid <> map_now.member_uid
        or past.valid_to <> map_now.valid_to
        or past.strength is distinct from map_now.strength
        or past.first_source is distinct from map_now.first_source
),

taken as (
    select
        case past.role when 'shared' then 'unshare' when 'blocked' then 'unblock' else 'detach' end as op,
        past.member_uid as member_uid_from,
        cast(null as varchar) as member_uid_to,
        past.identifier_type,
        past.identifier_hash,
        past.role,
        past.valid_from,
        past.valid_to,
        past.strength,
        past.first_source,
        'nothing in scope says so any more' as evidence
    from past
    left join map_now
        on
            past.identifier_type = map_now.identifier_type
            and past.identifier_hash = map_now.identifier_hash
            and past.role = map_now.role
            and past.valid_from = map_now.valid_from
            and past.holder = map_now.holder
    where map_now.member_uid is null
)

select * from given
union all
select * from taken
