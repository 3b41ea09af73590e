"""Values for hostile tables, as SQL: hashes of seed, table, column, world and row choose among edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from expectations.proofs.adversarial.vocabulary import Vocabulary

WORLD = "w"
_ALIKE = ("0",) * 9 + ("1",)
_KEYS = ("0", "0", "0", "1", "2")  # one of a world's three keys is met most of the time: joins find a partner
_ZONES = ("Asia/Shanghai", "Asia/Tokyo", "America/New_York", "Asia/Kolkata")
# What orders rows that are alike in all else: no two have one.
_TIE_BREAKS = ("file_row_number", "delivery_rank")
CLOCK = ("0", "1", "57599", "57600", "57601", "86399", "43200", "14400", "72000", "71999")


@dataclass(frozen=True)
class Profile:
    """One set of tables: how many worlds of how many rows, seen from which day.

    Tame ones hold no odd number; in those that are alike, nearly all keys and amounts of a world are one.
    In those by pattern the rows of a table are alike but for deviations (`patterns.py`); `absent` names a
    table without any.
    """

    seed: int
    worlds: int
    rows: int
    as_of: str
    is_tame: bool = False
    is_alike: bool = False
    is_by_pattern: bool = False
    absent: str = ""


class Draw:
    """Values drawn by hashing seed, table, column, world and row: the same wherever they are drawn."""

    def __init__(
        self, table: str, profile: Profile, vocabulary: Vocabulary, keys: frozenset[str] = frozenset()
    ) -> None:
        self._keys = keys
        self._tag = f"{profile.seed}|{table}"
        self._is_tame = profile.is_tame
        self._common = _ALIKE if profile.is_alike else _KEYS
        hours = sorted(vocabulary.hours)
        local = {str((hour - 8) % 24 * 3_600) for hour in hours}  # an hour in Shanghai, in UTC
        self._clock = (*CLOCK, *sorted(local | {str(hour % 24 * 3_600) for hour in hours}))
        self._row = "r"
        self._vocabulary = vocabulary

    def hash(self, name: str) -> str:
        """A large number, another one for each name, world and row."""
        return f"hash('{self._tag}.{name}', {WORLD}, {self._row})"

    def chance(self, name: str, tenths: int) -> str:
        """A condition that holds so many times out of ten."""
        return f"{self.hash('chance ' + name)} % 10 < {tenths}"

    def pick(self, name: str, options: Sequence[str]) -> str:
        """One of the options, which are SQL themselves."""
        return f"list_value({', '.join(options)})[1 + cast({self.hash(name)} % {len(options)} as integer)]"

    def value(self, column: str, kind: str, is_required: bool, accepted: tuple[str, ...] | None) -> str:
        """A value of the column's type; NULL one time in ten unless that is excluded."""
        if column in _TIE_BREAKS:
            return f"cast({WORLD} * 100 + r as {kind})"
        self._row = "r" if column in self._keys else "s"
        drawn = self._of_kind(column, kind, accepted)
        row, self._row = self._row, "0"
        is_known = self.chance("unknown " + column, 9)  # nothing of a world tells it
        self._row = row
        if not is_required:
            drawn = f"case when {is_known} and {self.chance('null ' + column, 9)} then {drawn} end"
        self._row = "r"
        return drawn

    def _of_kind(self, column: str, kind: str, accepted: tuple[str, ...] | None) -> str:  # noqa: PLR0911  a type each
        if kind == "BOOLEAN":
            return f"{self.chance(column, 5)}"
        if kind == "DATE":
            return self._date(column)
        if kind.startswith("TIMESTAMP"):
            return f"cast({self._instant(column)} as {kind})"
        if kind == "TIME":
            return f"cast({self._instant(column)} as time)"
        if kind.endswith("[]"):
            return f"cast(list_value({self._of_kind(column, kind[:-2], accepted)}) as {kind})"
        if kind == "VARCHAR":
            return self._text(column, accepted)
        if kind.startswith(("STRUCT", "MAP", "INTERVAL", "JSON")):
            return f"cast(null as {kind})"
        return f"cast({self._number(column)} as {kind})"

    def _date(self, column: str) -> str:
        shifts = (
            *("0", "0", "0", "focus", "focus", "focus + 1", "focus + 1", "focus - 1"),
            *("1", "-1", "3", "-focus", "2 * focus"),
        )
        is_flat = f"is_flat and {self.chance('flat ' + column, 8)}"
        shift = self.pick("day " + column, shifts)
        sharp = self.pick("sharp " + column, ("0", "focus"))
        return (
            f"base + cast(case when {is_flat} then 0 when is_sharp then {sharp} else {shift} end as integer)"
        )

    def _instant(self, column: str) -> str:
        """Near an edge of a day, or as far from the world's own instant as an interval of the query."""
        around = (
            "0",
            "0",
            "reach",
            "reach - 1",
            "reach + 1",
            "-reach",
            "-reach - 1",
            "1 - reach",
            "2 * reach",
            "1",
        )
        edge = f"epoch({self._date(column)}) + {self.pick('clock ' + column, self._clock)}"
        sharp = self.pick("sharp " + column, ("0", "reach"))
        step = self.pick("around " + column, around)
        near = f"instant + case when is_flat then 0 when is_sharp then {sharp} else {step} end"
        is_edge = f"not is_flat and not is_sharp and {self.chance('edge ' + column, 5)}"
        seconds = f"case when {is_edge} then {edge} else {near} end"
        return f"make_timestamp(cast(({seconds}) * 1000000 as bigint))"

    def _text(self, column: str, accepted: tuple[str, ...] | None) -> str:
        key = f"concat('w', {WORLD}, '-', {self._key(column)})"
        if column.endswith(("zone", "timezone")):
            return self.pick(column, [quoted(zone) for zone in _ZONES])
        texts = sorted(self._vocabulary.texts.get(column, ()))
        if accepted is not None:
            return self.pick(column, [quoted(text) for text in accepted])
        if not texts:
            return key
        literal = self.pick(column, [quoted(text) for text in [*texts, *texts, *texts, "other"]])
        return f"case when {self.chance('literal ' + column, 9)} then {literal} else {key} end"

    def _key(self, column: str) -> str:
        """Which of a world's keys a row has."""
        return self.pick("key " + column, self._common)

    def _number(self, column: str) -> str:
        edges = {number + step for number in self._vocabulary.numbers for step in (-1, 0, 1)}
        if not column.endswith("_fen"):
            edges = {edge for edge in edges if abs(edge) <= 1000}
        if column.endswith("hour"):
            return self.pick(column, ["0", "4", "6"])
        common = ["0", "1", "1", "2", "3"] + ["amount"] * 9 * column.endswith("_fen")
        common += ["100", "-100", "-amount"] * column.endswith("_fen")
        if edges and column.endswith(("_fen", "_days", "days")):
            common += ["focus", "focus - 1", "focus + 1"]
        common *= 9 if self._common is _ALIKE else 1
        options = [*common, *(str(edge) for edge in sorted(edges)[:60])]
        return self.pick(column, [option for option in options if not self._is_tame or option[0] not in "0-"])


def quoted(text: str) -> str:
    """A text as SQL."""
    return "'" + text.replace("'", "''") + "'"
