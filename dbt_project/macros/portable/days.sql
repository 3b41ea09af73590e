{#- Day arithmetic on DATE columns, in one place for the engines that spell it differently. -#}
{% macro add_days(date_column, days) -%}
    ({{ date_column }} + {{ days }})
{%- endmacro %}

{#- Days from the first date to the second; negative when the second comes first. -#}
{% macro days_between(first_date, second_date) -%}
    date_diff('day', {{ first_date }}, {{ second_date }})
{%- endmacro %}

{#- Rows `date_day` for each day from first to last, both included; none when one of them is NULL. -#}
{% macro day_series(relation, first_day, last_day) -%}
    select cast(day_at as date) as date_day
    from (
        select unnest(generate_series({{ first_day }}, {{ last_day }}, interval 1 day)) as day_at
        from {{ relation }}
    ) as series
{%- endmacro %}

{#- Last day of a day, ISO week or calendar month. -#}
{% macro period_end(period_kind, period_start) -%}
    case {{ period_kind }}
        when 'day' then {{ period_start }}
        when 'week' then {{ add_days(period_start, 6) }}
        else cast(last_day({{ period_start }}) as date)
    end
{%- endmacro %}

{#- Sunday of the ISO week of a date. -#}
{% macro week_end(date_column) -%}
    {{ add_days("cast(date_trunc('week', " ~ date_column ~ ") as date)", 6) }}
{%- endmacro %}
