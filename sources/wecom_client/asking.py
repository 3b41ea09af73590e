"""Questions of one feed: each is asked once a pull, however often the pull is killed and run again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from sources.wecom_client.errors import Refused, Unavailable
from sources.wecom_client.journal import request_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from sources.wecom_client.client import Client
    from sources.wecom_client.journal import Journal

PROGRESS_SECONDS = 5
_BASE = "/cgi-bin/externalcontact/"


class Asker:
    """Asks for one feed and remembers the answers."""

    def __init__(self, client: Client, journal: Journal, day: date, progress: Callable[[str], None]) -> None:
        self._client, self._journal, self._day, self._progress = client, journal, day, progress
        self._last_told = time.monotonic()

    def ask(self, name: str, body: Mapping[str, Any] | None, *, lands: bool = True) -> dict[str, Any]:
        """The answer to one question, from the journal when it was given before.

        What lands is kept with what was asked, the corp and the day of the pull: answers do not name these.
        """
        key = request_key(name, body)
        known = self._journal.find(key)
        if isinstance(known, int):
            raise Refused(known)
        if known is not None:
            return known.document
        try:
            answer = self._client.call(_BASE + name, body)
        except Refused as refusal:
            self._journal.add_refusal(key, refusal.errcode)
            raise
        request = {"corp_id": self._client.corp_id, "delivered_on": self._day.isoformat(), **(body or {})}
        self._journal.add(key, request, answer, lands=lands)
        self._tell()
        return answer.document

    def pages(self, name: str, body: Mapping[str, Any], *, lands: bool = True) -> Iterator[dict[str, Any]]:
        """All pages of a list that hands out cursors."""
        cursor, seen = "", set()
        while True:
            answer = self.ask(name, {**body, "cursor": cursor} if cursor else body, lands=lands)
            yield answer
            cursor = str(answer.get("next_cursor") or "").strip()
            if not cursor:
                return
            if cursor in seen:
                raise Unavailable(f"{name}: the pages go round in a circle", is_host=False)
            seen.add(cursor)

    def staff(self) -> list[str]:
        """Everyone who has customer contact."""
        return list(self.ask("get_follow_user_list", None, lands=False).get("follow_user") or [])

    def _tell(self) -> None:
        if time.monotonic() - self._last_told >= PROGRESS_SECONDS:
            answers, _ = self._journal.count()
            self._progress(f"{answers} answers")
            self._last_told = time.monotonic()
