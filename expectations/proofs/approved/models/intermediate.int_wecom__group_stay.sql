-- One row per chat_id, member_id and joined_at: from when until when snapshots show a member in a group.
-- A group that two pulls in a row lack has nobody left.

with answer as (
    select
        chat_id,
        delivered_on,
        max(coalesce(corp_id, '')) as corp
    from "staging"."stg_wecom_group__member"
    group by chat_id, delivered_on
),

chat_day as (
    select
        max(corp) over (partition by chat_id) as corp,
        chat_id as scope_id,
        chat_id,
        delivered_on
    from answer
),

next_chat_day as (
    select
        chat_id,
        delivered_on,
        lead(delivered_on) over (partition by chat_id order by delivered_on) as next_on
    from chat_day
),

stay as (
    select
        chat_id,
        member_id,
        joined_at,
        max(member_type) as member_type,
        max(external_userid_hash) as external_userid_hash,
        max_by(join_scene, delivered_on) as join_scene,
        max_by(state, delivered_on) as state,
        min(delivered_on) as first_seen_on,
        max(delivered_on) as last_seen_on
    from "staging"."stg_wecom_group__member"
    group by chat_id, member_id, joined_at
),

pull_size as (
    select
        corp,
        delivered_on,
        count(distinct scope_id) as scopes
    from chat_day
    group by corp, delivered_on
),

sized_pull as (
    select
        *,
        max(scopes) over (partition by corp order by delivered_on) as most_scopes
    from pull_size
),

scope_end as (
    select
        corp,
        scope_id,
        max(delivered_on) as last_on
    from chat_day
    group by corp, scope_id
),

gone_scope as (
    select
        scope_end.corp,
        scope_end.scope_id,
        scope_end.last_on,
        min(sized_pull.delivered_on) as first_absent_on
    from scope_end
    inner join sized_pull
        on
            scope_end.corp = sized_pull.corp
            and scope_end.last_on < sized_pull.delivered_on
            and sized_pull.scopes * 2 >= sized_pull.most_scopes
    group by scope_end.corp, scope_end.scope_id, scope_end.last_on
    having count(*) > 1
),

final as (
    select
        stay.*,
        coalesce(next_chat_day.next_on, gone_scope.first_absent_on) as first_absent_on
    from stay
    inner join next_chat_day
        on stay.chat_id = next_chat_day.chat_id and stay.last_seen_on = next_chat_day.delivered_on
    left join gone_scope on stay.chat_id = gone_scope.scope_id and stay.last_seen_on = gone_scope.last_on
)

select * from final
