-- WeCom as it happens: callbacks, mass sending, the chat archive.
create or replace view feed.contact_happening as
select f.added_at as told_at, 'add_external_contact' as change_type, f.staff_id, f.external_userid, f.state,
    null::varchar as source
from world.friendship as f
where in_window(f.added_at)
union all
select
    f.deleted_at as told_at, case f.deleted_by when 'customer' then 'del_follow_user' else 'del_external_contact' end,
    f.staff_id, f.external_userid, null, case f.deleted_by when 'transfer' then 'DELETE_BY_TRANSFER' end
from world.friendship as f
where in_window(f.deleted_at)
union
select t.put_at as told_at, 'edit_external_contact', t.staff_id, t.external_userid, null, null
from world.friend_tag as t
where in_window(t.put_at) and hash(t.friendship_id) % 3 = 0;

create or replace macro callback_head(told_at, event) as
'<xml><ToUserName><![CDATA[corp]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName><CreateTime>'
|| unix(told_at) || '</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[' || event || ']]></Event>';

create or replace macro third_party_head(told_at, event) as
'<xml><SuiteId><![CDATA[wwcitysuite]]></SuiteId><AuthCorpId><![CDATA[corp]]></AuthCorpId><InfoType><![CDATA['
|| event || ']]></InfoType><TimeStamp>' || unix(told_at) || '</TimeStamp>';

create or replace view feed.contact_event_xml as
select
    told_at::date as _day, 'xml' as _part, (told_at, external_userid, staff_id, change_type) as _seq,
    case when hash(staff_id) % 4 = 0 then third_party_head(told_at, 'change_external_contact')
        else callback_head(told_at, 'change_external_contact') end
    || cdata('ChangeType', change_type) || cdata('UserID', staff_id) || cdata('ExternalUserID', external_userid)
    || cdata('State', state) || cdata('Source', source)
    || case when change_type like 'add%' then cdata('WelcomeCode', left(md5(external_userid), 12)) else '' end
    || '</xml>' as _document
from feed.contact_happening
where hash(staff_id) % 2 = 0;

create or replace view feed.contact_event_json as
select
    told_at::date as _day, 'json' as _part, (told_at, external_userid, staff_id, change_type) as _seq,
    compact({
        ToUserName: 'corp', FromUserName: 'sys', CreateTime: unix(told_at), MsgType: 'event',
        Event: 'change_external_contact', ChangeType: change_type, UserID: staff_id,
        ExternalUserID: external_userid, State: state, Source: source
    }) as _document
from feed.contact_happening
where hash(staff_id) % 2 = 1;

create or replace view feed.group_happening as
select
    created_at as told_at, chat_id, 'create' as change_type, null::varchar as detail, null::varchar[] as members,
    null::integer as join_scene, null::integer as quit_scene
from world.chat_group
where in_window(created_at)
union all
select dismissed_at, chat_id, 'dismiss', null, null, null, null
from world.chat_group
where in_window(dismissed_at)
union all
select joined_at, chat_id, 'update', 'add_member', list(external_userid order by external_userid), join_scene, null
from world.group_stay
where in_window(joined_at)
group by joined_at, chat_id, join_scene
union all
select left_at, chat_id, 'update', 'del_member', list(external_userid order by external_userid), null, quit_scene
from world.group_stay
where in_window(left_at)
group by left_at, chat_id, quit_scene;

create or replace view feed.group_event_xml as
select
    told_at::date as _day, 'xml' as _part, (told_at, chat_id, change_type, detail, join_scene, quit_scene) as _seq,
    greatest(1, coalesce(len(members), 1)) as _rows,
    case when hash(chat_id) % 4 = 0 then third_party_head(told_at, 'change_external_chat')
        else callback_head(told_at, 'change_external_chat') end
    || cdata('ChatId', chat_id) || cdata('ChangeType', change_type) || cdata('UpdateDetail', detail)
    || element('JoinScene', join_scene) || element('QuitScene', quit_scene)
    || case when members is null then '' else element('MemChangeCnt', len(members)) || '<MemChangeList>'
        || list_reduce(list_transform(members, lambda m: element('Item', m)), lambda a, b: a || b) || '</MemChangeList>'
        || element('LastMemVer', md5(chat_id || told_at)) || element('CurMemVer', md5(chat_id || told_at || 'x')) end
    || '</xml>' as _document
from feed.group_happening
where hash(chat_id) % 2 = 0;

create or replace view feed.group_event_json as
select
    told_at::date as _day, 'json' as _part, (told_at, chat_id, change_type, detail, join_scene, quit_scene) as _seq,
    greatest(1, coalesce(len(members), 1)) as _rows,
    compact({
        ToUserName: 'corp', FromUserName: 'sys', CreateTime: unix(told_at), MsgType: 'event',
        Event: 'change_external_chat', ChatId: chat_id, ChangeType: change_type, UpdateDetail: detail,
        JoinScene: join_scene, QuitScene: quit_scene,
        MemChangeCnt: len(members), MemChangeList: members
    }) as _document
from feed.group_happening
where hash(chat_id) % 2 = 1;

-- Mass sending is looked up on the day after and once more two days later.
create or replace view feed.mass_pull as
select p.pulled_at::date as day, p.pulled_at, m.*
from world.mass_send as m,
    lateral (
        select unnest([m.created_at::date + interval 31 hour, m.created_at::date + interval 79 hour]) as pulled_at
    ) as p
where in_window(p.pulled_at);

create or replace view feed.mass_list as
select
    day as _day, 'list' as _part, 1 as _seq, count(*) as _rows,
    to_json({
        errcode: 0, errmsg: 'ok', next_cursor: '',
        group_msg_list: list({
            msgid: msgid, creator: creator, create_time: unix(created_at), create_type: 0, text: {content: '勿存正文'},
            attachments: []
        } order by created_at, msgid)
    })::varchar as _document
from feed.mass_pull
group by day;

create or replace view feed.mass_task as
select
    p.day as _day, 'task' as _part, p.msgid as _seq, count(*) as _rows,
    to_json({
        msgid: p.msgid, errcode: 0, errmsg: 'ok', next_cursor: '',
        task_list: list({
            userid: t.staff_id, status: if(t.sent_at <= p.pulled_at, t.status, 0),
            send_time: if(t.sent_at <= p.pulled_at, unix(t.sent_at), 0)
        } order by t.staff_id)
    })::varchar as _document
from feed.mass_pull as p
inner join world.mass_send_task as t using (msgid)
group by p.day, p.msgid;

create or replace view feed.mass_result as
with target as (
    select
        p.day, p.msgid, p.kind, t.staff_id, t.external_userid, t.chat_id, t.status as final_status, t.sent_at,
        if(t.sent_at is null or t.sent_at <= p.pulled_at, t.status, 0) as status,
        row_number() over (
            partition by p.day, p.msgid, t.staff_id order by t.external_userid, t.chat_id
        ) - 1 as place
    from feed.mass_pull as p
    inner join world.mass_send_target as t using (msgid)
    -- of sends to groups, what is not sent is not told
    where p.kind = 'single' or (t.status = 1 and t.sent_at <= p.pulled_at)
    -- a customer of two colleagues is told once, by the one who reached him
    qualify row_number() over (
        partition by p.day, p.msgid, t.external_userid, t.chat_id order by t.status <> 1, t.staff_id
    ) = 1
)

select
    day as _day, 'result' as _part, (msgid, staff_id, place // 500) as _seq, count(*) as _rows,
    to_json({
        request: {
            msgid: msgid, userid: staff_id, "limit": 500, cursor: if(place // 500 = 0, '', md5(msgid || place // 500))
        },
        response: {
            errcode: 0, errmsg: 'ok', next_cursor: '',
            send_list: list(json_merge_patch('{}', to_json({
                external_userid: external_userid, chat_id: chat_id, userid: staff_id, status: status,
                send_time: if(status = 1, unix(sent_at), 0)
            })) order by place)
        }
    })::varchar as _document
from target
where in_slice(msgid)
group by day, msgid, staff_id, place // 500;

-- The archive after decryption. What was said is invented here, and must never get past the landing zone.
create or replace view feed.chat_line as
select
    sent_at::date as _day, 'archive' as _part, (seq, msgid) as _seq,
    case
        when action = 'switch'
            then to_json({msgid: msgid, action: 'switch', time: unix_ms(sent_at), user: staff_id})::varchar
        else
            '{"seq":' || seq || ',"msgid":"' || msgid || '","action":"' || action || '","from":"'
            || if(is_from_customer, external_userid, staff_id) || '","tolist":["'
            || if(is_from_customer, staff_id, coalesce(external_userid, '')) || '"],"roomid":"'
            || coalesce(chat_id, '') || '","msgtime":' || unix_ms(sent_at) || ',"msgtype":"' || msgtype || '","'
            || msgtype || '":{"content":"勿存正文 明天下午三点见，电话16000001234"}}'
    end as _document
from world.chat_message
where in_window(world.chat_message.sent_at);
