{#- Tiers of the leaders' commission: tier_no, tier, [from_fen, to_fen) of a month's net sales, rate in basis points. -#}
{% macro leader_commission_tiers() -%}
    select
        row_number() over (order by from_fen) as tier_no,
        tier,
        from_fen,
        lead(from_fen) over (order by from_fen) as to_fen,
        rate_bp
    from (
        select
            split_part(told, ':', 1) as tier,
            cast(split_part(told, ':', 2) as bigint) as from_fen,
            cast(split_part(told, ':', 3) as bigint) as rate_bp
        from (select unnest(string_split('{{ var("leader_commission_tiers") }}', ',')) as told) as tier_text
    ) as tier_part
{%- endmacro %}

{#-
    The part of a month's net sales that a tier pays for: what lies within its bounds, or by whole band all of it to the
    one tier that it reaches. Nothing below zero.
-#}
{% macro leader_tier_base(net_fen, tier) -%}
    {%- if var('leader_commission_plan') == 'whole_band' -%}
    case
        when {{ net_fen }} >= {{ tier }}.from_fen and {{ net_fen }} < coalesce({{ tier }}.to_fen, {{ net_fen }} + 1)
            then greatest({{ net_fen }}, 0)
        else 0
    end
    {%- else -%}
    greatest(least({{ net_fen }}, coalesce({{ tier }}.to_fen, {{ net_fen }})) - {{ tier }}.from_fen, 0)
    {%- endif -%}
{%- endmacro %}

{#- Commission in fen of the sum of base times rate over all tiers of a month: exact, and rounded once, half up. -#}
{% macro leader_commission_fen(base_times_rate) -%}
    cast(({{ base_times_rate }} + 5000) // 10000 as bigint)
{%- endmacro %}

{#- Day of an instant of the leaders' master, on the default clock: a community has none of its own. -#}
{% macro leader_date(instant) -%}
    {{ business_date(instant, "'" ~ var('default_timezone') ~ "'", 0) }}
{%- endmacro %}

{#- Day at whose end a month's sales are settled: what a delivery of that day told still counts. -#}
{% macro leader_settled_on(month_start) -%}
    {{ add_days('cast(last_day(' ~ month_start ~ ') as date)', var('leader_settle_days')) }}
{%- endmacro %}
