"""Where things lie under MEMBERLOOP_HOME. Paths only: nothing here reads or writes data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA_BATCH = "_schema"
"""Name of the empty batch that every feed owns, so that a glob over batches always matches."""


@dataclass(frozen=True)
class Home:
    """The data directory of one operator."""

    root: Path

    @property
    def landing(self) -> Path:
        """Delivered files, never changed."""
        return self.root / "landing"

    @property
    def raw(self) -> Path:
        """Typed rows and manifests, one directory a batch."""
        return self.root / "raw"

    @property
    def raw_incoming(self) -> Path:
        """Batches that are not accepted yet: on the same disk, so that a rename moves them in whole."""
        return self.raw / ".incoming"

    @property
    def quarantine(self) -> Path:
        """Refused rows and files, masked."""
        return self.root / "quarantine"

    @property
    def quarantine_incoming(self) -> Path:
        """Quarantine of batches that are not accepted yet."""
        return self.quarantine / ".incoming"

    @property
    def warehouse_file(self) -> Path:
        """The private working file of the nightly."""
        return self.root / "warehouse" / "memberloop.duckdb"

    @property
    def scratch(self) -> Path:
        """Temporary files; emptied at every start."""
        return self.root / "warehouse" / "scratch"

    @property
    def published(self) -> Path:
        """What readers may open."""
        return self.root / "published"

    @property
    def reports(self) -> Path:
        """Rendered pages."""
        return self.root / "reports"

    @property
    def decisions(self) -> Path:
        """What stewards decided: told by people, so nothing can rebuild it."""
        return self.root / "steward" / "decisions.jsonl"

    @property
    def acknowledgements(self) -> Path:
        """Which alerts somebody took on: told by people, so nothing can rebuild it."""
        return self.root / "steward" / "acknowledgements.jsonl"

    @property
    def access_log(self) -> Path:
        """Who looked at a member, and when."""
        return self.root / "steward" / "access.jsonl"

    @property
    def assignments(self) -> Path:
        """Who is in which arm of which experiment: drawn once, so nothing can rebuild it."""
        return self.root / "experiments"

    @property
    def erasure(self) -> Path:
        """Tombstones, proofs, and what a rewritten delivery was before."""
        return self.root / "erasure"

    @property
    def dagster(self) -> Path:
        """Dagster's own instance directory."""
        return self.root / "dagster"

    def landing_of(self, feed: str) -> Path:
        """Landing directory of one feed."""
        return self.landing / feed

    def aliases_of(self, feed: str) -> Path:
        """What deliveries of one feed look like since they were rewritten."""
        return self.erasure / "aliases" / feed

    def raw_of(self, feed: str) -> Path:
        """Accepted batches of one feed."""
        return self.raw / feed

    def quarantine_of(self, feed: str) -> Path:
        """Quarantine of the accepted batches of one feed."""
        return self.quarantine / feed
