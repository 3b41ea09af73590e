-- One row per source_feed and business_date: how much of what a feed tells is told of somebody known.
with touchpoint as (
    select * from "core"."fct_touchpoint"
),

counted as (
    select
        source_feed,
        business_date,
        count(*) as touchpoints,
        count(identifier_hash) as touchpoints_with_identifier,
        count(member_uid) as touchpoints_with_member,
        case
            when contains(',pos_sales,alipay_bill,wechatpay_bill,wechatpay_circle,wechatpay_coupon,parking,app_event,event_checkin,outreach_log,wifi_portal,voucher_douyin,voucher_meituan,groupbuy_order,form_signup,wecom_contact_event,wecom_group_event,', concat(',', source_feed, ','))
                then count(case when delivered_at >= timezone('UTC', timezone('Asia/Shanghai', cast((business_date + 2) as timestamp))) then 1 end)
        end as touchpoints_late
    from touchpoint
    group by source_feed, business_date
),

final as (
    select
        *,
        touchpoints_with_member / touchpoints as member_share
    from counted
)

select * from final
