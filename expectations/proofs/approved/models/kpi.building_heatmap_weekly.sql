-- grain: community_id, building_no, week_start. Orders of a building in a week that is over, with what the
-- master tells of it. Cells of few buying households are withheld, and one more where else the community's
-- total would tell them.
with building as (
    select * from "core"."dim_building" where is_last_known
)

select
    cell.week_start,
    cell.community_id,
    cell.building_no,
    cell.unit_type,
    cell.family_structure,
    building.households,
    case when not cell.is_withheld then cell.orders end as orders,
    case when not cell.is_withheld then cell.buyers end as buyers,
    case when not cell.is_withheld then cell.buying_households end as buying_households,
    case when not cell.is_withheld then cell.net_fen end as net_fen,
    case
        when not cell.is_withheld then cast(cell.buying_households as double) / nullif(building.households, 0)
    end as penetration,
    cell.is_withheld,
    case
        when cell.is_withheld then 'small_cell'
        when building.households is null then 'households_withheld'
    end as null_reason
from "intermediate"."int_building__week" as cell
left join building on cell.community_id = building.community_id and cell.building_no = building.building_no
order by cell.community_id, cell.building_no, cell.week_start
