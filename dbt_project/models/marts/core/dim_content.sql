-- One row per content_id and valid_from: content as master_content gave them, [valid_from, valid_to).
{{ master_history(
    'master_content',
    'content_id',
    times={'planned_at': 'planned_at', 'published_at': 'published_at'}
) }}
