"""The page of identity's health shows what is published, newest first, and nothing that is not."""

from __future__ import annotations

from datetime import date

import pytest

from reports.identity import identity_page
from reports.identity_store import IdentityFacts, Observed
from reports.render import render_all
from tests.reports.markup import Page
from tests.reports.published import HOSTILE_GUARD, make

AS_OF = date(2018, 1, 1)


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    folder = tmp_path_factory.mktemp("identity")
    pages = {path.name: path.read_text() for path in render_all(make(folder / "m.duckdb"), folder / "out")}
    return " ".join(" ".join(Page(pages["identity.html"]).text).split())


def test_what_stands_today_is_told_in_numbers(text):
    for told in ("Members 12,345", "Waiting for review 7", "Phones that several share 210", "Households 318"):
        assert told in text
    assert "Cars " not in text.split("Changes")[0]  # not published, so not shown as zero


def test_changes_are_told_day_by_day_newest_first(text):
    assert "新会员号 New members 90 2018-01-01" in text
    assert text.index("2018-01-01 90") < text.index("2017-12-31 87")
    assert "2017-12-04" not in text.split("Touchpoints with a member")[0]  # older than what is shown


def test_guards_are_told_by_action_with_a_dash_where_none_spoke(text):
    assert "Recycled numbers" in text
    assert "Two owners whose times do not overlap. — — 23" in text
    assert HOSTILE_GUARD in text  # without words of its own, and as text


def test_coverage_is_told_by_feed_and_day_and_a_day_without_data_is_empty(text):
    coverage = text.split("Touchpoints with a member")[1]
    assert "till tickets (pos_sales)" in coverage
    assert "30% 1,001" in coverage
    assert coverage.count("%") == 12 + 11 + 10


def test_a_day_without_publication_of_a_measure_is_no_zero():
    facts = IdentityFacts([Observed(date(2017, 12, 31), "members", "all", 5)], [])
    page = identity_page(facts, AS_OF)
    assert page.cards == []
    assert page.is_empty
