-- Sign-ups for events: 金数据's webhook and 问卷星's push, field meanings known only to the form.
create or replace view feed.form_jinshuju as
select
    submitted_at::date as _day, 'jinshuju' as _part, (submitted_at, form_id, serial_no) as _seq,
    '{"appid":' || coalesce('"' || appid || '"', 'null') || ',"form":"' || form_id
    || '","form_name":"勿存表单名","entry":'
    || compact({
        token: md5(form_id || serial_no), serial_number: serial_no, field_1: '勿存姓名', "手机号": phone, field_3: '勿存地址',
        x_field_weixin_openid: openid, x_field_weixin_unionid: unionid, gen_code: left(md5(serial_no::varchar), 8),
        creator_name: '勿存姓名', created_at: utc_z(submitted_at), updated_at: utc_z(submitted_at), info_remote_ip: ip
    }) || '}' as _document
from world.form_signup
where vendor = 'jinshuju' and in_window(world.form_signup.submitted_at);

create or replace view feed.form_wjx as
select
    submitted_at::date as _day, 'wjx' as _part, (submitted_at, form_id, serial_no) as _seq,
    compact({
        appid: appid, activity: form_id, name: '勿存表单名', timetaken: '35', submittime: local_text(submitted_at),
        q1: '勿存姓名', "手机号": phone, q3: '1,2', openid: openid, unionid: unionid, joinid: md5(form_id || serial_no),
        index: serial_no::varchar, totalvalue: '0', sojumpparm: '', sign: md5(form_id || serial_no || 'key')
    }) as _document
from world.form_signup
where vendor <> 'jinshuju' and in_window(world.form_signup.submitted_at);
