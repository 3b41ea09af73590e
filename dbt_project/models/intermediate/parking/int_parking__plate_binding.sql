-- One row per plate_hash and member_uid: a member to whom a plate is bound, since when, and until when
-- where the binding was undone. Bindings come from the mini-program, from the business circle and from
-- cards and openids at the gate. Families share plates, so a plate may have several members.

with member_identifier as (
    select * from {{ ref('int_identity__member_identifier') }}
),

told as (
    select
        plate_hash,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        bound_at,
        action = 'unbind' as is_undone
    from {{ ref('stg_app_binding') }}
    where business_date <= {{ as_of_date() }}
    union all
    select
        plate_hash,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        occurred_at as bound_at,
        false as is_undone
    from {{ ref('int_payment__circle_event') }}
    where kind = 'parking'
    {%- for identifier_type in ['openid', 'card_no'] %}
    union all
    select
        plate_hash,
        '{{ identifier_type }}' as identifier_type,
        {{ identifier_type }}_hash as identifier_hash,
        coalesce(in_at, out_at) as bound_at,
        false as is_undone
    from {{ ref('int_parking__session') }}
    {%- endfor %}
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
            {{ member_at(
                'member_identifier', 'told.identifier_type', 'told.identifier_hash', 'told.bound_at'
            ) }}
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
