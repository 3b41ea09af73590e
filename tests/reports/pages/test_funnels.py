"""Funnels: figures as they were published, the worst first, what waits with its reason."""

from __future__ import annotations

import duckdb
import pytest

from reports.document import Gauge, Note
from reports.pages.funnels import TABLES, page
from reports.store import open_store
from tests.reports.markup import Page
from tests.reports.pages.funnel_store import HOSTILE, make_funnels
from tests.reports.shown import html_of


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return make_funnels(tmp_path_factory.mktemp("published") / "memberloop.duckdb")


@pytest.fixture(scope="module")
def document(published):
    with open_store(published) as store:
        return page(store)


@pytest.fixture(scope="module")
def html(published):
    with open_store(published) as store:
        return html_of(store, page(store))


def rows_of(document, name, *columns):
    table = next(one for one in document.tables if one.name == name)
    return [tuple(_plain(row[column]) for column in columns) for row in table.rows]


def _plain(value):
    value = getattr(value, "value", value)
    return getattr(value, "en", value)


def test_the_lead_counts_down_the_newest_week_that_is_over(document):
    assert document.lead.en == (
        "Week 26 of 2026 (22 Jun to 28 Jun): Footfall 3,000 → Reached 300 → Joined 30 → Can be written to 3"
    )


def test_steps_are_shown_as_published_against_the_week_before(document):
    gauges = [block for block in document.blocks if isinstance(block, Gauge)]
    assert [
        (
            one.name.en, one.figure.value, one.numerator.value, one.denominator.value, one.previous,
            one.figure.source.metric_id,
        )
        for one in gauges
    ] == [
        ("Reached", 0.11, 7, 70, 0.22, "step_effective_reach"),
        ("Joined", 0.11, 7, 70, 0.22, "step_new_members"),
        ("Can be written to", 0.11, 7, 70, 0.22, "step_reachable"),
    ]  # fmt: skip
    assert gauges[0].history == [0.22, 0.11]


def test_all_malls_are_drawn_first_then_the_largest(document):
    drawn = rows_of(document, "steps", "mall", "step", "step_rate")
    assert list(dict.fromkeys(mall for mall, _, _ in drawn)) == ["All malls", HOSTILE, "M01"]
    assert {step for _, step, _ in drawn} == {"Reached", "Joined", "Can be written to"}
    assert rows_of(document, "malls", "mall", "footfall", "effective_reach", "effective_reach_rate")[1] == (
        HOSTILE, 2000, 200, 0.11
    )  # fmt: skip


def test_kinds_of_entries_add_up_members_only(document):
    assert rows_of(document, "kinds", "kind", "entries", "joined", "reachable") == [
        ("Parking · parking payment", 2, 8, 2),
        ("Not in the register", 2, 6, 2),
        ("No entry told", 1, 0, 1),
    ]


def test_an_entry_that_divides_by_nothing_says_so(document, html):
    entries = rows_of(document, "entries", "entry_id", "reached", "join_rate", "join_why")
    assert entries[0] == ("M01E", 40, 0.5, None)
    assert ("M01X", 0, None, "empty_denominator") in entries
    assert "Nothing to divide by" in html


def test_campaigns_seen_most_are_first_and_the_worst_step_is_marked(document):
    steps = rows_of(document, "campaigns", "campaign", "mall", "step", "rate", "cumulative_rate", "drop")
    assert steps[1] == ("Fair (M02C1)", HOSTILE, "Click", 0.48, 0.9, None)
    assert [(row[0], row[2]) for row in steps if row[-1]] == [
        ("Fair (M02C1)", "Friend"),
        ("Fair (M01C1)", "Friend"),
    ]
    assert len(rows_of(document, "campaign_steps", "rate")) == 10  # five steps have a rate


def test_months_that_wait_say_until_when(document):
    notes = [block.words.en for block in document.blocks if isinstance(block, Note)]
    assert notes == [
        "2 of Jun 2026 cannot be read yet: Still maturing; readable from 2026-07-06.",
        "Jun 2026 cannot be read yet: Still maturing; readable from 2026-07-29.",
    ]


def test_attempts_of_a_kind_are_added_up_and_chains_are_not(document):
    assert rows_of(document, "task_steps", "step", "part", "attempts") == [
        ("Check-in · Level 2", "Took the step", 2), ("Check-in · Level 2", "Gave up here", 10),
        ("Check-in · Level 1", "Took the step", 12), ("Check-in · Level 1", "Gave up here", 6),
        ("Chain M01K · <i>coffee</i>", "Took the step", 2), ("Chain M01K · <i>coffee</i>", "Gave up here", 2),
        ("Chain M02K · <i>coffee</i>", "Took the step", 2), ("Chain M02K · <i>coffee</i>", "Gave up here", 2),
    ]  # fmt: skip


def test_tasks_are_shown_as_published(document, html):
    shown = ("task_id", "step", "came_from_before", "dropped", "conversion", "null_reason")
    assert rows_of(document, "tasks", *shown)[:4] == [
        ("M01T", "Begin", 9, 0, 1.0, None),
        ("M01T", "Level 1", 9, 3, 0.61, None),
        ("M01T", "Level 2", 6, 5, 0.17, None),
        ("M01T", "Reward got", 0, 0, None, "immature"),
    ]
    assert "90.0 minutes" in html
    assert "20.0 days" in html
    assert "777" not in html  # a mall's part of what is told of all


def test_paths_are_shown_as_published(document):
    assert rows_of(document, "paths", "path", "persons", "joined_persons", "join_rate") == [
        ("All paths", 30, 9, 0.31),
        ("Store", 20, 1, 0.06),
        ("Content → Store → WeCom", 10, 8, 0.81),
    ]


def test_hostile_text_stays_text(html):
    shown = Page(html)
    assert HOSTILE in "".join(shown.text)
    assert "<i>coffee</i>" in "".join(shown.text)
    assert shown.tags.count("script") == 1  # the frame's own


def test_an_empty_store_says_so(published, tmp_path):
    file = tmp_path / "empty.duckdb"
    file.write_bytes(published.read_bytes())
    with duckdb.connect(str(file)) as con:
        for name in TABLES:
            con.execute(f"delete from {name}")
    with open_store(file) as store:
        text = "".join(Page(html_of(store, page(store))).text)
    for told in ("No week can be read yet.", "No campaign can be read yet.", "This version has no tasks.",
                 "No month can be read yet."):  # fmt: skip
        assert told in text


def test_a_hundred_malls_make_no_large_page(tmp_path):
    with open_store(make_funnels(tmp_path / "large.duckdb", malls=100)) as store:
        assert len(html_of(store, page(store)).encode()) < 1_000_000
