-- grain: benchmark_id. What the handbooks claim to have reached elsewhere, beside the metric that it is
-- about. Lines to hold a figure against, never targets: no bound, alert or check reads them.
select
    benchmark_id,
    requirement_row,
    metric_id,
    claim_zh,
    claim_en,
    value,
    unit,
    compared_with,
    null_reason
from "kpi"."benchmark_claim"
order by requirement_row, benchmark_id
