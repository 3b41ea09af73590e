"""Small raw batches on which every raw suite is green, in exactly the columns that the registry declares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from sources.manifest import FILE_COLUMNS
from sources.registry import load_registry
from tests.expectations import bill_batches, mall_batches, master_batches, operator_batches, wecom_batches

if TYPE_CHECKING:
    from pathlib import Path

HASH = "0123456789abcdef" * 4
AT = "2024-06-01 10:00:00"

# Two rows a feed: what all rows have, and what the second row has instead.
GOOD: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    **master_batches.GOOD,
    **operator_batches.GOOD,
    **wecom_batches.GOOD,
    **bill_batches.GOOD,
    **mall_batches.GOOD,
    "master_mall": (
        {
            "mall_id": "north",
            "mall_type": "community",
            "timezone": "Asia/Shanghai",
            "business_day_cut_hour": 0,
            "open_hour": 10,
            "close_hour": 22,
        },
        {"mall_id": "south", "timezone": "America/Argentina/Buenos_Aires", "close_hour": 26},
    ),
    "master_shop": (
        {"shop_id": "s1", "mall_id": "north", "category": "food", "pos_store_code": "1", "margin_rate": 0.3},
        {"shop_id": "s2", "pos_store_code": "2"},
    ),
    "master_product": (
        {"sku_id": "p1", "category": "dairy", "price_band": "low", "margin_rate": 0.3},
        {"sku_id": "p2", "price_band": "top", "margin_rate": 1},
    ),
    "master_campaign": (
        {
            "campaign_id": "c1",
            "mall_id": "north",
            "objective": "wake",
            "node": "none",
            "start_at_local": AT,
            "end_at_local": "2024-06-30 10:00:00",
        },
        {"campaign_id": "c2", "node": "holiday"},
    ),
    "master_benefit": (
        {
            "benefit_id": "b1",
            "benefit_class": "instant",
            "benefit_type": "repeat",
            "bearer": "mall",
            "face_value_fen": 500,
            "unit_cost_fen": 500,
            "valid_days": 30,
        },
        {"benefit_id": "b2", "bearer": "merchant", "unit_cost_fen": 100},
    ),
    "master_experiment": (
        {
            "experiment_id": "e1",
            "kind": "wake_up",
            "unit": "member",
            "arms": "control=0.2;treat=0.8",
            "salt": "salt",
            "outcome_days": 28,
            "registered_at_utc": "2024-05-01 00:00:00",
            "start_at_utc": AT,
        },
        {"experiment_id": "e2", "arms": "control=0.2;a=0.4;b=0.4"},
    ),
    "member_registry": (
        {"member_no_hash": HASH, "phone_hash": HASH, "mall_id": "north", "registered_at_local": AT},
        {"member_no_hash": HASH[::-1], "phone_hash": HASH[::-1], "referrer_member_no_hash": HASH},
    ),
    "benefit_ledger": (
        {
            "coupon_code": "k1",
            "benefit_id": "b1",
            "member_no_hash": HASH,
            "state": "issued",
            "state_at_local": AT,
        },
        {"state": "redeemed", "shop_id": "s1"},
    ),
    "outreach_log": (
        {
            "send_id": "o1",
            "channel": "sms",
            "status": "planned",
            "member_no_hash": HASH,
            "planned_at_utc": AT,
        },
        {"send_id": "o2", "status": "sent", "sent_at_utc": AT},
    ),
    "pos_sales": (
        {
            "store_code": "1",
            "till_no": "1",
            "ticket_no": "1",
            "till_date": "2024-06-01",
            "ticket_kind": "sale",
            "card_no_hash": HASH,
            "quantity": 1,
            "unit_price_fen": 500,
            "net_fen": 500,
        },
        {"ticket_no": "2"},
    ),
}


@dataclass(frozen=True)
class Batch:
    """A prepared batch as the runner sees it."""

    rows_path: Path
    files_path: Path


def make_batch(directory: Path, feed: str, harm: str = "") -> Batch:
    """A good batch of two files with a row each, after `harm` was done to `rows` and `files`."""
    base, second = GOOD[feed]
    columns = [(raw.name, raw.sql_type) for raw in load_registry()[feed].raw_columns]
    with duckdb.connect() as con:
        con.execute(f"CREATE TABLE rows ({_declared([*columns, ('_file_id', 'VARCHAR')])})")
        con.execute(f"CREATE TABLE files ({_declared(FILE_COLUMNS)})")
        for number, row in enumerate((base, base | second)):
            _insert(con, "rows", {"_file_id": "f1", **row})
            _insert(con, "files", accepted_file(number, 1))
        if harm:
            con.execute(harm)
        return _written(con, directory)


def make_history(directory: Path, days: int, rows_a_day: int) -> Path:
    """The directory of a feed's accepted batches, one a day before June."""
    for day in range(1, days + 1):
        with duckdb.connect() as con:
            con.execute(f"CREATE TABLE files ({_declared(FILE_COLUMNS)})")
            _insert(con, "files", accepted_file(day, rows_a_day) | {"delivered_on": f"2024-05-{day:02d}"})
            con.execute("CREATE TABLE rows AS SELECT 1 AS x")
            _written(con, directory / f"batch{day}")
    return directory


def accepted_file(number: int, rows: int) -> dict[str, Any]:
    return {
        "file_id": f"f{number}",
        "path": f"feed/day/{number}.csv",
        "delivered_on": f"2024-06-0{number + 1}",
        "status": "accepted",
        "rows_read": rows,
        "rows_kept": rows,
        "rows_quarantined": 0,
    }


def _declared(columns: Any) -> str:
    return ", ".join(f'"{name}" {kind}' for name, kind in columns)


def _insert(con: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    con.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' for _ in row)})", list(row.values()))


def _written(con: duckdb.DuckDBPyConnection, directory: Path) -> Batch:
    directory.mkdir(parents=True, exist_ok=True)
    batch = Batch(directory / "rows.parquet", directory / "files.parquet")
    con.execute(f"COPY rows TO '{batch.rows_path}' (FORMAT parquet)")
    con.execute(f"COPY files TO '{batch.files_path}' (FORMAT parquet)")
    return batch
