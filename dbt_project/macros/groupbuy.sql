{#- What is read off the rows of the group-buying export, in one place for the order as it stands and as it was told. -#}

{#- Key of an order: its number within the activity; where no activity is named, the time of payment tells apart. -#}
{% macro groupbuy_order_key() -%}
    md5(concat_ws(
        chr(31),
        activity,
        group_no,
        case
            when activity_from = 'default' then cast(coalesce(paid_at_utc, paid_at_local) as varchar)
        end
    ))
{%- endmacro %}

{#- Whether a state says that the order came to nothing. -#}
{% macro groupbuy_is_cancelled() -%}
    coalesce(order_state in ('已取消', '已关闭', '交易关闭'), false)
{%- endmacro %}

{#- Refunded of an order in fen, never below zero: one said to be refunded without an amount is refunded whole. -#}
{% macro groupbuy_refund_fen() -%}
    case
        when refund_fen is not null and refund_fen <> 0 then abs(refund_fen)
        when order_state in ('已退款', '全部退款', '全额退款', '退款成功') then order_fen
        else 0
    end
{%- endmacro %}
