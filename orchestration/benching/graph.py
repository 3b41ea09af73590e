"""A graph like those of identities, made of its size alone: many small parts, few large ones, long chains.

Sizes of components follow a power law from three nodes up. Every node hangs on an earlier one of its
component, more often on an early one, and three in five on a second; 2 % of the edges are chains of a
thousand. Node ids are random numbers of 62 bits. One edge in a hundred comes only with the delta, one in a
thousand of the others goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

EDGES_A_COMPONENT = 6.6
LARGEST, CHAIN = 5000, 1000
MEMORY_LIMIT = "2GB"

COMPONENTS = f"""
create temporary table tree as
with component as (
    select
        no,
        cast(least({LARGEST}, floor(3 / sqrt((hash(no, 'size') % 1000000 + 1) / 1000000))) as bigint) as size
    from range(cast(0.98 * $edges / {EDGES_A_COMPONENT} as bigint)) as numbers (no)
)
select
    no,
    child,
    cast(floor(power(hash(no, child, 'first') % 1000003 / 1000003, 2) * child) as bigint) as first_parent,
    cast(floor(hash(no, child, 'second') % 1000003 / 1000003 * child) as bigint) as second_parent,
    hash(no, child, 'has second') % 5 < 3 and child > 1 as has_second
from component, range(1, size) as children (child)
"""

EDGES = f"""
create temporary table edge as
select hash(no, child) >> 2 as node_a, hash(no, first_parent) >> 2 as node_b from tree
union all
select hash(no, child) >> 2, hash(no, second_parent) >> 2 from tree where has_second
union all
select hash('chain', no, link) >> 2, hash('chain', no, link + 1) >> 2
from range(cast(0.02 * $edges / {CHAIN} as bigint)) as chains (no), range({CHAIN}) as links (link)
"""

# As the edges of one night come from many feeds, they come in no order.
SHARED_OUT = """
create table given as
select cast(node_a as bigint) as node_a, cast(node_b as bigint) as node_b
from edge where hash(node_a, node_b, 'comes later') % 100 > 0 order by hash(node_b, node_a);
create table came as
select cast(node_a as bigint) as node_a, cast(node_b as bigint) as node_b
from edge where hash(node_a, node_b, 'comes later') % 100 = 0;
create table went as from given where hash(node_a, node_b, 'goes') % 1000 = 0;
create table later as from given anti join went using (node_a, node_b) union all from came;
checkpoint;
"""


def make_graph(file: Path, edges: int, scratch: Path) -> None:
    """Write the tables `given`, `came`, `went` and `later`: given without went, with came."""
    with duckdb.connect(
        file, config={"threads": 2, "memory_limit": MEMORY_LIMIT, "temp_directory": str(scratch)}
    ) as con:
        for statement in (COMPONENTS, EDGES):
            con.execute(statement.replace("$edges", str(edges)))
        con.execute(SHARED_OUT)
