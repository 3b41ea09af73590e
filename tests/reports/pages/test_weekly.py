"""The Monday board: order, comparisons, reasons, funnel, alerts, restatements."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from reports.document import Gauge
from reports.pages.weekly import TABLES, page
from reports.store import open_store
from tests.reports.markup import Page
from tests.reports.published import make
from tests.reports.shown import html_of

HOSTILE = '</span><script>alert("x")</script><img src=https://example.invalid/a.png>'
LAST_YEAR = date(2016, 12, 26)  # week 52, as the week shown


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    file = make(tmp_path_factory.mktemp("published") / "memberloop.duckdb", {"cj": "Journey", "m2": HOSTILE})
    with duckdb.connect(str(file)) as con:
        con.executemany(
            "insert into kpi.kpi_value values (?, 'week', ?, 'ALL', 'all', 'all', 'count', null, null, ?, ?)",
            [
                ("visitors", LAST_YEAR, 1500.0, None),
                ("gmv", LAST_YEAR, None, "feed_absent:pos_sales"),
                ("valid_reach_rate", date(2017, 1, 2), 0.5, None),
            ],
        )
    return file


@pytest.fixture(scope="module")
def html(published):
    with open_store(published) as store:
        return html_of(store, page(store))


@pytest.fixture(scope="module")
def text(html):
    return " ".join("".join(Page(html).text).split())


@pytest.fixture(scope="module")
def document(published):
    with open_store(published) as store:
        return page(store)


def gauges(document):
    return {
        section.title.en: [block for block in section.blocks if isinstance(block, Gauge)]
        for section in document.sections
        if any(isinstance(block, Gauge) for block in section.blocks)
    }


def table(document, name):
    return next(one for one in document.tables if one.name == name)


def values(row, *columns):
    return tuple(getattr(row[column], "value", row[column]) for column in columns)


def test_missing_figures_say_why(text):
    assert "尚未接入来源：企微好友变更（wecom_contact_event）" in text
    assert "Source not connected yet: WeCom contact events (wecom_contact_event)" in text
    assert "来源已接入，指标尚未登记" in text
    assert "分母为零" in text
    assert "观察期未满，2018-02-24 起可读" in text
    assert "Last readable: 65.3%, Week 47 of 2017 (20 Nov to 26 Nov)" in text
    assert "None" not in text
    assert "immature_until" not in text


def test_board_compares_with_the_week_before(text):
    assert "▲ 2.9%" in text
    assert "▲ 8.1 个百分点" in text
    assert "▼ 0.8%" in text


def test_figures_carry_their_parts_and_their_definition(text):
    assert "1,165 / 1,204" in text
    assert "What is counted above the line" in text
    assert "What is counted below the line" in text


def test_families_keep_their_order_and_what_fell_most_is_first(document):
    found = {family: [one.name.en for one in held] for family, held in gauges(document).items()}
    assert found == {
        "Assets": ["Valid reach rate", "New friends", "Group join rate"],
        "Interaction": ["Open rate", "Group talk", "Tasks done"],
        "Conversion": ["Member sales", "Visiting members", "Redemption rate", "30-day rate"],
    }
    assert document.lead.en.endswith("The biggest drop: Member sales (▼ 0.8%).")


def test_a_rise_of_what_should_fall_is_a_drop(published, tmp_path):
    file = tmp_path / "down.duckdb"
    file.write_bytes(published.read_bytes())
    with duckdb.connect(str(file)) as con:
        con.execute("update kpi.dim_metric set direction = 'down' where metric_id = 'redemption_rate'")
    with open_store(file) as store:
        assert gauges(page(store))["Conversion"][0].name.en == "Redemption rate"


def test_target_and_the_same_week_of_the_year_before(document):
    held = {one.name.en: dict(one.against) for family in gauges(document).values() for one in family}
    told = {
        name: [(cell.value, cell.why, cell.tone) for cell in against.values()]
        for name, against in held.items()
    }
    reach, visits, redeemed = told["Valid reach rate"], told["Visiting members"], told["Redemption rate"]
    assert reach == [(0.95, None, "good"), (None, "no_such_week", "")]  # week 1 is another week
    assert visits == [(None, "no_target", ""), (1500.0, None, "bad")]
    assert redeemed[0] == (0.01, None, "good")
    assert told["Member sales"][1] == (None, "feed_absent:pos_sales", "")


def test_week_53_has_none_a_year_before(tmp_path):
    file = make(tmp_path / "w53.duckdb")
    with duckdb.connect(str(file)) as con:
        con.execute(
            "update kpi.weekly_board set week_start = week_start + $days::integer",
            {"days": (date(2020, 12, 28) - date(2017, 12, 25)).days},
        )
        con.execute("update ops.publish_log set as_of_date = '2021-01-04'")
    with open_store(file) as store:
        shown = page(store)
    assert "Week 53 of 2020" in shown.lead.en
    assert {one.against[1][1].why for family in gauges(shown).values() for one in family} == {"no_such_week"}


def test_malls_are_held_against_their_own_targets(document):
    rows = {row["mall"].en: row for row in table(document, "malls").rows}
    assert list(rows) == ["Journey", HOSTILE]
    assert rows["Journey"]["visitors"].tone == "bad"
    assert rows[HOSTILE]["visitors"].tone == ""
    shown = [column.name for column in table(document, "malls").columns]
    assert shown == ["mall", "valid_reach_rate", "visitors", "redemption_rate", "gmv"]
    assert "Without figures: New friends, Group join rate, " in table(document, "malls").note.en


def test_entries_are_told_by_the_step_that_lost_most(document):
    rows = table(document, "entries").rows
    shown = ("entry_id", "reached", "joined", "reachable", "step_numerator", "step_denominator", "step_rate")
    assert [values(row, *shown) for row in rows] == [
        (None, 80, 10, 3, 10, 80, 0.125),
        ("E1", 60, 6, 6, 6, 60, 0.1),
        ("E2", 10, 10, 1, 1, 10, 0.1),
        ("E3", 0, 0, 0, 0, 0, None),
    ]
    assert [row["stage"] and row["stage"].en for row in rows] == [
        "Joined",
        "Joined",
        "Can be written to",
        None,
    ]
    assert [row["kind"].en for row in rows] == [
        "No entry told", "Parking · parking payment", "Service desk · <b>scene</b>", "Partner · menu"
    ]  # fmt: skip
    whole = [values(row, "value", "step_numerator", "step_denominator", "step_rate", "rate_before")
             for row in table(document, "funnel").rows]  # fmt: skip
    assert whole == [
        (1000, None, None, None, None), (100, 100, 1000, 0.1, 0.25),
        (20, 20, 100, 0.2, 0.2), (5, 5, 20, 0.25, 0.25),
    ]  # fmt: skip


def test_alerts_stand_once_a_rule_with_what_to_do(document, text):
    first, second = table(document, "alerts").rows
    assert first["where"].en == "All malls 41.0% / 50.0%"
    assert first["taken"].en == "Data and CRM"
    assert first["opened_on"] == date(2017, 12, 3)
    assert first["owner"].zh == "运营负责人"
    assert second["where"].en.startswith("Leader L1 0 / 1; Leader L2 0 / 1; ")
    assert second["where"].en.endswith("; 8 in all")
    assert second["owner"].en == "nobody_known"
    assert second["action"].en == "PB-NOBODY-WROTE: Call them"
    assert len(table(document, "each_alert").rows) == 9
    for told in (
        "9 are open, 1 of them critical.",
        "补发：先补发，再看名单",
        "Send again, then look at the list",
    ):
        assert told in text
    assert "11.0%" not in text  # closed


def test_past_weeks_that_were_restated_are_told_once_with_all_causes(text):
    told = text.partition("Past weeks, restated since Monday 25 Dec")[2].partition("<h")[0]
    assert "¥1.00" in told
    assert "¥3.00" in told
    assert "数据迟到、会员合并data came late, members merged" in told
    for not_told in ("¥2.00", "777", "¥8.88", "members split"):
        assert not_told not in told


def test_hostile_names_stay_text(html, text):
    assert HOSTILE in text
    assert "<b>scene</b>" in text
    assert Page(html).tags.count("script") == 1  # the frame's own
    assert not {"b", "img"}.intersection(Page(html).tags)


def test_an_empty_store_says_so(tmp_path):
    file = make(tmp_path / "empty.duckdb")
    with duckdb.connect(str(file)) as con:
        for name in TABLES:
            con.execute(f"delete from {name}")
    with open_store(file) as store:
        assert page(store).lead.zh == "还没有完整的一周。"


def test_a_board_without_alerts_entries_and_restatements(tmp_path):
    file = make(tmp_path / "bare.duckdb")
    with duckdb.connect(str(file)) as con:
        for name in ("kpi.alert", "kpi.entry_funnel_weekly", "kpi.kpi_restatement", "core.dim_target"):
            con.execute(f"delete from {name}")
    with open_store(file) as store:
        titles = [section.title.en for section in page(store).sections]
    assert titles == ["Assets", "Interaction", "Conversion", "Alerts, and what to do",
                      "Past weeks, restated since Monday 25 Dec"]  # fmt: skip


def test_a_hundred_malls_make_no_large_page(tmp_path):
    file = make(tmp_path / "large.duckdb")
    with duckdb.connect(str(file)) as con:
        for table, key, times in (
            ("kpi.weekly_board", "mall_id", 100),
            ("kpi.alert", "object_id", 300),
            ("kpi.entry_funnel_weekly", "entry_id", 400),
            ("kpi.kpi_restatement", "metric_id", 2000),
        ):
            con.execute(
                f"insert into {table} select * exclude (number) replace (concat({key}, number) as {key}) "
                f"from {table} cross join range({times}) as many(number)"
            )
    with open_store(file) as store:
        text = html_of(store, page(store))
    assert "cj99" in text
    assert len(text.encode()) < 500_000  # definitions with their lineage come on top


def test_the_index_shows_the_same_figures(published, document):
    with open_store(published) as store:
        index = "".join(Page(html_of(store, document, "index.html")).text)
    assert document.lead.en in index
    assert "▼ 0.8%" in index
