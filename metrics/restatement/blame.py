"""The cause of each row that differs: the surest thing that is known of it, by a ladder of evidence.

Both sides of a key, the row that was and the row that is, have one cause, so that one replaces the other in
one step. What nothing is known of moved with others: a threshold over all members, a rank among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from metrics.restatement import causes
from metrics.restatement.causes import (
    CODE,
    DAY,
    ELSEWHERE,
    IDENTITY,
    LIFE,
    NEAR_RECORD,
    OWN_PERHAPS,
    OWN_RECORD,
    WHOLE,
)
from metrics.restatement.difference import KEY, SINCE, UNTIL, Staged, is_changed, staged_name
from metrics.restatement.tables import kept_name
from sources import sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FOUND = (
    "select distinct row.key_hash, {rung} as rung, {cause} as cause, {feed} as feed, {file} as file_id, "
    "{seq} as seq"
)
_NEAR = "evidence.event_date between row.day - 1 and row.day + 1"


def blame(con: DuckDBPyConnection, staged: Staged, feeds: Sequence[str], made_by: str | None) -> None:
    """Write `blame_<table>`, one row a key that differs, and set the stages at which its rows come and go.

    Args:
        con: the warehouse, with evidence gathered and the table told apart.
        staged: the table.
        feeds: those that it is made of.
        made_by: `changed_parameter` or `changed_definition` where its code is another tonight.
    """
    _lay_out_rows(con, staged)
    told = " union all ".join(_rungs(staged, feeds, made_by))
    con.execute(f"create or replace temp table blame_found as {told}")
    con.execute(f"""
        create or replace temp table {blame_of(staged)} as
        with best as (
            select *, {causes.stage_of("cause")} as stage
            from blame_found
            qualify rung = min(rung) over (partition by {KEY})
        ),
        named as (
            select * from best qualify stage = max(stage) over (partition by {KEY})
        )
        select
            {KEY}, any_value(cause) as cause, any_value(stage) as stage, any_value(rung) as rung,
            list(distinct feed order by feed) filter (feed is not null) as feeds,
            list(distinct file_id order by file_id) filter (file_id is not null) as file_ids,
            list(distinct seq order by seq) filter (seq is not null) as seqs
        from named
        group by {KEY}
    """)
    _blame_the_others(con, staged, feeds)
    con.execute(f"""
        update {staged.name} as row
        set {SINCE} = case when row.{SINCE} > 0 then found.stage else 0 end,
            {UNTIL} = case when row.{SINCE} > 0 then row.{UNTIL} else found.stage end
        from {blame_of(staged)} as found
        where row.{KEY} = found.{KEY} and {is_changed("row.")}
    """)


def blame_of(staged: Staged) -> str:
    """The table of causes by key."""
    return staged_name(f"blame.{staged.traced.name}")


def _lay_out_rows(con: DuckDBPyConnection, staged: Staged) -> None:
    """`blame_row`: what rows that differ can be known by; `blame_member`: their members."""
    there = staged.traced.columns
    day = f"cast({staged.day} as date)" if staged.day else "cast(null as date)"
    traces = [sql.name(name) if name in there else f"null as {name}" for name in
              ("identifier_type", "identifier_hash", "delivered_on")]  # fmt: skip
    members = ", ".join(sql.name(name) for name in staged.traced.members)
    con.execute(f"""
        create or replace temp table blame_row as
        select
            {KEY}, {day} as day, {", ".join(traces)},
            list_filter([{members}]::varchar[], uid -> uid is not null) as uids,
            count(*) over (partition by {KEY}) = 1
            or min(hash(uids)) over (partition by {KEY}) <> max(hash(uids)) over (partition by {KEY})
                as has_other_members,
            case
                when count(*) over (partition by {KEY}) > 1 then 'corrected_delivery'
                when {SINCE} > 0 then 'late_data'
                else 'delivery_withdrawn'
            end as looks_like
        from {staged.name}
        where {is_changed()}
    """)
    con.execute(
        f"create or replace temp table blame_member as "
        f"select distinct {KEY}, day, has_other_members, unnest(uids) as member_uid from blame_row"
    )


def _rungs(staged: Staged, feeds: Sequence[str], made_by: str | None) -> Iterator[str]:
    of_feeds = f"evidence.feed in ({', '.join(map(sql.literal, feeds)) or 'null'})"
    record = {
        "cause": "evidence.cause",
        "feed": "evidence.feed",
        "file": "evidence.file_id",
        "seq": "null::bigint",
    }
    by_member = (
        f"blame_member as row inner join evidence_life as evidence using (member_uid) where {of_feeds}"
    )
    # A row that tells its own delivery and was not told anew is not changed by what came in beside it.
    tells_delivery = "delivered_on" in staged.traced.columns
    if tells_delivery:
        # Two records of one card on one day: one came late, the other was corrected.
        own = f"case when evidence.cause = row.looks_like then {OWN_RECORD} else {OWN_PERHAPS} end"
        yield f"""
            {_FOUND.format(rung=own, **record)}
            from blame_row as row inner join evidence_record as evidence
                on row.delivered_on = evidence.delivered_on
                    and row.identifier_type is not distinct from evidence.identifier_type
                    and row.identifier_hash is not distinct from evidence.identifier_hash
            where {_NEAR} and {of_feeds}
        """
    # Whose row it is has changed; or it is of one who is somebody else now, and something else has.
    whose = f"case when row.has_other_members then {IDENTITY} else {LIFE} end"
    yield f"""
        {_FOUND.format(rung=whose, cause="evidence.cause", feed="null", file="null", seq="evidence.seq")}
        from blame_member as row inner join evidence_member as evidence using (member_uid)
    """
    if not tells_delivery:
        yield f"{_FOUND.format(rung=NEAR_RECORD, **record)} from {by_member} and {_NEAR}"
    yield f"""
        {_FOUND.format(rung=WHOLE if tells_delivery else DAY, **record)}
        from blame_row as row inner join evidence_record as evidence on {_NEAR}
        where len(row.uids) = 0 and evidence.identifier_hash is null and {of_feeds}
    """
    if made_by:
        code = {"cause": sql.literal(made_by), "feed": "null", "file": "null", "seq": "null::bigint"}
        yield f"{_FOUND.format(rung=CODE, **code)} from blame_row as row"
    yield f"{_FOUND.format(rung=LIFE, **record)} from {by_member}"
    yield f"""
        {_FOUND.format(rung=WHOLE, **record)}
        from blame_row as row inner join evidence_record as evidence on evidence.event_date is null
        where {of_feeds}
    """


def _blame_the_others(con: DuckDBPyConnection, staged: Staged, feeds: Sequence[str]) -> None:
    """Rows that nothing is known of: as most of the table's others, else as what happened at all."""
    among = f"feed in ({', '.join(map(sql.literal, feeds)) or 'null'})"
    places = (
        f"{blame_of(staged)} where true",
        f"evidence_record where {among}",
        "evidence_member where true",
    )
    most = (
        con.execute(
            f"select cause from {place} group by cause order by count(*) desc, cause limit 1"
        ).fetchone()
        for place in places
    )
    cause = next((found for found in most if found), None)
    named = cause[0] if cause else causes.UNEXPLAINED
    con.execute(
        f"insert into {blame_of(staged)} "
        f"select distinct {KEY}, ?, {causes.stage_of('?::varchar')}, {ELSEWHERE}, "
        f"[]::varchar[], []::varchar[], []::bigint[] "
        f"from blame_row where {KEY} not in (select {KEY} from {blame_of(staged)})",
        [named, named],
    )


def made_anew(con: DuckDBPyConnection, staged: Staged) -> str | None:
    """What made the table another way: its code, a parameter, or None where nothing did."""
    found = con.execute(
        f"""
        select now.code <> before.code, now.parameters <> before.parameters
        from control.built_relation as now
        inner join {kept_name("control.built_relation")} as before using (relation)
        where relation = ?
        """,
        [staged.traced.name],
    ).fetchone()
    if found is None or found[0]:
        return causes.DEFINITION if found else None
    return causes.PARAMETER if found[1] else None
