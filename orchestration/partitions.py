"""The one partitioning of the project: days of delivery."""

from __future__ import annotations

from datetime import date

import dagster as dg

FIRST_DELIVERY = "2015-01-01"
ZONE = "Asia/Shanghai"

# end_offset=1: the day that is still being delivered can be run by hand.
DELIVERY_DAY = dg.DailyPartitionsDefinition(start_date=FIRST_DELIVERY, timezone=ZONE, end_offset=1)
# A range of days is one run: the figures are those of its last day.
ONE_RUN = dg.BackfillPolicy.single_run()


def as_of(context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext) -> date:
    """The last delivery day of the run's partition range: the day the figures are as of."""
    if isinstance(context, dg.AssetCheckExecutionContext):
        step = context.op_execution_context
        return date.fromisoformat(step.partition_key_range.end)
    return date.fromisoformat(context.partition_key_range.end)
