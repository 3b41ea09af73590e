{#- Sends that reached a person alone: person_id, channel, is_manual, sent_at, business_date. -#}
{% macro personal_sends() -%}
    select
        coalesce(member_uid, identifier_hash) as person_id,
        channel,
        coalesce(is_manual, false) as is_manual,
        coalesce(sent_at, planned_at) as sent_at,
        business_date
    from {{ ref('fct_outreach') }}
    where is_reached and chat_id is null and coalesce(member_uid, identifier_hash) is not null
{%- endmacro %}

{#- What staff and robots wrote to a customer alone, as the archive has it: the same columns. -#}
{% macro archived_private_messages() -%}
    select
        coalesce(member_identifier.member_uid, message.receiver_external_userid_hashes[1]) as person_id,
        'archive' as channel,
        message.sender_type = 'staff' as is_manual,
        message.sent_at,
        {{ wecom_day('message.sent_at') }} as business_date
    from {{ ref('stg_wecom_chat_meta') }} as message
    left join {{ ref('int_identity__member_identifier') }} as member_identifier
        on
            member_identifier.identifier_type = 'external_userid'
            and message.receiver_external_userid_hashes[1] = member_identifier.identifier_hash
    where
        message.room_id is null
        and message.action = 'send'
        and message.sender_type in ('staff', 'robot')
        and message.receiver_external_userid_hashes[1] is not null
{%- endmacro %}

{#- Personal touches that a member of a layer may get in seven days; NULL for an unknown layer. -#}
{% macro touch_cap(layer) -%}
    {%- set caps = {
        'visitor_not_joined': var('touch_cap_visitor_not_joined'),
        'joined_inactive': var('touch_cap_joined_inactive'),
        'active_no_repurchase': var('touch_cap_active_no_repurchase'),
        'repeat_low_frequency': var('touch_cap_repeat_low_frequency'),
        'high_frequency_high_ticket': var('touch_cap_high_frequency_high_ticket'),
        'silent': var('touch_cap_silent'),
    } -%}
    case {{ layer }}
        {%- for name, cap in caps.items() %}
        when '{{ name }}' then {{ cap }}
        {%- endfor %}
    end
{%- endmacro %}
