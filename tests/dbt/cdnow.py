"""Buyers of the CDNOW sample: one in ten of those who first bought in early 1997, until the middle of 1998.

The file is not part of this project; it lies in the shared folder beside the checkout, or nowhere.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from tests.dbt.lifecycle_world import Member

FILE = Path(__file__).parents[3] / "shared" / "data" / "purchases" / "CDNOW_sample.txt"
AS_OF = date(1998, 6, 30)
MISSING = "the CDNOW sample does not lie beside the checkout"


def purchases() -> pd.DataFrame:
    """One row a purchase: who, when, for how much."""
    names = ["master_id", "household_id", "day", "quantity", "dollars"]
    table = pd.read_csv(FILE, sep=r"\s+", header=None, names=names)
    table["day"] = pd.to_datetime(table.day.astype("str"), format="%Y%m%d")
    table["net_fen"] = (table.dollars * 100).round().astype("int64")
    return table[["household_id", "day", "net_fen"]]


def members() -> list[Member]:
    """The same people as the lifecycle rooms know them: joined with the first purchase, at one mall."""
    return [_member(f"c{number:04}", rows) for number, rows in purchases().groupby("household_id")]


def _member(uid: str, rows: pd.DataFrame) -> Member:
    member = Member(uid, joined_on=rows.day.min().date(), join_mall="A")
    for day, nets in rows.groupby("day").net_fen:
        member.visits[day.date()] = {"A"}
        member.nets[day.date()] = [(int(net), True) for net in nets]
    return member
