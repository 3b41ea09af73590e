"""The evidence around some identifiers, read from the private working file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
import duckdb

from orchestration.cli.output import Row
from orchestration.cli.published import rows_of
from orchestration.settings import Settings
from sources.layout import Home
from sources.stewardship.naming import SHOWN, Identifier

NODE = """
    select node_key from identity.int_identity__evidence
    where identifier_type = ? and identifier_hash = ? limit 1
"""
# What the persons of these nodes are made of (`is_own`), what was barred from them, and the nodes themselves.
NODES = """
    create or replace temp table member_node as
    with own as (
        select person.node_key, person.person_key
        from identity.int_identity__person as person
        where person.person_key in (
            select named.person_key from identity.int_identity__person as named
            where named.node_key in (select unnest($nodes))
        )
    ),

    chosen as (
        select node_key, true as is_own from own
        union all
        select unnest($nodes) as node_key, true as is_own
        union all
        select node_key, false as is_own
        from identity.int_identity__shared
        where person_key in (select person_key from own)
    )

    select chosen.node_key, bool_or(chosen.is_own) as is_own, min(evidence.strength) as strength,
        any_value(evidence.identifier_type) as identifier_type,
        any_value(evidence.identifier_hash) as identifier_hash
    from chosen
    inner join identity.int_identity__evidence as evidence using (node_key)
    group by chosen.node_key
"""
EDGES = """
    with record as (
        select source_feed, source_key, node_key, bound_at
        from identity.int_identity__evidence
        union all
        select 'steward', decision_id, side.node_key, decided_at
        from control.steward_decision as decision
        inner join member_node as side
            on (side.identifier_type = decision.identifier_type_a
                and side.identifier_hash = decision.identifier_hash_a)
            or (side.identifier_type = decision.identifier_type_b
                and side.identifier_hash = decision.identifier_hash_b)
        where decision.is_in_force and decision.op = 'must_link'
    ),

    followed as (
        select record.*
        from record
        inner join member_node as node on record.node_key = node.node_key and (node.is_own or $barred_too)
    )

    select one.node_key, other.node_key, count(*),
        min({'at': one.bound_at, 'feed': one.source_feed, 'key': one.source_key}) as first_record
    from followed as one
    inner join followed as other using (source_feed, source_key)
    where one.node_key <> other.node_key
    group by one.node_key, other.node_key
"""
NAMES = f"""
    select node_key, strength, identifier_type || ':#' || identifier_hash[:{SHOWN}] from member_node
"""
GUARDS = f"""
    select verdict.guard, verdict.action,
        node.identifier_type || ':#' || node.identifier_hash[:{SHOWN}] as identifier,
        verdict.observed, verdict.limit_value, verdict.reason, verdict.decided_on
    from identity.int_identity__guard_verdict as verdict
    inner join member_node as node using (node_key)
    order by verdict.guard, identifier
"""
DECISIONS = f"""
    with node as (
        select (identifier_type, identifier_hash) as identifier from member_node
    )

    select decision_id, op, identifier_type_a || ':#' || identifier_hash_a[:{SHOWN}] as a,
        identifier_type_b || ':#' || identifier_hash_b[:{SHOWN}] as b,
        reason, decided_by, decided_at, is_in_force
    from control.steward_decision
    where (identifier_type_a, identifier_hash_a) in (select identifier from node)
        or (identifier_type_b, identifier_hash_b) in (select identifier from node)
    order by decision_id
"""


# What makes a household of two members although no rule joins them by it.
COMMON = """
    select sign_kinds, signs, valid_from, nullif(valid_to, timestamp '9999-12-31') as valid_to
    from intermediate.int_relation__pair
    where member_a = least($one, $other) and member_b = greatest($one, $other)
"""


@contextmanager
def open_warehouse(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The private working file, read-only; a usage error when there is none or a run holds it."""
    path = Home(settings.home).warehouse_file
    if not path.exists():
        raise click.UsageError("there is no warehouse yet; run `memberloop run`")
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.IOException:
        raise click.UsageError(
            "a run holds the warehouse, where the evidence is; ask again when it has ended"
        ) from None
    try:
        yield connection
    finally:
        connection.close()


def gather(warehouse: duckdb.DuckDBPyConnection, identifiers: list[Identifier]) -> list[str | None]:
    """Choose the members of these identifiers for what follows; returns their nodes, None if never seen."""
    found = [warehouse.execute(NODE, [one.type, one.hash]).fetchone() for one in identifiers]
    nodes = [str(row[0]) if row else None for row in found]
    warehouse.execute(NODES, {"nodes": [node for node in nodes if node]})
    return nodes


def guards(warehouse: duckdb.DuckDBPyConnection) -> list[Row]:
    """What guards found in the identifiers gathered."""
    return rows_of(warehouse, GUARDS)


def common(warehouse: duckdb.DuckDBPyConnection, one: str | None, other: str | None) -> list[Row]:
    """What two members share without being one person."""
    cursor = warehouse.execute(COMMON, {"one": one, "other": other})
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def stewards(warehouse: duckdb.DuckDBPyConnection) -> list[Row]:
    """What stewards said about the identifiers gathered."""
    return rows_of(warehouse, DECISIONS)
