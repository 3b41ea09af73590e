-- Macros of all feeds. Variables: first_day, last_day (the window of event days being written), city_first_day,
-- city_last_day. Views have the columns _day (event day of the file), _part (file within the day), _seq (order).
create schema if not exists feed;

create or replace macro csv_cell(v) as
case
    when v is null then ''
    when contains(v, ',') or contains(v, '"') then '"' || replace(v, '"', '""') || '"'
    else v
end;

create or replace macro yuan(fen) as
case when fen < 0 then '-' else '' end || (abs(fen) // 100) || '.' || lpad((abs(fen) % 100)::varchar, 2, '0');

create or replace macro local_text(t) as strftime(t, '%Y-%m-%d %H:%M:%S');
create or replace macro rfc3339(t) as strftime(t, '%Y-%m-%dT%H:%M:%S+08:00');
create or replace macro utc_z(t) as strftime(t - interval 8 hour, '%Y-%m-%dT%H:%M:%S.%gZ');
create or replace macro unix(t) as epoch(t)::bigint - 28800;
create or replace macro unix_ms(t) as epoch_ms(t) - 28800000;
-- Complete lists of a big city come in several files, each with its share of the keys.
create or replace macro in_slice(key) as
hash(key) % getvariable('slices') = getvariable('slice_no');
create or replace macro in_window(t) as
t >= getvariable('first_day')::timestamp and t < getvariable('last_day')::timestamp + interval 1 day;

create or replace macro cdata(name, v) as
case when v is null then '' else '<' || name || '><![CDATA[' || v || ']]></' || name || '>' end;

create or replace macro element(name, v) as
case when v is null then '' else '<' || name || '>' || v || '</' || name || '>' end;

-- Days of the window on which a hand-kept table is delivered: the first one, and those on which it changed.
create or replace macro master_days(name) as table
select distinct d as day
from (
    select known_from as d from query_table(name)
    union all
    select known_to + 1 as d from query_table(name)
    union all
    select getvariable('city_first_day')::date as d
)
where d between getvariable('first_day') and getvariable('last_day')
    and d between getvariable('city_first_day') and getvariable('city_last_day');

create or replace macro master_rows(name) as table
select d.day as _day, 'all' as _part, t.*
from query_table(name) as t
inner join master_days(name) as d on t.known_from <= d.day and (t.known_to is null or t.known_to >= d.day);

-- Days on which a WeCom snapshot is pulled: every Monday, the first day and the last one.
create or replace view feed.snapshot_day as
select day, day::timestamp + interval 6 hour as pulled_at
from (
    select unnest(generate_series(
        getvariable('first_day')::timestamp, getvariable('last_day')::timestamp, interval 1 day
    ))::date as day
)
where isodow(day) = 1 or day in (getvariable('city_first_day'), getvariable('city_last_day'));

-- A JSON text without the keys that have no value, as vendors write it.
create or replace macro compact(fields) as json_merge_patch('{}', to_json(fields))::varchar;
