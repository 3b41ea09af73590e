"""One file on its way: its lines, what is dirty in them, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sources.synthetic import formats

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sources.synthetic.delivery import Schedule
    from sources.synthetic.feeds.stream import FileFlaw, Flaw, Stream

_MOST_LINES = 200_000
_FLAWED_EVERY = 5
"""Days in which each kind of dirty row comes up once."""
_DAMAGED_EVERY = 12
"""The same for damaged files."""
_WRONG_AT_FIRST = 7
"""Days after which a wrong row is delivered again, right; it cannot come as late itself."""


@dataclass(frozen=True)
class Mark:
    """A line that is not as it should be: what kind, how ingestion answers, how many rows that concerns."""

    kind: str
    reason: str
    count: int


@dataclass(frozen=True)
class Draft:
    """Lines of one file before it is written; `kept[i]` rows of line i are good."""

    stream: Stream
    day: date
    part: str
    header: tuple[str, ...]
    lines: list[str]
    kept: list[int]
    footer: str | None = None
    marks: dict[int, Mark] = field(default_factory=dict)
    suffix: str = ""
    later: int = 0
    """Days behind the usual delivery."""

    @property
    def name(self) -> str:
        """File name, without what packing adds."""
        plain = self.stream.file.format(feed=self.stream.feed, part=self.part, day=f"{self.day:%Y%m%d}")
        stem, dot, extension = plain.rpartition(".")
        return f"{stem}{self.suffix}{dot}{extension}"

    def content(self) -> bytes:
        """The bytes of the file."""
        head = tuple(self._filled(line) for line in self.stream.head)
        make = formats.SHAPES[self.stream.shape]
        return make(head or self.header, self.lines, self.footer, self.stream.encoding)

    def _filled(self, line: str) -> str:
        return line.replace("{day}", self.day.isoformat()).replace("{part}", self.part)

    def cut(self, first: int, last: int, suffix: str) -> Draft:
        """The part of the draft from one line up to another."""
        marks = {i - first: mark for i, mark in self.marks.items() if first <= i < last}
        return replace(
            self, lines=self.lines[first:last], kept=self.kept[first:last], marks=marks, suffix=suffix
        )


def flawed(draft: Draft, schedule: Schedule) -> Draft:
    """The draft with the kinds of dirty rows whose turn it is."""
    flaws = draft.stream.flaws
    turn = schedule.turn(draft.stream.view, draft.day, _FLAWED_EVERY)
    for number, flaw in enumerate(flaws):
        if number % _FLAWED_EVERY == turn:
            draft = _with_flaw(draft, flaw, schedule)
    return draft


def _with_flaw(draft: Draft, flaw: Flaw, schedule: Schedule) -> Draft:
    """Plant one flaw, at the first line from a drawn place on that can carry it."""
    start = int(schedule.draw(flaw.kind, draft.name) * len(draft.lines))
    for step in range(min(50, len(draft.lines))):
        at = (start + step) % len(draft.lines)
        if at in draft.marks or draft.lines[at] == "".join(draft.lines[at + 1 : at + 2]):
            # Dirty already, or the first of two equal lines, which must stay equal.
            continue
        made = flaw.make(draft.lines[at], draft.header)
        if made is not None:
            return _planted(draft, flaw, at, made)
    return draft


def _planted(draft: Draft, flaw: Flaw, at: int, made: str) -> Draft:
    rows = draft.kept[at]
    lines, kept, marks = list(draft.lines), list(draft.kept), dict(draft.marks)
    if flaw.in_place:
        lines[at] = made
        marks[at] = Mark(flaw.kind, flaw.reason, rows)
        return replace(draft, lines=lines, marks=marks)
    # The later one of two equal rows stands, so the first one is as if refused: the sum is the same.
    same = made == draft.lines[at]
    lines.insert(at + 1, made)
    kept.insert(at + 1, 0 if flaw.reason else rows)
    marks = {i + (i > at): mark for i, mark in marks.items()}
    marks[at + 1] = Mark(flaw.kind, flaw.reason, rows if same or not flaw.reason else 1)
    return replace(draft, lines=lines, kept=kept, marks=marks)


def files_of(draft: Draft, schedule: Schedule, *, wanders: bool) -> Iterator[Draft]:
    """The files that a draft becomes: parts, retries of the next day, a correction some days later."""
    if wanders and draft.stream.corrected and schedule.is_corrected(draft.name, draft.day):
        draft, correction = _corrected(draft, schedule)
        yield from correction
    yield from _parts(draft, schedule, wanders=wanders)
    if wanders and draft.stream.retried:
        yield from _retries(draft, schedule)


def _parts(draft: Draft, schedule: Schedule, *, wanders: bool) -> Iterator[Draft]:
    count = len(draft.lines)
    pieces = -(-count // _MOST_LINES)
    if wanders and schedule.is_split(draft.name, draft.day, count):
        pieces = max(pieces, 2)
    if pieces == 1 or not (draft.stream.may_wander and draft.stream.may_split):
        yield draft
        return
    size = -(-count // pieces)
    for number in range(pieces):
        yield draft.cut(number * size, min(count, (number + 1) * size), f"-{number + 1}of{pieces}")


def _retries(draft: Draft, schedule: Schedule) -> Iterator[Draft]:
    chosen = [
        i
        for i in range(len(draft.lines))
        if i not in draft.marks and schedule.draw("retry", draft.name, i) < draft.stream.retried
    ]
    if chosen:
        yield replace(
            draft,
            lines=[draft.lines[i] for i in chosen],
            kept=[draft.kept[i] for i in chosen],
            marks={k: Mark("retry", "", draft.kept[i]) for k, i in enumerate(chosen)},
            suffix="-retry",
            later=1,
        )


def _corrected(draft: Draft, schedule: Schedule) -> tuple[Draft, list[Draft]]:
    """The draft with one wrong row, and the file that puts it right."""
    from sources.synthetic.feeds.flaws import changed

    ((column, wrongly),) = draft.stream.corrected.items()
    at = int(schedule.draw("which", draft.name) * len(draft.lines))
    wrong = None if at in draft.marks else changed(column, wrongly)(draft.lines[at], draft.header)
    if wrong is None:
        return draft, []
    lines = list(draft.lines)
    lines[at] = wrong
    right = replace(
        draft,
        lines=[draft.lines[at]],
        kept=[draft.kept[at]],
        marks={0: Mark("correction", "", draft.kept[at])},
        suffix="-corrected",
        later=_WRONG_AT_FIRST,
    )
    return replace(draft, lines=lines), [right]


def damage(draft: Draft, schedule: Schedule) -> FileFlaw | None:
    """The kind of damage whose turn it is, if any."""
    flaws = draft.stream.file_flaws
    turn = schedule.turn(f"file {draft.stream.view}", draft.day, max(_DAMAGED_EVERY, len(flaws)))
    return flaws[turn] if turn < len(flaws) else None
