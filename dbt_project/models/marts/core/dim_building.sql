-- One row per community_id, building_no and valid_from: buildings as master_building gave them,
-- [valid_from, valid_to).
{{ master_history('master_building', ['community_id', 'building_no']) }}
