"""Meituan's export of verified vouchers."""

from __future__ import annotations

import pytest

from tests.sources.conftest import House

FEED = "voucher_meituan"
HEADER = "券码,团购ID,团购名称,门店ID,门店名称,核销时间,核销人,售价,市场价,手机号,状态"
ROWS = [
    "MT0001,D1,双人餐,U1,某店,2026-03-01 12:00:00,某人,88.00,128.00,161****0001,已核销",
    "MT0002,D1,双人餐,U1,某店,2026/3/1 13:00,某人,88,128,,已撤销",
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_vouchers_are_read(house: House, encoding: str) -> None:
    house.land(FEED, "a.csv", "\n".join([HEADER, *ROWS]).encode(encoding))
    assert house.ingest(FEED).new_columns == ()
    first, second = house.rows(FEED)
    assert (first["state"], second["state"]) == ("verified", "cancelled")
    assert (first["price_fen"], first["market_price_fen"], second["price_fen"]) == (8800, 12800, 8800)
    # A masked phone is nobody's.
    assert first["phone_hash"] is None
    assert str(second["verified_at_local"]) == "2026-03-01 13:00:00"


def test_who_verified_is_not_kept(house: House) -> None:
    house.land(FEED, "a.csv", "\n".join([HEADER, *ROWS, ROWS[0].replace("已核销", "某态")]))
    house.ingest(FEED)
    assert "某人" not in str(house.rows(FEED)) + str(house.quarantine(FEED))
    assert house.reasons(FEED) == [(4, "unknown_value", "state")]


def test_a_code_verified_twice_is_two_rows(house: House) -> None:
    house.land(FEED, "a.csv", "\n".join([HEADER, ROWS[0], ROWS[0].replace("12:00:00", "14:00:00"), ROWS[0]]))
    house.ingest(FEED)
    assert len(house.rows(FEED)) == 2
    assert house.reasons(FEED) == [(2, "duplicate_key", "receipt_code|verified_at")]
