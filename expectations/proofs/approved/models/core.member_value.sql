-- grain: member_uid. What each member who has bought is worth as of today: margin so far and margin expected,
-- or the reason why nothing can be expected.
select
    member_uid,
    mall_id,
    cutoff_on as as_of_date,
    frequency as repeat_purchase_days,
    recency_days,
    age_days,
    margin_fen as historic_margin_fen,
    p_alive,
    discounted_purchase_days,
    expected_purchase_day_fen,
    expected_net_fen,
    expected_margin_fen,
    margin_fen + expected_margin_fen as lifetime_value_fen,
    null_reason
from "lifecycle"."int_value__member"
where is_as_of
