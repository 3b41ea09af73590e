"""Beside pages of experiments: tables as published, pictures, a workbook, and definitions in place."""

from __future__ import annotations

import csv
import io
import re
from contextlib import contextmanager
from datetime import date

import duckdb
import openpyxl
import pytest

from reports.definitions import lineages
from reports.document import Chart
from reports.drawing.draw import drawn
from reports.drawing.forest import Mark, forest
from reports.experiments.document import Shown, documents
from reports.experiments.experiment import page_name
from reports.experiments.interval import Axis, Span
from reports.experiments.overview import experiments_page
from reports.experiments.segments import SegmentNames
from reports.experiments.tables import effects
from reports.exporting.beside import beside
from reports.store import open_store
from reports.words import NOTHING, Words, same
from reports.writing import TEMPLATES, render
from tests.reports.experiments import HOSTILE_ID
from tests.reports.markup import Page
from tests.reports.published import AS_OF, make

SCRIPT = (TEMPLATES / "script.js").read_text().strip()
NAMES = SegmentNames({"cj": "Complete Journey"}, {"active": Words("活跃", "Active")})
FORMULA = "=cmd|'/c calc'!A1"


@contextmanager
def documents_of(file, as_of=AS_OF):
    """The documents of a published file by name, while it is open."""
    with open_store(file) as store:
        view = experiments_page(store.experiments(), NAMES, "¥")
        yield store, {page.name: page for page in documents(view, Shown(NAMES, as_of))}


def changed(folder, *statements):
    """A published file in which something is otherwise."""
    file = make(folder / "memberloop.duckdb")
    with duckdb.connect(str(file)) as con:
        for statement in statements:
            con.execute(statement)
    return file


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return changed(
        tmp_path_factory.mktemp("published"),
        "comment on column experiment.result.effect_abs is 'Difference of the means, a person.'",
        "insert into kpi.dim_metric (metric_id, name_zh, name_en, definition, unit, valid_from, valid_to,"
        " definition_hash) values ('visit_days', '到场人次', 'Visit-days', 'As it was meant.', 'count',"
        " '2016-01-01', '2017-01-01', 'aaa'), ('visit_days', '到场人次', 'Visit-days', 'As it is meant.',"
        " 'count', '2017-01-01', null, 'bbb')",
    )


@pytest.fixture(scope="module")
def made(published):
    """Documents, what lies beside each, and its page."""
    with documents_of(published) as (store, pages):
        files, html = {}, {}
        for page in pages.values():
            files |= dict(beside(page, store.definitions(page.sources), "¥"))
            html[page.name] = shown(store, page)
        return pages, files, html


def shown(store, page):
    known = {one.key: one for one in store.definitions(page.sources) if one.key in page.opened}
    return render(
        page.template, "¥", edition=store.edition(), here=page.file_name, drawn={page.file_name}, contents=[],
        view=page.own, page=page, known=known, lineages=lineages(known.values()),
    )  # fmt: skip


def stem(experiment):
    return page_name(experiment).removesuffix(".html")


def rows(files, page, table):
    return list(csv.DictReader(io.StringIO(files[f"files/{page}/{table}.csv"].decode("utf-8-sig"))))


def asked(file, sql):
    with duckdb.connect(str(file), read_only=True) as con:
        found = con.execute(sql)
        columns = [column[0] for column in found.description]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def told(value):
    return "" if value is None else str(int(value)) if isinstance(value, bool) else str(value)


def test_the_csv_holds_what_was_published(made, published):
    found = rows(made[1], stem("XCOUPON"), "effects")
    real = {
        row["metric_id"]: row
        for row in asked(
            published,
            "select * from experiment.result"
            " where experiment_id = 'XCOUPON' and is_answer and segment_id = 'all'",
        )
    }
    assert len(found) == len(real) == 6
    assert found[0]["metric_id"] == "purchase"
    columns = set(found[0]) & set(next(iter(real.values())))
    assert columns >= {
        "arm", "segment_id", "n_control", "n_treat", "mean_control", "mean_treat", "effect_abs", "ci_low",
        "ci_high", "p_value", "decision", "evidence", "decision_reason", "invalid_reason",
    }  # fmt: skip
    for row in found:
        assert {name: row[name] for name in columns} == {
            name: told(real[row["metric_id"]][name]) for name in columns
        }


def test_what_the_end_gives_is_left_out_while_looks_go_on(made):
    (visit, _) = rows(made[1], stem("XMDAY"), "effects")
    assert (visit["ci_low"], visit["p_value"], visit["p_adjusted"], visit["rel_high"]) == ("", "", "", "")
    assert float(visit["cs_low"]) < float(visit["effect_abs"]) < float(visit["cs_high"])


def test_parts_looks_methods_balance_and_power_lie_beside_too(made):
    _, files, _ = made
    assert rows(files, stem("XCOUPON"), "parts")[0]["segment_id"] == "all"
    assert [row["look_no"] for row in rows(files, stem("XCOUPON"), "looks")] == list("123456")
    assert {row["method"] for row in rows(files, stem("XCOUPON"), "methods")} == {
        "plain", "cuped", "pooled", "capped",
    }  # fmt: skip
    assert rows(files, stem("XCOUPON"), "power")[0]["n_needed"] == "2210"
    assert rows(files, stem("event:tasting:2017-09"), "balance")[0]["covariate"] == "layer_active"


def test_money_and_guards_lie_beside_and_open_what_they_are(made):
    _, files, html = made
    (money,), (guards,) = (rows(files, stem("XCOUPON"), name) for name in ("money", "guards"))
    assert (money["incremental_gmv_low_fen"], money["roi_high"]) == ("615000.0", "0.66")
    assert (guards["nonzero_smaller_arm"], guards["crossover_rate"], guards["max_smd"]) == (
        "257",
        "0.001",
        "",
    )
    opened = set(re.findall(r'popovertarget="([^"]+)"', html[stem("XCOUPON")]))
    assert {"c-experiment-result-roi", "c-experiment-result-srm_p", "o-purchase"} <= opened


def test_the_list_has_its_shelves_months_and_returns_beside_it(made):
    _, files, _ = made
    assert {row["experiment_id"] for row in rows(files, "experiments", "running")} == {"XMDAY", "XHOLD"}
    months = rows(files, "experiments", "months")
    assert [(row["month_start"], row["effect_abs"]) for row in months] == [
        ("2017-11-01", "0.03"), ("2017-10-01", "0.024"), ("2017-09-01", "0.011"),
    ]  # fmt: skip
    ritual, event = rows(files, "experiments", "returns")
    assert (ritual["null_reason"], ritual["roi"]) == ("participants_below:30", "")
    assert (event["cost_fen"], event["added_margin_low_fen"], event["roi_high"]) == (
        "250000",
        "90000",
        "1.12",
    )


def test_pictures_are_there_for_what_was_looked_at_lately_figures_for_all(published):
    with documents_of(published, date(2018, 4, 1)) as (_, pages):
        drawn_now = {name for name, page in pages.items() if any(isinstance(b, Chart) for b in page.blocks)}
    assert {stem("XMDAY"), stem("XHOLD"), "experiments", stem("event:tasting:2017-09")} <= drawn_now
    assert stem("XCOUPON") not in drawn_now
    assert all(page.tables for page in pages.values())


def test_a_picture_of_many_shows_the_newest_and_says_so(tmp_path):
    file = changed(
        tmp_path,
        "insert into experiment.result select result.* replace ('N' || i as experiment_id)"
        " from experiment.result, range(30) as t (i) where experiment_id = 'XTHREE' and segment_id = 'all'",
    )
    with documents_of(file) as (store, pages):
        page = pages["experiments"]
        assert "The picture shows the newest 24; the CSV has all." in shown(store, page)
        over = next(block for block in page.blocks if isinstance(block, Chart) and block.name == "over")
        assert len(over.table.rows) > 30
        assert drawn(over, "¥").en[0].count('font-weight="bold"') == 24


def test_pictures_are_pictures(made):
    pages, files, html = made
    pictures = {name: content for name, content in files.items() if name.endswith(".png")}
    assert all(content.startswith(b"\x89PNG") for content in pictures.values())
    for name in pages:
        linked = set(re.findall(r'href="(files/[^"]+)"', html[name]))
        assert linked <= set(files)
        assert {one for one in pictures if one.startswith(f"files/{name}/")} <= linked
        assert {one for one in files if one.startswith(f"files/{name}/") and one.endswith(".xlsx")} <= linked


def test_each_outcome_opens_what_it_means(made):
    text = " ".join("".join(Page(made[2][stem("XCOUPON")]).text).split())
    assert "Difference of the means, a person." in text
    assert "People of the arm with a purchase-day on the days that count." in text
    assert "experiment.result.effect_abs: purchase" in text
    holdout = " ".join("".join(Page(made[2][stem("XHOLD")]).text).split())
    assert "As it is meant." in holdout
    assert "2016-01-01 – 2017-01-01 aaa As it was meant." in holdout


def test_every_button_opens_something_that_is_there(made):
    for text in made[2].values():
        opened = set(re.findall(r'popovertarget="([^"]+)"', text))
        there = re.findall(r'popover id="([^"]+)"', text)
        assert opened == {one for one in there if not one.startswith("l-")} | {
            one for one in opened if one.startswith("l-")
        }
        assert opened <= set(there)
        assert len(there) == len(set(there))
        assert opened


def test_tables_sort_and_copy(made):
    for name in (stem("XCOUPON"), "experiments"):
        text = made[2][name]
        tables = re.findall(
            r'<table class="sorts">.*?</table></div>\s*(<p class="beside">)?', text, re.DOTALL
        )
        assert tables
        assert all(tables)
        assert SCRIPT in text
    keys = re.findall(r'<tr><td data-k="([^"]*)">', made[2]["experiments"])
    assert keys == ["2017-11-01", "2017-10-01"]


def test_the_workbook_has_numbers_and_what_they_mean(made):
    content = made[1][f"files/{stem('XCOUPON')}/{stem('XCOUPON')}.xlsx"]
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book[book.sheetnames[0]]
    heads = [cell.value for cell in sheet[1]]
    spend = next(
        row for row in sheet.iter_rows(min_row=2) if row[heads.index("指标编号 Metric id")].value == "net_fen"
    )
    assert spend[heads.index("效果 Effect")].value == pytest.approx(6.9)
    means = {row[0].value: row[3].value for row in book[book.sheetnames[-1]].iter_rows(min_row=2)}
    assert means["experiment.result.effect_abs: redemption"].startswith("People of the arm who redeemed")


def test_hostile_names_stay_text(tmp_path):
    file = changed(
        tmp_path,
        "update core.dim_campaign set name = '=cmd|''/c calc''!A1' where campaign_id = 'C1'",
        "update experiment.result set metric_id = 'x\" onclick=\"alert(1)</script><img>'"
        " where metric_id = 'redemption'",
    )
    with documents_of(file) as (store, pages):
        for page in pages.values():
            text = Page(shown(store, page).replace(SCRIPT, ""))
            assert "img" not in text.tags
            assert text.tags.count("script") == 1
            assert "onclick=" not in "".join(re.findall(r'id="[^"]*"', shown(store, page)))
        files = dict(beside(pages["experiments"], [], "¥"))
        for block in pages[stem(HOSTILE_ID)].blocks:
            if isinstance(block, Chart):
                assert "<script" not in "".join(drawn(block, "¥").en)
    assert f"'{FORMULA}" in {row["experiment"] for row in rows(files, "experiments", "over")}


def test_equal_stores_are_equal_files(published, made):
    with documents_of(published) as (store, pages):
        again = {}
        for name in ("experiments", stem("XTHREE")):
            again |= dict(beside(pages[name], store.definitions(pages[name].sources), "¥"))
    assert again == {name: made[1][name] for name in again}


def test_a_forest_dashes_what_may_not_be_read_and_ends_at_its_line():
    table = effects("effects", same("t"), [], NAMES)
    marks = [
        Mark(same("<b>one"), same("Won"), same("+1"), same("0 to +9"), "good", Span(0.5, None, 90.0)),
        Mark(same("two"), same("Void"), same("+2"), same("1 to 3"), "void", Span(0.2, 0.1, 0.3)),
        Mark(same("three"), same("Not kept"), NOTHING, NOTHING, "void", Span(None, None, None)),
    ]
    wide, narrow = drawn(forest(table, marks, Axis(-1.0, 1.0), [(0.0, "−100%"), (50.0, "0")]), "¥").en
    for svg in (wide, narrow):
        assert svg.count("stroke-dasharray") == 1
        assert all(text in svg for text in ("&lt;b&gt;one", "+1 [0 to +9] · Won", "Not kept", "−100%"))
        assert "var(--green)" in svg
    assert "+2 [1 to 3] · Void" in wide
