"""What others have on our tables: rights that were granted, and views that read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publishing.postgres.names import stage_schema
from publishing.postgres.server import rows
from publishing.sql import name, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adbc_driver_manager.dbapi import Cursor

    from publishing.contract import TableContract


def rights(cursor: Cursor, replaced: Sequence[tuple[str, str]], tables: Sequence[TableContract]) -> list[str]:
    """Grants as they are, for the tables that follow."""
    ours = {(table.schema, table.name) for table in tables}
    listed = ", ".join(f"{text(name(*table))}::regclass" for table in replaced if table in ours)
    if not listed:
        return []
    found = rows(
        cursor,
        f"""
        SELECT n.nspname, c.relname, a.privilege_type, coalesce(quote_ident(r.rolname), 'PUBLIC'),
            a.is_grantable
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN LATERAL aclexplode(c.relacl) a
        LEFT JOIN pg_roles r ON r.oid = a.grantee
        WHERE c.oid IN ({listed}) AND a.grantee <> c.relowner
        ORDER BY 1, 2, 3, 4
    """,
    )
    return [
        f"GRANT {right} ON {name(stage_schema(schema), table)} TO {role}"
        + (" WITH GRANT OPTION" if grantable else "")
        for schema, table, right, role, grantable in found
    ]


def views_of_others(cursor: Cursor, replaced: Sequence[tuple[str, str]]) -> list[str]:
    """Statements that make the views of others read the new tables, in the order in which they were made."""
    listed = ", ".join(f"{text(name(*table))}::regclass" for table in replaced)
    if not listed:
        return []
    found = rows(
        cursor,
        f"""
        SELECT DISTINCT v.oid::bigint, n.nspname, v.relname, pg_get_viewdef(v.oid)
        FROM pg_depend d
        JOIN pg_rewrite w ON w.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
        JOIN pg_class v ON v.oid = w.ev_class AND v.relkind = 'v'
        JOIN pg_namespace n ON n.oid = v.relnamespace
        WHERE d.refobjid IN ({listed})
        ORDER BY 1
    """,
    )
    return [
        f"CREATE OR REPLACE VIEW {name(schema, view)} AS {body.rstrip(';')}"
        for _, schema, view, body in found
    ]
