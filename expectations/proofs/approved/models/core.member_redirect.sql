-- One row per old_member_uid: the id that speaks for it since a merge.

with redirect as (
    select
        member_uid_from as old_member_uid,
        member_uid_to as member_uid,
        seq
    from (
        select
            op,
            member_uid_from,
            member_uid_to,
            seq,
            row_number() over (
                partition by case when op = 'merge' then member_uid_from else member_uid_to end
                order by seq desc
            ) as recency
        from "core"."identity_ledger"
        where op in ('merge', 'restore')
    ) as last_word
    where recency = 1 and op = 'merge'
),

final as (
    select
        old_member_uid,
        member_uid
    from redirect
)

select * from final
