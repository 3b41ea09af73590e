{#- Exactly one row a combination of `columns`. NULL counts as a value: two NULLs are a duplicate too. -#}
{% test unique_grain(model, columns) %}
select
    {{ columns | join(', ') }},
    count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
