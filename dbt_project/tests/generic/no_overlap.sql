{#- Half-open intervals of one object do not overlap and are not empty. -#}
{% test no_overlap(model, keys) %}
with placed as (
    select
        *,
        lead(valid_from) over (partition by {{ keys | join(', ') }} order by valid_from) as next_valid_from
    from {{ model }}
)

select *
from placed
where
    valid_from is null
    or valid_to <= valid_from
    or next_valid_from < valid_to
    or (valid_to is null and next_valid_from is not null)
{% endtest %}
