"""The page of checks: failures first, whoever looks after them named, and a night that was held back told."""

from __future__ import annotations

from datetime import date

from reports.checks import Check, checks_page
from reports.render import REFUSED, render_all, render_refused
from reports.store import Edition
from tests.reports.markup import Page
from tests.reports.published import make

HOLDS = Check(
    "gate", "kpi.kpi_value", "grain_is_unique", "critical", "member_data", True, "0 unexpected of 1"
)
WARNS = Check("gate", "kpi.alert", "few_are_open", "warning", "operations_lead", False, "9 unexpected of 9")
BLOCKS = Check("raw", "pos_sales", "days_are_days", "critical", "member_data", False, "<b>2</b> unexpected")


def test_failures_stand_first_and_what_blocks_before_what_warns() -> None:
    page = checks_page([HOLDS, WARNS, BLOCKS])
    assert page.failures == (BLOCKS, WARNS)
    assert (page.count, page.blocking) == (3, 1)
    assert [subject.name for stage in page.stages for subject in stage.subjects] == [
        "pos_sales", "kpi.alert", "kpi.kpi_value",
    ]  # fmt: skip


def test_stages_without_checks_are_left_out() -> None:
    assert [stage.count for stage in checks_page([HOLDS]).stages] == [1]


def test_a_refused_night_is_told_until_the_next_version(tmp_path) -> None:
    edition = Edition("—", "r9", "", date(2026, 1, 5), None, "")
    page = render_refused(edition, [HOLDS, BLOCKS], tmp_path)
    text = page.read_text(encoding="utf-8")
    assert page.name == REFUSED
    assert "not published" in text
    assert "&lt;b&gt;2&lt;/b&gt;" in text
    assert not {"script", "img"}.intersection(Page(text).tags)
    published = make(tmp_path / "memberloop.duckdb", {"m1": "M"})
    render_all(published, tmp_path)
    assert not page.exists()


def test_a_check_is_told_without_the_name_of_its_table() -> None:
    check = Check(
        "dbt", "core/fct_purchase", "unique_grain_fct_purchase_mall_id__ticket_id", "critical", "", True, ""
    )
    assert check.question == "unique grain: mall id, ticket id"


def test_a_first_refused_night_leads_to_no_page_that_is_not_there(tmp_path) -> None:
    page = render_refused(Edition("—", "r9", "", date(2026, 1, 5), None, ""), [BLOCKS], tmp_path)
    targets = {reference.split("#")[0] for reference in Page(page.read_text(encoding="utf-8")).references}
    assert targets <= {"", "data:,"}


def test_the_published_page_names_owner_and_what_was_seen(tmp_path) -> None:
    published = make(tmp_path / "memberloop.duckdb", {"m1": "M"})
    render_all(published, tmp_path / "pages")
    text = (tmp_path / "pages" / "checks.html").read_text(encoding="utf-8")
    assert text.index("last week is near the usual") < text.index("shares sum to one")
    assert "2 unexpected of 40" in text
    assert "operations_lead" in text
