"""`make bench-erasure`: how long the erasure of 10,000 people takes in a home of a million members.

The home is made of what all members have: registration, points and tickets, a
warehouse and a published version with their tables. Prints seconds by step, and the whole beside the copying
of the same bytes, which no erasure can beat.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from orchestration import forgetting, forgetting_steps
from orchestration.settings import load_settings
from publishing import ColumnContract, RunInfo, TableContract, publish
from sources.identifiers import Pepper, install_macros
from sources.ingest import accept_batch, ensure_schemas, prepare_batch
from sources.layout import Home
from sources.registry import load_registry
from sources.stewardship.naming import Identifier

PEPPER = "pepper of the erasure bench"
FEEDS = {
    "member_registry": """
        select 'MB' || lpad(i::varchar, 9, '0') as member_no, 'M1' as mall_id,
            '1390' || lpad(i::varchar, 7, '0') as phone,
            'uBENCH' || md5(i::varchar) as unionid, 'oBENCH' || md5('o' || i) as openid, 'wxbench' as appid,
            'CARD' || lpad(i::varchar, 9, '0') as card_no, '2026-01-01T10:00:00+08:00' as registered_at
        from range({members}) r(i)""",
    "points": """
        select 'E' || i as entry_no, 'MB' || lpad((i % {members})::varchar, 9, '0') as member_no,
            'M1' as mall_id,
            '2026-01-02T10:00:00+08:00' as occurred_at, 5 as change, 'login' as reason
        from range({members} * 2) r(i)""",
    "pos_sales": """
        select 'S1' as store_code, '01' as till_no, i as ticket_no,
            date '2026-01-01' + (i % 90)::int as till_date, '12:00:00' as till_time, 'sale' as ticket_kind,
            'CARD' || lpad((i % {members})::varchar, 9, '0') as card_no,
            1 as quantity, '9.90' as net_fen
        from range({members} * 2) r(i)""",
}  # fmt: skip
TABLES = {
    "core.bridge_member_identifier": """
        select t as identifier_type, h as identifier_hash, date '2026-01-01' as valid_from,
            null::date as valid_to,
            uid as member_uid, 'S1' as strength, 'owner' as role, 'member_registry' as first_source
        from (select 'M' || lpad(i::varchar, 10, '0') as uid, unnest([
            {{'t': 'member_no', 'h': identifier_hash_member_no('MB' || lpad(i::varchar, 9, '0'))}},
            {{'t': 'phone', 'h': identifier_hash_phone('1390' || lpad(i::varchar, 7, '0'))}},
            {{'t': 'unionid', 'h': identifier_hash_unionid('uBENCH' || md5(i::varchar))}},
            {{'t': 'openid', 'h': identifier_hash_openid('wxbench:oBENCH' || md5('o' || i))}},
            {{'t': 'card_no', 'h': identifier_hash_card_no('CARD' || lpad(i::varchar, 9, '0'))}}
        ], recursive := true) from range({members}) r(i))""",
    "core.dim_member": """
        select 'M' || lpad(i::varchar, 10, '0') as member_uid, 'gold' as tier from range({members}) r(i)""",
    "core.fct_purchase": """
        select i::varchar as ticket, 'M' || lpad((i % {members})::varchar, 10, '0') as member_uid,
            990 as net_fen
        from range({members} * 2) r(i)""",
}  # fmt: skip


def _land(home: Home, members: int) -> None:
    with duckdb.connect() as con:
        for feed, query in FEEDS.items():
            folder = home.landing_of(feed) / "2026-03-01"
            folder.mkdir(parents=True)
            con.execute(f"copy ({query.format(members=members)}) to '{folder}/{feed}.csv' (header)")
    ensure_schemas(home, load_registry())
    for feed in FEEDS:
        batch = prepare_batch(home, load_registry()[feed], Pepper(PEPPER), date(2026, 3, 1))
        assert batch is not None
        accept_batch(home, batch)


def _publish(home: Home, members: int) -> None:
    home.warehouse_file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(home.warehouse_file)) as con:
        install_macros(con, Pepper(PEPPER))
        con.execute("create schema core")
        for table, query in TABLES.items():
            con.execute(f"create table {table} as {query.format(members=members)}")
        con.execute("create table core.member_redirect (old_member_uid varchar, member_uid varchar)")
        described = {t: [r[0] for r in con.execute(f"describe {t}").fetchall()] for t in TABLES}
    contract = [
        TableContract(
            *table.split("."), tuple(names[:2]), tuple(ColumnContract(n, None, n) for n in names), table
        )
        for table, names in described.items()
    ]
    at = datetime(2026, 3, 2, tzinfo=UTC)
    publish(home.warehouse_file, home.published, contract, RunInfo("bench", date(2026, 3, 1), "a", at, "d"))


def main() -> None:
    """Make the home, erase, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--members", type=int, default=1_000_000)
    asked.add_argument("--people", type=int, default=10_000)
    given = asked.parse_args()
    root = Path(tempfile.mkdtemp(prefix="bench-erasure-"))
    try:
        home = Home(root)
        _land(home, given.members)
        _publish(home, given.members)
        os.environ |= {"MEMBERLOOP_HOME": str(root), "MEMBERLOOP_PEPPER": PEPPER}
        _measure(home, given.members, given.people)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _measure(home: Home, members: int, people: int) -> None:
    with duckdb.connect() as con:
        install_macros(con, Pepper(PEPPER))
        phone = f"'1390' || lpad((i * {max(1, members // people)})::varchar, 7, '0')"
        named = con.execute(f"select identifier_hash_phone({phone}) from range({people}) r(i)").fetchall()
    size = sum(path.stat().st_size for path in home.root.rglob("*") if path.is_file())
    copy = _seconds(lambda: shutil.copytree(home.root, f"{home.root}-copy"))
    shutil.rmtree(f"{home.root}-copy")
    spent = {}
    for name, act in list(forgetting_steps.STEPS.items()):
        forgetting_steps.STEPS[name] = _timed(name, act, spent)
    cpu, started = time.process_time(), time.monotonic()
    identifiers = [Identifier("phone", found) for (found,) in named]
    (proof,) = forgetting.forget(load_settings(), identifiers, datetime.now(UTC).replace(tzinfo=None))
    whole = time.monotonic() - started
    told = {row["what"]: row for row in proof.removed if row["place"] == "raw"}
    lines = [f"{proof.members} of {members} members, {proof.identifiers} identifiers, {size / 1e6:.0f} MB"]
    lines += [f"  {name}: {seconds:.1f} s" for name, seconds in spent.items()]
    lines += [f"  raw {feed}: {row}" for feed, row in told.items()]
    lines.append(
        f"whole: {whole:.1f} s wall, {time.process_time() - cpu:.1f} s CPU; copying the bytes: {copy:.1f} s"
    )
    sys.stdout.write("\n".join(lines) + "\n")


def _timed(name, act, spent):
    def run(work):
        started = time.monotonic()
        done = act(work)
        spent[name] = time.monotonic() - started
        return done

    return run


def _seconds(act) -> float:
    started = time.monotonic()
    act()
    return time.monotonic() - started


if __name__ == "__main__":
    main()
