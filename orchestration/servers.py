"""Servers that get each version besides the files: which, and a version's way there."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from orchestration.settings import ConfigurationError
from publishing import list_versions
from publishing.object_store import to_object_store

if TYPE_CHECKING:
    from orchestration.settings import Settings
    from publishing import PublishedVersion
    from publishing.postgres import PostgresVersion

log = logging.getLogger("memberloop")


def version_to_postgres(settings: Settings, version: PublishedVersion) -> PostgresVersion | None:
    """Give PostgreSQL's readers a version; None where no server is named.

    Raises publishing.postgres.PostgresError: the server keeps the version that it had.
    """
    if settings.postgres_url is None:
        return None
    from publishing.postgres import Server, to_postgres

    server = Server(
        settings.postgres_url,
        reader_role=settings.publish.postgres_reader_role,
        patience_seconds=settings.publish.postgres_patience_seconds,
    )
    done = to_postgres(version, server, on_stage=lambda stage: log.info("postgres: %s", stage))
    log.info("postgres %s: %s, %d tables, swapped in %.0f ms", server.said, done.version, done.tables,
             1000 * done.swap_seconds)  # fmt: skip
    for schema in done.kept:
        log.warning("postgres keeps %s: somebody's materialised view reads it and refreshes to old figures",
                    schema)  # fmt: skip
    return done


def bring_to(place: str, settings: Settings) -> str:
    """Bring the current version to `postgres` or to a folder of an object store; says what was done.

    Raises ConfigurationError when the place is unknown or nothing has been published yet.
    """
    current = next((v for v in list_versions(settings.home / "published") if v.is_current), None)
    if current is None:
        raise ConfigurationError(["nothing is published yet; run `memberloop run`"])
    if place == "postgres":
        if version_to_postgres(settings, current) is None:
            raise ConfigurationError(
                ["MEMBERLOOP_POSTGRES_URL is not set; give postgresql://user:…@host/database"]
            )
        return f"Readers of PostgreSQL now get {current.version}."
    if "://" not in place:
        raise ConfigurationError(
            [f"--to {place}: is neither `postgres` nor an address such as s3://bucket/folder"]
        )
    files = to_object_store(current, place)
    return f"{current.version} is at {place.rstrip('/')}/version={current.version}, {files} files."
