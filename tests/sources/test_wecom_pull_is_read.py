"""What a pull lands is what readers read: nothing is set aside, unknown or missing."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sources.wecom_client import FEEDS, Access, Client, Pace, Plan, pull
from tests.sources.conftest import House
from tests.worlds.wecom_server import CORP, SECRET, Corp, wecom_on_loopback

DAY = date(2026, 3, 9)
ROWS = {
    "wecom_tag": 1,
    "wecom_contact": 2 * 130,
    "wecom_group": 3,
    "wecom_staff_stat": 2 * 3,
    "wecom_group_stat": 2 * 3,
    "wecom_mass_send": 14 + 14 * 2 + 14 * 2 * 150,
    "wecom_link": 2 + 2 + 2 * 3,
}


@pytest.fixture
def pulled(house: House) -> House:
    with (
        wecom_on_loopback(Corp(customers=130)) as api,
        Client(Access(CORP, SECRET, api), Pace(10**4, 10**6)) as client,
    ):
        plan = Plan.of(DAY, datetime(2026, 3, 8, 22, 30, tzinfo=UTC))
        assert {done.status for done in pull(client, house.home.landing, plan, tuple(FEEDS))} == {"landed"}
    return house


def test_every_answer_becomes_rows(pulled: House) -> None:
    for feed, rows in ROWS.items():
        batch = pulled.ingest(feed)
        told = (feed, pulled.reasons(feed), batch.new_columns)
        assert batch.counts.rows_quarantined == 0, told
        assert batch.counts.rows_kept == rows, told
        assert batch.new_columns == (), told


def test_what_was_asked_is_in_the_rows(pulled: House) -> None:
    for feed in ("wecom_staff_stat", "wecom_group_stat", "wecom_mass_send"):
        pulled.ingest(feed)
    assert {row["userid"] for row in pulled.rows("wecom_staff_stat")} == {"anna", "bert"}
    days = {row["stat_at_utc"] for row in pulled.rows("wecom_group_stat")}
    assert days == {datetime(2026, 3, d, 16) for d in (5, 6, 7)}  # noqa: DTZ001  midnights of Shanghai, in UTC
    assert all(row["msgid"] for row in pulled.rows("wecom_mass_send"))
    assert {row["corp_id"] for row in pulled.rows("wecom_staff_stat")} == {CORP}
