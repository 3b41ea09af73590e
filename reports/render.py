"""From a published file to a folder of pages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.checks import Check, checks_page
from reports.cohorts import COHORTS, cohorts_page
from reports.dictionary import dictionary_page
from reports.experiment_segments import SegmentNames
from reports.experiments import experiments_page
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
    written = [write_whole(out_dir / name, text) for name, text in pages.items()]
    for old in set(out_dir.glob("experiment-*.html")).difference(written):
        old.unlink()
    return written


def render_refused(edition: Edition, checks: Sequence[Check], out_dir: Path) -> Path:
    """Tell of a night that was not published, with all that its checks found; the other pages stay."""
    page = _environment().get_template("checks.html")
    drawn = {path.name for path in out_dir.glob("*.html")}
    text = page.render(edition=edition, view=checks_page(checks), here=REFUSED, drawn=drawn)
    return write_whole(out_dir / REFUSED, text)


def _pages(store: Store) -> dict[str, str]:
    """All pages by file name, made before the first is written."""
    edition, metrics, symbol = store.edition(), store.metrics(), store.currency_symbol()
    monthly, as_of, malls = store.figures("month"), edition.as_of_date, store.mall_names()
    experiments = experiments_page(store.experiments(), SegmentNames(malls, store.layer_names()), symbol)
    views: dict[str, object] = {
        "index.html": None,
        "weekly.html": weekly_page(store.board(), metrics, malls, store.restated(as_of), as_of, symbol),
        "cohorts.html": cohorts_page(
            monthly, metrics, {kind: store.cohorts(kind) for kind in COHORTS}, symbol
        ),
        "experiments.html": experiments,
        "identity.html": identity_page(store.identity(as_of, DAYS_SHOWN), as_of),
        "checks.html": checks_page(store.checks()),
        "metrics.html": dictionary_page(metrics.values(), monthly, symbol),
    }
    views |= {page.page: page for page in experiments.pages}
    environment, drawn = _environment(), set(views)
    return {
        name: environment.get_template(_template(name)).render(
            edition=edition, views=views, view=view, here=name, drawn=drawn
        )
        for name, view in views.items()
    }


def _template(name: str) -> str:
    """Every page has a template of its own name, but experiments share one."""
    return "experiment.html" if name.startswith("experiment-") else name


@cache
def _environment() -> Environment:
    """Templates, read and compiled once."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
