-- grain: member_uid, business_date. What a member did on a day on which there is something to tell, over all
-- malls. The sweeps of this room start here, so it ends at the as-of day.
with visit as (
    select
        member_uid,
        business_date,
        count(*) as visit_days
    from "intermediate"."int_visit__day"
    where member_uid is not null
    group by member_uid, business_date
),

redemption as (
    select * from "intermediate"."int_benefit__state"
    where state = 'redeemed' and member_uid is not null
),

interaction as (
    select
        member_uid,
        business_date,
        max(case when is_valid_interaction then 1 else 0 end) as valid_interaction_days
    from "core"."fct_interaction"
    where member_uid is not null
    group by member_uid, business_date
),

ticket as (
    select
        member_uid,
        business_date,
        max(case when is_purchase then 1 else 0 end) as purchase_days,
        sum(case when is_purchase then 1 else 0 end) as purchases,
        sum(case when is_purchase then purchase_fen else 0 end) as purchase_fen,
        sum(net_fen) as net_fen
    from "intermediate"."int_purchase__ticket"
    where member_uid is not null
    group by member_uid, business_date
),

attribution as (
    select
        redemption.member_uid,
        redemption.business_date,
        sum(sales_brought.attributed_fen) as redemption_gmv_fen
    from redemption
    inner join "intermediate"."int_benefit__attribution" as sales_brought
        on redemption.coupon_code = sales_brought.coupon_code
    group by redemption.member_uid, redemption.business_date
),

registration as (
    select * from "lifecycle"."int_member__registration"
),

event_key as (
    select
        member_uid,
        business_date
    from visit
    union
    select
        member_uid,
        business_date
    from interaction
    union
    select
        member_uid,
        business_date
    from ticket
    union
    select
        member_uid,
        business_date
    from attribution
    union
    select
        member_uid,
        joined_on as business_date
    from registration
),

gathered as (
    select
        event_key.member_uid,
        event_key.business_date,
        case when event_key.business_date = registration.joined_on then 1 else 0 end as joins,
        coalesce(visit.visit_days, 0) as visit_days,
        case
            when visit.member_uid is not null or interaction.member_uid is not null then 1 else 0
        end as active_days,
        case when interaction.member_uid is not null then 1 else 0 end as interaction_days,
        coalesce(interaction.valid_interaction_days, 0) as valid_interaction_days,
        case when event_key.business_date > registration.joined_on then 1 else 0 end as is_after_join,
        coalesce(ticket.purchase_days, 0) as purchase_days,
        coalesce(ticket.purchases, 0) as purchases,
        coalesce(ticket.purchase_fen, 0) as purchase_fen,
        coalesce(ticket.net_fen, 0) as net_fen,
        coalesce(attribution.redemption_gmv_fen, 0) as redemption_gmv_fen
    from event_key
    left join registration on event_key.member_uid = registration.member_uid
    left join visit
        on event_key.member_uid = visit.member_uid and event_key.business_date = visit.business_date
    left join interaction
        on
            event_key.member_uid = interaction.member_uid
            and event_key.business_date = interaction.business_date
    left join ticket
        on event_key.member_uid = ticket.member_uid and event_key.business_date = ticket.business_date
    left join attribution
        on
            event_key.member_uid = attribution.member_uid
            and event_key.business_date = attribution.business_date
    where event_key.business_date <= (select as_of_date from "control"."run")
)

select
    member_uid,
    business_date,
    joins,
    visit_days,
    interaction_days,
    valid_interaction_days,
    active_days,
    active_days * is_after_join as active_days_after_join,
    case when active_days + joins > 0 then 1 else 0 end as sign_days,
    purchase_days,
    cast(purchases as bigint) as purchases,
    cast(purchase_fen as bigint) as purchase_fen,
    cast(net_fen as bigint) as net_fen,
    cast(redemption_gmv_fen as bigint) as redemption_gmv_fen
from gathered
