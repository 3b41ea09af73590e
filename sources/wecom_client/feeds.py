"""Which questions make up each feed. A refusal of one staff, group or message leaves the others."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING

from sources.wecom_client.errors import TOO_MANY_OWNERS, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sources.wecom_client.asking import Asker

SHANGHAI = timezone(timedelta(hours=8))
STAFF_A_REQUEST = 100
KEPT_DAYS = 180
"""WeCom answers for no day before that."""
_DAY_SECONDS = 86_400


@dataclass(frozen=True)
class Plan:
    """What a pull is after: its day, and the days before it that are asked for."""

    day: date
    statistics_days: tuple[date, ...]
    mass_send_days: tuple[date, ...]
    today: date

    @classmethod
    def of(
        cls,
        day: date,
        now: datetime,
        *,
        statistics_days: int = 3,
        ready_hour: int = 6,
        mass_send_days: int = 7,
    ) -> Plan:
        """The plan of a pull for `day`, made at `now` (any zone).

        Yesterday's figures are zeros until early morning: before `ready_hour` in Shanghai it is not asked.
        """
        here = now.astimezone(SHANGHAI)
        asked = [day - timedelta(days=back) for back in range(statistics_days, 0, -1)]
        newest = here.date() - timedelta(days=1 if here.hour >= ready_hour else 2)
        oldest = here.date() - timedelta(days=KEPT_DAYS)
        return cls(
            day,
            tuple(d for d in asked if oldest <= d <= newest),
            tuple(day - timedelta(days=back) for back in range(mass_send_days, 0, -1)),
            here.date(),
        )

    @property
    def is_today(self) -> bool:
        """Whether the state of this moment is the state of the plan's day."""
        return self.day == self.today

    def scope(self, feed: str) -> str:
        """What of the plan shapes the feed's questions: another scope is another pull of the same day."""
        return " ".join(d.isoformat() for d in self.statistics_days) if feed in _BY_STATISTICS_DAY else ""


def contacts(asker: Asker, _plan: Plan) -> None:
    """All customers of all staff.

    Each staff is asked for alone: in one list of many staff a page's end does not tell whose list is whole,
    and one staff who is refused refuses all.
    """
    for user in asker.staff():
        with _one_refused():
            for _ in asker.pages("batch/get_by_user", {"userid_list": [user], "limit": 100}):
                pass


def groups(asker: Asker, _plan: Plan) -> None:
    """Every customer group with its members; names are not asked for."""
    for chat_id in _chat_ids(asker):
        with _one_refused():
            asker.ask("groupchat/get", {"chat_id": chat_id, "need_name": 0})


def _chat_ids(asker: Asker) -> list[str]:
    try:
        pages = list(asker.pages("groupchat/list", {"status_filter": 0, "limit": 1000}, lands=False))
    except Refused as refusal:
        if refusal.errcode != TOO_MANY_OWNERS:
            raise
        pages = []
        for owners in _groups(asker.staff()):
            asked = {"status_filter": 0, "owner_filter": {"userid_list": owners}, "limit": 1000}
            pages += asker.pages("groupchat/list", asked, lands=False)
    return list(
        dict.fromkeys(chat["chat_id"] for page in pages for chat in page.get("group_chat_list") or [])
    )


def tags(asker: Asker, _plan: Plan) -> None:
    """The corp's tag dictionary."""
    asker.ask("get_corp_tag_list", {})


def staff_statistics(asker: Asker, plan: Plan) -> None:
    """Figures of each staff and day. Of several staff at once WeCom answers the sum and names nobody."""
    for user in asker.staff():
        for day in plan.statistics_days:
            begin = midnight(day)
            with _one_refused():
                asker.ask(
                    "get_user_behavior_data", {"userid": [user], "start_time": begin, "end_time": begin}
                )


def group_statistics(asker: Asker, plan: Plan) -> None:
    """Figures of each group owner and day."""
    owners = list(_groups(asker.staff()))
    for day in plan.statistics_days:
        for users in owners:
            begin, offset = midnight(day), 0
            while True:
                body = {
                    "day_begin_time": begin, "day_end_time": begin, "owner_filter": {"userid_list": users},
                    "offset": offset, "limit": 1000,
                }  # fmt: skip
                answer = asker.ask("groupchat/statistic", body)
                following = int(answer.get("next_offset") or 0)
                if following <= offset or following >= int(answer.get("total") or 0):
                    break
                offset = following


def mass_sends(asker: Asker, plan: Plan) -> None:
    """Messages of the last days, to customers and to groups; what each staff did, what each receiver got."""
    found: dict[str, None] = {}
    for day in plan.mass_send_days:
        for chat_type in ("single", "group"):
            body = {
                "chat_type": chat_type, "start_time": midnight(day),
                "end_time": midnight(day) + _DAY_SECONDS - 1, "limit": 100,
            }  # fmt: skip
            for page in asker.pages("get_groupmsg_list_v2", body):
                found |= dict.fromkeys(message["msgid"] for message in page.get("group_msg_list") or [])
    for msgid in found:
        with _one_refused():
            _results(asker, msgid)


def _results(asker: Asker, msgid: str) -> None:
    users: dict[str, None] = {}
    for page in asker.pages("get_groupmsg_task", {"msgid": msgid, "limit": 1000}):
        users |= dict.fromkeys(task["userid"] for task in page.get("task_list") or [])
    for user in users:
        with _one_refused():
            for _ in asker.pages("get_groupmsg_send_result", {"msgid": msgid, "userid": user, "limit": 1000}):
                pass


def links(asker: Asker, plan: Plan) -> None:
    """Acquisition links, who came by them, and their clicks."""
    pages = asker.pages("customer_acquisition/list_link", {"limit": 100}, lands=False)
    for link in [link for page in pages for link in page.get("link_id_list") or []]:
        with _one_refused():
            asker.ask("customer_acquisition/get", {"link_id": link})
        with _one_refused():
            for _ in asker.pages("customer_acquisition/customer", {"link_id": link, "limit": 1000}):
                pass
        for day in plan.statistics_days:
            asked = {"link_id": link, "start_time": midnight(day), "end_time": midnight(day)}
            with _one_refused():
                asker.ask("customer_acquisition/statistic", asked)


@contextmanager
def _one_refused() -> Iterator[None]:
    """A refusal of one question leaves the others, unless the whole interface is closed."""
    try:
        yield
    except Refused as refusal:
        if refusal.is_closed:
            raise


def midnight(day: date) -> int:
    """The day's first second in Shanghai, in seconds since 1970: milliseconds are errcode 600018."""
    return int(datetime.combine(day, time(), SHANGHAI).timestamp())


def _groups(users: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(users), STAFF_A_REQUEST):
        yield list(users[start : start + STAFF_A_REQUEST])


@dataclass(frozen=True)
class PulledFeed:
    """How a feed is asked for."""

    ask: Callable[[Asker, Plan], None]
    is_snapshot: bool
    """The answers are the state of this moment: delivered whole each day, never for a day that is over."""


FEEDS = {
    "wecom_tag": PulledFeed(tags, is_snapshot=True),
    "wecom_contact": PulledFeed(contacts, is_snapshot=True),
    "wecom_group": PulledFeed(groups, is_snapshot=True),
    "wecom_staff_stat": PulledFeed(staff_statistics, is_snapshot=False),
    "wecom_group_stat": PulledFeed(group_statistics, is_snapshot=False),
    "wecom_mass_send": PulledFeed(mass_sends, is_snapshot=False),
    "wecom_link": PulledFeed(links, is_snapshot=False),
}
_BY_STATISTICS_DAY = ("wecom_staff_stat", "wecom_group_stat", "wecom_link")
