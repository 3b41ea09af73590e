{#-
    The ledger is the memory of identity: what it held before this run decides which ids stay. The models that read
    that memory come before the ledger in the graph, so they look it up by name instead of by ref().
-#}
{% macro past_ledger() -%}
    {%- set ledger = none -%}
    {%- if execute -%}
        {%- set ledger = adapter.get_relation(
            database=target.database, schema='core', identifier='identity_ledger'
        ) -%}
    {%- endif -%}
    {%- if ledger is not none -%}
    select
        seq,
        op,
        member_uid_from,
        member_uid_to,
        identifier_type,
        identifier_hash
    from {{ ledger }}
    {%- else -%}
    select
        cast(null as bigint) as seq,
        cast(null as varchar) as op,
        cast(null as varchar) as member_uid_from,
        cast(null as varchar) as member_uid_to,
        cast(null as varchar) as identifier_type,
        cast(null as varchar) as identifier_hash
    where false
    {%- endif -%}
{%- endmacro %}

{#- Where each id that lost a merge points to, unless a later split gave it back. -#}
{% macro redirects_of(ledger) -%}
    select
        member_uid_from as old_member_uid,
        member_uid_to as member_uid,
        seq
    from (
        select
            op,
            member_uid_from,
            member_uid_to,
            seq,
            row_number() over (
                partition by case when op = 'merge' then member_uid_from else member_uid_to end
                order by seq desc
            ) as recency
        from {{ ledger }}
        where op in ('merge', 'restore')
    ) as last_word
    where recency = 1 and op = 'merge'
{%- endmacro %}

{#- Key of a node of the identity graph: one identifier, whatever feed it came by. -#}
{% macro identifier_key(identifier_type, identifier_hash) -%}
    md5(concat_ws('|', {{ identifier_type }}, {{ identifier_hash }}))
{%- endmacro %}
