"""Looks at members: each opens the published file of its moment, writes the access log, closes it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from http import HTTPStatus

import click
import duckdb

from orchestration.access_log import log_access
from orchestration.cli.member_name import MEMBER_UID, named
from orchestration.cli.published import open_published
from orchestration.settings import Settings
from orchestration.stewarding.answers import Answer, page, sent_to
from reports.member.document import member_document, whereabouts
from reports.member.masking import hidden
from reports.member.render import Frame, render_door, render_member
from reports.words import Words
from sources.erasure import tombstones
from sources.erasure.targets import seal
from sources.layout import Home
from sources.stewardship.naming import Identifier

NOBODY = Words("没有会员使用这个标识。", "No member holds this identifier.")
UNKNOWN = Words("发布的数据里没有这个会员编号。", "No member of this id is published.")
UNREADABLE = Words(
    "这不是该类型的有效标识，或指纹太短。",
    "This is no identifier of that type in any accepted form, or too little of a hash.",
)


@dataclass
class Looks:
    """Questions of stewards, answered one at a time.

    DuckDB shares one instance of a file within a process: a look that overlapped another would be shown the
    version of before a publish, for as long as looks overlap.
    """

    settings: Settings

    def __post_init__(self) -> None:
        self._one_at_a_time = threading.Lock()

    def find(self, kind: str, value: str, frame: Frame) -> Answer:
        """The way to the member whom an identifier or an id names."""
        text = value.strip()
        subject = text if kind == "member" else f"{kind}:{text}"
        if kind == "member" and MEMBER_UID.fullmatch(text):
            return sent_to(f"/member/{text}")
        if kind == "member":
            return _told(frame, HTTPStatus.NOT_FOUND, UNREADABLE)
        with self._store() as store:
            try:
                found = named(subject, self.settings, store)
            except click.UsageError:  # says why to a terminal, and repeats nothing either
                return _told(frame, HTTPStatus.NOT_FOUND, UNREADABLE)
            uids = [found.member_uid] if found.member_uid else []
            log_access(self.settings, "page:find", [found.label], uids)
        if found.member_uid:
            return sent_to(f"/member/{found.member_uid}")
        erased = self._erased(found.identifier)
        return (
            _told(frame, HTTPStatus.GONE, _gone(erased))
            if erased
            else _told(frame, HTTPStatus.NOT_FOUND, NOBODY)
        )

    def member(
        self, uid: str, frame: Frame, *, former: str | None = None, reason: str | None = None
    ) -> Answer:
        """A member's page, masked unless there is a reason; the way to it from a former id."""
        with self._store() as store:
            found = whereabouts(store, uid)
            if found.member_uid is None:
                log_access(self.settings, "page:show", [uid], [])
                if found.erased_on:
                    return _told(frame, HTTPStatus.GONE, _gone(found.erased_on))
                return _told(frame, HTTPStatus.NOT_FOUND, UNKNOWN)
            if found.member_uid != uid:
                return sent_to(f"/member/{found.member_uid}?former={uid}")
            document = member_document(store, uid)
            was = former if former in document["former_ids"] else None
            log_access(
                self.settings,
                "page:unmask" if reason else "page:show",
                [was or uid],
                [uid],
                unmasked=hidden(document) if reason else [],
                reason=reason or "",
            )
            return page(render_member(store, document, frame, reason=reason, former=was))

    @contextmanager
    def _store(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._one_at_a_time:
            store = open_published(self.settings)
            try:
                yield store
            finally:
                store.close()

    def _erased(self, identifier: Identifier | None) -> date | None:
        """The day on which the person of an identifier was erased, while its tombstone stands."""
        if identifier is None:
            return None
        now, sealed = datetime.now(UTC).replace(tzinfo=None), seal(identifier.hash)
        stones = tombstones.in_force(Home(self.settings.home), now)
        days = [stone.forgotten_at.date() for stone in stones if stone.identifier_hash == sealed]
        return max(days, default=None)


def _told(frame: Frame, status: HTTPStatus, said: Words) -> Answer:
    return page(render_door(frame, said), status)


def _gone(day: date) -> Words:
    return Words(
        f"此会员已于 {day} 应要求删除，什么都没有保留。",
        f"This member was erased on {day}; nothing is kept.",
    )
