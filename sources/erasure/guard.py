"""The guard against replays: new deliveries lose who was erased before ingestion sees them.

Only what happened after new consent is let through: a registration or a binding dated after the erasure.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sources.erasure import landing, tombstones
from sources.erasure.policy import CONSENT, named_columns
from sources.erasure.scan import Erasure
from sources.intake import deliveries
from sources.manifest import known_files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sources.erasure.landing import Rewritten
    from sources.erasure.scan import Scanner
    from sources.identifiers import Pepper
    from sources.intake import Delivery
    from sources.layout import Home
    from sources.registry import Feed, Registry


def guard(
    home: Home,
    registry: Registry,
    pepper: Pepper,
    settings: Mapping[str, str],
    at: datetime,
    progress: Callable[[str], None],
) -> dict[str, Rewritten]:
    """Take who was erased out of every delivery that ingestion does not know; what was done, by feed.

    Costs nothing while there is no tombstone.
    """
    stones = tombstones.in_force(home, at)
    if not stones:
        return {}
    erasure = Erasure(home, pepper, tombstones.targets_of(stones), settings, progress)
    if _lift(erasure, registry):
        stones = tombstones.in_force(home, at)
        erasure = Erasure(home, pepper, tombstones.targets_of(stones), settings, progress)
    done = {feed.name: _scrub(erasure, feed) for feed in registry if named_columns(feed)}
    return {feed: rewritten for feed, rewritten in done.items() if rewritten.files}


def _lift(erasure: Erasure, registry: Registry) -> int:
    consents: dict[str, list[datetime]] = {}
    for feed in registry:
        if feed.name not in CONSENT:
            continue
        with erasure.engine() as scanner:
            new = _new(scanner, feed)
            for key, at in scanner.consents(feed, new) if new else ():
                consents.setdefault(key, []).append(at)
    return tombstones.lift(erasure.home, consents)


def _scrub(erasure: Erasure, feed: Feed) -> Rewritten:
    if not erasure.home.landing_of(feed.name).is_dir():
        return landing.Rewritten()
    with erasure.engine() as scanner:
        return landing.rewrite(scanner, feed, _new(scanner, feed))


def _new(scanner: Scanner, feed: Feed) -> list[Delivery]:
    known = known_files(scanner.con, scanner.home, feed.name).places
    found = deliveries(scanner.home, feed.name, date.max)
    return [d for d in found if (d.path, d.size_bytes, d.mtime_ns) not in known]
