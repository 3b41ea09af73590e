"""A pull: every feed asked for, then landed whole with one rename. Safe to kill at any point."""

from __future__ import annotations

import fcntl
import filecmp
import os
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from sources.wecom_client.asking import Asker
from sources.wecom_client.errors import PullIsRunning, Refused, Unavailable
from sources.wecom_client.feeds import FEEDS
from sources.wecom_client.journal import FOLDER, Journal, Memory, forget_other_days

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from sources.wecom_client.client import Client
    from sources.wecom_client.feeds import Plan

_BREAKS = bytes.maketrans(b"\r\n", b"  ")


@dataclass(frozen=True)
class FeedPull:
    """How the pull of one feed ended."""

    feed: str
    status: str  # landed | unchanged | landed_before | past_state | not_permitted | refused
    # | incomplete | not_asked
    answers: int = 0
    documents: int = 0
    refused: int = 0
    file: str = ""
    note: str = ""


def pull(
    client: Client,
    landing: Path,
    plan: Plan,
    feeds: Sequence[str],
    *,
    again: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Iterator[FeedPull]:
    """Pull feeds into `landing`, each told as it ends.

    Args:
        client: The corp's API.
        landing: The landing zone's local folder.
        plan: The day, and the days asked for.
        feeds: Names from FEEDS, in the order wanted.
        again: Pull a feed anew that has landed for this day.
        progress: Hears how far it is.

    Raises:
        PullIsRunning: another process pulls into this landing zone.
        CredentialsRefused: WeCom does not take corp, secret or address.
    """
    tell = progress or (lambda _: None)
    with _alone(landing / FOLDER):
        if plan.is_today:
            forget_other_days(landing / FOLDER, plan.day)
        memory, is_reachable = Memory(landing / FOLDER / "landed.sqlite"), True
        try:
            for feed in feeds:
                if not is_reachable:
                    yield FeedPull(feed, "not_asked", note="WeCom did not answer before")
                    continue
                one = _Pull(client, landing, plan, feed, memory)
                try:
                    yield one.run(again=again, tell=tell)
                except Unavailable as error:
                    is_reachable = not error.is_host
                    yield one.ended("incomplete", note=str(error))
        finally:
            memory.close()


class _Pull:
    """One feed's part."""

    def __init__(self, client: Client, landing: Path, plan: Plan, feed: str, memory: Memory) -> None:
        self._client, self._landing, self._plan, self._feed = client, landing, plan, feed
        self._memory = memory
        self._counts = (0, 0)

    def ended(self, status: str, *, documents: int = 0, file: str = "", note: str = "") -> FeedPull:
        answers, refused = self._counts
        return FeedPull(self._feed, status, answers, documents, refused, file, note)

    def run(self, *, again: bool, tell: Callable[[str], None]) -> FeedPull:
        day, scope = self._plan.day, self._plan.scope(self._feed)
        if FEEDS[self._feed].is_snapshot and not self._plan.is_today:
            return self.ended("past_state", note="WeCom tells only the present state of this feed")
        runs = self._memory.runs(self._feed, day)
        if scope in runs and not again:
            return self.ended("landed_before", note="asked already for this day; --again asks anew")
        # Named by the run, so that what was answered to another scope is no answer to this one.
        name = f"{self._feed}-{day.isoformat()}-{len(runs) + 1}.sqlite"
        journal = Journal(self._landing / FOLDER / name)
        try:
            refusal = self._ask_all(journal, tell)
            self._counts = journal.count()
            result = self._refused(refusal) if refusal else self._land(journal, scope)
        except BaseException:
            self._counts = journal.count()
            journal.close()
            raise
        journal.close(is_over=True)
        return result

    def _ask_all(self, journal: Journal, tell: Callable[[str], None]) -> Refused | None:
        """Ask until the feed is whole; what refuses the feed as such is returned."""
        asker = Asker(self._client, journal, self._plan.day, lambda text: tell(f"{self._feed}: {text}"))
        try:
            FEEDS[self._feed].ask(asker, self._plan)
        except Refused as refusal:
            return refusal
        return None

    def _refused(self, refusal: Refused) -> FeedPull:
        return self.ended("not_permitted" if refusal.is_permission else "refused", note=str(refusal))

    def _land(self, journal: Journal, scope: str) -> FeedPull:
        """Write what is new aside, put it in place with one rename, and remember it."""
        day, is_snapshot = self._plan.day, FEEDS[self._feed].is_snapshot
        aside = self._landing / FOLDER / f"{self._feed}.jsonl"
        documents = 0
        with aside.open("wb") as file:
            for key, request, content in journal.landing():
                if is_snapshot or self._memory.is_new(self._feed, key, content):
                    file.write(_line(request, content))
                    documents += 1
            file.flush()
            os.fsync(file.fileno())
        place = ""
        if documents:
            place = _put(aside, self._landing / self._feed / day.isoformat())
        aside.unlink(missing_ok=True)
        self._memory.enter(self._feed, day, scope, place, ((key, c) for key, _, c in journal.landing()))
        return self.ended("landed" if documents else "unchanged", documents=documents, file=place)


def _line(request: str, content: bytes) -> bytes:
    """One document: what was asked, and the answer byte for byte, but for line breaks between its tokens."""
    return b'{"request":' + request.encode() + b',"response":' + content.translate(_BREAKS) + b"}\n"


def _put(aside: Path, folder: Path) -> str:
    """Into place under the next free name, unless a pull killed right behind its rename has put it there.

    Returns:
        The path below the landing zone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        target = folder / f"wecom-pull-{number:02}.jsonl"  # of one day, the later name is the later delivery
        if not target.exists():
            aside.replace(target)
        elif not filecmp.cmp(aside, target, shallow=False):
            continue
        return target.relative_to(folder.parents[1]).as_posix()
    raise AssertionError


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One pull at a time; the system lets go when its process dies."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise PullIsRunning("another pull is running; it goes on by itself") from None
    try:
        yield
    finally:
        os.close(handle)
