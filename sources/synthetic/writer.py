"""Puts files where they are delivered, and counts what was put."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sources.synthetic.draft import damage, files_of, flawed
from sources.synthetic.formats import gzipped

if TYPE_CHECKING:
    from pathlib import Path

    from sources.synthetic.delivery import Schedule
    from sources.synthetic.draft import Draft
    from sources.synthetic.feeds.stream import FileFlaw
    from sources.synthetic.truth import Truth

_HUGE_LINE = 50_000_000


class Writer:
    """Writes drafts into a landing zone."""

    def __init__(self, landing: Path, schedule: Schedule, truth: Truth, *, dirt: bool) -> None:
        self._landing = landing
        self._schedule = schedule
        self._dirt = dirt
        self._seen: set[tuple[str, date]] = set()
        self.truth = truth
        self.files = 0
        self.size_bytes = 0
        self.rows: dict[str, int] = {}

    def deliver(self, draft: Draft) -> None:
        """Write the files of a draft; dirt lies in the first draft of its stream and day."""
        place = (draft.stream.view, draft.day)
        is_dirty = self._dirt and place not in self._seen
        self._seen.add(place)
        wanders = self._dirt and draft.stream.may_wander
        flaw = damage(draft, self._schedule) if is_dirty else None
        if is_dirty:
            draft = flawed(draft, self._schedule)
        for file in files_of(draft, self._schedule, wanders=wanders):
            if file.later:
                self._write_again(file)
            else:
                self._deliver_file(file, flaw, wanders=wanders)
                flaw = None

    def deliver_huge_line(self, feed: str, day: date) -> None:
        """One more file of a feed, whose only row is longer than any reader should hold."""
        name = f"huge_line_{day:%Y%m%d}.csv"
        header = next((self._landing / feed).glob("*/*.csv")).read_bytes().split(b"\n", 1)[0]
        data = header + b"\n" + b"x" * _HUGE_LINE + b"\n"
        if self._write(feed, day, name, data, "accepted", 0):
            self._mark(feed, day, name, "huge_line", "line_too_long")

    def _deliver_file(self, file: Draft, flaw: FileFlaw | None, *, wanders: bool) -> None:
        feed, usual = file.stream.feed, file.day + timedelta(days=file.stream.lag)
        day = self._schedule.delivered_on(file.name, file.day, lag=file.stream.lag, may_wander=wanders)
        data = file.content()
        damaged = flaw.make(file.header, file.lines, data) if flaw else None
        kinds = ["late_file"] if day > usual else []
        if flaw and damaged is not None and flaw.place == "over":
            data = damaged
            kinds.append(flaw.kind)
        elif flaw and damaged is not None:
            self._write_damaged(file, flaw, damaged, day)
            day += timedelta(days=flaw.place == "instead")
        name, data = self._packed(file, data)
        if self._write_marked(file, day, name, data):
            for kind in kinds:
                self._mark(feed, day, name, kind)
        if wanders and self._schedule.comes_twice(name, file.day):
            day += timedelta(days=1)
            # The same bytes: `Truth` tells that this one is the duplicate.
            if self._write(feed, day, f"again_{name}", data, "accepted", 0):
                self._mark(feed, day, f"again_{name}", "file_twice")

    def _write_again(self, file: Draft) -> None:
        """A retry or a correction, on its own later day."""
        day = file.day + timedelta(days=file.stream.lag + file.later)
        self._write_marked(file, day, file.name, file.content())

    def _packed(self, file: Draft, data: bytes) -> tuple[str, bytes]:
        if self._schedule.draw("packed", file.name) < file.stream.packed:
            return f"{file.name}.gz", gzipped(data)
        return file.name, data

    def _write_damaged(self, file: Draft, flaw: FileFlaw, data: bytes, day: date) -> None:
        feed = file.stream.feed
        name = f"{file.name}{flaw.suffix}" if flaw.suffix else f"{flaw.kind}_{file.name}"
        status = "quarantined" if flaw.reason else "accepted"
        if self._write(feed, day, name, data, status, 0):
            self._mark(feed, day, name, flaw.kind, flaw.reason)

    def _write_marked(self, file: Draft, day: date, name: str, data: bytes) -> bool:
        feed = file.stream.feed
        is_written = self._write(feed, day, name, data, "accepted", sum(file.kept))
        if is_written:
            for mark in file.marks.values():
                self._mark(feed, day, name, mark.kind, mark.reason, mark.count)
        return is_written

    def _mark(self, feed: str, day: date, name: str, kind: str, reason: str = "", count: int = 1) -> None:
        self.truth.dirt.append((feed, day, _path(feed, day, name), kind, reason, count))

    def _write(self, feed: str, day: date, name: str, data: bytes, status: str, rows: int) -> bool:
        """Write one file; False when it would come after the last day."""
        if day > self._schedule.last_day:
            return False
        path = _path(feed, day, name)
        target = self._landing / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        self.files += 1
        self.size_bytes += len(data)
        self.rows[feed] = self.rows.get(feed, 0) + rows
        digest = hashlib.blake2b(data, digest_size=16).hexdigest()
        self.truth.rendered.append((feed, day, path, digest, status, rows))
        return True


def _path(feed: str, day: date, name: str) -> str:
    """Where the file lies below the landing zone."""
    return f"{feed}/{day.isoformat()}/{name}"
