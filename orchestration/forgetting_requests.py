"""Erasure requests that the operator delivers as a feed."""

from __future__ import annotations

from orchestration.settings import Settings
from sources import sql
from sources.layout import Home
from sources.stewardship.naming import Identifier

FEED = "deletion_request"


def requested(settings: Settings) -> list[Identifier]:
    """Whoever the accepted requests name; a request goes with the person, so none is met twice."""
    home = Home(settings.home)
    if not any(home.raw_of(FEED).glob("*/rows.parquet")):
        return []
    con = sql.connect(home.scratch)
    try:
        pattern = sql.literal(str(home.raw_of(FEED) / "*" / "rows.parquet"))
        rows = con.execute(
            f"SELECT DISTINCT identifier_type, identifier_hash FROM read_parquet({pattern}) "
            "WHERE identifier_hash IS NOT NULL ORDER BY ALL"
        ).fetchall()
    finally:
        con.close()
    return [Identifier(kind, found) for kind, found in rows]
