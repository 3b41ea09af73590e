{#- Half-open intervals of one object follow each other without a gap up to the end of the as-of day. -#}
{% test no_gap(model, keys) %}
with placed as (
    select
        *,
        lead(valid_from) over (partition by {{ keys | join(', ') }} order by valid_from) as next_valid_from
    from {{ model }}
)

select *
from placed
where
    (next_valid_from is not null and next_valid_from is distinct from valid_to)
    or (next_valid_from is null and valid_to <= {{ as_of_date() }})
{% endtest %}
