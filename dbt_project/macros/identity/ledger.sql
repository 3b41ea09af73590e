{#-
    The ledger is the memory of identity: what it held before this run decides which ids stay. The models that read
    that memory come before the ledger in the graph, so they look it up by name instead of by ref(). Lines of version
    1 of the rules know no intervals: their binding holds for ever.
-#}
{% macro past_ledger() -%}
    {%- set columns = {
        'run_id': 'varchar',
        'seq': 'bigint',
        'as_of_date': 'date',
        'op': 'varchar',
        'member_uid_from': 'varchar',
        'member_uid_to': 'varchar',
        'identifier_type': 'varchar',
        'identifier_hash': 'varchar',
        'valid_from': 'timestamp',
        'valid_to': 'timestamp',
        'strength': 'varchar',
        'first_source': 'varchar'
    } -%}
    {%- set ledger = none -%}
    {%- set known = [] -%}
    {%- if execute -%}
        {%- set ledger = adapter.get_relation(
            database=target.database, schema='core', identifier='identity_ledger'
        ) -%}
        {%- if ledger is not none -%}
            {%- set known = adapter.get_columns_in_relation(ledger) | map(attribute='name') | list -%}
        {%- endif -%}
    {%- endif -%}
    select
        {%- for name, kind in columns.items() %}
        {% if name in known %}{{ name }}{% else %}cast(null as {{ kind }}) as {{ name }}{% endif %}
        {{- ',' if not loop.last }}
        {%- endfor %}
    {%- if ledger is not none %}
    from {{ ledger }}
    {%- else %}
    where false
    {%- endif %}
{%- endmacro %}

{#- Ends of intervals that have none: a binding of one epoch counts backwards as far as facts reach, and holds. -#}
{% macro beginning_of_time() -%} timestamp '0001-01-01 00:00:00' {%- endmacro %}
{% macro end_of_time() -%} timestamp '9999-12-31 00:00:00' {%- endmacro %}

{#- The role that a line of the ledger gives or takes. -#}
{% macro role_of_op(op) -%}
    case
        when {{ op }} in ('share', 'unshare') then 'shared'
        when {{ op }} in ('block', 'unblock') then 'blocked'
        when {{ op }} in ('attach', 'move', 'detach') then 'owner'
    end
{%- endmacro %}

{#-
    The lines about identifiers, newest first by what they are about (`recency` 1 is the last word): of an owner one
    identifier's interval, else one member's relation to it. Lines of a member who was forgotten since are left out.
-#}
{% macro relation_lines(ledger) -%}
    select
        line.seq,
        line.identifier_type,
        line.identifier_hash,
        {{ role_of_op('line.op') }} as role,
        coalesce(line.valid_from, {{ beginning_of_time() }}) as valid_from,
        coalesce(line.valid_to, {{ end_of_time() }}) as valid_to,
        coalesce(line.member_uid_to, line.member_uid_from) as member_uid,
        line.strength,
        line.first_source,
        line.op in ('attach', 'move', 'share', 'block') as is_giving,
        row_number() over (
            partition by
                line.identifier_type,
                line.identifier_hash,
                {{ role_of_op('line.op') }},
                coalesce(line.valid_from, {{ beginning_of_time() }}),
                case
                    when {{ role_of_op('line.op') }} <> 'owner'
                        then coalesce(line.member_uid_to, line.member_uid_from)
                end
            order by line.seq desc
        ) as recency
    from {{ ledger }} as line
    left join (
        select
            member_uid_from as member_uid,
            max(seq) as forgotten_seq
        from {{ ledger }}
        where op = 'forget'
        group by member_uid_from
    ) as forgotten
        on coalesce(line.member_uid_to, line.member_uid_from) = forgotten.member_uid
    where
        {{ role_of_op('line.op') }} is not null
        and (forgotten.forgotten_seq is null or line.seq > forgotten.forgotten_seq)
{%- endmacro %}

{#-
    The map that the ledger holds, or held when `seq` was its newest line (an SQL expression, see `seq_of_day`): which
    member an identifier stands for, and who shares it or is barred from it.
-#}
{% macro map_of(ledger, seq=none) -%}
    select
        identifier_type,
        identifier_hash,
        role,
        valid_from,
        valid_to,
        member_uid,
        strength,
        first_source
    from (
        {%- if seq is none %}
        {{ relation_lines(ledger) }}
        {%- else %}
        {{ relation_lines('(select * from ' ~ ledger ~ ' where seq <= ' ~ seq ~ ')') }}
        {%- endif %}
    ) as last_word
    where recency = 1 and is_giving
{%- endmacro %}

{#- The newest line that was there when the night of a day ended; nights that changed nothing wrote none. -#}
{% macro seq_of_day(ledger, day) -%}
    (
        select max(seq)
        from {{ ledger }}
        where as_of_date = (select max(as_of_date) from {{ ledger }} where as_of_date <= {{ day }})
    )
{%- endmacro %}

{#-
    The map as it is published: one line an identifier and begin. Relations that begin at one instant, the owner's
    first, stand a microsecond apart, so that none is lost.
-#}
{% macro published_map(relation) -%}
    select
        identifier_type,
        identifier_hash,
        max(valid_from - interval '1 microsecond' * position) over (
            partition by identifier_type, identifier_hash order by position
        ) + interval '1 microsecond' * position as valid_from,
        nullif(valid_to, {{ end_of_time() }}) as valid_to,
        member_uid,
        strength,
        role,
        first_source
    from (
        select
            *,
            row_number() over (
                partition by identifier_type, identifier_hash
                order by valid_from asc, case when role = 'owner' then 1 else 2 end asc, role asc, member_uid asc
            ) as position
        from {{ relation }}
    ) as placed
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
