"""How fast to ask, and how long to wait before asking again."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from random import SystemRandom
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_ASKED_WAIT = 600.0
"""Seconds; a server that asks for more is asked another day."""


class Pace:
    """At most so many requests in any second and in any minute."""

    def __init__(
        self,
        per_second: float,
        per_minute: int,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        burst = max(1, int(per_second))
        self._windows = [_Window(burst, burst / per_second), _Window(per_minute, 60.0)]
        self._clock, self.sleep = clock, sleep

    def wait(self) -> None:
        """Return when one more request is within the limits."""
        while (delay := max(window.delay(self._clock()) for window in self._windows)) > 0:
            self.sleep(delay)
        for window in self._windows:
            window.enter(self._clock())


class _Window:
    def __init__(self, limit: int, seconds: float) -> None:
        self._limit, self._seconds = limit, seconds
        self._entered: deque[float] = deque(maxlen=limit)

    def delay(self, now: float) -> float:
        """Seconds until the oldest of the last `limit` requests leaves the window."""
        if len(self._entered) < self._limit:
            return 0.0
        return max(0.0, self._entered[0] + self._seconds - now)

    def enter(self, now: float) -> None:
        self._entered.append(now)


@dataclass(frozen=True)
class Patience:
    """Waiting between tries: doubled each time, with jitter so that many clients do not come back at once."""

    tries: int = 8
    first_seconds: float = 1.0
    longest_seconds: float = 60.0

    def seconds(self, failed: int, asked_for: float | None = None) -> float:
        """How long to wait after the `failed`-th failure, at least what the server asked for."""
        planned = min(self.longest_seconds, self.first_seconds * 2.0 ** (failed - 1))
        return max(planned * SystemRandom().uniform(0.5, 1.0), asked_for or 0.0)


def retry_after(value: str | None, now: float) -> float | None:
    """Seconds that a Retry-After header asks for; `now` is seconds since 1970. None when it says nothing."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except ValueError:
        return None
