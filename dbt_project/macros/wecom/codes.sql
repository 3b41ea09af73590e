{#- Codes of WeCom as words. A code that is not of the list stays visible as `other_<code>`. -#}
{% macro wecom_word(code, words) -%}
    case {{ code }}
        {%- for number, word in words.items() %}
        when '{{ number }}' then '{{ word }}'
        {%- endfor %}
        else 'other_' || {{ code }}
    end
{%- endmacro %}

{#- How a friend was added. The last two are handed over inside the corp: no acquisition. -#}
{% macro wecom_add_way(code) -%}
    {{ wecom_word(code, {
        '0': 'unknown', '1': 'scan', '2': 'phone_search', '3': 'card_share', '4': 'group_chat',
        '5': 'phone_book', '6': 'wechat_contact', '8': 'app_service', '9': 'email_search',
        '10': 'channels', '11': 'calendar', '12': 'meeting', '13': 'wechat_friend_wecom',
        '14': 'hardware', '15': 'door_service', '16': 'acquisition_link', '17': 'custom',
        '18': 'need_reply', '21': 'third_party_presales', '22': 'business_partner',
        '24': 'wechat_account', '201': 'internal_share', '202': 'admin_assigned'
    }) }}
{%- endmacro %}

{% macro wecom_join_scene(code) -%}
    {{ wecom_word(code, {'1': 'invited', '2': 'invite_link', '3': 'group_code'}) }}
{%- endmacro %}

{% macro wecom_result_status(code) -%}
    {{ wecom_word(code, {'0': 'not_sent', '1': 'sent', '2': 'not_friend', '3': 'quota_reached'}) }}
{%- endmacro %}

{% macro wecom_task_status(code) -%}
    {{ wecom_word(code, {'0': 'not_sent', '2': 'sent'}) }}
{%- endmacro %}

{#- WeCom tells instants; a wall clock can only come from a hand-made file and is the default zone's. -#}
{% macro wecom_instant(column) -%}
    {{ utc_instant(column, "'" ~ var('default_timezone') ~ "'") }}
{%- endmacro %}

{#- The day of WeCom's own daily figures, which are cut at midnight in China. -#}
{% macro wecom_day(instant) -%}
    cast({{ utc_to_local(instant, "'Asia/Shanghai'") }} as date)
{%- endmacro %}

{#- The first instant of a day of delivery, UTC. -#}
{% macro start_of_day(date_column) -%}
    {{ local_to_utc('cast(' ~ date_column ~ ' as timestamp)', "'" ~ var('landing_timezone') ~ "'") }}
{%- endmacro %}
