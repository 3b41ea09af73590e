{#-
    Spells: what began and ended between two parties, told by events (exact) and by snapshots (between two days).

    `begins` holds the keys, begun_at, is_half, is_event, delivered_on, the `carried` columns and, of a snapshot,
    last_seen_on and first_absent_on; `ends` holds the keys, ended_at, end_kind and delivered_on. A begin opens a spell unless it repeats the one
    before: told again within a few minutes, or the other half of it, and nothing ended in between. What ended
    before anything began is spell 0, whose begin is unknown. The first end of a spell counts.
    Gives CTEs, the last of which is `final`.
-#}
{% macro spells(begins, ends, keys, carried=[]) -%}
{%- set key = keys | join(', ') -%}
{#- Whole, so that every window sees equal times in one order. -#}
{%- set in_time = 'told_at asc, is_begin asc, is_half desc, is_event desc, last_seen_on asc, end_kind asc' -%}
point as (
    select
        {{ key }},
        begun_at as told_at,
        true as is_begin,
        is_half,
        is_event,
        last_seen_on,
        -- Of snapshots only: a friend who is still seen is never absent.
        case when last_seen_on is not null then coalesce(first_absent_on, date '9999-12-31') end
            as first_absent_on,
        delivered_on,
        {%- for column in carried %}
        {{ column }},
        {%- endfor %}
        cast(null as varchar) as end_kind
    from {{ begins }}
    union all
    select
        {{ key }},
        ended_at as told_at,
        false as is_begin,
        false as is_half,
        true as is_event,
        null as last_seen_on,
        null as first_absent_on,
        delivered_on,
        {%- for column in carried %}
        null as {{ column }},
        {%- endfor %}
        end_kind
    from {{ ends }}
),

looked_back as (
    select
        *,
        max(case when is_begin then told_at end) over before_it as previous_begin_at,
        max(case when not is_begin then told_at end) over before_it as previous_end_at,
        last_value(case when is_begin then is_half end ignore nulls) over before_it as is_previous_half
    from point
    window before_it as (
        partition by {{ key }}
        order by {{ in_time }}
        rows between unbounded preceding and 1 preceding
    )
),

judged as (
    select
        *,
        is_begin and (
            previous_begin_at is null
            or coalesce(previous_end_at > previous_begin_at, false)
            or (
                told_at > previous_begin_at + interval '1' minute * {{ var('wecom_same_begin_minutes') }}
                and not is_previous_half
            )
        ) as is_new
    from looked_back
),

numbered as (
    select
        *,
        sum(case when is_new then 1 else 0 end) over (
            partition by {{ key }}
            order by {{ in_time }}
            rows between unbounded preceding and current row
        ) as spell_no
    from judged
),

spell as (
    select
        {{ key }},
        cast(spell_no as integer) as spell_no,
        min(case when is_begin then told_at end) as begun_at,
        bool_or(is_begin and is_event) as is_begun_in_events,
        bool_or(last_seen_on is not null) as is_in_snapshots,
        max(last_seen_on) as last_seen_on,
        nullif(max(first_absent_on), date '9999-12-31') as first_absent_on,
        {%- for column in carried %}
        max({{ column }}) as {{ column }},
        {%- endfor %}
        min(case when is_begin then delivered_on end) as begin_delivered_on,
        min(case when not is_begin then delivered_on end) as event_end_delivered_on,
        min(case when not is_begin then told_at end) as event_ended_at,
        min_by(end_kind, row(told_at, end_kind)) as event_end_kind
    from numbered
    group by {{ key }}, spell_no
),

followed as (
    select
        *,
        lead(begun_at) over (partition by {{ key }} order by spell_no) as next_begun_at
    from spell
),

-- What only snapshots tell ended in their interval, at the latest in its last second.
final as (
    select
        *,
        coalesce(
            event_ended_at,
            least(
                {{ start_of_day('first_absent_on') }} - interval '1' second,
                next_begun_at
            )
        ) as ended_at,
        coalesce(
            event_end_kind,
            case
                when first_absent_on is not null then 'unseen' when next_begun_at is not null then 'begun_anew'
            end
        ) as end_kind,
        coalesce(event_end_delivered_on, first_absent_on) as end_delivered_on,
        event_ended_at is not null as is_end_exact
    from followed
)
{%- endmacro %}
