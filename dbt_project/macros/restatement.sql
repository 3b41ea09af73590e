{#-
    Whether two published figures say the same. Parts are integers and compared exactly; a value is a double, and two
    of them are one when they differ by no more than a billionth of the larger (of 1 when both are below it).
-#}
{% macro is_same_figure(old, new) -%}
    (
        {{ old }}.numerator is not distinct from {{ new }}.numerator
        and {{ old }}.denominator is not distinct from {{ new }}.denominator
        and {{ old }}.null_reason is not distinct from {{ new }}.null_reason
        and (
            ({{ old }}.value is null and {{ new }}.value is null)
            or coalesce(
                abs({{ old }}.value - {{ new }}.value)
                <= 1e-9 * greatest(1, abs({{ old }}.value), abs({{ new }}.value)),
                false
            )
        )
    )
{%- endmacro %}

{#- Whether a row tells of nothing: as good as no row, which is how figures by dimension say it. -#}
{% macro is_nothing(figure) -%}
    (
        coalesce({{ figure }}.numerator, 0) = 0
        and coalesce({{ figure }}.denominator, 0) = 0
        and coalesce({{ figure }}.value, 0) = 0
    )
{%- endmacro %}

{#- Causes in the order in which one of several is named first; what rewrites most comes before what rewrites less. -#}
{% macro restatement_causes() -%}
    {{ return([
        'changed_definition',
        'changed_parameter',
        'erasure',
        'steward',
        'identity_split',
        'identity_merge',
        'identity_binding',
        'delivery_withdrawn',
        'corrected_delivery',
        'late_data',
        'unexplained'
    ]) }}
{%- endmacro %}

{#- The place of a cause in that order. -#}
{% macro cause_rank(cause) -%}
    case {{ cause }}
        {%- for name in restatement_causes() %}
        when '{{ name }}' then {{ loop.index }}
        {%- endfor %}
    end
{%- endmacro %}

{#- Columns of a relation, with commas between. -#}
{% macro prefixed(relation, columns) -%}
    {%- for column in columns %}{{ relation }}.{{ column }}{{ ', ' if not loop.last }}{% endfor -%}
{%- endmacro %}

{#- The condition under which two relations agree on columns that are never NULL. -#}
{% macro same_columns(one, other, columns) -%}
    {%- for column in columns -%}
        {{ one }}.{{ column }} = {{ other }}.{{ column }}{{ ' and ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- What versions of before called a cause. -#}
{% macro cause_today(cause) -%}
    replace({{ cause }}, 'definition_changed', 'changed_definition')
{%- endmacro %}
