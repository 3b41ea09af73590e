-- grain: member_uid, month_end. How likely a member of the middle ring is to move up, as a score whose four
-- parts lie open: recency, diversity, social, referral, each from 0 to 1; and whether the inner ring came
-- within 90 days. No more than potential_top_share of the ring are high potential; equal scores share a
-- place.
with middle as (
    select
        member_uid,
        month_end,
        mall_id,
        is_month_end,
        is_as_of
    from "intermediate"."int_member__month_end"
    where ring = 'middle'
),

state as (
    select * from "lifecycle"."int_member__state"
),

category as (
    select
        middle.member_uid,
        middle.month_end,
        count(distinct bought.category) as categories
    from middle
    inner join "lifecycle"."int_purchase__day_category" as bought on middle.member_uid = bought.member_uid
    where
        bought.business_date <= middle.month_end
        and bought.business_date > (middle.month_end + -90)
    group by middle.member_uid, middle.month_end
),

-- What a member did before others: posts, shares, votes, words in a group.
social as (
    select
        middle.member_uid,
        middle.month_end,
        count(distinct interaction.kind) as kinds
    from middle
    inner join "core"."fct_interaction" as interaction on middle.member_uid = interaction.member_uid
    where
        interaction.kind in ('post', 'share', 'vote', 'message')
        and interaction.business_date <= middle.month_end
        and interaction.business_date > (middle.month_end + -90)
    group by middle.member_uid, middle.month_end
),

referred as (
    select
        middle.member_uid,
        middle.month_end,
        count(*) as referrals
    from middle
    inner join "lifecycle"."int_member__referral" as referral
        on middle.member_uid = referral.referrer_member_uid and middle.month_end >= referral.valid_on
    group by middle.member_uid, middle.month_end
),

promoted as (
    select distinct
        middle.member_uid,
        middle.month_end
    from middle
    inner join "lifecycle"."int_member__ring_interval" as ring
        on
            middle.member_uid = ring.member_uid
            and middle.month_end < ring.valid_from
            and (middle.month_end + 90) >= ring.valid_from
    where ring.ring = 'inner'
),

part as (
    select
        middle.*,
        greatest(
            0, 1 - date_diff('day', state.last_visit_on, middle.month_end) / 90.0
        ) as recency,
        least(1, coalesce(category.categories, 0) / 3.0) as diversity,
        least(1, coalesce(social.kinds, 0) / 2.0) as social,
        least(
            1, coalesce(referred.referrals, 0) / cast(3 as double)
        ) as referral,
        promoted.member_uid is not null as is_promoted_90d
    from middle
    inner join state
        on
            middle.member_uid = state.member_uid
            and middle.month_end >= state.valid_from
            and middle.month_end < state.valid_to
    left join category
        on middle.member_uid = category.member_uid and middle.month_end = category.month_end
    left join social on middle.member_uid = social.member_uid and middle.month_end = social.month_end
    left join referred on middle.member_uid = referred.member_uid and middle.month_end = referred.month_end
    left join promoted on middle.member_uid = promoted.member_uid and middle.month_end = promoted.month_end
),

scored as (
    select
        *,
        round(
            (
                coalesce(recency, 0) * 1
                + coalesce(diversity, 0) * 1
                + coalesce(social, 0) * 1
                + coalesce(referral, 0) * 1
            ) / nullif(
                1
                + 1
                + 1
                + 1, 0
            ),
            6
        ) as score
    from part
)

select
    member_uid,
    month_end,
    mall_id,
    round(coalesce(recency, 0), 6) as recency,
    round(diversity, 6) as diversity,
    round(social, 6) as social,
    round(referral, 6) as referral,
    cast(score as double) as score,
    cume_dist() over (partition by month_end order by score desc)
    <= 0.1 as is_high_potential,
    is_promoted_90d,
    is_month_end,
    is_as_of
from scored
