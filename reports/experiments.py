"""All experiments on one page: what runs, what is over, what was compared without a lot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from markupsafe import Markup

from reports.experiment import ExperimentPage, experiment_page
from reports.experiment_lines import of_mean
from reports.experiment_store import Balance, Design, ExperimentFacts, Power, Result
from reports.experiment_words import DRAWN_BY_LOT, KINDS, named
from reports.interval import Axis, axis, bar
from reports.words import Words, same


@dataclass(frozen=True)
class Waiting:
    """An experiment that is registered and has no result yet."""

    name: Words
    kind: Words
    begins: Words


@dataclass(frozen=True)
class Shelf:
    """Experiments that are read together."""

    title: Words
    note: Words | None
    pages: list[ExperimentPage]
    bars: list[Markup]


@dataclass(frozen=True)
class ExperimentsPage:
    """Everything the page shows."""

    shelves: list[Shelf]
    waiting: list[Waiting]

    @property
    def pages(self) -> list[ExperimentPage]:
        """Every experiment that has a page."""
        return [page for shelf in self.shelves for page in shelf.pages]


def experiments_page(facts: ExperimentFacts, malls: Mapping[str, str], symbol: str) -> ExperimentsPage:
    """Arrange every experiment of a version."""
    designs = {design.experiment_id: design for design in facts.designs}
    balance = _grouped(facts.balance)
    power = _grouped(facts.power)
    pages = {}
    for key, rows in _grouped(facts.results).items():
        beside = (designs.get(key), balance.get(key, []), power.get(key, []))
        if page := experiment_page(rows, *beside, malls, symbol):
            pages[key] = page
    return ExperimentsPage(
        shelves=[shelf for shelf in _shelves(list(pages.values())) if shelf.pages],
        waiting=[_waiting(design) for design in facts.designs if design.experiment_id not in pages],
    )


def _shelves(pages: Sequence[ExperimentPage]) -> list[Shelf]:
    ordered = sorted(pages, key=lambda page: page.answer.experiment_id)
    ordered.sort(key=lambda page: str(page.answer.window_end or ""), reverse=True)
    by_lot = [page for page in ordered if page.evidence in DRAWN_BY_LOT]
    others = [page for page in ordered if page.evidence not in DRAWN_BY_LOT]
    note = Words(
        "没有抽签留出的对照，只能与相近的人或社区比较，证据较弱。",
        "Nobody was left out by lot; these are compared with people or communities that were alike before, "
        "which is weaker evidence.",
    )
    line = axis(of_mean(page.answer) for page in ordered)
    chosen = [
        (Words("正在进行", "Running"), None, [page for page in by_lot if page.is_running]),
        (Words("已经结束", "Over"), None, [page for page in by_lot if not page.is_running]),
        (Words("没有抽签的", "Compared without a lot"), note, others),
    ]
    return [Shelf(title, note, pages, [_bar(page, line) for page in pages]) for title, note, pages in chosen]


def _bar(page: ExperimentPage, line: Axis | None) -> Markup:
    """The deciding metric on the line that all experiments share."""
    return bar(of_mean(page.answer), line, page.lead.tone, page.lead.between)


def _waiting(design: Design) -> Waiting:
    begins = design.start_on
    return Waiting(
        name=same(design.campaign_name or design.experiment_id),
        kind=named(KINDS, design.kind),
        begins=Words(f"{begins} 开始", f"begins {begins}") if begins else same("—"),
    )


Row = TypeVar("Row", Result, Balance, Power)


def _grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows by experiment; they come in its order."""
    return {key: list(of_one) for key, of_one in groupby(rows, key=lambda row: row.experiment_id)}
