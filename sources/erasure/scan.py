"""Where delivered files name targets: read by ingestion's own readers, so that both find the same rows."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sources import identifiers, quarantine, sql, values
from sources.erasure.flags import IS_HIT, LOCAL_HOURS, Keys, flagged
from sources.erasure.policy import CONSENT, named_columns, reduced
from sources.erasure.rewriting.edit import Places
from sources.judged import TABLE
from sources.outcome import Outcome
from sources.reading import FeedReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    import duckdb

    from sources.erasure.targets import Targets
    from sources.identifiers import Pepper
    from sources.intake import Delivery
    from sources.layout import Home
    from sources.registry import Feed

_PYTHON_ONLY = {"bill", "excel"}
"""Families whose editors look at each row themselves: a pass before them would only cost time."""


def _unheard(step: str) -> None:
    """Listens to nothing."""
    del step


@dataclass
class Content:
    """Bytes that were delivered once or several times, and where they name targets."""

    outcome: Outcome
    deliveries: list[Delivery] = field(default_factory=list)
    places: Places = field(default_factory=Places)


@dataclass(frozen=True)
class Erasure:
    """One erasure at work: whom, where, and with what."""

    home: Home
    pepper: Pepper
    targets: Targets
    settings: Mapping[str, str]
    progress: Callable[[str], None] = _unheard

    @contextmanager
    def engine(self) -> Iterator[Scanner]:
        """An engine for one feed: readers leave functions of their feed behind."""
        con = sql.connect(self.home.scratch)
        try:
            self.targets.load(con)
            yield Scanner(con, self.home, self.pepper, self.targets, self.settings, self.progress)
        finally:
            con.close()


@dataclass(frozen=True)
class Scanner:
    """Looks through deliveries of one feed."""

    con: duckdb.DuckDBPyConnection
    home: Home
    pepper: Pepper
    targets: Targets
    settings: Mapping[str, str]
    progress: Callable[[str], None]

    def scan(self, feed: Feed, deliveries: Sequence[Delivery]) -> list[Content]:
        """Each different content among the deliveries, with the places where it may name a target."""
        if feed.family in _PYTHON_ONLY:
            return _unread(deliveries)
        with self._read(feed, deliveries) as (light, reader, outcomes):
            contents = _by_content(outcomes)
            self._mark(light, reader, contents)
        return [content for content in contents.values() if not content.places.is_empty]

    def consents(self, feed: Feed, deliveries: Sequence[Delivery]) -> list[tuple[str, datetime]]:
        """Targets' keys that these deliveries tell new consent of, and when it was given."""
        column, word = CONSENT[feed.name]
        with self._read(feed, deliveries) as (light, _, _):
            at = f"coalesce({column}_utc, {column}_local - INTERVAL {LOCAL_HOURS} HOUR)"
            given = f" AND action = {sql.literal(word)}" if word else ""
            return self.con.execute(f"""
                SELECT k.key, t.at FROM (
                    {_texts(light, f"{at} AS at", f"{at} IS NOT NULL{given}")}
                ) AS t JOIN erasure_text AS k USING (text)
            """).fetchall()

    @contextmanager
    def _read(
        self, feed: Feed, deliveries: Sequence[Delivery]
    ) -> Iterator[tuple[Feed, FeedReader, list[Outcome]]]:
        """Judge what identifies and dates the rows of deliveries, and find the targets among their texts."""
        identifiers.install_macros(self.con, self.pepper)
        values.install_macros(self.con, with_timezones=False)
        quarantine.install_macros(self.con)
        self.home.scratch.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix="ingest-erasing-", dir=self.home.scratch))
        try:
            light = reduced(feed)
            reader = FeedReader(self.con, self.home, light, work, self.settings)
            outcomes = reader.read(list(deliveries), (), self.progress)
            self._recognise(light)
            yield light, reader, outcomes
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def _recognise(self, feed: Feed) -> None:
        """Each different text is hashed once; from then on texts are compared."""
        key = self.targets.pattern.format("keyed_hash(text)")
        self.con.execute(f"""
            CREATE OR REPLACE TEMP TABLE erasure_text AS
            SELECT * FROM (SELECT text, {key} AS key FROM (SELECT DISTINCT text FROM ({_texts(feed)})))
            WHERE key IN (FROM erasure_always) OR key IN (SELECT key FROM erasure_span)
        """)
        self.con.execute("""
            CREATE OR REPLACE TEMP TABLE erasure_text_always AS
            SELECT text AS key FROM erasure_text WHERE key IN (FROM erasure_always)
        """)
        self.con.execute("""
            CREATE OR REPLACE TEMP TABLE erasure_text_span AS
            SELECT t.text AS key, s.valid_from, s.valid_to
            FROM erasure_text AS t JOIN erasure_span AS s USING (key)
        """)

    def _mark(self, feed: Feed, reader: FeedReader, contents: dict[str, Content]) -> None:
        for file_id, line, place in self._hits(feed):
            if line is not None:
                contents[file_id].places.lines.add(line)
            else:
                contents[file_id].places.records.add(place)
        # Of lines of JSON their own reader knows the numbers; a table's records are counted.
        unnumbered = [
            file_id
            for file_id, content in contents.items()
            if content.places.records and content.outcome.shape == "json_lines"
        ]
        self.con.execute(
            "CREATE OR REPLACE TEMP TABLE erasure_lines (file_id VARCHAR, place BIGINT, line BIGINT)"
        )
        reader.number_lines(unnumbered, "erasure_lines")
        for file_id in unnumbered:
            places = contents[file_id].places
            found = dict(
                self.con.execute(
                    "SELECT place, line FROM erasure_lines WHERE file_id = ?", [file_id]
                ).fetchall()
            )
            places.lines |= {found[place] for place in places.records}
            places.records.clear()

    def _hits(self, feed: Feed) -> list[tuple[str, int | None, int]]:
        """Rows that name a target, and rows of which not even that is known."""
        keys = Keys("erasure_text_always", "erasure_text_span", self.targets.keys.has_spans)
        relation = f"(SELECT *, rowid AS _place FROM {TABLE})"
        select = flagged(feed, relation, [raw.name for raw in feed.raw_columns], keys)
        return self.con.execute(f"""
            WITH starts AS (
                SELECT _file_id, min(rowid) AS start FROM {TABLE} GROUP BY 1
            )
            SELECT h._file_id, h._line, h._place - s.start
            FROM ({select}) AS h JOIN starts AS s USING (_file_id)
            WHERE h.{sql.name(IS_HIT)} OR h._fault IS NOT NULL
        """).fetchall()


def _texts(feed: Feed, also: str = "", where: str = "true") -> str:
    """A SELECT of the text of each identifier of each judged row."""
    more = f", {also}" if also else ""
    return " UNION ALL ".join(
        f"SELECT {spelt} AS text{more} FROM {TABLE} WHERE {sql.name(name.raw_name)} IS NOT NULL AND {where}"
        for name in named_columns(feed)
        for spelt in [
            f"unnest({sql.name(name.raw_name)})" if name.column.is_list else sql.name(name.raw_name)
        ]
        if not (also and name.is_mention)
    )


def _by_content(outcomes: Sequence[Outcome]) -> dict[str, Content]:
    contents: dict[str, Content] = {}
    for outcome in outcomes:
        content = contents.setdefault(outcome.file_id, Content(outcome))
        content.deliveries.append(outcome.delivery)
        if outcome.status == "duplicate":
            continue
        content.outcome = outcome
        for fault in outcome.faults:
            if fault.line is None:
                content.places.is_whole = True
            else:
                content.places.doubtful.add(fault.line)
    return contents


def _unread(deliveries: Sequence[Delivery]) -> list[Content]:
    return [
        Content(Outcome(delivery, ""), [delivery], Places(is_whole=True)) for delivery in sorted(deliveries)
    ]
