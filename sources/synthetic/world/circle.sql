-- Who lets a mall's 智慧商圈 see the WeChat payments made there: members, mostly on joining.
insert into world.circle_auth
select
    o.openid,
    o.appid,
    o.person_id,
    m.mall_id,
    if(
        m.is_base,
        at_hour(least(cast(m.registered_at as date) + 5, cast(getvariable('first_day') as date) - 1), 12),
        m.registered_at + to_minutes(2 + u_int(m.person_id, 'authorises', 20))
    ) as authorised_at
from world.membership as m
inner join world.person as p using (person_id)
inner join world.wechat as w on m.person_id = w.person_id and w.account_no = 1
inner join world.openid as o on w.wechat_id = o.wechat_id and o.app = 'pay'
where m.membership_no = 1 and p.uses_wechat_pay and u01(m.person_id, 'circle') < 0.42
order by o.openid;
