-- One row per community_id and valid_from: communities as master_community gave them, [valid_from,
-- valid_to).
{{ master_history('master_community', 'community_id') }}
