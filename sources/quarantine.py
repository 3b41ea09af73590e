"""Quarantine: refused rows and files with reason, place and the *shape* of what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

EXCERPT_LENGTH = 120

COLUMNS = (
    ("feed", "VARCHAR"),
    ("file_id", "VARCHAR"),
    ("path", "VARCHAR"),
    ("delivered_on", "DATE"),
    ("line", "BIGINT"),
    ("byte_offset", "BIGINT"),
    ("reason", "VARCHAR"),
    ("column_name", "VARCHAR"),
    ("excerpt", "VARCHAR"),
    ("batch_id", "VARCHAR"),
)
"""Columns of quarantine/<feed>/<batch>/rows.parquet."""


@dataclass(frozen=True)
class Fault:
    """One refused record, or file when `line` is None, as a reader found it; `text` stays in memory.

    `detail` is shown as it is, unmasked: our own words and sums over many rows, never delivered text.
    """

    line: int | None
    byte_offset: int | None
    reason: str
    text: str | None = None
    column_name: str | None = None
    detail: str | None = None


def install_macros(con: duckdb.DuckDBPyConnection) -> None:
    """Give the connection `mask_shape(text)`: digits become 9, Chinese characters 字, other letters a."""
    masked = f"left(v, {EXCERPT_LENGTH})"
    for pattern, shape in ((r"\p{N}", "9"), (r"\p{Han}", "字"), (r"[\p{L}\p{M}]", "a")):
        # The replaced shapes stand for themselves in the later steps.
        guard = r"[^\P{L}字]|\p{M}" if shape == "a" else pattern
        masked = f"regexp_replace({masked}, '{guard}', '{shape}', 'g')"
    con.execute(f"CREATE OR REPLACE TEMP MACRO mask_shape(v) AS {masked}")
