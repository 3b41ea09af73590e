-- One row per msgid and userid: whether a staff confirmed the sending, as last delivered.

with delivered as (
    {{ delivered_rows('wecom_mass_send') }}
),

task as (
    select * from delivered where kind = 'task'
),

latest as (
    {{ latest_delivery('task', ['msgid', 'task_userid']) }}
)

select
    msgid,
    task_userid as userid,
    corp_id,
    {{ wecom_task_status('status') }} as status,
    {{ wecom_instant('sent_at') }} as sent_at,
    delivered_on
from latest
