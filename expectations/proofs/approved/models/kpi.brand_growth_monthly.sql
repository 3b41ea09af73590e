-- grain: month_start, brand. What is handed over to a brand: how many tickets can be told to be members'
-- first, then sums of members, none of which tells of fewer than brand_min_members, also not by taking
-- brands from ALL or redeemers from members. NULL is withheld and a flag says so; nobody (0) is said.
with brand as (
    select * from "intermediate"."int_brand__month"
),

-- People behind a cell, and those of whom they are a part.
cell as (
    select
        month_start,
        brand,
        'members' as kind,
        members as people,
        members as whole
    from brand
    union all
    select
        month_start,
        brand,
        'redeemers' as kind,
        redeemers as people,
        members as whole
    from brand
    union all
    select
        month_start,
        brand,
        'new_buyers' as kind,
        new_buyers as people,
        members as whole
    from brand
    union all
    select
        month_start,
        brand,
        'new_members' as kind,
        new_members as people,
        new_members as whole
    from brand
),

judged as (
    select
        *,
        brand = 'ALL' as is_all,
        people > 0 and (
            people < 10
            or (whole > people and whole - people < 10)
        ) as is_small
    from cell
),

-- Cells that add up to ALL: one alone, or a few people between them, would follow from it.
beside as (
    select
        *,
        (
            is_small
            or (
                count(*) filter (where is_small) over (partition by month_start, kind, is_all, people = 0) > 0
                and (
                    count(*) filter (where is_small) over (partition by month_start, kind, is_all, people = 0) = 1
                    or sum(case when is_small then people else 0 end) over (partition by month_start, kind, is_all, people = 0)
                    < 10
                )
                and row_number() over (
                    partition by month_start, kind, is_all, people = 0 order by is_small, people, brand
                ) = 1
            )
        ) as is_withheld
    from judged
),

counted as (
    select
        *,
        count(*) filter (where is_withheld and not is_all) over by_kind as others_withheld,
        sum(people) filter (where is_withheld and not is_all) over by_kind as people_withheld
    from beside
    window by_kind as (partition by month_start, kind)
),

-- Where no other brand could be withheld beside a small one, ALL is.
apart as (
    select
        month_start,
        brand,
        kind,
        case
            when not is_all then is_withheld
            when is_small or others_withheld = 1 then true
            else coalesce(people_withheld < 10, false)
        end as is_withheld
    from counted
),

flagged as (
    select
        month_start,
        brand,
        bool_or(is_withheld) as is_withheld,
        bool_or(kind = 'members' and is_withheld) as hides_members,
        bool_or(kind = 'redeemers' and is_withheld) as hides_redeemers,
        bool_or(kind = 'new_buyers' and is_withheld) as hides_new_buyers,
        bool_or(kind = 'new_members' and is_withheld) as hides_new_members
    from apart
    group by month_start, brand
),

matched as (
    select
        brand.*,
        flagged.* exclude (month_start, brand),
        brand.tickets > 0
        and brand.member_tickets >= 0.3 * brand.tickets as is_matched
    from brand
    inner join flagged on brand.month_start = flagged.month_start and brand.brand = flagged.brand
)

select
    month_start,
    brand,
    tickets,
    member_tickets,
    cast(member_tickets as double) / nullif(tickets, 0) as match_rate,
    net_fen,
    case when not hides_members then members end as members,
    case when not hides_members then member_net_fen end as member_net_fen,
    case when not hides_redeemers then redeemers end as redeemers,
    case when not hides_redeemers then redemptions end as redemptions,
    case when not hides_redeemers then attributed_fen end as attributed_fen,
    case when not hides_redeemers then benefit_cost_fen end as benefit_cost_fen,
    case when not hides_new_buyers then new_buyers end as new_buyers,
    case when not hides_new_members then new_members end as new_members,
    case
        when not hides_redeemers and is_matched
            then cast(attributed_fen as double) / nullif(benefit_cost_fen, 0)
    end as sales_per_cost,
    case
        when hides_redeemers then 'too_few'
        when not is_matched then 'match_rate_low'
        when benefit_cost_fen = 0 then 'cost_unknown'
    end as null_reason,
    is_withheld
from matched
