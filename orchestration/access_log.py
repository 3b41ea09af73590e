"""Who looked at a member: a line of JSON a look, in the home, with roles and hashes and nobody's data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from orchestration.settings import Settings
from reports.member.masking import scrubbed
from sources.layout import Home


def log_access(
    settings: Settings,
    command: str,
    subjects: Sequence[str],
    member_uids: Sequence[str],
    *,
    unmasked: Sequence[str] = (),
    reason: str = "",
) -> None:
    """Write before anything is shown.

    Args:
        settings: Where the home is, and in which role people look.
        command: What was asked.
        subjects: Short hashes or member ids, as they were asked for.
        member_uids: Whom they turned out to be.
        unmasked: The sections that are shown in full.
        reason: Why; what in it looks like somebody's number is taken out.
    """
    path = Home(settings.home).access_log
    path.parent.mkdir(parents=True, exist_ok=True)
    line = {
        "at": datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds"),
        "role": settings.identity.steward_role,
        "command": command,
        "subjects": list(subjects),
        "member_uids": list(member_uids),
        "unmasked": list(unmasked),
        "reason": scrubbed(reason),
    }
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
