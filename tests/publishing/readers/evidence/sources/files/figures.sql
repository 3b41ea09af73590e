select metric_id, date_trunc('month', period_start) as month, count(value) as mature, count(*) as periods
from kpi.kpi_value
group by metric_id, month
order by metric_id, month
