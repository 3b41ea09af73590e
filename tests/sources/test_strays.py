"""Files in the landing zone that no night will read are told, with their place and the reason."""

from __future__ import annotations

from sources.intake import Stray, strays
from tests.sources.conftest import House, pos_csv, pos_line


def _put(house: House, *paths: str) -> None:
    for path in paths:
        target = house.home.landing / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("never looked into")


def test_what_lies_where_it_should_is_no_stray(house: House) -> None:
    assert strays(house.home, house.registry) == []
    house.land("pos_sales", "a.csv", pos_csv(pos_line()))
    _put(house, "pos_sales/2026-03-02/till 1/b.csv", "pos_sales/2999-12-31/c.csv")
    _put(house, ".hidden", "pos_sales/.d.csv.part", ".tmp/e.csv", "pos_sales/.tmp/f.csv")
    (house.home.landing / "nothing_in_it").mkdir()
    assert strays(house.home, house.registry) == []


def test_each_misplaced_file_is_told_with_its_reason(house: House) -> None:
    _put(house, "a.csv", "pos_sales/b.csv", "pos_sales/march/c.csv", "pos_sales/2026-02-30/d.csv")
    _put(house, "pos_sales/2026-03-01", "pos_sale/2026-03-01/e.csv", "pos_sales/2026-3-1/x/f.csv")
    assert strays(house.home, house.registry) == [
        Stray("a.csv", "outside_feed_folder"),
        Stray("pos_sale/2026-03-01/e.csv", "unknown_feed"),
        Stray("pos_sales/2026-02-30/d.csv", "outside_date_folder"),
        Stray("pos_sales/2026-03-01", "outside_date_folder"),
        Stray("pos_sales/2026-3-1/x/f.csv", "outside_date_folder"),
        Stray("pos_sales/b.csv", "outside_date_folder"),
        Stray("pos_sales/march/c.csv", "outside_date_folder"),
    ]
