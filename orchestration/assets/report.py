"""Pages from the published store; nothing here reads the warehouse."""

import logging
import time
from collections.abc import Iterator

import dagster as dg

from orchestration.assets.publish import VERSION
from orchestration.night import Night
from orchestration.partitions import DELIVERY_DAY, ONE_RUN
from publishing import current_file

log = logging.getLogger("memberloop")


def report_assets() -> list[dg.AssetsDefinition]:
    """The static pages."""

    @dg.asset(
        key=dg.AssetKey(["report", "pages"]),
        group_name="report",
        deps=[VERSION],
        partitions_def=DELIVERY_DAY,
        backfill_policy=ONE_RUN,
        kinds={"html"},
        description="Weekly board and repurchase cohorts, rendered from the published store.",
    )
    def _pages(night: Night) -> Iterator[dg.MaterializeResult[None]]:
        from reports.render import render_all  # charts take a second to import

        started = time.monotonic()
        pages = render_all(current_file(night.home.published), night.home.reports)
        log.info("report: %d pages, %.1f s", len(pages), time.monotonic() - started)
        yield dg.MaterializeResult(
            metadata={
                "pages": [page.name for page in pages],
                "seconds": round(time.monotonic() - started, 3),
            }
        )

    return [_pages]
