-- grain: programme_id, look_no, member_uid. What people of a programme did in the window after their day,
-- the day itself left out, in the time before it, and in the last part of that time, which the placebo is
-- asked for.
with window_ as (
    select * from {{ ref('int_programme__window') }} where null_reason is null
),

unit as (
    select * from {{ ref('int_programme__unit') }}
),

member_day as (
    select * from {{ ref('int_experiment__member_day') }}
),

purchase_day as (
    select * from {{ ref('int_purchase__day') }}
),

-- Look 0 is the time before, -1 its last part.
before as (
    select
        0 as look_no,
        {{ var('programme_pre_days') }} as days
    union all
    select
        -1 as look_no,
        {{ var('programme_late_days') }} as days
),

spell as (
    select
        unit.programme_id,
        window_.look_no,
        unit.member_uid,
        {{ add_days('unit.index_on', 1) }} as from_on,
        {{ add_days('unit.index_on', '(window_.window_days + 1)') }} as until_on
    from unit
    inner join window_ on unit.programme_id = window_.programme_id
    union all
    select
        unit.programme_id,
        before.look_no,
        unit.member_uid,
        {{ add_days('unit.index_on', '-before.days') }} as from_on,
        unit.index_on as until_on
    from unit
    cross join before
),

done as (
    select
        spell.programme_id,
        spell.look_no,
        spell.member_uid,
        {{ experiment_day_sums('member_day') }},
        cast(sum(coalesce(purchase_day.tickets, 0)) as bigint) as tickets,
        cast(sum(coalesce(purchase_day.net_fen, 0)) as bigint) as ticket_fen
    from spell
    inner join member_day
        on
            spell.member_uid = member_day.member_uid
            and spell.from_on <= member_day.business_date
            and spell.until_on > member_day.business_date
    left join purchase_day
        on
            member_day.member_uid = purchase_day.member_uid
            and member_day.business_date = purchase_day.business_date
    group by spell.programme_id, spell.look_no, spell.member_uid
)

select
    unit.programme_id,
    window_.look_no,
    unit.member_uid,
    unit.is_treated,
    unit.stratum,
    unit.layer,
    unit.stratum_before,
    unit.layer_before,
    unit.tenure_days,
    {{ programme_sums('after', '') }},
    {{ programme_sums('earlier', 'pre_') }},
    {{ programme_sums('late', 'late_') }}
from unit
inner join window_ on unit.programme_id = window_.programme_id
left join done as after
    on
        unit.programme_id = after.programme_id
        and window_.look_no = after.look_no
        and unit.member_uid = after.member_uid
left join done as earlier
    on
        unit.programme_id = earlier.programme_id
        and earlier.look_no = 0
        and unit.member_uid = earlier.member_uid
left join done as late
    on
        unit.programme_id = late.programme_id
        and late.look_no = -1
        and unit.member_uid = late.member_uid
