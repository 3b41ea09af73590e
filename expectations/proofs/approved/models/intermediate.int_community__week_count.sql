-- grain: week_start, mall_id. What people did in an ISO week, counted once each: friends and who of them
-- began a chat, members of groups and who of them joined in, posts, users of the app, local services.
-- A person counts at the home mall, else at the smallest mall seen, so that sums over malls are exact.
with calendar as (
    select distinct cast(date_trunc('week', date_day) as date) as week_start
    from "kpi"."time_spine_day"
),

staff as (
    select *
    from (
        select
            *,
            row_number() over (partition by staff_id order by delivered_on desc) as recency
        from "staging"."stg_master__staff"
    ) as by_recency
    where recency = 1
),

friendship as (
    select
        friendship.external_userid_hash,
        member_identifier.member_uid,
        staff.mall_id,
        coalesce(cast(timezone('Asia/Shanghai', timezone('UTC', friendship.begun_at)) as date), date '2000-01-01') as begun_on,
        coalesce(cast(timezone('Asia/Shanghai', timezone('UTC', friendship.ended_at)) as date), date '9999-12-31') as ended_on
    from "intermediate"."int_wecom__friendship" as friendship
    left join staff on friendship.userid = staff.staff_id
    left join "identity"."int_identity__member_identifier" as member_identifier
        on
            member_identifier.identifier_type = 'external_userid'
            and friendship.external_userid_hash = member_identifier.identifier_hash
),

product as (
    select
        sku_id,
        category in ('家政', '维修', '宠物', '亲子', 'service')
        or subcategory in ('家政', '维修', '宠物', '亲子', 'service') as is_service
    from "core"."dim_product"
    where is_last_known
),

fact as (
    select
        'friend' as kind,
        coalesce(friendship.member_uid, friendship.external_userid_hash) as person_id,
        friendship.mall_id,
        calendar.week_start,
        cast(null as varchar) as item
    from friendship
    inner join calendar
        on
            friendship.begun_on <= (calendar.week_start + 6)
            and friendship.ended_on >= calendar.week_start
    union all
    select
        'chat' as kind,
        person_id,
        mall_id,
        cast(date_trunc('week', business_date) as date) as week_start,
        cast(null as varchar) as item
    from "intermediate"."int_chat__conversation"
    where is_begun_by_customer
    union all
    select
        'group' as kind,
        stay.person_id,
        stay.mall_id,
        calendar.week_start,
        cast(null as varchar) as item
    from "intermediate"."int_group__stay" as stay
    inner join calendar
        on
            stay.joined_on <= (calendar.week_start + 6)
            and coalesce(stay.left_on, date '9999-12-31') >= calendar.week_start
    union all
    select
        case interaction.kind when 'vote' then 'vote' when 'post' then 'post' else 'challenge' end as kind,
        coalesce(interaction.member_uid, interaction.identifier_hash) as person_id,
        interaction.mall_id,
        cast(date_trunc('week', interaction.business_date) as date) as week_start,
        interaction.touchpoint_id as item
    from "core"."fct_interaction" as interaction
    left join "core"."dim_task" as task on interaction.task_id = task.task_id and task.is_last_known
    where
        interaction.kind in ('vote', 'post')
        or (interaction.kind = 'task' and task.kind = 'challenge')
    union all
    select
        'app' as kind,
        person_id,
        mall_id,
        cast(date_trunc('week', business_date) as date) as week_start,
        cast(null as varchar) as item
    from "intermediate"."int_app__session_day"
    union all
    select
        'service' as kind,
        coalesce(line.member_uid, line.identifier_hash, line.order_key) as person_id,
        cast(null as varchar) as mall_id,
        cast(date_trunc('week', line.business_date) as date) as week_start,
        line.order_key as item
    from "core"."fct_order_line" as line
    inner join product on line.sku_id = product.sku_id
    where product.is_service and not line.is_cancelled
),

person as (
    select
        fact.person_id,
        coalesce(any_value(anchor.home_mall_id), min(fact.mall_id)) as mall_id
    from fact
    left join "lifecycle"."int_member__anchor" as anchor on fact.person_id = anchor.member_uid
    where fact.person_id is not null
    group by fact.person_id
),

week as (
    select
        person_id,
        week_start,
        bool_or(kind = 'friend') as is_friend,
        bool_or(kind = 'chat') as has_begun_chat,
        bool_or(kind = 'group') as is_in_group,
        bool_or(kind = 'vote') as has_voted,
        bool_or(kind = 'post') as has_posted,
        bool_or(kind = 'challenge') as has_taken_challenge,
        bool_or(kind = 'app') as has_used_app,
        count(distinct case when kind = 'post' then item end) as posts,
        count(distinct case when kind = 'service' then item end) as service_orders
    from fact
    where person_id is not null
    group by person_id, week_start
),

catalogue as (
    select coalesce(bool_or(is_service), false) as has_service from product
)

select
    week.week_start,
    coalesce(person.mall_id, 'unknown') as mall_id,
    count(*) filter (where week.is_friend) as friends,
    count(*) filter (where week.is_friend and week.has_begun_chat) as chat_beginners,
    count(*) filter (where week.is_in_group) as group_members,
    count(*) filter (
        where week.is_in_group and (week.has_voted or week.has_posted or week.has_taken_challenge)
    ) as participants,
    count(*) filter (where week.is_in_group and week.has_voted) as voters,
    count(*) filter (where week.is_in_group and week.has_taken_challenge) as challengers,
    count(*) filter (where week.is_in_group and week.has_posted) as posters,
    sum(week.posts) as posts,
    count(*) filter (where week.has_used_app) as app_users,
    sum(week.service_orders) as service_orders,
    count(*) filter (where week.has_used_app and catalogue.has_service) as service_users
from week
inner join person on week.person_id = person.person_id
cross join catalogue
group by week.week_start, coalesce(person.mall_id, 'unknown')
