-- One row per task_id and valid_from: tasks as master_task gave them, [valid_from, valid_to).
{{ master_history('master_task', 'task_id') }}
