"""From a published file to a folder of pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.checks import Check, checks_page
from reports.cohorts import COHORTS, cohorts_page
from reports.dictionary import dictionary_page
from reports.files import write_whole
from reports.identity import DAYS_SHOWN, identity_page
from reports.store import Edition, Store, open_store
from reports.weekly import weekly_page

REFUSED = "refused.html"
TEMPLATES = Path(__file__).parent / "templates"


def render_all(published_file: Path, out_dir: Path) -> list[Path]:
    """Render every page of a published version and return where they are, the index first."""
    with open_store(published_file) as store:
        pages = _pages(store)
    (out_dir / REFUSED).unlink(missing_ok=True)
    return [write_whole(out_dir / name, text) for name, text in pages.items()]


def render_refused(edition: Edition, checks: Sequence[Check], out_dir: Path) -> Path:
    """Tell of a night that was not published, with all that its checks found; the other pages stay."""
    page = _environment().get_template("checks.html")
    drawn = {path.name for path in out_dir.glob("*.html")}
    text = page.render(edition=edition, view=checks_page(checks), here=REFUSED, drawn=drawn)
    return write_whole(out_dir / REFUSED, text)


def _pages(store: Store) -> dict[str, str]:
    """All pages by file name, made before the first is written."""
    edition, metrics, symbol = store.edition(), store.metrics(), store.currency_symbol()
    monthly, as_of = store.figures("month"), edition.as_of_date
    views: dict[str, object] = {
        "index.html": None,
        "weekly.html": weekly_page(
            store.board(), metrics, store.mall_names(), store.restated(as_of), as_of, symbol
        ),
        "cohorts.html": cohorts_page(
            monthly, metrics, {kind: store.cohorts(kind) for kind in COHORTS}, symbol
        ),
        "identity.html": identity_page(store.identity(as_of, DAYS_SHOWN), as_of),
        "checks.html": checks_page(store.checks()),
        "metrics.html": dictionary_page(metrics.values(), monthly, symbol),
    }
    return {
        name: _environment()
        .get_template(name)
        .render(edition=edition, views=views, view=view, here=name, drawn=set(views))
        for name, view in views.items()
    }


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
