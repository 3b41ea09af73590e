-- One row per external_userid_hash, userid and spell_no: the entry that a friendship came by, where one
-- is known. The code that the customer brought decides, else the acquisition link; it must be in force on
-- that moment.

with friendship as (
    select * from "intermediate"."int_wecom__friendship" where begun_at is not null
),

link as (
    select * from "staging"."stg_wecom_link__customer"
),

entry as (
    select *
    from (
        select
            *,
            row_number() over (partition by entry_id order by delivered_on desc) as recency
        from "staging"."stg_master__entry"
    ) as by_recency
    where recency = 1
),

brought as (
    select
        external_userid_hash,
        userid,
        spell_no,
        begun_at,
        state as code,
        1 as preference
    from friendship
    where state is not null
    union all
    select
        friendship.external_userid_hash,
        friendship.userid,
        friendship.spell_no,
        friendship.begun_at,
        unnest([link.state, link.link_id]) as code,
        unnest([2, 3]) as preference
    from friendship
    inner join link
        on
            friendship.external_userid_hash = link.external_userid_hash
            and friendship.userid = link.userid
    where friendship.add_way is null or friendship.add_way = 'acquisition_link'
),

ranked as (
    select
        brought.*,
        entry.entry_id,
        entry.mall_id,
        row_number() over (
            partition by brought.external_userid_hash, brought.userid, brought.spell_no
            order by brought.preference asc, entry.starts_at desc, entry.entry_id asc
        ) as entry_no
    from brought
    inner join entry
        on
            brought.code = entry.state_code
            and brought.begun_at >= entry.starts_at
            and (entry.ends_at is null or brought.begun_at < entry.ends_at)
)

select
    external_userid_hash,
    userid,
    spell_no,
    code,
    entry_id,
    mall_id
from ranked
where entry_no = 1
