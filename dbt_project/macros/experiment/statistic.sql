{#- Metrics whose largest values are capped beside the plain analysis: sums and counts, not what is 0 or 1. -#}
{% macro experiment_capped_metrics() -%}
    {{ return(['visit_days', 'purchase_days', 'net_fen', 'profit_fen']) }}
{%- endmacro %}

{#- Exact sums of a metric over persons. Cubes of more than 10^10 would overflow 128 bits among millions: where
    there is such a value, no cubes are summed. -#}
{% macro experiment_sums(metric) -%}
    {%- set wide = 'cast(' ~ metric ~ ' as hugeint)' -%}
    {%- set before = 'pre_' ~ metric -%}
    sum({{ metric }}) as {{ metric }}_x,
    sum({{ wide }} * {{ metric }}) as {{ metric }}_xx,
    sum(case when abs({{ metric }}) <= 10000000000 then {{ wide }} * {{ metric }} * {{ metric }} end)
        as {{ metric }}_xxx,
    max(abs({{ metric }})) as {{ metric }}_largest,
    sum({{ before }}) as {{ metric }}_p,
    sum(cast({{ before }} as hugeint) * {{ before }}) as {{ metric }}_pp,
    sum({{ wide }} * {{ before }}) as {{ metric }}_xp,
    sum(case when is_reached then {{ metric }} when not is_reached then 0 end) as {{ metric }}_reached_x,
    count(*) filter (where {{ metric }} <> 0) as {{ metric }}_nonzero
{%- endmacro %}

{#- The same of values that end at the cap, and how many are above it. -#}
{% macro experiment_capped_sums(metric) -%}
    {%- set capped = 'least(' ~ metric ~ ', cap.' ~ metric ~ '_cap)' -%}
    sum({{ capped }}) as {{ metric }}_capped_x,
    sum(cast({{ capped }} as hugeint) * {{ capped }}) as {{ metric }}_capped_xx,
    count(*) filter (where {{ metric }} > cap.{{ metric }}_cap) as {{ metric }}_above,
    max(cap.{{ metric }}_cap) as {{ metric }}_cap
{%- endmacro %}

{#- Sums about a whole number near the mean, and what is left: then n·Σx² − (Σx)² is exact and stays small. -#}
{% macro experiment_centre(total) -%}
cast(round(cast({{ total }} as double) / n) as hugeint)
{%- endmacro %}

{#- A second moment of two sums about their centres, over n − 1. -#}
{% macro experiment_moment(products, first, second) -%}
    {%- set about = products ~ ' - ' ~ first ~ '_centre * ' ~ second ~ ' - ' ~ second ~ '_centre * ' ~ first
        ~ ' + ' ~ first ~ '_centre * ' ~ second ~ '_centre * n' -%}
cast(
        n * ({{ about }})
        - ({{ first }} - {{ first }}_centre * n) * ({{ second }} - {{ second }}_centre * n) as double
    ) / nullif(n * (n - 1), 0)
{%- endmacro %}

{#- Segments that a person is of: all people, those of a layer, those of a mall. -#}
{% macro experiment_segments() -%}
unnest(['all', concat('layer=', layer), concat('mall=', mall_id)])
{%- endmacro %}
