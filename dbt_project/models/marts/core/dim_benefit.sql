-- One row per benefit_id and valid_from: benefits as master_benefit gave them, [valid_from, valid_to).

with history as (
    select * from {{ ref('int_master__benefit') }}
),

final as (
    select
        benefit_id,
        valid_from,
        valid_to,
        is_current,
        campaign_id,
        name,
        benefit_class,
        benefit_type,
        face_value_fen,
        unit_cost_fen,
        bearer,
        stock_id,
        quota,
        valid_days,
        trigger,
        cap_issue_fen,
        cap_member_month_fen,
        cap_month_fen,
        pack_id
    from history
)

select * from final
