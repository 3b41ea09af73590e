"""Before a night reads deliveries: whoever was erased is taken out again, and a cut-off erasure ends."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from orchestration.forgetting import finish
from orchestration.landing import landing_store
from orchestration.settings import Settings
from sources.erasure.guard import guard
from sources.identifiers import Pepper
from sources.landing import put
from sources.layout import Home
from sources.registry import load_registry

log = logging.getLogger("memberloop")


def hold_off_replays(settings: Settings) -> None:
    """For the holder of the home's lock. Costs nothing where nobody was ever erased."""
    home = Home(settings.home)
    if not home.erasure.is_dir():
        return
    if finish(settings):
        log.info("forget: an erasure that was cut off is complete; its proof lies in erasure/proofs/")
    issuers = {"wecom.corp_id": settings.wecom.corp_id, "wechat.appid": settings.wechat.appid}
    now = datetime.now(UTC).replace(tzinfo=None)
    pepper = Pepper(settings.require_pepper())
    done = guard(home, load_registry(), pepper, issuers, now, log.debug)
    for feed, found in done.items():
        log.info(
            "forget %s: %d delivered files named people who were erased; %d records taken out, %d cleared",
            feed, found.files, found.gone, found.cleared,
        )  # fmt: skip
    store = landing_store(settings)
    paths = [path for found in done.values() for path in found.paths]
    if store is not None and paths:
        _, faults = put(store, home.landing, paths, anew=True)
        for reason, count in sorted(faults.items()):
            log.warning("forget: %d objects still name people who were erased: %s", count, reason)
