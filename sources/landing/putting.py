"""Files that were made here, such as a vendor's answers, into the store, which holds all that landed."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

from sources.landing.ledger import Ledger, ledger_path
from sources.landing.store import told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sources.landing.store import ObjectStore


def put(
    store: ObjectStore, landing: Path, keys: Iterable[str], *, anew: bool = False
) -> tuple[int, Mapping[str, int]]:
    """Put local files that the store does not have yet; a put that failed is made up for by the next.

    Args:
        store: where to.
        landing: where from.
        keys: paths below both.
        anew: whether files that the store has already are replaced there: they were rewritten here.

    Returns:
        How many were put, and the reasons why others were not, with their number.
    """
    ledger, done = Ledger(ledger_path(landing), store.name), 0
    faults: Counter[str] = Counter()
    try:
        known = ledger.known()
        for key in keys:
            if key in known and not anew:
                continue
            try:
                stored = store.upload(landing / key, key)
            except Exception as error:  # noqa: BLE001  one file's trouble must not stop the others
                faults[told(error)] += 1
                continue
            # Alike on both sides, so that it is not fetched back, nor taken for a delivery of its own.
            os.utime(landing / key, ns=(stored.modified_ns, stored.modified_ns))
            ledger.enter([stored])
            done += 1
    finally:
        ledger.close()
    return done, dict(faults)
