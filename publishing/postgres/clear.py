"""Dropping what swaps have replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publishing.postgres.names import OLD
from publishing.postgres.server import rows, run
from publishing.sql import name, text

if TYPE_CHECKING:
    from adbc_driver_manager.dbapi import Connection

# A materialised view cannot be made to read another table; its owner has to make it anew.
_OLD_SCHEMAS = f"""
    SELECT n.nspname, EXISTS (
        SELECT 1
        FROM pg_class t
        JOIN pg_depend d ON d.refobjid = t.oid
        JOIN pg_rewrite w ON w.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
        JOIN pg_class v ON v.oid = w.ev_class
        WHERE t.relnamespace = n.oid AND v.relnamespace <> n.oid
    )
    FROM pg_namespace n
    WHERE starts_with(n.nspname, {text(OLD)})
    ORDER BY 1
"""


def clear(con: Connection) -> tuple[str, ...]:
    """Drop replaced tables, those of killed publishes too; returns the schemas that somebody still reads."""
    with con.cursor() as cursor:
        found = rows(cursor, _OLD_SCHEMAS)
        run(cursor, [f"DROP SCHEMA {name(schema)} CASCADE" for schema, is_read in found if not is_read])
    con.commit()
    return tuple(schema for schema, is_read in found if is_read)
