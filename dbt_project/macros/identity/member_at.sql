{#-
    Condition of a join to int_identity__member_identifier (`member`): the member that an identifier stood for at a
    time. A number may be given out again, so that it stands for one person after another; a fact without a time
    belongs to the last of them. Unionids, openids, external user ids and member numbers never change hands and may
    be joined by value alone.
-#}
{% macro member_at(member, identifier_type, identifier_hash, at) -%}
{{ identifier_type }} = {{ member }}.identifier_type
            and {{ identifier_hash }} = {{ member }}.identifier_hash
            and coalesce({{ at }}, timestamp '9999-12-30') >= {{ member }}.valid_from
            and coalesce({{ at }}, timestamp '9999-12-30') < {{ member }}.valid_to
{%- endmacro %}
