{#- Exactly one row per combination of `columns`; NULL counts as a value, so a grain of NULLs fails as well. -#}
{% test unique_grain(model, columns) %}
select
    {{ columns | join(', ') }},
    count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
