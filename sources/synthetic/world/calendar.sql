-- Public holidays are those of a usual year; the season falls after New Year and rises with school holidays.
insert into world.calendar
with holiday as (
    select *
    from (
        values ('new_year', 1, 1, 3),
        ('spring_festival', 2, 10, 8),
        ('tomb_sweeping', 4, 4, 3),
        ('labour_day', 5, 1, 5),
        ('dragon_boat', 6, 8, 3), ('mid_autumn', 9, 15, 3), ('national_day', 10, 1, 7)
    ) as t (name, month, first, days)
),

days as (
    select
        cast(d as date) as day,
        isodow(d) as dow,
        month(d) as month,
        day(d) as dom
    from generate_series(
            cast(getvariable('first_day') as date), cast(getvariable('last_day') as date), interval 1 day
        ) as t (d)
)

select
    d.day,
    day_no(d.day) as day_no,
    d.dow,
    d.dow >= 6 as is_weekend,
    h.name as holiday,
    d.dom = 18 as is_member_day,
    (1 + 0.12 * sin(2 * pi() * (dayofyear(d.day) - 120) / 365))
    * if(d.dow >= 6, 1.45, if(d.dow = 5, 1.1, 0.85))
    * if(h.name is null, 1, 1.3) * if(d.dom = 18, 1.15, 1) * (0.93 + 0.14 * u01(d.day, 'weather')) as season
from days as d
left join holiday as h on d.month = h.month and d.dom between h.first and h.first + h.days - 1
order by d.day;
