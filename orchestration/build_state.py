"""Whether incremental tables still stand on what they were built from."""

from __future__ import annotations

from orchestration.fingerprint import build_fingerprint
from orchestration.night import Night
from sources.scope import complete_build
from sources.scope import needs_full_refresh as scope_shrank

TABLE = "control.built_with"


def needs_full_refresh(night: Night) -> bool:
    """True when code or configuration changed since the last build, or deliveries of it left the scope."""
    with night.warehouse() as connection:
        connection.execute(f"create table if not exists {TABLE} (fingerprint varchar)")
        built = connection.execute(f"select max(fingerprint) from {TABLE}").fetchall()[0][0]
        current = build_fingerprint(night.settings, night.project)
        return built is not None and (built != current or scope_shrank(connection))


def completed(night: Night) -> None:
    """Remember what the tables were just built from."""
    with night.warehouse() as connection:
        complete_build(connection)
        connection.execute(
            f"create or replace table {TABLE} as select ? as fingerprint",
            [build_fingerprint(night.settings, night.project)],
        )
