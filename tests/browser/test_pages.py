"""The pages as a browser shows them: no request, no sideways scroll, both languages, Chinese glyphs.

Figures on screenshots are not compared; they are kept beside the test's temporary files for looking at.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess

import pytest

from reports.experiment import page_name
from reports.render import render_all, render_refused
from tests.reports.published import make, refused_night

pytestmark = pytest.mark.browser

PAGES = [
    "index.html",
    "weekly.html",
    "cohorts.html",
    "experiments.html",
    page_name("XCOUPON"),
    page_name("event:tasting:2017-09"),
    "identity.html",
    "checks.html",
    "metrics.html",
    "refused.html",
]
PROBE = """<script>
addEventListener("load", () => {
  const page = document.documentElement;
  top.document.body.dataset.probe = JSON.stringify({
    width: innerWidth,
    overflow: page.scrollWidth - innerWidth,
    seen: document.querySelector("main").innerText,
    asked: performance.getEntriesByType("resource").map(entry => entry.name),
  });
});
</script>"""


@pytest.fixture(scope="module")
def chromium():
    found = [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")]
    browser = next((path for path in found if path), None)
    if browser is None:
        pytest.fail("no browser found; `make test-browser` installs one")
    return browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    render_all(make(folder / "memberloop.duckdb", {"cj": "Complete Journey", "sh": "上海旗舰店"}), folder)
    render_refused(*refused_night(), folder)
    return folder


def browse(chromium, profile, url, *options):
    command = (
        f"{chromium} --headless --no-sandbox --disable-gpu --hide-scrollbars --no-first-run --disable-sync "
        f"--disable-background-networking --user-data-dir={profile} --window-size=1280,1400"
    )
    called = [*command.split(), *options, url]
    return subprocess.run(called, capture_output=True, text=True, timeout=90, check=True).stdout


def probe(chromium, tmp_path, page, place="", frame=None):
    """What the page measures and shows, asked by a script added to a copy of it.

    A window has a least width; a phone's is had by showing the page in a frame of that width.
    """
    text = page.read_text().replace("</body>", PROBE + "</body>")
    if frame:
        text = f'<body><iframe width="{frame}" height="800" srcdoc="{html.escape(text)}"></iframe></body>'
    copy = tmp_path / page.name
    copy.write_text(text)
    document = browse(chromium, tmp_path / "profile", f"file://{copy}{place}", "--dump-dom")
    answer = re.search(r'<body data-probe="([^"]*)"', document).group(1)
    return json.loads(html.unescape(answer))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [390, 1280])
def test_fits_without_scrolling_sideways(chromium, pages, tmp_path, name, width):
    measured = probe(chromium, tmp_path, pages / name, frame=width)
    assert measured["width"] == width
    assert measured["overflow"] <= 0


def test_switches_language_without_a_script(chromium, pages, tmp_path):
    chinese = probe(chromium, tmp_path, pages / "weekly.html")["seen"]
    english = probe(chromium, tmp_path, pages / "weekly.html", "#en")["seen"]
    assert "周会看板" in chinese
    assert "Weekly board" not in chinese
    assert "Weekly board" in english
    assert "周会看板" not in english


@pytest.mark.parametrize("name", PAGES)
def test_asks_nothing_of_anyone(chromium, pages, tmp_path, name):
    assert probe(chromium, tmp_path, pages / name)["asked"] == []


def test_a_request_would_be_seen(chromium, tmp_path):
    page = tmp_path / "asking" / "index.html"
    page.parent.mkdir()
    page.write_text('<html><body><main>x<img src="http://127.0.0.1:9/pixel.png"></main></body></html>')
    assert probe(chromium, tmp_path, page)["asked"] == ["http://127.0.0.1:9/pixel.png"]


@pytest.mark.parametrize("name", PAGES)
def test_can_be_looked_at(chromium, pages, tmp_path, name):
    shot = tmp_path / f"{name}.png"
    browse(chromium, tmp_path / "profile", f"file://{pages / name}", f"--screenshot={shot}")
    assert shot.stat().st_size > 20_000
