-- grain: timer, case_id. Cases that started a timer, on the day they did: what was done, after how long, and
-- whether the limit passed without it. Nothing is judged before the limit has passed.
{%- set timers = [
    {'timer': 'referral_touch', 'model': 'int_sop__new_friend', 'where': 'is_referral', 'id': 'person_id',
     'person': 'person_id', 'staff': 'staff_id', 'on': 'added_on', 'at': 'added_at', 'done': 'touched_at',
     'met': 'is_touched_in_time', 'hours': var('referral_touch_hours')},
    {'timer': 'thanks', 'model': 'int_sop__redemption', 'where': 'true', 'id': 'coupon_code',
     'person': 'member_uid', 'on': 'business_date', 'at': 'redeemed_at', 'done': 'thanked_at',
     'met': 'is_thanked_in_time', 'hours': var('thanks_hours')},
    {'timer': 'no_show_contact', 'model': 'int_sop__no_show', 'where': 'true',
     'id': "concat_ws('|', event_id, guest_id)", 'person': 'guest_id', 'on': 'business_date', 'at': 'ended_at',
     'done': 'contacted_at', 'met': 'is_contacted_in_time', 'hours': var('no_show_contact_hours')},
    {'timer': 'first_answer', 'model': 'int_chat__conversation', 'where': 'is_begun_by_customer',
     'id': 'conversation_id', 'person': 'person_id', 'staff': 'userid', 'on': 'business_date', 'at': 'started_at',
     'done': 'answered_at', 'met': 'is_answered_in_time', 'hours': var('chat_answer_hours')},
    {'timer': 'recipe', 'model': 'int_sop__fresh_order', 'where': 'true', 'id': 'order_key',
     'person': 'member_uid', 'on': 'business_date', 'at': 'cast(null as timestamp)',
     'done': 'cast(null as timestamp)', 'met': 'is_recipe_sent', 'hours': 24 * var('recipe_day')},
] %}
with started as (
    {%- for timer in timers %}
    {{ 'union all' if not loop.first }}
    select
        {{ timer.on }} as business_date,
        '{{ timer.timer }}' as timer,
        {{ timer.id }} as case_id,
        coalesce(mall_id, 'unknown') as mall_id,
        {{ timer.staff | default('cast(null as varchar)') }} as staff_id,
        {{ timer.person }} as person_id,
        {{ timer.at }} as started_at,
        {{ timer.done }} as done_at,
        {{ timer.met }} as is_met,
        {{ timer.hours }} as limit_hours
    from {{ ref(timer.model) }}
    where {{ timer.where }}
    {%- endfor %}
)

select
    started.business_date,
    started.timer,
    started.case_id,
    started.mall_id,
    started.staff_id,
    started.person_id,
    started.started_at,
    started.done_at,
    cast(date_diff('second', started.started_at, started.done_at) / 3600.0 as double) as observed_hours,
    cast(started.limit_hours as double) as limit_hours,
    started.is_met,
    case
        when started.is_met then false
        when
            {{ add_days('started.business_date', 'cast(ceil(started.limit_hours / 24.0) as integer)') }}
            <= {{ as_of_date() }}
            then true
    end as is_breach
from started
-- Who came before the first fact of the calendar came before anybody kept timers.
inner join {{ ref('time_spine_day') }} as calendar on started.business_date = calendar.date_day
order by started.business_date, started.timer, started.case_id
