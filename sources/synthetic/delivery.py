"""When each file is delivered: late, doubled, split or resent, decided by hash and hence always the same."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

SPLIT_SHARE = 0.03
CORRECTED_SHARE = 0.03
_LATEST = 5
_FEWEST_TO_SPLIT = 20


@dataclass(frozen=True)
class Schedule:
    """Draws for files of a city; the same seed gives the same ones."""

    seed: int
    first_day: date
    last_day: date
    late_share: float = 0.02
    twice_share: float = 0.02

    def draw(self, *about: object) -> float:
        """A number from 0 up to 1 that belongs to its subject."""
        text = "|".join(map(str, (self.seed, *about))).encode()
        return int.from_bytes(hashlib.blake2b(text, digest_size=7).digest()) / 256**7

    def delivered_on(self, name: str, day: date, *, lag: int, may_wander: bool) -> date:
        """When the events of `day` arrive under `name`: on the usual day, or two to five days later."""
        usual = day + timedelta(days=lag)
        if not may_wander or self.draw("late", name, day) >= self.late_share:
            return usual
        return usual + timedelta(days=2 + int(self.draw("how late", name, day) * (_LATEST - 1)))

    def comes_twice(self, name: str, day: date) -> bool:
        """Whether the same bytes are delivered again on the next day."""
        return self.draw("twice", name, day) < self.twice_share

    def is_split(self, name: str, day: date, lines: int) -> bool:
        """Whether the file comes in two parts."""
        return lines >= _FEWEST_TO_SPLIT and self.draw("split", name, day) < SPLIT_SHARE

    def is_corrected(self, name: str, day: date) -> bool:
        """Whether one row was wrong at first and is delivered again, right, some days later."""
        return self.draw("corrected", name, day) < CORRECTED_SHARE

    def turn(self, name: str, day: date, among: int) -> int:
        """Whose turn it is among several kinds on that day; each comes up once every `among` days."""
        offset = int(self.draw("turn", name) * among)
        return ((day - self.first_day).days + offset) % among
