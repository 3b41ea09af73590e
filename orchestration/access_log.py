"""Who looked at a member: a line of JSON a look, in the home, with roles and hashes and nobody's data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from orchestration.settings import Settings
from sources.layout import Home


def log_access(settings: Settings, command: str, subjects: Sequence[str], member_uids: Sequence[str]) -> None:
    """Write before anything is shown: short hashes or member ids, and whom they turned out to be."""
    path = Home(settings.home).access_log
    path.parent.mkdir(parents=True, exist_ok=True)
    line = {
        "at": datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds"),
        "role": settings.identity.steward_role,
        "command": command,
        "subjects": list(subjects),
        "member_uids": list(member_uids),
    }
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
