-- grain: member_uid, valid_from. The tier of a member; over several registrations the change made last
-- counts. Where the registry dates no change, a tier begins with the delivery that first shows it.
with registry as (
    select * from "staging"."stg_member_registry"
),

tier_seen as (
    select * from "staging"."stg_member_registry__tier_seen"
),

membership as (
    select
        registry.member_no_hash,
        registry.mall_id,
        registry.registered_at,
        registry.registered_on,
        coalesce(tier_seen.tier, registry.tier) as tier,
        case
            when tier_seen.tier_no > 1 then cast(tier_seen.seen_on as timestamp)
            else registry.tier_changed_at
        end as tier_changed_at,
        case
            when tier_seen.tier_no > 1 then tier_seen.seen_on
            else registry.tier_changed_on
        end as tier_changed_on
    from registry
    left join tier_seen on registry.member_no_hash = tier_seen.member_no_hash
),

member_number as (
    select
        identifier_hash,
        member_uid
    from "identity"."int_identity__member_identifier"
    where identifier_type = 'member_no' and member_uid is not null
),

change as (
    select
        member_number.member_uid,
        membership.tier,
        coalesce(membership.tier_changed_on, membership.registered_on) as valid_from,
        row_number() over (
            partition by
                member_number.member_uid, coalesce(membership.tier_changed_on, membership.registered_on)
            order by
                coalesce(membership.tier_changed_at, membership.registered_at) desc,
                membership.mall_id asc,
                membership.member_no_hash asc
        ) as recency_of_day
    from membership
    inner join member_number on membership.member_no_hash = member_number.identifier_hash
    where
        membership.tier is not null
        and coalesce(membership.tier_changed_on, membership.registered_on) <= (select as_of_date from "control"."run")
),

placed as (
    select
        member_uid,
        tier,
        valid_from,
        coalesce(
            lead(valid_from) over (partition by member_uid order by valid_from),
            ((select as_of_date from "control"."run") + 1)
        ) as valid_to
    from change
    where recency_of_day = 1
),

merged as (
    select
        member_uid,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to,
        tier
    from (
        select
            *,
            sum(is_start) over (
                partition by member_uid order by valid_from rows between unbounded preceding and current row
            ) as island
        from (
            select
                *,
                case
                    when
                        lag(valid_to) over (partition by member_uid order by valid_from) = valid_from
                        and lag(tier) over (partition by member_uid order by valid_from) = tier
                        then 0
                    else 1
                end as is_start
            from placed
        ) as marked
    ) as numbered
    group by member_uid, island, tier
)

select
    *,
    valid_to > (select as_of_date from "control"."run") as is_current
from merged
