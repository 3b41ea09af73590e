"""What stands on the as-of day: members, and what they are known by. A count not published is no zero."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reports.document import Column, Row, Section, Table
from reports.pages.identity.observed import COUNTED, line
from reports.vocabulary.identity import STANDING, TYPES
from reports.words import Words, same


def section(today: Sequence[Row], as_of: date) -> Section:
    """A line for each count that a reader looks for first."""
    by_key = {(row["measure"], row["detail"]): row for row in today}
    lines = [line(*told, [by_key[key]]) for key, told in STANDING.items() if key in by_key]
    return Section(Words("现状", "As it stands"), lines, Words(f"截至 {as_of}", f"As of {as_of}"))


def identifiers(today: Sequence[Row]) -> Section:
    """By what members are known, the commonest first, and how much of it several share."""
    owned, shared = _by_type(today, "identifiers"), _by_type(today, "identifiers_shared")
    rows = [
        {"type": TYPES.get(one, same(one)), "owned": owned.get(one), "shared": shared.get(one)}
        for one in sorted({*owned, *shared}, key=lambda one: (-owned.get(one, 0), one))
    ]
    title = Words("凭什么认得", "What members are known by")
    columns = [
        Column("type", Words("标识", "Identifier")),
        Column("owned", Words("有主", "With an owner"), "count", source=COUNTED),
        Column("shared", Words("多人共用", "That several share"), "count", source=COUNTED),
    ]
    lead = Words(
        "每个标识只归一人，其余的人记为共用；共用不合并会员。",
        "Each identifier stands for one person, the others share it; sharing merges nobody.",
    )
    return Section(title, [Table("identifiers", title, columns, rows)] if rows else [], lead)


def _by_type(today: Sequence[Row], measure: str) -> dict[str, int]:
    return {row["detail"]: row["observed"] for row in today if row["measure"] == measure}
