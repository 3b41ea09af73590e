"""The page for stewards in a real browser: opened by its token, found by a form, unmasked by a reason."""

from __future__ import annotations

import pytest

from tests.browser.devtools import opened
from tests.orchestration.steward_server import PHONE, make_home, serving
from tests.reports.members import FIRST, TYPED_PHONE

pytestmark = pytest.mark.browser

TEXT = "document.body.innerText"
READY = "document.readyState == 'complete' && document.querySelector('main') != null"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Marks and bars that have a place of their own: a strip that was not drawn has none.
DRAWN = (
    "[...document.querySelectorAll('.strips rect')].filter(r => r.getBoundingClientRect().width > 1).length"
)
# How far the text of an element's own column reaches over its edge, of those that may not scroll.
CUT = """[...document.querySelectorAll('.figures dd, .line-facts dd, h1, h2, .step b, .nodes li')]
    .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display != 'inline').length"""
PAPER = "getComputedStyle(document.body).backgroundColor"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return make_home(tmp_path_factory.mktemp("steward") / "home")


@pytest.fixture
def server(home):
    with serving(home) as found:
        yield found


def wear(page, width, theme):
    """A window of this width, in light or dark."""
    page.call(
        "Emulation.setDeviceMetricsOverride",
        width=width,
        height=1400,
        deviceScaleFactor=1,
        mobile=width < 600,
    )
    page.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])


def of_this_server(page, server):
    here = f"http://127.0.0.1:{server.server_port}/"
    return [url for url in page.asked if not url.startswith((here, "data:", "about:"))] == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_a_member_fits_a_desk_and_a_phone_by_day_and_by_night(server, tmp_path, width, theme, language):
    address = f"http://127.0.0.1:{server.server_port}/member/{FIRST}"
    with opened(f"{address}?token={server.guards.token}", tmp_path / "profile") as page:
        page.until(f"{READY} && {TEXT}.includes('{FIRST}')")
        assert page.value("location.href") == address  # the token has left it
        wear(page, width, theme)
        page.call("Page.navigate", url=f"{address}?lang={language}")
        page.until(f"{READY} && document.documentElement.lang == '{language}'")
        assert ("Lifecycle" in page.value(TEXT), "生命周期节点" in page.value(TEXT)) == (
            language == "en", language != "en",
        )  # fmt: skip
        assert page.value("innerWidth") == width
        assert page.value(OVERFLOW) <= 0
        assert page.value(CUT) == 0
        assert page.value(DRAWN) >= 8
        light = sum(int(part) for part in page.value(PAPER).strip("rgb()").split(",")) > 380
        assert light == (theme == "light")
        page.value("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.value(OVERFLOW) <= 0
        assert page.picture(tmp_path / f"member-{width}-{theme}-{language}.png").stat().st_size > 40_000
        assert page.complaints == []
        assert of_this_server(page, server)


def test_a_steward_finds_by_form_and_unmasks_by_a_reason(server, tmp_path):
    with opened(server.address, tmp_path / "profile") as page:
        page.until(f"{READY} && {TEXT}.includes('会员 360')")
        page.value(f"document.querySelector('.find [name=value]').value = '{PHONE}'")
        page.value("document.querySelector('.find button').click()")
        page.until(f"{READY} && {TEXT}.includes('{FIRST}')")
        assert page.value("location.pathname") == f"/member/{FIRST}"
        assert TYPED_PHONE not in page.value("document.documentElement.outerHTML")
        page.value("document.querySelector('.mask').open = true")
        page.value("document.querySelector('.mask [name=reason]').value = 'a complaint'")
        page.value("document.querySelector('.mask button').click()")
        page.until(f"{READY} && document.documentElement.outerHTML.includes('{TYPED_PHONE}')")
        assert page.value(OVERFLOW) <= 0
        assert PHONE not in " ".join(page.asked)
        assert page.complaints == []
        assert of_this_server(page, server)


def test_the_policy_stops_a_script_that_got_in(server, tmp_path):
    with opened(server.address, tmp_path / "profile") as page:
        page.until(READY)
        page.value(
            "const one = document.createElement('script'); one.textContent = 'document.title = \"ran\"';"
            "document.body.append(one)"
        )
        assert page.value("document.title") != "ran"
        assert any("Content Security Policy" in complaint for complaint in page.complaints)
