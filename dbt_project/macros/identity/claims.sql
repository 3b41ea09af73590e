{#-
    Identity claims: identifiers of one source_key stood side by side in one record. Every family of feeds gives them
    in the columns source_feed, source_key, identifier_type, identifier_hash, seen_at, bound_at and last_seen_at.
-#}

{#-
    One row per record and identifier: `relation` has a source_key, seen_at, bound_at, last_seen_at and a column
    `<type>_hash` for each of `identifier_types`.
-#}
{% macro claims_of_records(relation, feed, identifier_types) -%}
    {%- for identifier_type in identifier_types %}
    select
        '{{ feed }}' as source_feed,
        source_key,
        '{{ identifier_type }}' as identifier_type,
        {{ identifier_type }}_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from {{ relation }}
    where {{ identifier_type }}_hash is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}

{#-
    The same for feeds of many events: identifiers that stood together a thousand times claim it once, when they first
    did. Gives a relation for `claims_of_records`; `at` is the time of an event.
-#}
{% macro first_together(relation, identifier_types, at) -%}
    {%- set columns = [] -%}
    {%- for identifier_type in identifier_types %}{% do columns.append(identifier_type ~ '_hash') %}{% endfor -%}
    select
        {{ columns | join(',\n        ') }},
        md5(concat_ws(
            '|',
            {%- for column in columns %}
            coalesce({{ column }}, '-'){{ ',' if not loop.last }}
            {%- endfor %}
        )) as source_key,
        min({{ at }}) as seen_at,
        min({{ at }}) as bound_at,
        max({{ at }}) as last_seen_at
    from {{ relation }}
    group by {{ columns | join(', ') }}
{%- endmacro %}
