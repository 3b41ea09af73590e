"""Worlds by a pattern: what a row says, all of them say, but for a few deviations.

A query of many conditions lets through hardly a row that is drawn column by column. So a world draws one row
for a table and repeats it: where that row meets all conditions, so do the others, and each deviation tries a
single one of them. (That data should be made from such as satisfy the query is the idea of Chandra et al.,
"Data generation for testing and grading SQL queries", VLDB Journal 2015; they solve for it, here one draws.)
Names of columns that are joined share their draw, so keys meet. Each world says of each key whether it is one
for all rows, another in each row or each second one (the same in rows of that number elsewhere), or drawn.
"""

from __future__ import annotations

from expectations.proofs.adversarial.draws import WORLD, Draw

# How many of a hundred values of a world deviate; and in how many of its columns, wild ones, most values do.
DEVIATIONS = ("0", "0", "4", "12")
_WILD, _OF_COLUMNS = 60, 5


class PatternDraw(Draw):
    """Draws a value from the pattern of its world, or by itself where it deviates."""

    def value(self, column: str, kind: str, is_required: bool, accepted: tuple[str, ...] | None) -> str:
        """A value of the column's type."""
        own = super().value(column, kind, is_required, accepted)
        if column in self._keys or kind.startswith(("STRUCT", "MAP", "INTERVAL", "JSON")):
            # What tells rows apart has no pattern, but dates may follow one another.
            return (
                f"case when is_run then base - cast(r as integer) else {own} end" if kind == "DATE" else own
            )
        tag, self._tag = self._tag, f"{self._tag.split('|')[0]}|pattern"
        self._row, own_family = "0", self._family(column)
        pattern = self._of_kind(column, kind, accepted)
        if not is_required:
            pattern = f"case when {self.hash('unknown ' + own_family)} % 100 >= 3 then {pattern} end"
        self._tag, self._row = tag, "r"
        is_wild = f"hash('{self._tag}.wild {column}', {WORLD}) % {_OF_COLUMNS} = 0"
        deviates = (
            f"{self.hash('deviates ' + column)} % 100 < case when {is_wild} then {_WILD} else deviations end"
        )
        return f"case when {deviates} then {own} else {pattern} end"

    def hash(self, name: str) -> str:
        """Columns that hold the same values share the draws of the pattern."""
        if not self._tag.endswith("|pattern"):
            return super().hash(name)
        purpose, _, column = name.rpartition(" ")
        return super().hash(f"{purpose} {self._family(column)}")

    def _key(self, column: str) -> str:
        drawn = super()._key(column)
        mode = f"hash('{self._tag.split('|')[0]}.{self._family(column)}', {WORLD}) % 8"
        return f"""cast(case when {mode} < 3 or is_run and {mode} < 6 then 0 when {mode} < 6 then r
            when {mode} < 7 then r // 2 else cast({drawn} as bigint) end as varchar)"""

    def _family(self, column: str) -> str:
        return self._vocabulary.families.get(column, column)
