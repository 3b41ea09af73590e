-- One row per external_userid_hash, userid, tag_id and first_seen_on: from when until when a staff's tag
-- was on a customer. No field and no callback tells when a tag was put, so two snapshots of the
-- friendship bound it.

with contact as (
    select
        *,
        row_number() over (
            partition by external_userid_hash, userid, delivered_on order by scope desc
        ) as answer_no
    from {{ ref('stg_wecom_contact') }}
),

observed as (
    select
        external_userid_hash,
        userid,
        added_at,
        delivered_on,
        tag_ids,
        row_number() over friend_day as day_no,
        lag(delivered_on) over friend_day as previous_on,
        lead(delivered_on) over friend_day as next_on
    from contact
    where answer_no = 1
    window friend_day as (partition by external_userid_hash, userid order by delivered_on)
),

tagged as (
    select
        external_userid_hash,
        userid,
        added_at,
        delivered_on,
        day_no,
        previous_on,
        next_on,
        unnest(list_distinct(tag_ids)) as tag_id
    from observed
),

numbered as (
    select
        *,
        day_no - row_number() over (
            partition by external_userid_hash, userid, tag_id order by day_no
        ) as run_no
    from tagged
),

final as (
    select
        external_userid_hash,
        userid,
        tag_id,
        min(delivered_on) as first_seen_on,
        max(delivered_on) as last_seen_on,
        min_by(added_at, delivered_on) as friend_added_at,
        -- The last snapshot without it; NULL when the first one of the friendship already had it.
        max(case when previous_on < first_seen_day then previous_on end) as not_yet_on,
        max(case when next_on > last_seen_day then next_on end) as removed_by_on
    from (
        select
            *,
            min(delivered_on) over (
                partition by external_userid_hash, userid, tag_id, run_no
            ) as first_seen_day,
            max(delivered_on) over (
                partition by external_userid_hash, userid, tag_id, run_no
            ) as last_seen_day
        from numbered
    ) as bounded
    group by external_userid_hash, userid, tag_id, run_no
)

select * from final
