"""The map of an earlier day out of the ledger, by dbt's own macros: the formula stands in one place."""

from __future__ import annotations

from functools import cache
from typing import Any

from orchestration.project import PROJECT_DIR

LEDGER = "core.identity_ledger"
DAY = "$day"


@cache
def _macros() -> Any:
    from jinja2 import Environment

    text = (PROJECT_DIR / "macros" / "identity" / "ledger.sql").read_text(encoding="utf-8")
    return Environment().from_string(text).module  # noqa: S701  SQL, never shown as a page


def bridge_of_day() -> str:
    """A relation as core.bridge_member_identifier was when the night of `$day` ended."""
    macros = _macros()
    held = macros.map_of(LEDGER, macros.seq_of_day(LEDGER, DAY))
    return f"({macros.published_map(f'({held})')})"


def redirects_of_day() -> str:
    """A relation as core.member_redirect was when the night of `$day` ended."""
    macros = _macros()
    until = f"(select * from {LEDGER} where seq <= {macros.seq_of_day(LEDGER, DAY)})"
    return f"({macros.redirects_of(until)})"
