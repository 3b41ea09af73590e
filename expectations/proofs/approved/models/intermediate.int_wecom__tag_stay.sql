-- One row per external_userid_hash, userid, tag_id and first_seen_on: from when until when a staff's tag
-- was on a customer. No field and no callback tells when a tag was put, so two snapshots of the
-- friendship bound it.

with observed as (
    select
        external_userid_hash,
        userid,
        list_sort(list_distinct(list(delivered_on))) as days
    from "staging"."stg_wecom_contact"
    group by external_userid_hash, userid
),

tagged as (
    select
        external_userid_hash,
        userid,
        added_at,
        delivered_on,
        unnest(tag_ids) as tag_id
    from "staging"."stg_wecom_contact"
    where tag_ids is not null
),

seen as (
    select
        external_userid_hash,
        userid,
        tag_id,
        min_by(added_at, delivered_on) as friend_added_at,
        list_sort(list_distinct(list(delivered_on))) as seen_days
    from tagged
    group by external_userid_hash, userid, tag_id
),

placed as (
    select
        seen.*,
        observed.days,
        list_position(observed.days, seen.seen_days[1]) as first_no,
        list_position(observed.days, seen.seen_days[-1]) as last_no
    from seen
    inner join observed
        on
            seen.external_userid_hash = observed.external_userid_hash
            and seen.userid = observed.userid
),

-- Nearly every tag stays where it is; only of the others each day is looked at.
broken_day as (
    select
        external_userid_hash,
        userid,
        tag_id,
        friend_added_at,
        days,
        unnest(seen_days) as seen_on
    from placed
    where last_no - first_no + 1 > len(seen_days)
),

numbered_day as (
    select
        *,
        list_position(days, seen_on) as day_no
    from broken_day
),

run_day as (
    select
        *,
        day_no - row_number() over (
            partition by external_userid_hash, userid, tag_id order by day_no
        ) as run_no
    from numbered_day
),

run as (
    select
        external_userid_hash,
        userid,
        tag_id,
        any_value(friend_added_at) as friend_added_at,
        any_value(days) as days,
        min(day_no) as first_no,
        max(day_no) as last_no
    from run_day
    group by external_userid_hash, userid, tag_id, run_no
    union all
    select
        external_userid_hash,
        userid,
        tag_id,
        friend_added_at,
        days,
        first_no,
        last_no
    from placed
    where last_no - first_no + 1 = len(seen_days)
),

final as (
    select
        external_userid_hash,
        userid,
        tag_id,
        friend_added_at,
        -- The last snapshot without it; NULL when the first one of the friendship already had it.
        days[first_no - 1] as not_yet_on,
        days[first_no] as first_seen_on,
        days[last_no] as last_seen_on,
        days[last_no + 1] as removed_by_on
    from run
)

select * from final
