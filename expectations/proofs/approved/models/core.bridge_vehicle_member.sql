-- One row per plate_hash and member_uid: a member to whom a car is bound. The `main` one is the member who
-- is still bound and was recognised at the gate most often, then who was bound first; all others are
-- `driver`. A plate joins nobody.

with binding as (
    select * from "intermediate"."int_parking__plate_binding"
),

session as (
    select
        *,
        coalesce(in_at, out_at) as seen_at
    from "intermediate"."int_parking__session"
    where plate_hash is not null
),

member_identifier as (
    select * from "identity"."int_identity__member_identifier"
),

recognised as (
    select
        session.plate_hash,
        session.session_key,
        session.seen_at,
        member_identifier.member_uid
    from session
    inner join member_identifier
        on
            'openid' = member_identifier.identifier_type
            and session.openid_hash = member_identifier.identifier_hash
            and coalesce(session.seen_at, timestamp '9999-12-30') >= member_identifier.valid_from
            and coalesce(session.seen_at, timestamp '9999-12-30') < member_identifier.valid_to
    union
    select
        session.plate_hash,
        session.session_key,
        session.seen_at,
        member_identifier.member_uid
    from session
    inner join member_identifier
        on
            'card_no' = member_identifier.identifier_type
            and session.card_no_hash = member_identifier.identifier_hash
            and coalesce(session.seen_at, timestamp '9999-12-30') >= member_identifier.valid_from
            and coalesce(session.seen_at, timestamp '9999-12-30') < member_identifier.valid_to
    
),

stay as (
    select
        plate_hash,
        member_uid,
        count(*) as stays,
        max(seen_at) as last_stay_at
    from recognised
    group by plate_hash, member_uid
),

ordered as (
    select
        binding.*,
        coalesce(stay.stays, 0) as stays,
        stay.last_stay_at,
        count(*) filter (where binding.unbound_at is null) over (partition by binding.plate_hash)
            as members_bound,
        row_number() over (
            partition by binding.plate_hash
            order by
                binding.unbound_at is null desc,
                coalesce(stay.stays, 0) desc,
                binding.bound_at asc,
                binding.member_uid asc
        ) as preference
    from binding
    left join stay on binding.plate_hash = stay.plate_hash and binding.member_uid = stay.member_uid
),

final as (
    select
        plate_hash,
        member_uid,
        case when preference = 1 then 'main' else 'driver' end as role,
        stays,
        last_stay_at,
        members_bound,
        bound_at as valid_from,
        unbound_at as valid_to
    from ordered
)

select * from final
