-- WeCom customer contact: answers of its API as a nightly pull saved them.
-- Who was a friend of whom when a snapshot was taken, with the tags of that time.
create or replace view feed.friend_then as
select
    d.day, f.friendship_id, f.external_userid, f.staff_id, f.added_at, f.add_way, f.state, f.remark_phone,
    case when w.unionid_known_from <= d.day then w.unionid end as unionid, t.tag_ids,
    case when f.add_way in (1, 3, 16) then f.external_userid else f.staff_id end as oper_userid
from feed.snapshot_day as d
inner join world.friendship as f on f.added_at <= d.pulled_at and (f.deleted_at is null or f.deleted_at > d.pulled_at)
inner join world.wechat as w using (wechat_id)
left join (
    select s.day, g.friendship_id, list(g.tag_id order by g.tag_id) as tag_ids
    from feed.snapshot_day as s
    inner join world.friend_tag as g on g.put_at <= s.pulled_at and (g.removed_at is null or g.removed_at > s.pulled_at)
    group by s.day, g.friendship_id
) as t on d.day = t.day and f.friendship_id = t.friendship_id;

create or replace macro external_contact(id, union_id) as json_merge_patch('{}', to_json({
    external_userid: id, name: '勿存姓名', type: 1, avatar: 'http://wx.qlogo.cn/0', gender: 0, unionid: union_id
}));

create or replace view feed.contact_page as
with placed as (
    select
        day, staff_id, row_number() over (partition by day, staff_id order by friendship_id) - 1 as place,
        count(*) over (partition by day, staff_id) as friends,
        {
            external_contact: external_contact(external_userid, unionid),
            follow_info: json_merge_patch('{}', to_json({
                userid: staff_id, remark: '勿存姓名', description: '勿存描述', createtime: unix(added_at),
                tag_id: coalesce(tag_ids, []),
                remark_mobiles: case when remark_phone is null then [] else [remark_phone] end,
                oper_userid: oper_userid, add_way: add_way, state: state
            }))
        } as contact
    from feed.friend_then
    where in_slice(staff_id)
)

select
    day as _day, 'all' as _part, (staff_id, place // 100) as _seq, count(*) as _rows,
    compact({
        errcode: 0, errmsg: 'ok', external_contact_list: list(contact order by place),
        next_cursor: case when max(place) + 1 < any_value(friends) then md5(staff_id || place // 100) else '' end
    }) as _document
from placed
group by day, staff_id, place // 100;

-- Some customers are asked for one by one, with all of their staff.
create or replace view feed.contact_single as
select
    day as _day, 'single' as _part, external_userid as _seq, count(*) as _rows,
    compact({
        errcode: 0, errmsg: 'ok', external_contact: external_contact(external_userid, any_value(unionid)),
        follow_user: list(json_merge_patch('{}', to_json({
            userid: staff_id, remark: '勿存姓名', description: '', createtime: unix(added_at),
            tags: list_transform(
                coalesce(tag_ids, []), lambda tag: {group_name: '勿存组名', tag_name: '勿存标签名', tag_id: tag, type: 1}
            ),
            remark_mobiles: case when remark_phone is null then [] else [remark_phone] end, oper_userid: oper_userid,
            add_way: add_way, state: state
        })) order by friendship_id)
    }) as _document
from feed.friend_then
where hash(external_userid) % 25 = 0 and in_slice(external_userid)
group by day, external_userid;

create or replace view feed.group_then as
select d.day, d.pulled_at, g.*
from feed.snapshot_day as d
inner join world.chat_group as g
    on g.created_at <= d.pulled_at and (g.dismissed_at is null or g.dismissed_at > d.pulled_at);

create or replace view feed.group_answer as
with member as (
    select day, chat_id, 0 as stay_id, json_merge_patch('{}', to_json({
        userid: staff_id, type: 1, join_time: unix(created_at), join_scene: 1, group_nickname: '勿存姓名', name: '勿存姓名'
    })) as member
    from feed.group_then
    union all
    select g.day, g.chat_id, s.stay_id, json_merge_patch('{}', to_json({
        userid: s.external_userid, type: 2, unionid: case when w.unionid_known_from <= g.day then w.unionid end,
        join_time: unix(s.joined_at), join_scene: s.join_scene, state: s.state,
        invitor: case when s.invitor is not null then {userid: s.invitor} end,
        group_nickname: '勿存姓名', name: '勿存姓名'
    })) as member
    from feed.group_then as g
    inner join world.group_stay as s
        on g.chat_id = s.chat_id and s.joined_at <= g.pulled_at and (s.left_at is null or s.left_at > g.pulled_at)
    left join world.wechat as w using (wechat_id)
)

select
    g.day as _day, 'all' as _part, g.chat_id as _seq, count(*) as _rows,
    compact({
        errcode: 0, errmsg: 'ok',
        group_chat: {
            chat_id: g.chat_id, name: '勿存群名', owner: any_value(g.staff_id), create_time: unix(any_value(g.created_at)),
            notice: '勿存公告', member_list: list(m.member order by m.stay_id), admin_list: [],
            member_version: md5(g.chat_id || g.day || count(*))
        }
    }) as _document
from feed.group_then as g
inner join member as m on g.day = m.day and g.chat_id = m.chat_id
where in_slice(g.chat_id)
group by g.day, g.chat_id;

create or replace view feed.tag_answer as
with tagged as (
    select d.day, t.group_id, t.group_name, list({
        id: t.tag_id, name: t.tag_name, create_time: unix(t.created_at), "order": t.tag_order, deleted: false
    } order by t.tag_order) as tags, count(*) as n
    from world.tag as t
    inner join master_days('world.tag') as d
        on t.known_from <= d.day and (t.known_to is null or t.known_to >= d.day)
    group by d.day, t.group_id, t.group_name
)

select
    day as _day, 'all' as _part, 1 as _seq, sum(n)::bigint as _rows,
    compact({
        errcode: 0, errmsg: 'ok',
        tag_group: list({
            group_id: group_id, group_name: group_name, create_time: 1557838797, "order": 1, deleted: false, tag: tags
        } order by group_id)
    }) as _document
from tagged
group by day;

-- Asked too early, the interface says that yesterday was all zero; the next pull puts it right.
create or replace view feed.staff_stat_pull as
select day + 1 as pulled_on, hash(day) % 17 = 0 as is_early, *
from world.staff_stat
where day between getvariable('first_day')::date - 2 and getvariable('last_day')::date + 1
union all
select day + 2 as pulled_on, false as is_early, *
from world.staff_stat
where day between getvariable('first_day')::date - 2 and getvariable('last_day')::date + 1 and hash(day) % 17 = 0;

create or replace view feed.staff_stat as
select
    pulled_on as _day, 'all' as _part, (staff_id, day) as _seq,
    compact({
        userid: staff_id, errcode: 0, errmsg: 'ok',
        behavior_data: [json_merge_patch('{}', to_json({
            stat_time: unix(day::timestamp), chat_cnt: if(is_early, 0, chat_cnt),
            message_cnt: if(is_early, 0, message_cnt), reply_percentage: if(is_early, null, reply_percentage),
            avg_reply_time: if(is_early, null, avg_reply_time),
            negative_feedback_cnt: if(is_early, 0, negative_feedback_cnt),
            new_apply_cnt: if(is_early, 0, new_apply_cnt), new_contact_cnt: if(is_early, 0, new_contact_cnt)
        }))]
    }) as _document
from feed.staff_stat_pull
where pulled_on between getvariable('first_day') and getvariable('last_day');

create or replace view feed.group_stat as
select
    day as _day, 'all' as _part, 1 as _seq, count(*) as _rows,
    to_json({
        request: {
            day_begin_time: unix(day::timestamp), day_end_time: unix(day::timestamp),
            owner_filter: {userid_list: list(staff_id order by staff_id)}, order_by: 1, order_asc: 0,
            "offset": 0, "limit": 1000
        },
        response: {
            errcode: 0, errmsg: 'ok', total: count(*), next_offset: count(*),
            items: list({
                owner: staff_id,
                data: {
                    new_chat_cnt: new_chat_cnt, chat_total: chat_total, chat_has_msg: chat_has_msg,
                    new_member_cnt: new_member_cnt, member_total: member_total, member_has_msg: member_has_msg,
                    msg_total: msg_total, migrate_trainee_chat_cnt: 0
                }
            } order by staff_id)
        }
    })::varchar as _document
from world.group_stat
where day between getvariable('first_day') and getvariable('last_day')
group by day;

create or replace view feed.link_answer as
select
    d.day as _day, 'link' as _part, (l.link_id, 0) as _seq, 1 as _rows,
    to_json({
        link_id: l.link_id, errcode: 0, errmsg: 'ok',
        link: {
            link_name: l.link_name, url: 'https://work.weixin.qq.com/ca/' || l.link_id,
            create_time: unix(l.created_at), skip_verify: true, mark_source: true
        },
        range: {user_list: [], department_list: [1]}
    })::varchar as _document
from feed.snapshot_day as d
inner join world.link as l on l.created_at <= d.pulled_at
union all
select
    d.day as _day, 'link' as _part, (c.link_id, 1) as _seq, count(*) as _rows,
    to_json({
        request: {link_id: c.link_id, "limit": 1000},
        response: {
            errcode: 0, errmsg: 'ok',
            customer_list: list({
                external_userid: c.external_userid, userid: c.staff_id, chat_status: c.chat_status, state: c.state
            } order by c.added_at, c.external_userid),
            next_cursor: ''
        }
    })::varchar as _document
from feed.snapshot_day as d
inner join world.link_customer as c on c.added_at <= d.pulled_at
group by d.day, c.link_id;

create or replace view feed.link_statistic as
select
    added_at::date as _day, 'statistic' as _part, link_id as _seq,
    to_json({
        request: {
            link_id: link_id, start_time: unix(added_at::date::timestamp), end_time: unix(added_at::date::timestamp)
        },
        response: {
            errcode: 0, errmsg: 'ok',
            click_link_customer_cnt: count(*) * 2 + hash(link_id || added_at::date) % 5, new_customer_cnt: count(*)
        }
    })::varchar as _document
from world.link_customer
where in_window(world.link_customer.added_at)
group by link_id, added_at::date;
