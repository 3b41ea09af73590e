{#- Exactly one row a combination of `columns`, none of them NULL but those that are listed as `nullable`. -#}
{% test unique_grain(model, columns, nullable=[]) %}
{%- set faults = ['count(*) > 1'] %}
{%- for column in columns if column not in nullable %}
    {%- do faults.append(column ~ ' is null') %}
{%- endfor %}
select
    {{ columns | join(', ') }},
    count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having {{ faults | join(' or ') }}
{% endtest %}
