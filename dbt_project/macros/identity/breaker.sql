{#-
    The circuit breaker looks at what was delivered, before anything is made of it: guards downstream may take the
    harm out of a poisoned file, but its figures would still be wrong.
-#}

{#- The rows of deliveries that no published night has built yet, each with the key of its record. -#}
{% macro new_rows(feed, key, identifier_types) -%}
    {%- set columns = feed_columns(feed).split(',') -%}
    {%- set parts = [] -%}
    {%- for name in key -%}
        {%- if name ~ '_hash' in columns -%} {%- do parts.append(name ~ '_hash') -%}
        {%- elif name ~ '_utc' in columns -%}
            {%- do parts.append('coalesce(' ~ name ~ '_utc, ' ~ name ~ '_local)') -%}
        {%- else -%} {%- do parts.append(name) -%}
        {%- endif -%}
    {%- endfor -%}
    select
        _file_id,
        file_row_number,
        delivery.delivered_on,
        delivery.delivery_rank,
        hash({{ parts | join(', ') }}) as record_key
        {%- for identifier_type in identifier_types %},
        {{ identifier_type }}_hash
        {%- endfor %}
    from {{ source('raw', feed) }} as feed_row
    inner join {{ source('control', 'delivery') }} as delivery
        on
            delivery.feed = '{{ feed }}'
            and delivery.file_id = feed_row._file_id
            and delivery.is_new
{%- endmacro %}

{#- Hashes are shown shortened wherever people read them. -#}
{% macro shortened(identifier_hash) -%}
    substr({{ identifier_hash }}, 1, 12)
{%- endmacro %}
