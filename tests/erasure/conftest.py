"""A home in which a town was ingested, and an erasure of one person in it."""

from __future__ import annotations

import shutil
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from sources.casting import DEFAULT_SETTINGS
from sources.erasure import tombstones
from sources.erasure.feeds import FeedErased, erase_feed
from sources.erasure.guard import guard
from sources.erasure.scan import Erasure
from sources.erasure.targets import Target, Targets
from sources.identifiers import identifier_hash
from sources.ingest import accept_batch
from tests.erasure.town import GONE, deliveries, land_town
from tests.sources.conftest import House

if TYPE_CHECKING:
    from pathlib import Path

    from tests.erasure.town import Person

FORGOTTEN_AT = datetime.fromisoformat("2026-04-01T00:00:00")
LATER = datetime.fromisoformat("2026-05-01T00:00:00")
FEEDS = tuple(dict.fromkeys(feed for feed, _, _ in deliveries()))


class Town(House):
    """A home with a town in it."""

    def take_in(self) -> dict[str, int]:
        """Ingest whatever is new, behind the guard; rows kept by feed."""
        guard(self.home, self.registry, self.pepper, DEFAULT_SETTINGS, LATER, lambda _: None)
        kept = {}
        for feed in FEEDS:
            batch = self.prepare(feed)
            if batch:
                accept_batch(self.home, batch)
                kept[feed] = batch.counts.rows_kept
        return kept

    def targets(self, *people: Person) -> Targets:
        hashes = {(k, identifier_hash(self.pepper, k, v)) for p in people for k, v in p.values.items()}
        return Targets.of(Target(kind, found) for kind, found in hashes if found)

    def erase(self, *people: Person) -> dict[str, FeedErased]:
        targets = self.targets(*people)
        tombstones.add(self.home, targets, FORGOTTEN_AT, 400)
        erasure = Erasure(self.home, self.pepper, targets, DEFAULT_SETTINGS)
        done = {feed: erase_feed(erasure, self.registry[feed]) for feed in FEEDS}
        return {feed: erased for feed, erased in done.items() if erased}


@pytest.fixture(scope="session")
def ingested(tmp_path_factory) -> Path:
    """A town that was taken in. Do not write to it."""
    town = Town(tmp_path_factory.mktemp("ingested"))
    land_town(town)
    town.take_in()
    return town.root


@pytest.fixture
def town(ingested, tmp_path) -> Town:
    home = tmp_path / "home"
    shutil.copytree(ingested, home)
    return Town(home)


@pytest.fixture(scope="session")
def erased_home(ingested, tmp_path_factory):
    """The town after the erasure, and what that did. Do not write to it."""
    home = tmp_path_factory.mktemp("erased") / "home"
    shutil.copytree(ingested, home)
    town = Town(home)
    return town, town.erase(GONE)


@pytest.fixture
def erased(erased_home, tmp_path) -> Town:
    """A copy of the town after the erasure."""
    home = tmp_path / "home"
    shutil.copytree(erased_home[0].root, home)
    return Town(home)
