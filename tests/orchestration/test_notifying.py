"""A night's summary reaches a robot, a webhook and a mailbox on loopback, and never fails the night."""

from __future__ import annotations

import json
import logging
from datetime import date

import duckdb
import pytest

from orchestration.notifying.addresses import Channels
from orchestration.notifying.channels import tell
from orchestration.notifying.night import tell_of
from orchestration.notifying.summary import Summary, summary_of
from orchestration.notifying.text import headline, lines
from orchestration.outcome import Exit, Outcome
from orchestration.settings import load_settings
from tests.worlds.receivers import address, mail_address

DAY = date(2026, 3, 31)


@pytest.fixture
def store(tmp_path):
    """A published file with two open alerts, a late feed and restated figures."""
    file = tmp_path / "published" / "current" / "memberloop.duckdb"
    file.parent.mkdir(parents=True)
    with duckdb.connect(str(file)) as con:
        con.execute("create schema ops; create schema kpi")
        con.execute("""
            create table ops.publish_log as
                select 'v000003' as version, date '2026-03-30' as data_through, 81 as table_count,
                    12345 as row_count;
            create table ops.feed_health as select * from (values
                ('points', true, 4), ('parking', true, 1), ('survey', false, 9), ('master_mall', true, 30)
            ) t(feed, is_present, days_since_last_delivery);
            create table kpi.alert as select * from (values
                ('bound:new_members', 'M01', 'critical', true),
                ('bound:new_members', 'M02', 'critical', true),
                ('bad_reviews', 'LEADER-7', 'warning', true), ('bad_reviews', 'LEADER-8', 'warning', false)
            ) t(rule_id, object_id, severity, is_open_now);
            create table kpi.kpi_restatement as select * from (values ('v000003', 'late_data'),
                ('v000003', 'late_data'), ('v000002', 'erasure')) t(version, cause);
        """)
    return file


def test_a_summary_counts_and_names_no_object(store):
    summary = summary_of(store, "published", DAY, [])
    assert summary.version == "v000003"
    assert summary.late_feeds == {"points": 4}
    assert summary.open_alerts == [
        {"rule": "bound:new_members", "severity": "critical", "count": 2},
        {"rule": "bad_reviews", "severity": "warning", "count": 1},
    ]
    assert summary.restated == {"late_data": 2}
    assert "LEADER" not in json.dumps(summary.document())
    assert headline(summary) == "Memberloop 2026-03-31: 已发布 Published"
    assert "预警 Open alerts: bound:new_members ×2 (critical); bad_reviews ×1 (warning)" in lines(summary)


def test_reasons_are_told_by_name_alone(store):
    refused = summary_of(store, "refused", DAY, ["kpi/kpi_value: shares_sum_to_one (3 rows, such as 138)"])
    crashed = summary_of(store, "crashed", DAY, ["publish__postgres: could not (read) 138"])
    assert refused.reasons == ["kpi/kpi_value: shares_sum_to_one"]
    assert crashed.reasons == ["publish__postgres"]


def test_before_the_first_version_there_is_still_something_to_tell(tmp_path):
    summary = summary_of(tmp_path / "none.duckdb", "crashed", DAY, ["dbt: no"])
    assert lines(summary) == ["原因 Reasons: dbt"]


def test_every_channel_gets_it(store, web, mailbox):
    summary = summary_of(store, "published", DAY, [])
    assert tell(Channels(address(web), address(web), mail_address(mailbox)), summary) == []
    robot, document = web.got
    assert robot["msgtype"] == "markdown"
    assert robot["markdown"]["content"].startswith("**Memberloop 2026-03-31: 已发布 Published**\n> ")
    assert document["version"] == "v000003"
    assert "To: one@mall.test, two@mall.test" in mailbox.got[0]


def test_a_long_story_fits_the_robot(web):
    summary = Summary("refused", "2026-03-31", [f"检查 {'很长' * 900} {number}" for number in range(5)])
    assert tell(Channels(robot=address(web)), summary) == []
    assert len(web.got[0]["markdown"]["content"].encode()) <= 4096


@pytest.mark.parametrize("trouble", ["refused by the robot", "status 500", "nobody there"])
def test_what_fails_is_logged_without_its_address(store, web, trouble, caplog):
    web.errcode = 93000 if trouble == "refused by the robot" else 0
    web.status = 500 if trouble == "status 500" else 200
    where = "http://127.0.0.1:9/send?key=a-secret" if trouble == "nobody there" else address(web)
    with caplog.at_level(logging.WARNING, "memberloop"):
        assert tell(Channels(robot=where), summary_of(store, "published", DAY, [])) == ["robot"]
    assert "a message did not get out by robot" in caplog.text
    assert "a-secret" not in caplog.text


@pytest.mark.usefixtures("store")
def test_the_night_tells_who_is_named_in_the_environment(web, tmp_path):
    environ = {"MEMBERLOOP_HOME": str(tmp_path), "MEMBERLOOP_NOTIFY_WEBHOOK": address(web)}
    settings = load_settings(environ, tmp_path)
    assert "a-secret" not in repr(settings)
    tell_of(settings.channels, tmp_path, Outcome(Exit.REFUSED, ["a/b: c (d)"]), DAY)
    assert [(told["status"], told["reasons"]) for told in web.got] == [("refused", ["a/b: c"])]
    tell_of(Channels.of({}, "MEMBERLOOP_"), tmp_path, Outcome(Exit.PUBLISHED), DAY)
    assert len(web.got) == 1


def test_a_store_that_cannot_be_read_leaves_the_outcome_to_tell(store, web, tmp_path):
    store.write_bytes(b"no database")
    tell_of(Channels(webhook=address(web)), tmp_path, Outcome(Exit.CRASHED, ["dbt: no"]), DAY)
    assert [(told["status"], told["reasons"], told["version"]) for told in web.got] == [
        ("crashed", ["dbt"], None)
    ]
