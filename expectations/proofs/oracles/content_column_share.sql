-- Pieces of content by the column that they stand in out of all pieces.
with counted as (
    select
        cast(date_trunc('{period}', business_date) as date) as period_start,
        {mall} as mall,
        {dimension} as dimension_value,
        count(*) as pieces
    from intermediate.int_content__item
    group by 1, 2, 3
)

select
    period_start,
    mall,
    dimension_value,
    pieces / sum(pieces) over (partition by period_start, mall) as value
from counted
