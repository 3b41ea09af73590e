-- grain: community_id, month_end. Households of a community that bought in the trailing 90 days, of all that
-- it has. The address ends at the building, so a household is its buyer: the member, else the identifier.
with snapshot as (
    select * from "lifecycle"."int_calendar__snapshot"
),

bought as (
    select distinct
        community_id,
        business_date,
        coalesce(member_uid, identifier_hash, order_key) as buyer_id
    from "core"."fct_order_line"
    where not is_cancelled and paid_fen > refund_fen and community_id is not null
),

community as (
    select * from "core"."dim_community" where is_last_known
),

begun as (
    select min(business_date) as first_on
    from bought
),

counted as (
    select
        bought.community_id,
        snapshot.month_end,
        count(distinct bought.buyer_id) as buying_households
    from snapshot
    inner join bought
        on
            snapshot.month_end >= bought.business_date
            and (snapshot.month_end + -90) < bought.business_date
    group by bought.community_id, snapshot.month_end
)

select
    concat(community.community_id, '|', cast(snapshot.month_end as varchar)) as penetration_id,
    community.community_id,
    snapshot.month_end,
    community.households,
    cast(coalesce(counted.buying_households, 0) as bigint) as buying_households
from snapshot
inner join begun on snapshot.month_end >= begun.first_on
cross join community
left join counted
    on community.community_id = counted.community_id and snapshot.month_end = counted.month_end
where community.households > 0
