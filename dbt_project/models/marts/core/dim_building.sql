-- One row per community_id, building_no and valid_from: buildings as master_building gave them,
-- [valid_from, valid_to). How many live in a building of few households, and who, is withheld in all its
-- versions, and of one more building where else the community's households less the others' would tell it.
-- A community of one building is not listed: its own figures would be that building's.
with history as (
    {{ master_history('master_building', ['community_id', 'building_no']) }}
),

span as (
    select
        community_id,
        building_no,
        min(valid_from) as first_from,
        bool_or(is_current) as is_standing,
        coalesce(min(households), 0) as fewest_households,
        coalesce(min(households), 0) < {{ var('suppress_min_households') }} as is_small
    from history
    group by community_id, building_no
),

judged as (
    select
        community_id,
        building_no,
        {{ withheld('is_small', 'fewest_households', 'community_id', 'building_no') }}
        -- Where buildings came or went, the rest was another at another time.
        or (
            bool_or(is_small) over of_community
            and not (
                min(first_from) over of_community = max(first_from) over of_community
                and bool_and(is_standing) over of_community
            )
        ) as is_withheld,
        count(*) over of_community as buildings
    from span
    window of_community as (partition by community_id)
),

final as (
    select
        history.community_id,
        history.building_no,
        history.valid_from,
        history.valid_to,
        history.is_current,
        history.is_last_known,
        case when not judged.is_withheld then history.households end as households,
        history.unit_type,
        case when not judged.is_withheld then history.family_structure end as family_structure,
        judged.is_withheld
    from history
    inner join judged
        on history.community_id = judged.community_id and history.building_no = judged.building_no
    where judged.buildings > 1
)

select * from final
