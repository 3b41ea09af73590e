"""The pages as a browser shows them, light and dark, on a desk and on a phone, in both languages, printed.

Pictures of all of them lie in `.screenshots/` afterwards, for looking at; figures in them are not compared.
"""

from __future__ import annotations

import pytest

from reports.document import Column, Table
from reports.drawing.draw import picture
from reports.drawing.marks import bars
from reports.words import same
from tests.browser.devtools import opened

pytestmark = pytest.mark.browser

DESK, PHONE = (1280, 900), (390, 844)
LOOKS = [(DESK, "light", ""), (DESK, "dark", "#en"), (PHONE, "light", "#en"), (PHONE, "dark", "")]
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"
# What stands out of the page's width without a scrolling box of its own, or is cut by its own box.
CUT = """[...document.querySelectorAll('main :is(p, h1, h2, h3, dd, dt, figcaption, summary, td, th)')]
  .filter(one => one.clientWidth && one.scrollWidth > one.clientWidth + 1 && !one.closest('.scroll, code'))
  .map(one => one.tagName + ': ' + one.innerText.slice(0, 60))"""
EMPTY = """[...document.querySelectorAll('figure svg')].filter(one => one.getBoundingClientRect().width)
  .filter(one => one.querySelectorAll('path, text').length < 5 || one.getBoundingClientRect().height < 40)
  .map(one => one.getAttribute('aria-label'))"""
# Words of a drawing that reach beyond it.
OUTSIDE = """[...document.querySelectorAll('figure svg')].filter(one => one.getBoundingClientRect().width)
  .flatMap(one => { const box = one.getBoundingClientRect();
    return [...one.querySelectorAll('text')].filter(text => { const at = text.getBoundingClientRect();
      return at.left < box.left - 2 || at.right > box.right + 2; }).map(text => text.textContent); })"""
NAMELESS = """[...document.querySelectorAll('a, button, summary, [role=img], [role=region]')]
  .filter(one => one.getBoundingClientRect().width && !(one.innerText || one.textContent).trim()
    && !one.getAttribute('aria-label')).map(one => one.outerHTML.slice(0, 90))"""
UNKNOWN_SIGNS = """(() => { const drawn = sign => {
  const c = document.createElement("canvas").getContext("2d");
  c.canvas.width = c.canvas.height = 40; c.font = '30px ' + getComputedStyle(document.body).fontFamily;
  c.fillText(sign, 2, 32); return c.canvas.toDataURL(); };
  return drawn('会') === drawn('员'); })()"""


@pytest.fixture(scope="module")
def browser(pages, tmp_path_factory):
    with opened(f"file://{pages}/index.html", tmp_path_factory.mktemp("profile")) as page:
        page.until("document.readyState === 'complete'")
        yield page


def names(pages):
    return sorted(str(path.relative_to(pages)) for path in pages.rglob("*.html"))


def of_each_kind(pages):
    """All pages, but one only of those that are made alike: experiments and leaders."""
    kinds = {}
    for name in names(pages):
        stem = name.rpartition("/")[2]
        kinds.setdefault(
            stem.partition("-")[0] if stem.startswith(("experiment-", "leader-")) else name, name
        )
    return sorted(kinds.values())


def show(browser, pages, name, size=DESK, scheme="light", place=""):
    browser.asked.clear()
    browser.complaints.clear()
    browser.call(
        "Emulation.setDeviceMetricsOverride", width=size[0], height=size[1], deviceScaleFactor=1,
        mobile=size == PHONE,
    )  # fmt: skip
    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    browser.call("Page.navigate", url="about:blank")
    browser.call("Page.navigate", url=f"file://{pages}/{name}{place}")
    browser.until(f"document.readyState === 'complete' && location.pathname.endsWith('{name}')")


@pytest.mark.parametrize(("size", "scheme", "place"), LOOKS)
def test_every_page_can_be_read_and_asks_nothing(browser, pages, screenshots, size, scheme, place):
    faults = []
    for name in of_each_kind(pages):
        show(browser, pages, name, size, scheme, place)
        told = {
            "complaints": browser.complaints,
            "asked": [url for url in browser.asked if not url.startswith(("file://", "data:", "about:"))],
            "overflow": max(browser.value(OVERFLOW), 0),
            "cut": browser.value(CUT),
            "empty drawings": browser.value(EMPTY),
            "words outside drawings": browser.value(OUTSIDE),
            "nameless": browser.value(NAMELESS),
            "unknown signs": browser.value(UNKNOWN_SIGNS),
        }
        faults += [f"{name}: {what}: {found}" for what, found in told.items() if found]
        look = f"{name.replace('/', '-')[:-5]}.{size[0]}.{scheme}.{'en' if place else 'zh'}.png"
        browser.picture(screenshots / look, whole=True)
    assert faults == []


def test_the_language_is_switched_without_a_script(browser, pages):
    show(browser, pages, "weekly.html")
    chinese = browser.value("document.querySelector('main').innerText")
    show(browser, pages, "weekly.html", place="#en")
    english = browser.value("document.querySelector('main').innerText")
    assert "周会看板" in chinese
    assert "Monday board" not in chinese
    assert "Monday board" in english
    assert "周会看板" not in english


def test_dark_is_dark_and_light_is_light(browser, pages):
    brightness = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)[0]"
    show(browser, pages, "layers.html", scheme="dark")
    assert browser.value(brightness) < 60
    show(browser, pages, "layers.html", scheme="light")
    assert browser.value(brightness) > 200


def test_a_table_sorts_by_a_click_on_its_head_and_back(browser, pages):
    show(browser, pages, "health.html")
    body = "document.querySelector('table.sorts').tBodies[0]"
    column = f"[...{body}.rows].map(row => Number(row.cells[9].dataset.k))"
    button = "document.querySelector('table.sorts').tHead.rows[0].cells[9].querySelector('.sort')"
    browser.value(f"{button}.click()")
    rising = browser.value(column)
    browser.value(f"{button}.click()")
    falling = browser.value(column)
    assert len(set(rising)) > 3
    assert rising == sorted(rising)
    assert falling == sorted(falling, reverse=True)


def test_a_figure_opens_its_definition_where_it_stands(browser, pages):
    show(browser, pages, "layers.html", place="#en")
    browser.value("document.querySelector('th .opens').click()")
    shown = browser.value("document.querySelector('[popover]:popover-open').innerText")
    assert "Identifier" in shown
    browser.value("document.querySelector('[popover]:popover-open [popovertarget]').click()")
    assert "Lineage" in browser.value("[...document.querySelectorAll(':popover-open')].at(-1).innerText")


def test_a_metric_of_the_dictionary_leads_to_its_definition_in_the_same_language(browser, pages):
    show(browser, pages, "metrics.html", place="#en")
    href = browser.value("document.querySelector('td a[lang=en], th a[lang=en]').getAttribute('href')")
    name, _, place = href.partition("#")
    show(browser, pages, name, place=f"#{place}")
    assert browser.value("document.querySelectorAll('details.kpi[open]').length") == 1
    assert "Definition" in browser.value("document.querySelector('details.kpi[open]').innerText")
    assert "定义" not in browser.value("document.querySelector('main').innerText")


def test_pages_print(browser, pages, screenshots):
    show(browser, pages, "weekly.html")
    assert browser.printed(screenshots / "weekly.pdf").stat().st_size > 20_000
    browser.call("Emulation.setEmulatedMedia", media="print")
    assert browser.value("getComputedStyle(document.querySelector('.tongue')).display") == "none"
    browser.call("Emulation.setEmulatedMedia", media="")


def test_what_should_be_seen_is_seen(browser, tmp_path):
    """Each probe finds its fault on a page that has them all."""
    (tmp_path / "bad.html").write_text(
        '<html><body><main style="width: 3000px"><p style="width: 20px; white-space: nowrap">too long</p>'
        '<figure><svg width="100" height="20" aria-label="flat"><text x="300">far</text></svg></figure>'
        '<img src="http://127.0.0.1:9/pixel.png"><button></button></main>'
        '<script>console.error("told")</script></body></html>'
    )
    show(browser, tmp_path, "bad.html")
    assert browser.value(OVERFLOW) > 0
    assert browser.value(CUT)
    assert browser.value(EMPTY) == ["flat"]
    assert browser.value(OUTSIDE) == ["far"]
    assert browser.value(NAMELESS)
    assert "http://127.0.0.1:9/pixel.png" in browser.asked
    assert any("told" in complaint for complaint in browser.complaints)


def test_chinese_in_pictures_is_no_boxes():
    def drawn(name: str) -> bytes:
        column = Column("value", same("n"), "count")
        return picture(
            bars(Table("t", same("t"), [column], [{"name": name, "value": 1}]), "name", column), "zh", "¥"
        )

    assert drawn("会会会") != drawn("员员员")
