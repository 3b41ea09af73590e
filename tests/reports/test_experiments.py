"""Pages of experiments: the answer first, refusals with their reason, nothing drawn that may not be read."""

from __future__ import annotations

import dataclasses
import re

import duckdb
import pytest

from reports.experiments.effects import between, chance, effect, level, size
from reports.experiments.experiment import page_name
from reports.experiments.interval import Axis, Span, axis, bar
from reports.experiments.looks import Look, looks_over_time
from reports.experiments.reasons import invalid, mend
from reports.render import render_all
from reports.store import open_store
from reports.words import same
from tests.reports.experiments import EXPERIMENTS, HOSTILE_ID
from tests.reports.markup import Page
from tests.reports.published import make


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return make(tmp_path_factory.mktemp("experiments") / "memberloop.duckdb")


@pytest.fixture(scope="module")
def rendered(published, tmp_path_factory):
    return {path.name: path.read_text() for path in render_all(published, tmp_path_factory.mktemp("pages"))}


def english(page):
    """What is said in English, on one line."""
    return " ".join(" ".join(Page(page).by_language["en"]).split())


def answers(page):
    """The sentences that stand first."""
    return re.findall(r'<p class="answer (\w+)">.*?<span lang="en">(.*?)</span></p>', page)


@pytest.mark.parametrize(
    ("experiment", "tone", "sentence"),
    [
        ("XCOUPON", "good", "It worked. Share who bought: +4.2 points (95% interval +2.3 to +6.1 points)."),
        (
            "XMDAY",
            "flat",
            (
                "Still running; so far: not settled. Share who visited: somewhere from −1.9 to +4.1 points "
                "(95% interval); zero is among the possible values."
            ),
        ),
        (
            "XWAKE",
            "void",
            (
                "Not analysable: the arms&#39; sizes are not the ones drawn, so assigning or recording went "
                "wrong."
            ),
        ),
        (
            "event:tasting:2017-09",
            "good",
            "It seems to have worked. Purchase days a person: +0.50 (95% interval +0.19 to +0.81).",
        ),
        (
            "ritual:<b>walk</b>:2017-09",
            "void",
            (
                "Not analysable: participants differed from the others beforehand, and matching does not "
                "remove it."
            ),
        ),
    ],
)
def test_the_answer_stands_first(rendered, experiment, tone, sentence):
    page = rendered[page_name(experiment)]
    assert answers(page) == [(tone, sentence)]
    assert page.index('class="answer') < page.index("<section>")


def test_each_arm_has_its_answer(rendered):
    told = answers(rendered[page_name("XTHREE")])
    assert [tone for tone, _ in told] == ["good", "bad"]
    assert told[1][1].startswith("c: It did harm. Share who visited: −4.0 points")


def test_the_grade_of_evidence_is_told_in_words(rendered):
    assert "Drawn by lot: the strongest evidence" in rendered[page_name("XCOUPON")]
    assert "Matched afterwards: weaker evidence" in rendered[page_name("event:tasting:2017-09")]
    assert "Synthetic comparison: weaker evidence" in rendered[page_name("XPILOT")]


def test_what_next_follows_from_the_answer_and_what_it_paid(rendered):
    assert "whether it pays is open: +17.0% (−31.0% to +66.0%)" in rendered[page_name("XCOUPON")]
    assert "Let it run to its end" in rendered[page_name("XMDAY")]
    assert "Find out why the sizes differ, then draw again." in rendered[page_name("XWAKE")]
    assert "Stop, and do not extend it" in rendered[page_name("XTHREE")]


def test_power_is_told_as_planned_and_as_it_came_out(rendered):
    text = english(rendered[page_name("XCOUPON")])
    assert "Smallest effect that can be seen 3.1 points 2.7 points" in text
    assert "Chance to see an effect of 2.1 points" in text


def test_the_guard_that_refused_is_marked(rendered):
    broken = re.compile(r'<div class="broken"><dt>.*?<span lang="en">(.*?)</span></dt>')
    assert broken.findall(rendered[page_name("XWAKE")]) == ["Arms as large as drawn"]
    assert broken.findall(rendered[page_name("XCOUPON")]) == []


def test_a_metric_that_is_not_kept_says_so_and_draws_nothing(rendered):
    page = rendered[page_name("XCOUPON")]
    assert "This metric is not kept member by member." in page
    drawn = re.findall(r'<span class="drawn">(.*?)</span>\n    <span class="value', page, re.DOTALL)
    assert [bool(one) for one in drawn[:6]] == [True] * 5 + [False]


def test_money_and_interval_stand_together(rendered):
    text = english(rendered[page_name("XCOUPON")])
    assert "Additional sales ¥84,920 (¥6,150 to ¥163,690)" in text
    assert "Return (net profit ÷ cost) +17.0% (−31.0% to +66.0%)" in text


def test_the_list_tells_what_runs_what_is_over_and_what_has_no_lot(rendered):
    text = rendered["experiments.html"]
    places = [
        text.index(word) for word in (">Running<", ">Over<", ">Compared without a lot<", ">No result yet<")
    ]
    assert places == sorted(places)
    assert places[0] < text.index("Member day") < places[1]
    assert text.index("Spring coupon") > places[3]
    for experiment in EXPERIMENTS:
        assert f'href="{page_name(experiment)}"' in rendered["experiments.html"]


def test_months_of_events_tell_their_return_or_why_there_is_none(rendered):
    text = english(rendered["experiments.html"])
    assert "+24.0% (−64.0% to +112.0%)" in text
    assert "fewer than 30 took part" in text
    assert text.index("Nov 2017") < text.index("Oct 2017")


def test_all_outreach_together_stands_first_and_month_by_month(rendered):
    text = english(rendered["experiments.html"])
    assert text.index("All outreach together") < text.index("Running")
    assert "Nov 2017: members who may be written to against the universal holdout" in text
    months = text.partition("month by month")[2]
    assert months.index("Nov 2017") < months.index("Oct 2017") < months.index("Sep 2017")


def test_a_month_that_cannot_be_read_says_why_before_its_figures(tmp_path):
    file = make(tmp_path / "memberloop.duckdb")
    with duckdb.connect(str(file)) as con:
        con.execute(
            "update experiment.programme_increment set decision = 'invalid',"
            " invalid_reason = 'holdout_member_in_send'"
        )
    render_all(file, tmp_path / "out")
    page = (tmp_path / "out" / "experiments.html").read_text()
    told = "Not analysable: People who were to receive nothing received a send."
    assert page.index(told) < page.index('class="kpi effect"')


def test_past_campaigns_of_one_name_are_told_apart(tmp_path):
    file = make(tmp_path / "memberloop.duckdb")
    with duckdb.connect(str(file)) as con:
        con.execute(
            "update experiment.result set experiment_id = 'campaign:C2' where experiment_id like 'event:%'"
        )
    render_all(file, tmp_path / "out")
    assert "Member day · C2" in (tmp_path / "out" / page_name("campaign:C2")).read_text()


def test_parts_are_called_by_their_names(rendered):
    page = rendered[page_name("XCOUPON")]
    assert ">Active</span>" in page
    assert "layer=" not in page


def test_what_was_compared_with_nobody_yet_waits_with_its_reason(tmp_path):
    file = make(tmp_path / "memberloop.duckdb")
    with duckdb.connect(str(file)) as con:
        con.execute(
            "update experiment.result set effect_abs = null, decision = 'invalid',"
            " invalid_reason = 'immature_until:2018-01-05'"
            " where experiment_id like 'event:%'"
        )
    pages = {path.name: path.read_text() for path in render_all(file, tmp_path / "out")}
    assert page_name("event:tasting:2017-09") not in pages
    assert "Still maturing; readable from 2018-01-05" in pages["experiments.html"]


def test_an_effect_of_which_no_range_is_known_says_so(tmp_path):
    file = make(tmp_path / "memberloop.duckdb")
    with duckdb.connect(str(file)) as con:
        con.execute("update experiment.result set ci_low = null, ci_high = null where evidence = 'synthetic'")
    render_all(file, tmp_path / "out")
    page = (tmp_path / "out" / page_name("XPILOT")).read_text()
    told = (
        "Not settled. Purchase days a person: +0.21; with so few communities to compare, no result could be"
    )
    assert told in page
    assert "∞" not in page


def test_an_id_is_no_path():
    assert re.fullmatch(r"experiment-[0-9a-f]{12}\.html", page_name(HOSTILE_ID))


def test_pages_of_experiments_that_are_gone_go_too(tmp_path):
    file = make(tmp_path / "memberloop.duckdb")
    render_all(file, tmp_path / "out")
    with duckdb.connect(str(file)) as con:
        con.execute("delete from experiment.result where experiment_id = 'XCOUPON'")
    render_all(file, tmp_path / "out")
    assert not (tmp_path / "out" / page_name("XCOUPON")).exists()
    assert (tmp_path / "out" / page_name("XMDAY")).exists()
    assert "October coupon" in (tmp_path / "out" / "experiments.html").read_text()


def test_a_version_without_experiments_says_so(tmp_path):
    file = make(tmp_path / "memberloop.duckdb")
    with duckdb.connect(str(file)) as con:
        con.execute("drop schema experiment cascade")
        for table in ("core.dim_experiment", "core.dim_campaign", "core.dim_layer", "kpi.community_roi"):
            con.execute(f"drop table {table}")
    pages = {path.name: path.read_text() for path in render_all(file, tmp_path / "out")}
    assert "本版本没有实验" in pages["experiments.html"]
    assert not [name for name in pages if name.startswith("experiment-")]


def test_a_column_that_an_older_version_lacks_is_nothing_known(tmp_path):
    file = make(tmp_path / "memberloop.duckdb")
    with duckdb.connect(str(file)) as con:
        con.execute("alter table experiment.result drop column roi")
    with open_store(file) as store:
        assert {row.roi for row in store.experiments().results} == {None}


def test_while_looks_go_on_only_the_sequence_is_read(published):
    with open_store(published) as store:
        rows = store.experiments().results
    row = next(row for row in rows if row.experiment_id == "XMDAY" and row.is_answer)
    assert row.bounds == (row.cs_low, row.cs_high)
    assert dataclasses.replace(row, is_final_look=True).bounds == (row.ci_low, row.ci_high)


def test_no_p_value_is_told_while_looks_go_on(rendered):
    assert "p &lt; 0.001" in rendered[page_name("XCOUPON")]
    for running in ("XMDAY", "XHOLD"):
        told = rendered[page_name(running)].partition("What happened")[2].partition("How sure")[0]
        assert not re.search(r">p (?:=|&lt;)", told)


@pytest.mark.parametrize(
    ("code", "en"),
    [
        ("participants_below:30", "fewer than 30 took part"),
        ("few_outcome_events", "too few people in the smaller arm did what is counted"),
        ("immature_until:2018-01-30", "still maturing; readable from 2018-01-30"),
        ("something_new", "something_new"),
    ],
)
def test_reasons(code, en):
    assert invalid(code).en == en


def test_an_unknown_reason_has_no_remedy_of_ours():
    assert mend("something_new") is None


def test_effects_are_signed_and_in_their_unit():
    assert effect(0.0421, "share", "¥").en == "+4.2 points"
    assert effect(-0.5, "count", "¥").en == "−0.50"
    assert effect(-12345, "fen", "¥").en == "−¥123.45"
    assert effect(0.0, "share", "¥").en == "0.0 points"
    assert size(-0.02, "share", "¥").en == "2.0 points"
    assert between(None, 0.02, "share", "¥").zh == "−∞ 至 +2.0 个百分点"
    assert (level(0.004, "count", "¥").en, level(None, "share", "¥").en) == ("0.0040", "—")
    assert (chance(0.0004).en, chance(0.0421).en) == ("p < 0.001", "p = 0.042")


def test_a_line_holds_zero_and_the_line_that_decides():
    wild = [Span(0.1, 0.0, 0.2), Span(0.1, -0.1, 0.3), Span(40.0, 10.0, 70.0)]
    line = axis(wild)
    assert line.low < 0 < line.high < 10
    assert axis(wild, holding=wild[2]).high > 70
    assert axis([Span(None, None, None)]) is None


def test_a_bar_that_runs_off_its_line_ends_in_an_arrow():
    line = Axis(-1.0, 1.0)
    assert "off-right" in bar(Span(0.5, 0.1, 3.0), line, "good", same("x"))
    assert "off-left" in bar(Span(0.5, None, 0.9), line, "good", same("x"))
    assert "off-" not in bar(Span(0.5, 0.1, 0.9), line, "good", same("x"))
    assert 'class="dot' not in bar(Span(3.0, 2.0, 4.0), line, "good", same("x"))
    assert bar(Span(None, None, None), line, "void", same("x")) == ""


def test_looks_are_drawn_once_there_are_two():
    looks = [Look(str(n), 0.1, 0.1 - 1 / n, 0.1 + 1 / n, n == 4) for n in range(1, 5)]
    assert looks_over_time(looks[:1], str) is None
    drawn = looks_over_time(looks, lambda amount: f"{amount:.2f}").wide
    assert drawn.count("<circle") == 5
    assert len(re.search(r'class="sequence" points="(.*?)"', drawn).group(1).split()) == 6
    assert "nan" not in drawn
