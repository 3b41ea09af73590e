"""Identity health: changes of who is who, what guards barred, what waits, how much is known of whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from reports import words
from reports.feeds import feed_name
from reports.heatmap import shade
from reports.identity_store import Covered, IdentityFacts, Observed
from reports.identity_words import ACTIONS, CHANGES, DECISIONS, GUARDS, PLATES, STANDING, TYPES
from reports.sparkline import sparkline
from reports.words import NOTHING, Words, same

DAYS_SHOWN = 28
# As many as fit beside the names of feeds on a wide page; newest first, so that a narrow one shows those.
DAYS_OF_COVERAGE = 12


@dataclass(frozen=True)
class Line:
    """Something counted day by day, its newest day in front."""

    key: str
    name: Words
    note: Words
    newest: Words
    newest_day: Words
    line: Markup
    days: list[tuple[Words, Words]]


@dataclass(frozen=True)
class GuardRow:
    """What a guard did: how many by each action."""

    name: Words
    note: Words
    counts: list[Words]


@dataclass(frozen=True)
class CoverageCell:
    """A feed's share of a day, over its number of touchpoints."""

    share: str
    touchpoints: str
    background: str
    is_inverted: bool


@dataclass(frozen=True)
class IdentityPage:
    """Everything the page shows."""

    cards: list[tuple[Words, Words]]
    changes: list[Line]
    plates: list[Line]
    actions: list[Words]
    guards: list[GuardRow]
    shared: list[tuple[Words, Words]]
    decisions: list[tuple[Words, Words]]
    days: list[Words]
    coverage: list[tuple[Words, list[CoverageCell | None]]]

    @property
    def is_empty(self) -> bool:
        """Whether the version tells nothing of identity."""
        return not (self.cards or self.changes or self.coverage)


def identity_page(facts: IdentityFacts, as_of: date) -> IdentityPage:
    """Arrange what is published by the questions that people ask of it."""
    standing = {(one.measure, one.detail): one.number for one in facts.observed if one.day == as_of}
    days = [as_of - timedelta(days=back) for back in range(DAYS_OF_COVERAGE)]
    actions = [action for action in ACTIONS if any(f"guard_{action}" == measure for measure, _ in standing)]
    return IdentityPage(
        cards=_cards(standing),
        changes=_lines(facts.observed, CHANGES),
        plates=_lines(facts.observed, PLATES),
        actions=[ACTIONS[action] for action in actions],
        guards=_guards(standing, actions),
        shared=_details(standing, "identifiers_shared", TYPES),
        decisions=_details(standing, "steward_decisions", DECISIONS),
        days=[same(f"{day:%m-%d}") for day in days],
        coverage=_coverage(facts.covered, days),
    )


def _cards(standing: dict[tuple[str, str], int]) -> list[tuple[Words, Words]]:
    """What stands today; a count that is not published is not shown as zero."""
    return [(name, same(words.count(standing[key]))) for key, name in STANDING.items() if key in standing]


def _lines(observed: Sequence[Observed], wanted: dict[str, tuple[Words, Words]]) -> list[Line]:
    by_measure: dict[str, list[Observed]] = {}
    for one in observed:
        by_measure.setdefault(one.measure, []).append(one)
    return [
        _line(measure, *told, by_measure[measure])
        for measure, told in wanted.items()
        if measure in by_measure
    ]


def _line(key: str, name: Words, note: Words, days: list[Observed]) -> Line:
    days = sorted(days, key=lambda one: one.day)
    return Line(
        key=key,
        name=name,
        note=note,
        newest=same(words.count(days[-1].number)),
        newest_day=same(days[-1].day.isoformat()),
        line=sparkline([float(one.number) for one in days[-DAYS_SHOWN:]]),
        days=[
            (same(one.day.isoformat()), same(words.count(one.number))) for one in reversed(days[-DAYS_SHOWN:])
        ],
    )


def _guards(standing: dict[tuple[str, str], int], actions: Sequence[str]) -> list[GuardRow]:
    spoke = {guard for measure, guard in standing if measure.startswith("guard_")}
    known = [guard for guard in GUARDS if guard in spoke]
    return [
        GuardRow(
            *GUARDS.get(guard, (same(guard), NOTHING)),
            [_count(standing, action, guard) for action in actions],
        )
        for guard in [*known, *sorted(spoke.difference(GUARDS))]
    ]


def _count(standing: dict[tuple[str, str], int], action: str, guard: str) -> Words:
    number = standing.get((f"guard_{action}", guard))
    return NOTHING if number is None else same(words.count(number))


def _details(
    standing: dict[tuple[str, str], int], measure: str, names: dict[str, Words]
) -> list[tuple[Words, Words]]:
    return [
        (names.get(detail, same(detail)), same(words.count(number)))
        for (found, detail), number in sorted(standing.items())
        if found == measure
    ]


def _coverage(
    covered: Sequence[Covered], days: Sequence[date]
) -> list[tuple[Words, list[CoverageCell | None]]]:
    by_feed: dict[str, dict[date, Covered]] = {}
    for one in covered:
        if one.day in days:
            by_feed.setdefault(one.feed, {})[one.day] = one
    return [
        (feed_name(feed), [_cell(found[day]) if day in found else None for day in days])
        for feed, found in by_feed.items()
    ]


def _cell(one: Covered) -> CoverageCell:
    return CoverageCell(
        share=f"{one.share * 100:.0f}%",
        touchpoints=words.count(one.touchpoints),
        background=shade(one.share),
        is_inverted=one.share > 0.5,
    )
