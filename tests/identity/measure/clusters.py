"""Other ways to make members of the same evidence: the yardsticks beside which the rules are scored.

`link_everything`: identifiers of one record are one person. `cap_20`: the same without identifiers that
stand beside more than 20 others. `perfect_guard`: an identifier is as many nodes as it has true holders, and
a record joins those of one holder only, so that nothing can be mixed; what it misses, no rule could find.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    import duckdb

DEGREE_CAP = 20
_PAIRS = {
    "link_everything": "select record, node from evidence_node",
    "cap_20": f"""
        select e.record, e.node from evidence_node as e
        where e.node not in (
            select a.node from evidence_node as a inner join evidence_node as b using (record)
            group by a.node having count(distinct b.node) - 1 > {DEGREE_CAP}
        )
    """,
    "perfect_guard": """
        select e.record || '|' || h.person as record, e.node || '|' || h.person as node
        from evidence_node as e inner join holder as h using (identifier_type, identifier_hash)
        where e.identifier_type not in ('plate', 'mac_hash', 'device_id')
    """,
}
_NODE_OF_TOUCHPOINT = {
    "link_everything": "identifier_type || '|' || identifier_hash",
    "cap_20": "identifier_type || '|' || identifier_hash",
    "perfect_guard": "identifier_type || '|' || identifier_hash || '|' || person",
}
NAMES = tuple(_PAIRS)


def add_clusters(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Make table `clustered_<name>` (touchpoint_id, person, cluster) of `answer` and evidence."""
    con.execute("""
        create or replace temp table evidence_node as
        select distinct source_feed || '|' || source_key as record, identifier_type, identifier_hash,
            identifier_type || '|' || identifier_hash as node
        from identity.int_identity__evidence
    """)
    con.execute(f"create or replace temp table edge as {_PAIRS[name]}")
    con.execute("""
        create or replace temp table node_no as
        select node, row_number() over () - 1 as n from (select distinct node from edge)
    """)
    _label(con)
    con.execute(f"""
        create or replace temp table clustered_{name} as
        select a.touchpoint_id, a.person, coalesce('C' || l.component, a.touchpoint_id) as cluster
        from answer as a
        left join node_no as n on n.node = {_NODE_OF_TOUCHPOINT[name]}
        left join label as l on n.n = l.n
    """)


def _label(con: duckdb.DuckDBPyConnection) -> None:
    """Make table `label` (n, component) of the tables `edge` and `node_no`."""
    found = con.execute("""
        select n, min(n) over (partition by record) as anchor from edge inner join node_no using (node)
    """).fetchnumpy()
    size = con.execute("select count(*) from node_no").fetchone()[0]  # type: ignore[index]
    graph = coo_array((np.ones(len(found["n"]), dtype=np.int8), (found["n"], found["anchor"])), (size, size))
    component = connected_components(graph, directed=False)[1]
    con.register("labelled", {"n": np.arange(size), "component": component})
    con.execute("create or replace temp table label as from labelled")
    con.unregister("labelled")
