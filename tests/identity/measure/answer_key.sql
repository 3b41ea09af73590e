-- Who really stood behind each touchpoint: `answer` (touchpoint_id, person). Natural keys of the truth are
-- brought to the keys of `core.fct_touchpoint`; needs views truth.* and the macros identifier_hash_<type>.

create or replace temp table holder as
with hashed as (
    select
        i.identifier_type,
        case i.identifier_type
            {types}
        end as identifier_hash,
        coalesce('P' || i.person_id, 'S' || i.identifier) as person,
        i.valid_from,
        i.valid_to
    from truth.person_identifier as i
)
select distinct * from hashed where identifier_hash is not null and person is not null;

-- Accounts belong to one person; phones, cards, plates and devices may not, and are told by the record.
create or replace temp table told as
select split_part(source_key, '|', 1) as k1, split_part(source_key, '|', 2) as k2,
    split_part(source_key, '|', 3) as k3, split_part(source_key, '|', 4) as k4,
    feed, source_key, 'P' || person_id as person
from truth.touchpoint_truth
where person_id is not null;

create or replace temp table utc_told as
select *, cast(replace(replace(k2, 'T', ' '), 'Z', '') as timestamp) as at from told
where feed in ('wifi_portal', 'voucher_meituan');

create or replace temp table natural_answer as
select 'pos_sales' as source_feed, t.ticket_id as source_key, a.person
from intermediate.int_purchase__till_ticket as t
inner join told as a
    on a.feed = 'pos_sales' and a.k1 = t.store_code and a.k2 = cast(t.till_date as varchar)
        and a.k3 = t.till_no and a.k4 = t.ticket_no
union all
select 'parking', s.session_key, a.person
from intermediate.int_parking__session as s
inner join told as a on a.feed = 'parking' and a.k1 = s.park_code and a.k2 = s.record_id
union all
select 'groupbuy_order', o.order_key, a.person
from staging.stg_groupbuy_order as o
inner join told as a on a.feed = 'groupbuy_order' and a.k1 = o.activity and a.k2 = o.group_no
union all
select 'wifi_portal', concat_ws('|', identifier_hash_mac_hash(a.k1), cast(a.at as varchar)), a.person
from utc_told as a where a.feed = 'wifi_portal'
union all
select 'voucher_meituan', concat_ws('|', a.k1, cast(a.at as varchar)), a.person
from utc_told as a where a.feed = 'voucher_meituan'
union all
select a.feed, a.source_key, a.person from told as a
where a.feed in ('app_event', 'voucher_douyin', 'form_signup', 'wechatpay_bill', 'alipay_bill')
union all
select 'event_checkin', concat_ws('|', a.k1, 'phone', identifier_hash_phone(a.k2)), a.person
from told as a where a.feed = 'event_checkin' and identifier_hash_phone(a.k2) is not null;

create or replace temp table answer as
with account as (
    select identifier_type, identifier_hash, min(person) as person
    from holder
    where identifier_type in ('unionid', 'openid', 'external_userid', 'member_no')
    group by all having count(distinct person) = 1
),
natural_one as (
    select source_feed, source_key, min(person) as person from natural_answer
    group by all having count(distinct person) = 1
)
select t.touchpoint_id, t.identifier_type, t.identifier_hash, t.occurred_at, t.member_uid,
    coalesce(n.person, a.person) as person
from core.fct_touchpoint as t
left join natural_one as n using (source_feed, source_key)
left join account as a using (identifier_type, identifier_hash)
where coalesce(n.person, a.person) is not null;
