"""From a published file to a folder of pages, and what lies beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from reports.checks import Check, checks_page
from reports.contents import contents_of
from reports.definitions import Definition, lineages
from reports.document import Page
from reports.experiments.document import Shown
from reports.experiments.document import documents as of_experiments
from reports.experiments.overview import experiments_page
from reports.experiments.segments import SegmentNames
from reports.exporting.beside import FOLDER, beside
from reports.files import write_whole
from reports.pages import FAMILIES, PAGES, built, relatives
from reports.store import Edition, Store, open_store
from reports.writing import render

REFUSED = "refused.html"
Known = dict[str, Definition]


def render_all(published_file: Path, out_dir: Path) -> list[Path]:
    """Render every page of a published version and return where they are, the index first.

    All is made before the first page is written; tables, drawings and workbooks go to `files/` beside them.
    """
    with open_store(published_file) as store:
        documents = [*(built(name, store) for name in PAGES), *_experiments(store), *relatives(store)]
        told = store.definitions([source for page in documents for source in page.sources])
        known = {one.key: one for one in told}
        pages = _pages(store, documents, known)
        files = dict(_files(documents, known, store.currency_symbol()))
    (out_dir / REFUSED).unlink(missing_ok=True)
    for name, content in files.items():
        write_whole(out_dir / name, content)
    written = [write_whole(out_dir / name, text) for name, text in pages.items()]
    _forget(out_dir, {*written, *(out_dir / name for name in files)})
    return written


def render_refused(edition: Edition, checks: Sequence[Check], out_dir: Path) -> Path:
    """Tell of a night that was not published, with all that its checks found; the other pages stay."""
    drawn = {path.name for path in out_dir.glob("*.html")}
    text = render("checks.html", **_frame(edition, REFUSED, drawn), view=checks_page(checks))
    return write_whole(out_dir / REFUSED, text)


def _pages(store: Store, documents: Sequence[Page], told: Known) -> dict[str, str]:
    """All pages by file name, made before the first is written."""
    edition, symbol = store.edition(), store.currency_symbol()
    views = _views(store, next((page for page in documents if page.name == "weekly"), None))
    names = {*views, *(page.file_name for page in documents if not page.folder)}
    pages = {
        name: render(name, symbol, **_frame(edition, name, names), view=view) for name, view in views.items()
    }
    for page in documents:
        opened = {one.key: one for one in _known(page, told) if page.opened is None or one.key in page.opened}
        frame = _frame(edition, page.file_name, set() if page.stands_alone else names)
        pages[page.placed(page.file_name)] = render(
            page.template, symbol, **frame, page=page, view=page.own or page, known=opened,
            lineages=lineages(opened.values()),
        )  # fmt: skip
    return pages


def _files(documents: Sequence[Page], told: Known, symbol: str) -> Iterator[tuple[str, bytes]]:
    for page in documents:
        yield from beside(page, _known(page, told), symbol)


def _known(page: Page, told: Known) -> list[Definition]:
    """Definitions of a page's figures, as far as the store has any."""
    return [told[source.key] for source in page.sources if source.key in told]


def _views(store: Store, board: Page | None) -> dict[str, object]:
    """Pages that have templates of their own; the index shows the figures of the board."""
    return {"index.html": board, "checks.html": checks_page(store.checks())}


def _experiments(store: Store) -> Iterator[Page]:
    """The page of all experiments, and one for each."""
    names = SegmentNames(store.mall_names(), store.layer_names())
    view = experiments_page(store.experiments(), names, store.currency_symbol())
    yield from of_experiments(view, Shown(names, store.edition().as_of_date))


def _frame(edition: Edition, here: str, drawn: set[str]) -> dict[str, object]:
    """What the frame of every page is told: whose figures these are, where it stands, what else there is."""
    return {"edition": edition, "here": here, "drawn": drawn, "contents": contents_of(drawn)}


def _forget(out_dir: Path, written: set[Path]) -> None:
    """Remove what an earlier version drew and this one does not."""
    homes = [out_dir, *(out_dir / folder for folder in FAMILIES)]
    beside_pages = [path for home in homes for path in (home / FOLDER).glob("*/*")]
    relatives_drawn = [path for folder in FAMILIES for path in (out_dir / folder).glob("*.html")]
    for old in {*out_dir.glob("experiment-*.html"), *relatives_drawn, *beside_pages} - written:
        old.unlink()
    for folder in {path.parent for path in beside_pages}:
        if not any(folder.iterdir()):
            folder.rmdir()
