"""The page of identity's health shows what is published, newest first, and nothing that is not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from reports.document import Chart, Gauge, Heat, Table
from reports.exporting.beside import beside
from reports.heat import arranged
from reports.pages.identity import page
from reports.store import open_store
from tests.reports.markup import Page
from tests.reports.member_pages import HOSTILE, figure, make, metric
from tests.reports.shown import html_of

AS_OF = date(2026, 6, 30)
SECRET = "M-SECRET"
DAILY = {"members_new": 3, "members_merged": 2, "members_split": 1, "plates_seen": 20, "plates_unbound": 9}
STANDING = {
    ("members", "all"): 12_345, ("review_queue", "all"): 3, ("households", "all"): 318,
    ("identifiers", "phone"): 669, ("identifiers", "openid"): 1_695, ("identifiers", HOSTILE): 1,
    ("identifiers_shared", "phone"): 210,
    ("guard_blocked", "blocked_value"): 4, ("guard_limited", "generic_value"): 11,
    ("guard_new_epoch", "recycled"): 23, ("guard_blocked", HOSTILE): 1,
    ("steward_decisions", "must_link"): 2, ("steward_decisions", "cannot_link"): 5,
}  # fmt: skip
APART = "taken apart: identifiers of different people stood together"


def back(days):
    return AS_OF - timedelta(days=days)


def counted(day, measure, observed, detail="all"):
    return {"day": day, "measure": measure, "detail": detail, "observed": observed}


def covered(feed, day, touchpoints, known, share):
    """The share as published, whatever its parts would make."""
    return {
        "source_feed": feed, "business_date": day, "touchpoints": touchpoints,
        "touchpoints_with_identifier": known, "touchpoints_with_member": known, "member_share": share,
    }  # fmt: skip


def waiting(uid, why, identifiers, anchors):
    return {
        "member_uid": uid, "why": why, "identifiers": identifiers, "anchors": anchors, "decided_on": AS_OF,
    }  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    weeks = [back(15), back(8), back(1)]
    return make(
        tmp_path_factory.mktemp("identity") / "m.duckdb",
        kpi__dim_metric=[metric("ticket_match_rate"), metric("unrelated")],
        kpi__kpi_value=[
            figure("ticket_match_rate", weeks[0], 500, 1000, 0.61, period_kind="week"),
            figure("ticket_match_rate", weeks[1], 600, 1000, 0.62, period_kind="week"),
            figure("ticket_match_rate", weeks[2], None, None, None, period_kind="week",
                   null_reason="immature_until:2026-07-05"),
        ],
        ops__identity_health=[
            *(counted(back(days), measure, number * (30 - days))
              for measure, number in DAILY.items() for days in range(30) if days != 4),
            *(counted(AS_OF, measure, number, detail) for (measure, detail), number in STANDING.items()),
            counted(back(1), "vehicles", 93),
            counted(back(1), "members", 777),
            counted(AS_OF + timedelta(days=1), "members_new", 888),
        ],
        ops__identity_coverage=[
            *(covered("pos_sales", back(days), 1000 + days, 480, 0.307) for days in range(20)),
            *(covered("parking", back(days), 30, 3, 0.1) for days in range(1, 20) if days != 5),
            covered(HOSTILE, back(2), 1, 1, 1.0),
        ],
        ops__identity_review=[
            waiting(f"{SECRET}1", APART, 7, 2), waiting(f"{SECRET}2", APART, 9, 3),
            waiting(f"{SECRET}3", "more identifiers than a person has", 40, 1),
        ],
    )  # fmt: skip


@pytest.fixture(scope="module")
def document(file):
    with open_store(file) as store:
        return page(store)


@pytest.fixture(scope="module")
def html(file, document):
    with open_store(file) as store:
        return html_of(store, document)


@pytest.fixture(scope="module")
def text(html):
    return " ".join(" ".join(Page(html).text).split())


def gauges(document):
    return {one.name.en: one for one in document.blocks if isinstance(one, Gauge)}


def rows(document, name, *columns):
    table = next(table for table in document.tables if table.name == name)
    found = [{column.name: column.cell(row).value for column in table.columns} for row in table.rows]
    return [tuple(getattr(row[one], "en", row[one]) for one in columns) for row in found]


def test_what_stands_today_is_told_in_numbers(document, text):
    found = gauges(document)
    for name, number in (
        ("Members", 12_345), ("Waiting for review", 3), ("Phones that several share", 210),
        ("Blocked placeholders met", 4), ("Households", 318),
    ):  # fmt: skip
        assert found[name].figure.value == number
    assert "12,345" in text
    assert "Cars" not in found  # not published of this day, so not shown as zero


def test_changes_are_told_day_by_day_newest_first(document):
    new = gauges(document)["New members"]
    assert (new.figure.value, new.against[0][1].value) == (90, AS_OF)
    assert (len(new.history), new.history[-2:]) == (27, [87, 90])  # a day without a run is left out, no zero
    days = rows(document, "changes-days", "day", "members_new", "members_merged", "members_split")
    assert days[:2] == [(AS_OF, 90, 60, 30), (back(1), 87, 58, 29)]
    assert days[-1] == (back(27), 9, 6, 3)
    assert back(4) not in {day for day, *_ in days}
    assert rows(document, "plates-days", "day", "plates_unbound", "plates_seen")[0] == (AS_OF, 270, 600)


def test_drawings_tell_each_measure_from_the_oldest_day(document):
    drawn = {one.name: one for one in document.blocks if isinstance(one, Chart)}
    assert list(drawn) == ["changes-lines", "plates-lines"]
    assert [name.en for name, _ in drawn["changes-lines"].legend] == ["Merged", "Split"]
    assert rows(document, "changes-lines", "day", "what", "observed")[0] == (back(27), "Merged", 6)


def test_guards_are_told_by_action_with_nothing_where_none_spoke(document, text):
    actions = ("guard_blocked", "guard_limited", "guard_new_epoch")
    assert rows(document, "guards", "guard", *actions) == [
        ("Placeholders and hot lines", 4, None, None),
        ("Learnt generic values", None, 11, None),
        ("Recycled numbers", None, None, 23),
        (HOSTILE, 1, None, None),
    ]
    assert "Two owners whose times do not overlap. — — 23" in text
    assert "guard_rebuilt" not in {c.name for t in document.tables for c in t.columns}


def test_identifiers_are_told_with_what_several_share(document):
    assert rows(document, "identifiers", "type", "owned", "shared") == [
        ("openid", 1_695, None), ("phone", 669, 210), (HOSTILE, 1, None),
    ]  # fmt: skip


def test_coverage_is_told_by_feed_and_day_and_a_day_without_data_is_empty(document, text):
    field = arranged(next(one for one in document.blocks if isinstance(one, Heat)))
    assert [one.value for one in field.across] == [f"{back(days):%m-%d}" for days in range(12)]
    assert [row.name.value.en for row in field.rows] == [
        "till tickets (pos_sales)",
        "parking (parking)",
        HOSTILE,
    ]
    tickets, parking, hostile = (row.cells for row in field.rows)
    assert (tickets[0].value.value, tickets[0].below.value) == (0.307, 1000)
    assert [place for place, cell in enumerate(parking) if cell is None] == [0, 5]
    assert (parking[1].shade, hostile[2].shade) == (15, 92)  # shades tell shares of a whole
    assert "30.7% 1,000" in text


def test_who_waits_is_counted_and_never_named(file, document, html):
    columns = ("why", "members", "most_identifiers", "most_anchors")
    assert rows(document, "review", *columns) == [
        (APART.capitalize(), 2, 9, 3), ("More identifiers than a person has", 1, 40, 1),
    ]  # fmt: skip
    assert rows(document, "decisions", "decision", "observed") == [
        ("Must not be one person", 5), ("Must be one person", 2),
    ]  # fmt: skip
    with open_store(file) as store:
        files = [content for _, content in beside(document, store.definitions(document.sources), "¥")]
    assert SECRET not in html
    assert not any(SECRET.encode() in content for content in files)


def test_figures_with_a_history_come_first_and_open_their_definitions(document, html):
    first = document.sections[0].blocks
    assert [one.figure.value for one in first] == [0.62]
    assert first[0].history == [0.61, 0.62]
    lines = [one.place for one in document.blocks if isinstance(one, Gauge)]
    assert len(set(lines)) == len(lines)
    assert all(f'id="{place}"' in html for place in lines)
    named = {source.table for source in document.sources if source.table}
    assert named == {"ops.identity_health", "ops.identity_coverage", "ops.identity_review"}


def test_hostile_text_stays_text(html, text):
    assert "img" not in Page(html).tags
    assert text.count(HOSTILE) >= 3
    assert len(html.encode()) < 1_000_000


def test_a_measure_that_is_not_of_today_is_no_zero(tmp_path):
    file = make(tmp_path / "m.duckdb", ops__identity_health=[counted(back(1), "members", 5)])
    with open_store(file) as store:
        document = page(store)
        text = " ".join(Page(html_of(store, document)).text)
    assert "本版本没有会员识别的数据。" in text
    assert not any(isinstance(one, (Gauge, Table, Chart)) for one in document.blocks)


def test_one_day_is_no_course(tmp_path):
    file = make(tmp_path / "m.duckdb", ops__identity_health=[counted(AS_OF, "members_merged", 5)])
    with open_store(file) as store:
        blocks = page(store).blocks
    assert [type(one) for one in blocks] == [Gauge, Table]
