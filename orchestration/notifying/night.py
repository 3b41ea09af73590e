"""One night, told once: by the command that ran it in its own process, else by the daemon's sensors."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from orchestration.notifying.channels import tell
from orchestration.notifying.summary import Summary, summary_of
from orchestration.outcome import STATUS, Outcome
from publishing import current_file

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from orchestration.notifying.addresses import Channels

log = logging.getLogger("memberloop")


def tell_of(channels: Channels, home: Path, outcome: Outcome, day: date) -> None:
    """Tell people how a night went, where the environment names any; raises nothing."""
    if channels.any_set:
        tell(channels, _summary(home, outcome, day))


def _summary(home: Path, outcome: Outcome, day: date) -> Summary:
    status = STATUS[outcome.exit]
    try:
        return summary_of(current_file(home / "published"), status, day, outcome.reasons)
    except Exception as error:  # noqa: BLE001 - the night is over and stands, whatever the store is like
        log.warning("the night's summary goes out without figures: %s", type(error).__name__)
        return Summary.bare(status, day, outcome.reasons)
