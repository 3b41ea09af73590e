-- grain: cutoff_on, member_uid. Frequency, recency, age and mean value of each member who had bought by a
-- cutoff: all that the estimate of the future needs. The first purchase-day opens the account: no repeat.
with cutoff as (
    select * from "lifecycle"."int_value__cutoff"
),

standing as (
    select * from "lifecycle"."int_value__standing" where purchase_days > 0
)

select
    cutoff.cutoff_on,
    standing.member_uid,
    anchor.home_mall_id as mall_id,
    standing.purchase_days - 1 as frequency,
    date_diff('day', standing.first_purchase_on, standing.last_purchase_on) as recency_days,
    date_diff('day', standing.first_purchase_on, cutoff.cutoff_on) as age_days,
    standing.purchase_days,
    standing.purchase_fen,
    cast(standing.purchase_fen - standing.first_purchase_fen as double)
    / nullif(standing.purchase_days - 1, 0) as repeat_mean_fen,
    standing.net_fen,
    standing.margin_fen,
    case
        when standing.margin_base_fen > 0 and standing.margin_fen >= 0
            then cast(standing.margin_fen as double) / standing.margin_base_fen
    end as margin_rate,
    -- A sample by hash is enough for four parameters and keeps a fit at a second, however many members.
    row_number() over (partition by cutoff.cutoff_on order by md5(standing.member_uid), standing.member_uid)
    <= 20000 as is_in_fit
from cutoff
inner join standing
    on cutoff.cutoff_on >= standing.valid_from and cutoff.cutoff_on < standing.valid_to
inner join "lifecycle"."int_member__anchor" as anchor on standing.member_uid = anchor.member_uid
