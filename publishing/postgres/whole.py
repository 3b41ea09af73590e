"""Schemas that a swap may rename as they are, because nothing in them is anybody else's.

Renaming a schema is one row of the catalog, however many tables it has; moving tables is several rows for
each, and readers wait meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publishing.postgres.names import stage_schema
from publishing.postgres.server import rows
from publishing.sql import name, text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from adbc_driver_manager.dbapi import Cursor

    from publishing.contract import TableContract


def whole_schemas(
    cursor: Cursor, replaced: Sequence[tuple[str, str]], tables: Sequence[TableContract]
) -> frozenset[str]:
    """Schemas of the new version that are not there yet, or have the standing version's tables alone.

    Views, functions, default rights or a comment that somebody put there, and an owner who is not us, make
    that only our tables go and come: a renamed schema would take the rest along.
    """
    schemas = {table.schema for table in tables}
    there = {schema: is_ours for schema, is_ours in rows(cursor, _ours_alone(replaced)) if schema in schemas}
    standing = {schema for schema, _ in replaced}
    return frozenset(
        schema for schema in schemas if schema not in there or (schema in standing and there[schema])
    )


def schema_rights(cursor: Cursor, whole: AbstractSet[str]) -> list[str]:
    """Grants on schemas as they are, for the schemas that take their place."""
    if not whole:
        return []
    found = rows(
        cursor,
        f"""
        SELECT n.nspname, a.privilege_type, coalesce(quote_ident(r.rolname), 'PUBLIC'), a.is_grantable
        FROM pg_namespace n
        CROSS JOIN LATERAL aclexplode(n.nspacl) a
        LEFT JOIN pg_roles r ON r.oid = a.grantee
        WHERE n.nspname IN ({_listed(whole)}) AND a.grantee <> n.nspowner
        ORDER BY 1, 2, 3
    """,
    )
    return [
        f"GRANT {right} ON SCHEMA {name(stage_schema(schema))} TO {role}"
        + (" WITH GRANT OPTION" if grantable else "")
        for schema, right, role, grantable in found
    ]


def _ours_alone(replaced: Sequence[tuple[str, str]]) -> str:
    """Everything in a schema depends on it: tables and views, functions and types, default rights."""
    ours = ", ".join(f"{text(name(*table))}::regclass" for table in replaced) or "0"
    return f"""
        SELECT n.nspname, pg_get_userbyid(n.nspowner) = current_user
            AND obj_description(n.oid, 'pg_namespace') IS NULL
            AND NOT EXISTS (
                SELECT 1
                FROM pg_depend d
                WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid
                    AND NOT (d.classid = 'pg_class'::regclass AND d.objid IN ({ours}))
            )
        FROM pg_namespace n
    """


def _listed(schemas: AbstractSet[str]) -> str:
    return ", ".join(text(schema) for schema in sorted(schemas))
