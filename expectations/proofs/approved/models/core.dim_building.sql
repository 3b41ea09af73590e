-- One row per community_id, building_no and valid_from: buildings as master_building gave them,
-- [valid_from, valid_to). How many live in a building of few households, and who, is withheld in all its
-- versions, and of one more building where else the community's households less the others' would tell it.
-- A community of one building is not listed: its own figures would be that building's.
with history as (
    with snapshot as (
    select * from "staging"."stg_master__building"
),

snapshot_day as (
    select
        delivered_on,
        row_number() over (order by delivered_on) as day_no,
        lead(delivered_on) over (order by delivered_on) as next_day
    from (select distinct delivered_on from snapshot) as days
),

fingerprinted as (
    select
        snapshot.*,
        snapshot_day.day_no,
        snapshot_day.next_day,
        md5(concat_ws(
        '|',
        coalesce(replace(cast(households as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(unit_type as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(family_structure as varchar), '|', '||'), '|-')
    )) as fingerprint
    from snapshot
    inner join snapshot_day on snapshot.delivered_on = snapshot_day.delivered_on
),

compared as (
    select
        *,
        lag(fingerprint) over (partition by community_id, building_no order by day_no) as previous_fingerprint,
        lag(day_no) over (partition by community_id, building_no order by day_no) as previous_day_no
    from fingerprinted
),

numbered as (
    select
        *,
        sum(
            case when previous_day_no = day_no - 1 and previous_fingerprint = fingerprint then 0 else 1 end
        ) over (partition by community_id, building_no order by day_no) as version_no
    from compared
),

spanned as (
    select
        *,
        min(delivered_on) over (partition by community_id, building_no, version_no) as valid_from,
        max(delivered_on) over (partition by community_id, building_no, version_no) as last_seen_on,
        max(version_no) over (partition by community_id, building_no) as last_version_no
    from numbered
),

final as (
    select
        community_id,
        building_no,
        valid_from,
        next_day as valid_to,
        next_day is null as is_current,
        version_no = last_version_no as is_last_known,
        households,
        unit_type,
        family_structure
    from spanned
    where delivered_on = last_seen_on
)

select * from final
),

span as (
    select
        community_id,
        building_no,
        min(valid_from) as first_from,
        bool_or(is_current) as is_standing,
        coalesce(min(households), 0) as fewest_households,
        coalesce(min(households), 0) < 5 as is_small
    from history
    group by community_id, building_no
),

judged as (
    select
        community_id,
        building_no,
        (
            is_small
            or (
                count(*) filter (where is_small) over (partition by community_id) > 0
                and (
                    count(*) filter (where is_small) over (partition by community_id) = 1
                    or sum(case when is_small then fewest_households else 0 end) over (partition by community_id)
                    < 5
                )
                and row_number() over (
                    partition by community_id order by is_small, fewest_households, building_no
                ) = 1
            )
        )
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
