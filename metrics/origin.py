"""Where a published column begins: every path back to feeds, or to what the house itself has made.

Three kinds of origin: `value`, a feed column that flows into the column; `rows`, a feed or feed column that
decides which rows there are, all that a count, a constant or a name out of a seed can have; `own`, the
house's: the run, its registry and seeds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from metrics.lineage import FEED_SCHEMA, ROWS

# relation -> column -> [(parent relation, parent column), ...]; the column `*` stands for its rows
Parents = Mapping[str, Mapping[str, Sequence[tuple[str, str]]]]
VALUE, DECIDES, OWN = "value", "rows", "own"
_MADE_BY_THE_RUN = ("control.", "manifest.", "ops.")


@dataclass(frozen=True, order=True)
class Origin:
    """One beginning of a column: `raw.<feed>.<column>`, `raw.<feed>.*` for its rows, or a column of ours."""

    relation: str
    column: str
    kind: str

    @property
    def feed(self) -> str | None:
        """The feed, or None where the beginning is no feed."""
        schema, _, name = self.relation.partition(".")
        return name if schema == FEED_SCHEMA else None

    @property
    def name(self) -> str:
        """As it is printed: `raw.pos_sales.net_fen`."""
        return f"{self.relation}.{self.column}"


@dataclass
class Origins:
    """Walks the direct parents of all columns back to their beginnings."""

    parents: Parents
    _rows: dict[str, frozenset[str]] = field(default_factory=dict)

    def of(self, relation: str, column: str) -> list[Origin]:
        """Every beginning of a column in order of name: feeds where there are any, else what is our own."""
        values: set[tuple[str, str]] = set()
        decided_in: set[str] = set()
        for end, reader in self._ends(relation, column):
            if end[1] == ROWS or _is_seed(end[0]):
                decided_in.add(reader)
            if end[1] != ROWS:
                values.add(end)
        rows = {end for reader in decided_in for end in self._deciding(reader)} - values
        found = [Origin(*end, VALUE) for end in values] + [Origin(*end, DECIDES) for end in rows]
        own = [Origin(*end, OWN) for end in values or rows or {(relation, column)}]
        return sorted([origin for origin in found if origin.feed] or own)

    def _ends(self, relation: str, column: str) -> Iterator[tuple[tuple[str, str], str]]:
        """Where a column's values come from, each with the relation that reads it there.

        A column without any source gives the rows of its relation.
        """
        seen: set[tuple[str, str]] = set()
        open_ends = [((relation, column), relation)]
        while open_ends:
            here, reader = open_ends.pop()
            if here in seen:
                continue
            seen.add(here)
            known = self.parents.get(here[0])
            if known is None:
                yield here, reader
            elif not known.get(here[1]):
                yield (here[0], ROWS), here[0]
            else:
                open_ends += [(parent, here[0]) for parent in known[here[1]]]

    def _deciding(self, relation: str) -> Iterator[tuple[str, str]]:
        """The columns that filter and join a relation, followed to feeds, and the feeds of all its rows."""
        for parent, column in self.parents.get(relation, {}).get(ROWS, ()):
            if column != ROWS:
                yield from (end for end, _ in self._ends(parent, column) if end[1] != ROWS)
        for end_relation in self._row_ends(relation):
            yield end_relation, ROWS

    def _row_ends(self, relation: str) -> frozenset[str]:
        if relation not in self._rows:
            self._rows[relation] = frozenset()  # a model that reads itself adds nothing new
            above = {p for p, column in self.parents.get(relation, {}).get(ROWS, ()) if column == ROWS}
            ends = {end for parent in above for end in self._row_ends(parent)}
            self._rows[relation] = frozenset(ends or {relation})
        return self._rows[relation]


def _is_seed(relation: str) -> bool:
    return not relation.startswith((f"{FEED_SCHEMA}.", *_MADE_BY_THE_RUN))
