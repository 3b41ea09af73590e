-- grain: playbook_id. What to do when, by whom, and how often it is reviewed.
select
    playbook_id,
    name_zh,
    name_en,
    goal,
    touchpoint,
    action,
    action_en,
    content,
    tool,
    metric_ids,
    review_rhythm,
    owner_role,
    is_default_of_role
from "kpi"."playbook_entry"
order by playbook_id
