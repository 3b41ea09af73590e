{#-
    Time. Warehouse timestamps are naive and mean UTC; a zone is always named, never the session's.
    A raw time column arrives as a pair: `<name>_utc` when the text told its zone, `<name>_local` when not.
-#}

{#- One UTC instant of a raw pair, the local half read on the clock of `zone`. -#}
{% macro utc_instant(column, zone, alias=none) -%}
    {%- set prefix = alias ~ '.' if alias else '' -%}
    coalesce(
        {{ prefix }}{{ column }}_utc,
        {{ local_to_utc(prefix ~ column ~ '_local', zone) }}
    )
{%- endmacro %}

{% macro local_to_utc(local_time, zone) -%}
    timezone('UTC', timezone({{ zone }}, {{ local_time }}))
{%- endmacro %}

{% macro utc_to_local(instant, zone) -%}
    timezone({{ zone }}, timezone('UTC', {{ instant }}))
{%- endmacro %}

{#- The business day that a local time belongs to: the day before, until the cut hour. -#}
{% macro business_date_of_local(local_time, cut_hour) -%}
    cast({{ local_time }} - {{ cut_hour }} * interval '1' hour as date)
{%- endmacro %}

{% macro business_date(instant, zone, cut_hour) -%}
    {{ business_date_of_local(utc_to_local(instant, zone), cut_hour) }}
{%- endmacro %}
