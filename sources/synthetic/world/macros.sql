-- Chance without state: the same key and salt give the same draw under one seed, in any order, on any thread.
-- Variables: city_seed, city_members, first_day, last_day and one `rate_<name>` a rate.
create schema if not exists world;
create schema if not exists scratch;

create or replace macro u01(k, salt) as
(hash(k, salt, getvariable('city_seed')) % 9007199254740992) / 9007199254740992.0;

create or replace macro u_int(k, salt, n) as cast(floor(u01(k, salt) * n) as integer);
create or replace macro pick(choices, k, salt) as choices[1 + u_int(k, salt, len(choices))];
create or replace macro hex_of(k, salt) as
printf('%016x', hash(k, salt, getvariable('city_seed')))
|| printf('%016x', hash(k, salt, 'x', getvariable('city_seed')));

create or replace macro digits(k, salt, n) as
lpad(cast(hash(k, salt, getvariable('city_seed')) % cast(pow(10, n) as ubigint) as varchar), n, '0');

-- A wall-clock time: hours (fraction and all) after the midnight that begins the day, to the second.
create or replace macro at_hour(d, hours) as cast(d as timestamp)
+ to_seconds(cast(floor((hours) * 3600) as bigint));
create or replace macro plus_minutes(t, minutes) as t + to_seconds(cast(floor((minutes) * 60) as bigint));
create or replace macro day_no(d) as date_diff(
    'day', cast(getvariable('first_day') as date), cast(d as date)
);
-- The day that lies at this share of the simulated time.
create or replace macro day_at(part) as
cast(getvariable('first_day') as date)
+ cast(floor((part) * (1 + date_diff('day', getvariable('first_day'), getvariable('last_day')))) as integer);

-- Numbers that nobody was given: prefixes 160, 161, 163, 164, 168 and 169. One a serial below 600 million.
create or replace macro phone_of(serial) as
['160', '161', '163', '164', '168', '169'][1 + cast((serial) % 6 as integer)]
|| lpad(
    cast(((serial) // 6 * 7654321 + getvariable('city_seed') % 1000 * 104729) % 100000000 as varchar), 8, '0'
);

create or replace macro corp_id() as 'corp';
