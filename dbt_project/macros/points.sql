{#- Lines of the statement of points, each from what moved it; opening, earned, adjusted less the others make
    the closing. A use, expiry or clawback that was booked back is less of its line. -#}
{% macro points_lines(change, kind) -%}
    {%- for line, of_kind, sign in [
        ('earned', 'earn', ''), ('adjusted', 'adjust', ''),
        ('burned', 'burn', '-'), ('expired', 'expire', '-'), ('clawed_back', 'clawback', '-'),
    ] %}
    cast({{ sign }}coalesce(sum({{ change }}) filter (where {{ kind }} = '{{ of_kind }}'), 0) as bigint)
        as {{ line }}_points
        {%- if not loop.last %},{% endif %}
    {%- endfor %}
{%- endmacro %}

{#- Age of points by whole months from the month in which they were given. -#}
{% macro points_age_band(months) -%}
    case when {{ months }} < 3 then '00-02' when {{ months }} < 6 then '03-05' when {{ months }} < 12
        then '06-11' else '12+' end
{%- endmacro %}

{#- Part of a whole number by a share in whole numbers, rounded half up; NULL where the share is unknown. -#}
{% macro share_of_amount(amount, part, whole) -%}
    cast(
        (2 * cast({{ amount }} as hugeint) * {{ part }} + {{ whole }}) // (2 * cast({{ whole }} as hugeint)) as bigint
    )
{%- endmacro %}
