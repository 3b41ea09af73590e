"""The documentation in a real browser: a table with words, types and lineage, and no request elsewhere."""

from __future__ import annotations

import threading

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.documenting.serve import page_server
from tests.browser.devtools import opened

pytestmark = pytest.mark.browser

MODEL = "#!/model/model.memberloop.kpi_value"
WORDS = "Every metric of the registry by day, ISO week and month"
# Distinct byte values over all canvases: a blank one has 0 alone.
DRAWN = """Math.max(...[...document.querySelectorAll('canvas')].map(c => c.width && c.height
    ? new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data).size : 0))"""
LAUNCH = """document.querySelector('use[*|href="#icn-flow"]')
    .dispatchEvent(new MouseEvent('click', {bubbles: true}))"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The page of a home whose warehouse has one table, as the command writes it."""
    folder = tmp_path_factory.mktemp("docs")
    (folder / "home/warehouse/scratch").mkdir(parents=True)
    with duckdb.connect(str(folder / "home/warehouse/memberloop.duckdb")) as con:
        con.execute("create schema kpi; create table kpi.kpi_value (metric_id varchar, value ubigint)")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MEMBERLOOP_HOME", str(folder / "home"))
        outcome = CliRunner().invoke(main, ["docs", "--generate-only", str(folder)])
    assert outcome.exit_code == 0, outcome.output
    return folder / "index.html"


@pytest.fixture(scope="module")
def address(page):
    server = page_server(page.read_text(), 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join(10)


def elsewhere(asked: list[str], address: str) -> list[str]:
    return [url for url in asked if url != address and not url.startswith("data:")]


@pytest.mark.parametrize("kind", ["served", "a file"])
def test_a_table_shows_its_words_types_and_lineage(page, address, tmp_path, kind) -> None:
    here = address if kind == "served" else page.as_uri()
    with opened(here + MODEL, tmp_path / "profile") as browser:
        text = "document.body.innerText"
        browser.until(f"{text}.includes('{WORDS}') && {text}.includes('UBIGINT')")
        browser.until(f"{text}.includes('Referenced By') && {text}.includes('entry_funnel_weekly')")
        browser.picture(tmp_path / "table.png")
        browser.value(LAUNCH)
        browser.until(f"{DRAWN} > 10")
        browser.picture(tmp_path / "lineage.png")
        assert elsewhere(browser.asked, here) == []
        assert browser.complaints == []


def test_a_reader_shows_what_it_reads(address, tmp_path) -> None:
    with opened(address + "#!/exposure/exposure.memberloop.weekly", tmp_path / "profile") as browser:
        text = "document.body.innerText"
        browser.until(f"{text}.includes('周会看板') && {text}.includes('operations_lead')")
        browser.until(f"{text}.includes('Depends On') && {text}.includes('weekly_board')")
        browser.picture(tmp_path / "reader.png")
        assert elsewhere(browser.asked, address) == []
        assert browser.complaints == []


def test_a_request_elsewhere_and_a_complaint_would_be_seen(tmp_path) -> None:
    page = tmp_path / "asking.html"
    page.write_text(
        '<body>asks<img src="http://127.0.0.1:9/pixel.png"><script>console.error("broken")</script></body>'
    )
    with opened(page.as_uri(), tmp_path / "profile") as browser:
        browser.until("document.readyState == 'complete'")
        assert elsewhere(browser.asked, page.as_uri()) == ["http://127.0.0.1:9/pixel.png"]
        assert any("broken" in complaint for complaint in browser.complaints)


def test_the_policy_stops_what_the_page_would_still_ask_for(page, tmp_path) -> None:
    asking = tmp_path / "asking.html"
    pixel = '<body><img id="pixel" src="http://127.0.0.1:9/pixel.png">'
    asking.write_text(page.read_text().replace("<body>", pixel, 1))
    with opened(asking.as_uri(), tmp_path / "profile") as browser:
        browser.until("document.readyState == 'complete'")
        assert any("Content Security Policy" in complaint for complaint in browser.complaints)
