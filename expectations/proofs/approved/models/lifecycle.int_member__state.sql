-- grain: member_uid, valid_from. The trailing windows of a member at the end of each day of [valid_from,
-- valid_to).
with delta as (
    select
        member_uid,
        business_date as changes_on,
        joins as joins,
        visit_days as visits_30d,
        visit_days as visits_60d,
        visit_days as visits_90d,
        active_days as active_days_30d,
        active_days as active_days_90d,
        active_days_after_join as active_days_after_join_30d,
        sign_days as sign_days_30d,
        sign_days as sign_days_60d,
        sign_days as sign_days_90d,
        purchase_days as purchase_days_30d,
        purchase_days as purchase_days_60d,
        purchase_days as purchase_days_180d,
        purchase_days as purchase_days_365d,
        purchases as purchases_90d,
        purchase_fen as purchase_fen_90d,
        net_fen as spend_365d_fen,
        redemption_gmv_fen as redemption_gmv_90d_fen,
        case when visit_days > 0 then business_date end as last_visit_on,
        case when purchase_days > 0 then business_date end as last_purchase_on
    from "lifecycle"."int_member__event_day"
    union all
    select
        member_uid,
        (business_date + 30) as changes_on,
        0 as joins,
        -(visit_days) as visits_30d,
        0 as visits_60d,
        0 as visits_90d,
        -(active_days) as active_days_30d,
        0 as active_days_90d,
        -(active_days_after_join) as active_days_after_join_30d,
        -(sign_days) as sign_days_30d,
        0 as sign_days_60d,
        0 as sign_days_90d,
        -(purchase_days) as purchase_days_30d,
        0 as purchase_days_60d,
        0 as purchase_days_180d,
        0 as purchase_days_365d,
        0 as purchases_90d,
        0 as purchase_fen_90d,
        0 as spend_365d_fen,
        0 as redemption_gmv_90d_fen,
        cast(null as date) as last_visit_on,
        cast(null as date) as last_purchase_on
    from "lifecycle"."int_member__event_day"
    union all
    select
        member_uid,
        (business_date + 60) as changes_on,
        0 as joins,
        0 as visits_30d,
        -(visit_days) as visits_60d,
        0 as visits_90d,
        0 as active_days_30d,
        0 as active_days_90d,
        0 as active_days_after_join_30d,
        0 as sign_days_30d,
        -(sign_days) as sign_days_60d,
        0 as sign_days_90d,
        0 as purchase_days_30d,
        -(purchase_days) as purchase_days_60d,
        0 as purchase_days_180d,
        0 as purchase_days_365d,
        0 as purchases_90d,
        0 as purchase_fen_90d,
        0 as spend_365d_fen,
        0 as redemption_gmv_90d_fen,
        cast(null as date) as last_visit_on,
        cast(null as date) as last_purchase_on
    from "lifecycle"."int_member__event_day"
    union all
    select
        member_uid,
        (business_date + 90) as changes_on,
        0 as joins,
        0 as visits_30d,
        0 as visits_60d,
        -(visit_days) as visits_90d,
        0 as active_days_30d,
        -(active_days) as active_days_90d,
        0 as active_days_after_join_30d,
        0 as sign_days_30d,
        0 as sign_days_60d,
        -(sign_days) as sign_days_90d,
        0 as purchase_days_30d,
        0 as purchase_days_60d,
        0 as purchase_days_180d,
        0 as purchase_days_365d,
        -(purchases) as purchases_90d,
        -(purchase_fen) as purchase_fen_90d,
        0 as spend_365d_fen,
        -(redemption_gmv_fen) as redemption_gmv_90d_fen,
        cast(null as date) as last_visit_on,
        cast(null as date) as last_purchase_on
    from "lifecycle"."int_member__event_day"
    union all
    select
        member_uid,
        (business_date + 180) as changes_on,
        0 as joins,
        0 as visits_30d,
        0 as visits_60d,
        0 as visits_90d,
        0 as active_days_30d,
        0 as active_days_90d,
        0 as active_days_after_join_30d,
        0 as sign_days_30d,
        0 as sign_days_60d,
        0 as sign_days_90d,
        0 as purchase_days_30d,
        0 as purchase_days_60d,
        -(purchase_days) as purchase_days_180d,
        0 as purchase_days_365d,
        0 as purchases_90d,
        0 as purchase_fen_90d,
        0 as spend_365d_fen,
        0 as redemption_gmv_90d_fen,
        cast(null as date) as last_visit_on,
        cast(null as date) as last_purchase_on
    from "lifecycle"."int_member__event_day"
    union all
    select
        member_uid,
        (business_date + 365) as changes_on,
        0 as joins,
        0 as visits_30d,
        0 as visits_60d,
        0 as visits_90d,
        0 as active_days_30d,
        0 as active_days_90d,
        0 as active_days_after_join_30d,
        0 as sign_days_30d,
        0 as sign_days_60d,
        0 as sign_days_90d,
        0 as purchase_days_30d,
        0 as purchase_days_60d,
        0 as purchase_days_180d,
        -(purchase_days) as purchase_days_365d,
        0 as purchases_90d,
        0 as purchase_fen_90d,
        -(net_fen) as spend_365d_fen,
        0 as redemption_gmv_90d_fen,
        cast(null as date) as last_visit_on,
        cast(null as date) as last_purchase_on
    from "lifecycle"."int_member__event_day"
),

changed as (
    select
        member_uid,
        changes_on,
        sum(joins) as joins,
        sum(visits_30d) as visits_30d,
        sum(visits_60d) as visits_60d,
        sum(visits_90d) as visits_90d,
        sum(active_days_30d) as active_days_30d,
        sum(active_days_90d) as active_days_90d,
        sum(active_days_after_join_30d) as active_days_after_join_30d,
        sum(sign_days_30d) as sign_days_30d,
        sum(sign_days_60d) as sign_days_60d,
        sum(sign_days_90d) as sign_days_90d,
        sum(purchase_days_30d) as purchase_days_30d,
        sum(purchase_days_60d) as purchase_days_60d,
        sum(purchase_days_180d) as purchase_days_180d,
        sum(purchase_days_365d) as purchase_days_365d,
        sum(purchases_90d) as purchases_90d,
        sum(purchase_fen_90d) as purchase_fen_90d,
        sum(spend_365d_fen) as spend_365d_fen,
        sum(redemption_gmv_90d_fen) as redemption_gmv_90d_fen,
        max(last_visit_on) as last_visit_on,
        max(last_purchase_on) as last_purchase_on
    from delta
    where changes_on <= (select as_of_date from "control"."run")
    group by member_uid, changes_on
),

swept as (
    select
        member_uid,
        changes_on as valid_from,
        coalesce(lead(changes_on) over later, ((select as_of_date from "control"."run") + 1)) as valid_to,
        cast(sum(joins) over so_far as bigint) as joins,
        cast(sum(visits_30d) over so_far as bigint) as visits_30d,
        cast(sum(visits_60d) over so_far as bigint) as visits_60d,
        cast(sum(visits_90d) over so_far as bigint) as visits_90d,
        cast(sum(active_days_30d) over so_far as bigint) as active_days_30d,
        cast(sum(active_days_90d) over so_far as bigint) as active_days_90d,
        cast(sum(active_days_after_join_30d) over so_far as bigint) as active_days_after_join_30d,
        cast(sum(sign_days_30d) over so_far as bigint) as sign_days_30d,
        cast(sum(sign_days_60d) over so_far as bigint) as sign_days_60d,
        cast(sum(sign_days_90d) over so_far as bigint) as sign_days_90d,
        cast(sum(purchase_days_30d) over so_far as bigint) as purchase_days_30d,
        cast(sum(purchase_days_60d) over so_far as bigint) as purchase_days_60d,
        cast(sum(purchase_days_180d) over so_far as bigint) as purchase_days_180d,
        cast(sum(purchase_days_365d) over so_far as bigint) as purchase_days_365d,
        cast(sum(purchases_90d) over so_far as bigint) as purchases_90d,
        cast(sum(purchase_fen_90d) over so_far as bigint) as purchase_fen_90d,
        cast(sum(spend_365d_fen) over so_far as bigint) as spend_365d_fen,
        cast(sum(redemption_gmv_90d_fen) over so_far as bigint) as redemption_gmv_90d_fen,
        max(last_visit_on) over so_far as last_visit_on,
        max(last_purchase_on) over so_far as last_purchase_on
    from changed
    window
        later as (partition by member_uid order by changes_on),
        so_far as (
            partition by member_uid order by changes_on
            rows between unbounded preceding and current row
        )
)

select
    *,
    joins > 0 as is_joined,
    cast(floor(purchase_fen_90d / nullif(purchases_90d, 0)) as bigint) as average_ticket_90d_fen
from swept
