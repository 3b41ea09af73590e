"""A home to land files in, and what the raw store and the quarantine hold afterwards."""

from __future__ import annotations

import gzip
import io
import zipfile
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from sources.identifiers import Pepper
from sources.ingest import Batch, accept_batch, ensure_schemas, prepare_batch
from sources.layout import Home
from sources.registry import load_registry

if TYPE_CHECKING:
    from pathlib import Path

POS_HEADER = (
    "门店号,收银机号,小票号,交易日期,交易时间,交易类型,原小票号,会员卡号,手机号,"
    "商品编码,商品名称,数量,单价,折扣金额,实收金额,支付方式"
)
LEDGER_HEADER = (
    "coupon_code,benefit_id,member_no,openid,appid,state,state_at,shop_id,order_no,verify_ms,verify_ok"
)


def pos_line(ticket: object = 1, **changes: object) -> str:
    """One good line of a till ticket with some cells changed."""
    cells: dict[str, object] = {
        "store": "S1", "till": "T1", "ticket": ticket, "date": "2026-03-01", "time": "10:00:00",
        "kind": "销售", "original": "", "card": "C100", "phone": "13800138000", "sku": "K1",
        "item": "苹果", "quantity": "1", "price": "12.50", "discount": "0", "net": "12.50", "method": "card",
    }  # fmt: skip
    assert not changes.keys() - cells.keys()
    return ",".join(str(value) for value in (cells | changes).values())


def pos_csv(*lines: str, header: str = POS_HEADER) -> str:
    return "\n".join([header, *lines]) + "\n"


@dataclass
class House:
    """One home, driven the way a night drives it."""

    root: Path
    pepper: Pepper = field(default_factory=lambda: Pepper("pepper for tests"))

    def __post_init__(self) -> None:
        self.home = Home(self.root)
        self.registry = load_registry()
        ensure_schemas(self.home, self.registry)

    def land(self, feed: str, name: str, content: str | bytes, day: str = "2026-03-02") -> Path:
        path = self.home.landing_of(feed) / day / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def prepare(self, feed: str, up_to: str = "2026-12-31") -> Batch | None:
        return prepare_batch(self.home, self.registry[feed], self.pepper, date.fromisoformat(up_to))

    def ingest(self, feed: str, up_to: str = "2026-12-31") -> Batch:
        batch = self.prepare(feed, up_to)
        assert batch is not None
        accept_batch(self.home, batch)
        for file in self.files(feed):
            assert file["rows_read"] == file["rows_kept"] + file["rows_quarantined"]
        return batch

    def rows(self, feed: str) -> list[dict[str, Any]]:
        options = "filename = true, file_row_number = true"
        return self._fetch(f"{self.home.raw_of(feed)}/*/rows.parquet", options, "filename, file_row_number")

    def files(self, feed: str) -> list[dict[str, Any]]:
        options = "filename = true, union_by_name = true"  # batches with erased rows have a column for them
        return self._fetch(f"{self.home.raw_of(feed)}/*/files.parquet", options, "path, filename")

    def quarantine(self, feed: str) -> list[dict[str, Any]]:
        pattern = f"{self.home.quarantine_of(feed)}/*/rows.parquet"
        return self._fetch(pattern, "filename = true", "path, line NULLS FIRST")

    def reasons(self, feed: str) -> list[tuple[int | None, str, str | None]]:
        return [(q["line"], q["reason"], q["column_name"]) for q in self.quarantine(feed)]

    @staticmethod
    def _fetch(pattern: str, options: str, order: str) -> list[dict[str, Any]]:
        select = f"FROM read_parquet('{pattern}', union_by_name = true, {options}) ORDER BY {order}"
        found = duckdb.connect().execute(select)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def gzipped(text: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0)


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()
