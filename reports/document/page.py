"""Pages: sections of blocks, and what stands in them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from reports.document.blocks import Block, Chart, Gauge, Heat, Table, sources_of
from reports.document.figures import Source
from reports.words import Words


@dataclass(frozen=True)
class Section:
    """Blocks under a heading."""

    title: Words
    blocks: Sequence[Block]
    lead: Words | None = None


@dataclass(frozen=True)
class Page:
    """A page by its file's stem; `stands_alone` keeps links to other pages off it.

    A page in a `folder` lies in there with all its files: it can be handed out without the others.
    One with a `template` of its own shows `own`, in which figures that are `opened` (their keys) tell what
    they mean; its sections are what lies beside it.
    """

    name: str
    title: Words
    lead: Words
    sections: Sequence[Section] = field(default_factory=tuple)
    stands_alone: bool = False
    folder: str = ""
    template: str = "page.html"
    own: object = None
    opened: Collection[str] | None = None  # none given: all

    @property
    def file_name(self) -> str:
        """Its file."""
        return f"{self.name}.html"

    def placed(self, path: str) -> str:
        """Where a file of the page lies, by its path from the page."""
        return f"{self.folder}/{path}" if self.folder else path

    @property
    def blocks(self) -> list[Block]:
        """All blocks in reading order."""
        return [block for section in self.sections for block in section.blocks]

    @property
    def tables(self) -> list[Table]:
        """All tables in reading order, also those behind drawings; a name stands once."""
        found = [block.table if isinstance(block, (Chart, Heat)) else block for block in self.blocks]
        return list({table.name: table for table in found if isinstance(table, Table)}.values())

    @property
    def popovers(self) -> set[str]:
        """Keys of figures whose definition opens over the page; a gauge unfolds its own."""
        return {
            source.key
            for block in self.blocks
            if not isinstance(block, Gauge)
            for source in sources_of(block)
        }

    @property
    def sources(self) -> list[Source]:
        """What the figures of the page are, each once."""
        found: dict[str, Source] = {}
        for block in self.blocks:
            for source in sources_of(block):
                found.setdefault(source.key, source)
        return list(found.values())
