-- One row per old_member_uid: the id that speaks for it since a merge.

with redirect as (
    {{ redirects_of(ref('identity_ledger')) }}
),

final as (
    select
        old_member_uid,
        member_uid
    from redirect
)

select * from final
