"""Pages: whole, in two languages, without a request, a foreign script or a clock."""

from __future__ import annotations

import re

import duckdb
import pytest

from reports.experiments.experiment import page_name
from reports.pages import PAGES as DOCUMENTS
from reports.render import render_all
from reports.writing import TEMPLATES
from tests.reports.experiments import EXPERIMENTS
from tests.reports.markup import Page
from tests.reports.published import make

BESPOKE = [
    "index.html",
    "experiments.html",
    "checks.html",
    *(page_name(experiment) for experiment in EXPERIMENTS),
]
# Of roles with metrics the example has one.
PAGES = [*BESPOKE, *(f"{name}.html" for name in DOCUMENTS), "metrics-operations-lead.html"]
SCRIPT = (TEMPLATES / "script.js").read_text().strip()
HOSTILE = '</span><script>alert("x")</script><img src=https://example.invalid/a.png>'


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return make(
        tmp_path_factory.mktemp("published") / "memberloop.duckdb", {"cj": "Complete Journey", "m2": HOSTILE}
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("reports")


@pytest.fixture(scope="module")
def rendered(published, folder):
    return {path.name: path.read_text() for path in render_all(published, folder)}


@pytest.fixture(scope="module")
def beside(rendered, folder):  # noqa: ARG001  they are there once the pages are
    return {str(path.relative_to(folder)) for path in (folder / "files").rglob("*") if path.is_file()}


def test_pages_are_named_index_first(published, tmp_path):
    written = render_all(published, tmp_path / "new" / "folder")
    assert written[0].name == "index.html"
    assert sorted(path.name for path in written) == sorted(PAGES)
    assert sorted(path.name for path in written[0].parent.glob("*.*")) == sorted(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_asked_of_anyone(rendered, name):
    page = Page(rendered[name])
    local = re.compile(r"(?:[a-z0-9-]+\.html)?(?:#[a-z0-9_-]+)?|data:,|files/[a-z0-9_./-]+\.(?:csv|png|xlsx)")
    assert [reference for reference in page.references if not local.fullmatch(reference)] == []
    assert not {"iframe", "img", "object", "embed", "form", "base"}.intersection(page.tags)
    assert not re.search(r"@import|url\(", rendered[name])
    if name != "weekly.html":  # where a mall's hostile name tells an address, as text
        assert "://" not in rendered[name]


@pytest.mark.parametrize("name", PAGES)
def test_the_only_script_is_the_houses_own(rendered, name):
    found = re.findall(r"<script[^>]*>(.*?)</script>", rendered[name], re.DOTALL)
    assert [script.strip() for script in found] in ([], [SCRIPT])


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_to_pages_and_files_that_exist(rendered, beside, name):
    targets = {reference.split("#")[0] for reference in Page(rendered[name]).references}
    assert targets - {"", "data:,"} <= set(rendered) | beside


@pytest.mark.parametrize("name", PAGES)
def test_everything_is_said_in_both_languages(rendered, name):
    spoken = Page(rendered[name]).by_language
    assert len(spoken["zh-CN"]) > 10
    assert not [words for words in spoken["en"] if re.search("[\u4e00-\u9fff]", words) and words != "中文"]


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_small_and_name_their_source(rendered, name):
    assert len(rendered[name].encode()) < 1_000_000
    for stamp in ("2017-12-31-1", "2017-12-31-0a1b2c3d4e", "2017-12-31"):
        assert stamp in rendered[name]


def test_same_store_same_bytes(published, rendered, tmp_path):
    again = {path.name: path.read_text() for path in render_all(published, tmp_path)}
    assert again == rendered


def test_a_ratio_beyond_one_is_not_told_as_per_cent(rendered):
    text = "".join(Page(rendered["metrics.html"]).text)
    assert "人均到场次数" in text
    assert not re.search(r"\d{3}\.\d%", text.replace("100.0%", ""))


def test_hostile_metric_names_stay_text_everywhere(tmp_path):
    with duckdb.connect(str(make(tmp_path / "hostile.duckdb"))) as con:
        con.execute(
            "update kpi.dim_metric set name_zh = $1, name_en = $1, definition = $1, parameters = $1",
            [HOSTILE],
        )
    for path in render_all(tmp_path / "hostile.duckdb", tmp_path / "out"):
        page = Page(path.read_text().replace(SCRIPT, ""))
        assert "img" not in page.tags
        assert page.tags.count("script") <= 1


def test_an_empty_store_has_pages_too(tmp_path):
    file = make(tmp_path / "empty.duckdb")
    with duckdb.connect(str(file)) as con:
        for table in (
            "kpi.kpi_value",
            "kpi.weekly_board",
            "kpi.cohort_retention",
            "kpi.dim_metric",
            "core.dim_mall",
            "kpi.kpi_restatement",
            "ops.identity_health",
            "ops.identity_coverage",
        ):
            con.execute(f"delete from {table}")
    pages = {path.name: path.read_text() for path in render_all(file, tmp_path / "out")}
    assert "还没有完整的一周" in pages["weekly.html"]
    assert "没有这样的队列" in pages["cohorts.html"]
    assert "本版本没有会员识别的数据" in pages["identity.html"]


def test_a_failure_leaves_the_old_pages(published, tmp_path):
    before = {path: path.read_text() for path in render_all(published, tmp_path / "out")}
    broken = make(tmp_path / "broken.duckdb")
    with duckdb.connect(str(broken)) as con:
        con.execute("delete from ops.publish_log")
    with pytest.raises(ValueError, match="publish_log"):
        render_all(broken, tmp_path / "out")
    assert {path: path.read_text() for path in (tmp_path / "out").glob("*.html")} == before
