{#-
    Whether a cell is withheld from what is published, as a condition over the cells of a `total` that readers
    know: because it is small, or because it is the smallest other one and what is withheld would else be a
    single cell, or so few households that each of its cells were known to be small. `number` is what the
    cells add up to, `cell` tells equal ones apart, `least` is the number that is not small (else that of households). Of two withheld with enough between them neither follows.
-#}
{% macro withheld(is_small, number, total, cell, least=none) -%}
(
            {{ is_small }}
            or (
                count(*) filter (where {{ is_small }}) over (partition by {{ total }}) > 0
                and (
                    count(*) filter (where {{ is_small }}) over (partition by {{ total }}) = 1
                    or sum(case when {{ is_small }} then {{ number }} else 0 end) over (partition by {{ total }})
                    < {{ least or var('suppress_min_households') }}
                )
                and row_number() over (
                    partition by {{ total }} order by {{ is_small }}, {{ number }}, {{ cell }}
                ) = 1
            )
        )
{%- endmacro %}
