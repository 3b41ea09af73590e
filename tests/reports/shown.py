"""One page as its reader gets it, without the others."""

from __future__ import annotations

from reports.definitions import lineages
from reports.document import Page
from reports.store import Store
from reports.writing import render


def html_of(store: Store, page: Page, template: str = "page.html") -> str:
    """The page in a frame that knows of no other page."""
    known = {one.key: one for one in store.definitions(page.sources)}
    return render(
        template, store.currency_symbol(), edition=store.edition(), here=page.file_name,
        drawn={page.file_name}, contents=[], view=page, known=known, lineages=lineages(known.values()),
    )  # fmt: skip
