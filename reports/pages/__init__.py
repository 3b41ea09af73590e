"""The pages: one module each, from questions to the published store to a document.

A module states the published tables that it asks for, and builds its page; a version that lacks one of them
says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from reports.contents import entry
from reports.document import Note, Page, Section
from reports.pages import (
    benefits,
    cohorts,
    dictionary,
    events,
    funnels,
    health,
    identity,
    layers,
    leader,
    leaders,
    neighbourhood,
    rfm,
    rings,
    touch,
    weekly,
)
from reports.store import Store
from reports.words import Words


@dataclass(frozen=True)
class PageKind:
    """What a page reads, and how it is made."""

    tables: Sequence[str]
    build: Callable[[Store], Page]


@dataclass(frozen=True)
class FamilyKind:
    """Pages of one kind that lie in a folder of their own: what they read, and how they are made."""

    tables: Sequence[str]
    build: Callable[[Store], Iterator[Page]]


PAGES: dict[str, PageKind] = {
    "benefits": PageKind(benefits.TABLES, benefits.page),
    "cohorts": PageKind(cohorts.TABLES, cohorts.page),
    "events": PageKind(events.TABLES, events.page),
    "funnels": PageKind(funnels.TABLES, funnels.page),
    "health": PageKind(health.TABLES, health.page),
    "identity": PageKind(identity.TABLES, identity.page),
    "layers": PageKind(layers.TABLES, layers.page),
    "leaders": PageKind(leaders.TABLES, leaders.page),
    "metrics": PageKind(dictionary.TABLES, dictionary.page),
    "neighbourhood": PageKind(neighbourhood.TABLES, neighbourhood.page),
    "rfm": PageKind(rfm.TABLES, rfm.page),
    "rings": PageKind(rings.TABLES, rings.page),
    "touch": PageKind(touch.TABLES, touch.page),
    "weekly": PageKind(weekly.TABLES, weekly.page),
}


FAMILIES: dict[str, FamilyKind] = {
    dictionary.FOLDER: FamilyKind(dictionary.TABLES, dictionary.pages),
    leader.FOLDER: FamilyKind(leader.TABLES, leader.pages),
}


def relatives(store: Store) -> Iterator[Page]:
    """The pages of all families; one whose tables this version does not hold has none."""
    held = store.tables()
    for kind in FAMILIES.values():
        if held.issuperset(kind.tables):
            yield from kind.build(store)


def built(name: str, store: Store) -> Page:
    """A page by its name; one whose tables this version does not hold says what is missing."""
    kind = PAGES[name]
    missing = sorted(set(kind.tables) - store.tables())
    if not missing:
        return kind.build(store)
    told = entry(name)
    note = Note(
        Words(f"本版本没有发布：{', '.join(missing)}", f"This version does not publish: {', '.join(missing)}")
    )
    return Page(name, told.title, told.asks, [Section(told.title, [note])])
