"""What a run says about itself when it publishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True)
class RunInfo:
    """The run behind a version; `published_at` comes from the caller, because this room reads no clock."""

    run_id: str
    as_of: date
    git_revision: str
    published_at: datetime
    definition_hash: str

    @property
    def published_utc(self) -> datetime:
        """`published_at` in UTC without a zone, as all published time stamps are; naive is taken as UTC."""
        if self.published_at.tzinfo is None:
            return self.published_at
        return self.published_at.astimezone(UTC).replace(tzinfo=None)
