-- grain: member_uid, valid_from. The trailing windows of a member at the end of each day of [valid_from,
-- valid_to).
{{ trailing_state(
    ref('int_member__event_day'),
    measures=[
        {'name': 'joins', 'value': 'joins'},
        {'name': 'visits_30d', 'value': 'visit_days', 'days': 30},
        {'name': 'visits_60d', 'value': 'visit_days', 'days': 60},
        {'name': 'visits_90d', 'value': 'visit_days', 'days': 90},
        {'name': 'active_days_30d', 'value': 'active_days', 'days': 30},
        {'name': 'active_days_90d', 'value': 'active_days', 'days': 90},
        {'name': 'active_days_after_join_30d', 'value': 'active_days_after_join', 'days': 30},
        {'name': 'sign_days_30d', 'value': 'sign_days', 'days': 30},
        {'name': 'sign_days_60d', 'value': 'sign_days', 'days': 60},
        {'name': 'sign_days_90d', 'value': 'sign_days', 'days': 90},
        {'name': 'purchase_days_30d', 'value': 'purchase_days', 'days': 30},
        {'name': 'purchase_days_60d', 'value': 'purchase_days', 'days': 60},
        {'name': 'purchase_days_180d', 'value': 'purchase_days', 'days': 180},
        {'name': 'purchase_days_365d', 'value': 'purchase_days', 'days': 365},
        {'name': 'purchases_90d', 'value': 'purchases', 'days': 90},
        {'name': 'purchase_fen_90d', 'value': 'purchase_fen', 'days': 90},
        {'name': 'spend_365d_fen', 'value': 'net_fen', 'days': 365},
        {'name': 'redemption_gmv_90d_fen', 'value': 'redemption_gmv_fen', 'days': 90},
    ],
    latest=[
        {'name': 'last_visit_on', 'condition': 'visit_days > 0'},
        {'name': 'last_purchase_on', 'condition': 'purchase_days > 0'},
    ]
) }}

select
    *,
    joins > 0 as is_joined,
    cast(floor(purchase_fen_90d / nullif(purchases_90d, 0)) as bigint) as average_ticket_90d_fen
from swept
