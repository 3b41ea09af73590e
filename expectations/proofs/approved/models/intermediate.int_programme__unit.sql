-- grain: programme_id, member_uid. Who is compared in a programme: participants and members who took no
-- part, each from a day, with where they stood before it. Somebody who took no part is given the day of a
-- participant, by hash; who took part while the longest window ran is nobody's control. Of more people than
-- are needed a part is taken, by hash as well: the same ones every night.
with part as (
    select * from "intermediate"."int_programme__part"
),

longest as (
    select max(cast(told.days as integer)) as window_days
    from (select unnest(string_split('30,90,180', ',')) as days) as told
),

programme as (
    select
        programme_id,
        participants,
        least(
            greatest(30 * participants, 3000),
            20000
        ) as pool_size
    from "intermediate"."int_programme__window"
    where look_no = 1 and null_reason is null
),

numbered as (
    select
        part.programme_id,
        part.member_uid,
        part.began_on,
        row_number() over (
            partition by part.programme_id order by md5(part.member_uid), part.member_uid
        ) as part_no
    from part
    inner join programme on part.programme_id = programme.programme_id
),

pool as (
    select
        member_uid,
        row_number() over (order by md5(member_uid), member_uid) as pool_no
    from "lifecycle"."int_member__anchor"
    qualify pool_no <= 20000
),

dealt as (
    select
        programme.programme_id,
        pool.member_uid,
        cast('0x' || substr(md5(concat_ws('|', programme.programme_id, pool.member_uid)), 1, 8) as bigint) % programme.participants + 1 as part_no
    from programme
    inner join pool on programme.pool_size >= pool.pool_no
),

drawn as (
    select
        dealt.programme_id,
        dealt.member_uid,
        false as is_treated,
        numbered.began_on as index_on
    from dealt
    inner join numbered on dealt.programme_id = numbered.programme_id and dealt.part_no = numbered.part_no
),

-- Who came to any event stands for nobody who never did.
other as (
    select
        drawn.*,
        part.began_on,
        longest.window_days
    from drawn
    cross join longest
    left join part
        on
            drawn.member_uid = part.member_uid
            and (
                drawn.programme_id = part.programme_id
                or (drawn.programme_id like 'event:%' and part.programme_id like 'event:%')
            )
),

unit as (
    select
        programme_id,
        member_uid,
        true as is_treated,
        began_on as index_on
    from numbered
    where part_no <= 20000
    union all
    select
        programme_id,
        member_uid,
        is_treated,
        index_on
    from other
    where began_on is null or began_on > (index_on + window_days)
),

-- The day itself, and the day on which the placebo begins.
standing as (
    select
        *,
        index_on as on_day,
        (index_on + -30) as before_day
    from unit
)

select
    standing.programme_id,
    standing.member_uid,
    standing.is_treated,
    standing.index_on,
    date_diff('day', anchor.known_since, standing.index_on) as tenure_days,
    concat_ws(
        ':',
        'mall',
        case
            when standing.on_day > anchor.joined_on then anchor.join_mall_id
            when standing.on_day > anchor.first_visit_on then anchor.first_visit_mall_id
            else 'unknown'
        end,
        'ring',
        coalesce(ring.ring, 'unknown')
    ) as stratum,
    concat_ws(':', 'layer', coalesce(layer.layer, 'unknown')) as layer,
    concat_ws(
        ':',
        'mall',
        case
            when standing.before_day > anchor.joined_on then anchor.join_mall_id
            when standing.before_day > anchor.first_visit_on then anchor.first_visit_mall_id
            else 'unknown'
        end,
        'ring',
        coalesce(ring_before.ring, 'unknown')
    ) as stratum_before,
    concat_ws(':', 'layer', coalesce(layer_before.layer, 'unknown')) as layer_before
from standing
-- Who was not known before the day has no time before to be compared by.
inner join "lifecycle"."int_member__anchor" as anchor
    on standing.member_uid = anchor.member_uid and standing.index_on > anchor.known_since
left join "lifecycle"."int_member__ring_interval" as ring
    on
        standing.member_uid = ring.member_uid
        and standing.on_day > ring.valid_from
        and standing.on_day <= ring.valid_to
left join "lifecycle"."int_member__layer_interval" as layer
    on
        standing.member_uid = layer.member_uid
        and standing.on_day > layer.valid_from
        and standing.on_day <= layer.valid_to
left join "lifecycle"."int_member__ring_interval" as ring_before
    on
        standing.member_uid = ring_before.member_uid
        and standing.before_day > ring_before.valid_from
        and standing.before_day <= ring_before.valid_to
left join "lifecycle"."int_member__layer_interval" as layer_before
    on
        standing.member_uid = layer_before.member_uid
        and standing.before_day > layer_before.valid_from
        and standing.before_day <= layer_before.valid_to
