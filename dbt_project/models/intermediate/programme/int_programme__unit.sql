-- grain: programme_id, member_uid. Who is compared in a programme: participants and members who took no part,
-- each from a day, with where they stood before it. Somebody who took no part is given the day of a participant,
-- by hash; who took part while the longest window ran is nobody's control. Of more people than are needed a part
-- is taken, by hash as well: the same ones every night.
{%- set chance = "cast('0x' || substr(md5(concat_ws('|', programme.programme_id, pool.member_uid)), 1, 8) as bigint)" %}
{%- set longest = var('programme_window_days').split(',') | map('int') | max %}
with part as (
    select * from {{ ref('int_programme__part') }}
),

programme as (
    select
        programme_id,
        participants,
        least(
            greatest({{ var('programme_controls_each') }} * participants, {{ var('programme_min_pool') }}),
            {{ var('programme_max_people') }}
        ) as pool_size
    from {{ ref('int_programme__window') }}
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
    from {{ ref('int_member__anchor') }}
    qualify pool_no <= {{ var('programme_max_people') }}
),

dealt as (
    select
        programme.programme_id,
        pool.member_uid,
        {{ chance }} % programme.participants + 1 as part_no
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
        part.began_on
    from drawn
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
    where part_no <= {{ var('programme_max_people') }}
    union all
    select
        programme_id,
        member_uid,
        is_treated,
        index_on
    from other
    where began_on is null or began_on > {{ add_days('index_on', longest) }}
)

select
    unit.programme_id,
    unit.member_uid,
    unit.is_treated,
    unit.index_on,
    {{ days_between('anchor.known_since', 'unit.index_on') }} as tenure_days,
    {%- for suffix, days in [('', 0), ('_before', var('programme_late_days'))] %}
    concat_ws(
        ':',
        'mall',
        case
            when {{ add_days('unit.index_on', -days) }} > anchor.joined_on then anchor.join_mall_id
            when {{ add_days('unit.index_on', -days) }} > anchor.first_visit_on then anchor.first_visit_mall_id
            else 'unknown'
        end,
        'ring',
        coalesce(ring{{ suffix }}.ring, 'unknown')
    ) as stratum{{ suffix }},
    concat_ws(':', 'layer', coalesce(layer{{ suffix }}.layer, 'unknown')) as layer{{ suffix }}{{ ',' if not loop.last }}
    {%- endfor %}
from unit
-- Who was not known before the day has no time before to be compared by.
inner join {{ ref('int_member__anchor') }} as anchor
    on unit.member_uid = anchor.member_uid and unit.index_on > anchor.known_since
{%- for suffix, days in [('', 0), ('_before', var('programme_late_days'))] %}
{%- for state in ['ring', 'layer'] %}
left join {{ ref('int_member__' ~ state ~ '_interval') }} as {{ state }}{{ suffix }}
    on
        unit.member_uid = {{ state }}{{ suffix }}.member_uid
        and {{ add_days('unit.index_on', -days) }} > {{ state }}{{ suffix }}.valid_from
        and {{ add_days('unit.index_on', -days) }} <= {{ state }}{{ suffix }}.valid_to
{%- endfor %}
{%- endfor %}
