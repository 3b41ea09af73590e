"""What became of one delivered file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sources.intake import Delivery
    from sources.quarantine import Fault


@dataclass(frozen=True)
class Outcome:
    """One row of the manifest before it is counted."""

    delivery: Delivery
    file_id: str
    status: str = "accepted"  # accepted | duplicate | quarantined
    reason: str | None = None
    encoding: str | None = None
    shape: str | None = None
    unknown_columns: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = field(default=(), repr=False)

    def refused(self, fault: Fault) -> Outcome:
        """The same file, in quarantine as a whole."""
        return replace(self, status="quarantined", reason=fault.reason, faults=(fault,))
