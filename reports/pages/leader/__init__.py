"""A leader's own page: made of what `reports/leader.py` hands out, to be handed out by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import sha256

from reports import words
from reports.document import Page
from reports.leader import SECTIONS, Document
from reports.pages.leader.days import days_table, past
from reports.pages.leader.score import score
from reports.pages.leader.statement import statement
from reports.pages.leader.summary import summary
from reports.store import Store
from reports.words import Words

FOLDER = "leaders"
TABLES = tuple(section.table for section in SECTIONS.values())


def page_name(leader_id: str) -> str:
    """The stem of the page's file: a digest, because an id comes from a feed and may hold anything."""
    return f"leader-{sha256(leader_id.encode()).hexdigest()[:12]}"


def pages(store: Store) -> Iterator[Page]:
    """A page for each leader of the newest months."""
    for leader_id in store.leader_ids():
        yield page(leader_id, store.leader(leader_id))


def page(leader_id: str, told: dict[date, Document]) -> Page:
    """What the leader did, what it scored and what it pays, and the months before."""
    newest, *_ = told
    month = words.month(newest)
    return Page(
        page_name(leader_id),
        Words(f"团长 {leader_id}", f"Leader {leader_id}"),
        Words(
            f"{month.zh}的业绩、评分与结算单。本页只有你自己的数据。",
            f"Sales, score and statement of {month.en}. This page holds nobody's figures but your own.",
        ),
        [
            summary(told),
            *score(told[newest]),
            *statement(told[newest]),
            *days_table(told[newest]),
            *past(told),
        ],
        stands_alone=True,
        folder=FOLDER,
    )
