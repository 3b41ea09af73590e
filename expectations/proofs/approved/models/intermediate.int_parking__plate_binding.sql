-- One row per plate_hash and member_uid: a member to whom a plate is bound, since when, and until when
-- where the binding was undone. Bindings come from the mini-program, from the business circle and from
-- cards and openids at the gate. Families share plates, so a plate may have several members.

with member_identifier as (
    select * from "identity"."int_identity__member_identifier"
),

told as (
    select
        plate_hash,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        bound_at,
        action = 'unbind' as is_undone
    from "staging"."stg_app_binding"
    where business_date <= (select as_of_date from "control"."run")
    union all
    select
        plate_hash,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        occurred_at as bound_at,
        false as is_undone
    from "intermediate"."int_payment__circle_event"
    where kind = 'parking'
    union all
    select
        plate_hash,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        coalesce(in_at, out_at) as bound_at,
        false as is_undone
    from "intermediate"."int_parking__session"
    union all
    select
        plate_hash,
        'card_no' as identifier_type,
        card_no_hash as identifier_hash,
        coalesce(in_at, out_at) as bound_at,
        false as is_undone
    from "intermediate"."int_parking__session"
),

binding as (
    select
        told.plate_hash,
        member_identifier.member_uid,
        min(case when not told.is_undone then told.bound_at end) as bound_at,
        max(case when not told.is_undone then told.bound_at end) as last_bound_at,
        max(case when told.is_undone then told.bound_at end) as undone_at
    from told
    inner join member_identifier
        on
            told.identifier_type = member_identifier.identifier_type
            and told.identifier_hash = member_identifier.identifier_hash
            and coalesce(told.bound_at, timestamp '9999-12-30') >= member_identifier.valid_from
            and coalesce(told.bound_at, timestamp '9999-12-30') < member_identifier.valid_to
    where told.plate_hash is not null
    group by told.plate_hash, member_identifier.member_uid
),

final as (
    select
        plate_hash,
        member_uid,
        bound_at,
        -- Bound again after it was undone: it holds.
        case when undone_at >= last_bound_at then undone_at end as unbound_at
    from binding
    where bound_at is not null
)

select * from final
