-- One row per entry_no: a movement of points up to the as-of day, with the balance that it left. The
-- balance is the member's over all of the member's numbers, or the number's own while its member is
-- unknown.

with movement as (
    select * from "staging"."stg_points" where business_date <= (select as_of_date from "control"."run")
),

member_no as (
    select * from "identity"."int_identity__member_identifier" where identifier_type = 'member_no'
),

placed as (
    select
        movement.*,
        member_no.member_uid
    from movement
    left join member_no on movement.member_no_hash = member_no.identifier_hash
),

final as (
    select
        entry_no,
        member_uid,
        mall_id,
        occurred_at,
        business_date,
        change,
        reason,
        cast(
            sum(change) over (
                partition by coalesce(member_uid, member_no_hash)
                order by occurred_at, entry_no
                rows between unbounded preceding and current row
            ) as bigint
        ) as balance_after,
        ref_no,
        expires_at,
        'member_no' as identifier_type,
        member_no_hash as identifier_hash,
        delivered_on
    from placed
)

select * from final
