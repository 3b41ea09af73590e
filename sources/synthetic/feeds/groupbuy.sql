-- 快团团's export of an activity: one workbook a day and activity, one order on several merged rows. An order comes
-- when it is paid, and again when it was refunded.
create or replace view feed.gb_told as
with told as (
    select paid_at::date as day, *, false as is_refunded from world.gb_order where in_window(paid_at)
    union all
    select refunded_at::date as day, *, true as is_refunded
    from world.gb_order
    where in_window(refunded_at) and refunded_at::date > paid_at::date
)

select
    *, is_refunded or refunded_at::date = paid_at::date as has_refund,
    -- a refund of a later day is not known on the day of payment
    case when is_refunded or refunded_at::date = paid_at::date or refunded_at is null then status else '已支付' end
        as told_status
from told;

create or replace view feed.groupbuy_rows as
select
    o.day, o.activity_id, o.serial, o.order_no,
    list(
        case
            when l.line_no = 1
                then [
                    o.serial::varchar, '勿存姓名', '勿存备注', local_text(o.paid_at), null,
                    l.product_name || ' +' || l.quantity, yuan(o.amount_fen),
                    case when o.has_refund then yuan(coalesce(o.refund_fen, 0)) else '0.00' end, o.told_status,
                    o.pickup_point_id, '勿存姓名', o.phone, '勿存地址小区' || o.building_no || '号楼2单元', o.leader_id,
                    l.sku_id, l.quantity::varchar, yuan(l.amount_fen)
                ]
            else
                [
                    null, null, null, null, null, l.product_name || ' +' || l.quantity, null, null, null, null, null,
                    null, null, null, l.sku_id, l.quantity::varchar, yuan(l.amount_fen)
                ]
        end order by l.line_no
    ) as rows
from feed.gb_told as o
inner join world.gb_line as l using (order_no)
group by o.day, o.activity_id, o.serial, o.order_no, o.is_refunded;

-- One activity: its name stands above the header.
create or replace view feed.groupbuy_titled as
select
    day as _day, activity_id as _part, (serial, order_no) as _seq, len(rows) as _rows,
    to_json(rows)::varchar as _document
from feed.groupbuy_rows
where hash(activity_id) % 6 = 0;

-- Several activities: each order names its own.
create or replace view feed.groupbuy_listed as
select
    day as _day, 'all' as _part, (activity_id, serial, order_no) as _seq, len(rows) as _rows,
    to_json(list_transform(rows, lambda cells, i: list_prepend(if(i = 1, activity_id, null), cells)))::varchar
        as _document
from feed.groupbuy_rows
where hash(activity_id) % 6 <> 0;
