{#- No row: each is a reason, in the column `message`, for which the night must not be published. -#}
{% test nothing_refused(model) %}
select message
from {{ model }}
{% endtest %}
