"""Pulls as the command line and the schedule run them: configuration and clock in, one outcome a feed out."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from orchestration.landing import landing_store, share
from orchestration.settings import ConfigurationError, Settings
from sources.wecom_client import (
    FEEDS,
    SHANGHAI,
    Access,
    Client,
    CredentialsRefused,
    FeedPull,
    Pace,
    Plan,
    pull,
)

PULLED = "wecom_*/*/wecom-pull-*.jsonl"
log = logging.getLogger("memberloop")
# Endings after which the same pull should be run again.
UNFINISHED = frozenset({"incomplete", "not_asked", "refused"})


def today(now: datetime | None = None) -> date:
    """The day of the delivery folders' clock."""
    return (now or datetime.now(UTC)).astimezone(SHANGHAI).date()


def pull_wecom(
    settings: Settings,
    *,
    day: date | None = None,
    feeds: Sequence[str] = tuple(FEEDS),
    statistics_days: int | None = None,
    again: bool = False,
) -> Iterator[FeedPull]:
    """Pull the corp's customer contact for a day (default: today) into the home's landing folder.

    Raises:
        ConfigurationError: corp, secret or the key of the store are missing, or WeCom does not take them.
        PullIsRunning: another pull works on this home.
    """
    wecom = settings.wecom
    access = Access(wecom.corp_id, settings.require_wecom_secret(), wecom.api_url)
    store, now = landing_store(settings), datetime.now(UTC)
    plan = Plan.of(
        day or today(now),
        now,
        statistics_days=statistics_days or wecom.statistics_days,
        ready_hour=wecom.statistics_ready_hour,
        mass_send_days=wecom.mass_send_days,
    )
    if plan.is_today and plan.day - timedelta(days=1) not in plan.statistics_days:
        log.info(
            "yesterday's figures are not ready before %d:00; pull again then", wecom.statistics_ready_hour
        )
    pace = Pace(wecom.requests_per_second, wecom.requests_per_minute)
    try:
        with Client(access, pace) as client:
            for done in pull(client, settings.home / "landing", plan, feeds, again=again, progress=log.info):
                log.info("pull %s: %s, %d documents", done.feed, done.status, done.documents)
                yield done
        if store is not None:
            share(settings, store, PULLED)
    except CredentialsRefused as error:
        raise ConfigurationError([str(error)]) from None
