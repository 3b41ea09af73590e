"""All experiments on one page: what runs, what is over, what was compared without a lot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from markupsafe import Markup

from reports.document import Column, Table
from reports.drawing.forest import MOST
from reports.experiments.experiment import ExperimentPage, experiment_name, experiment_page
from reports.experiments.interval import Axis, axis, bar
from reports.experiments.lines import in_parts_of_mean, of_mean
from reports.experiments.programme import HEADS, ReturnRow, Together, return_rows, returned, together
from reports.experiments.reasons import why
from reports.experiments.rows import Balance, Design, Power, Result
from reports.experiments.segments import SegmentNames
from reports.experiments.store import ExperimentFacts
from reports.experiments.words import DRAWN_BY_LOT, KINDS, named
from reports.words import NOTHING, Words


@dataclass(frozen=True)
class Waiting:
    """What has no result yet, and why."""

    name: Words
    kind: Words
    why: Words


@dataclass(frozen=True)
class Shelf:
    """Experiments that are read together."""

    name: str
    title: Words
    note: Words | None
    pages: list[ExperimentPage]
    bars: list[Markup]
    axis: Axis | None

    @property
    def drawn_most(self) -> int:
        """How many of its lines a picture has, where those are not all; else 0."""
        return MOST if len(self.pages) > MOST else 0

    @property
    def named(self) -> list[tuple[float, str]]:
        """Amounts of the line by place: parts of the control's mean."""
        return in_parts_of_mean(self.axis)


@dataclass(frozen=True)
class ExperimentsPage:
    """Everything the page shows."""

    shelves: list[Shelf]
    waiting: list[Waiting]
    together: Together | None
    returns: list[ReturnRow]
    returned: Table | None

    @property
    def heads(self) -> Sequence[Column]:
        """The columns of returns that the page has room for."""
        return HEADS if self.returned else []

    @property
    def pages(self) -> list[ExperimentPage]:
        """Every experiment that has a page."""
        return [page for shelf in self.shelves for page in shelf.pages]


def experiments_page(facts: ExperimentFacts, names: SegmentNames, symbol: str) -> ExperimentsPage:
    """Arrange every experiment of a version."""
    designs = {design.experiment_id: design for design in facts.designs}
    balance, power, results = _grouped(facts.balance), _grouped(facts.power), _grouped(facts.results)
    pages, waiting = [], []
    for key in sorted({*designs, *results}):
        design, rows = designs.get(key), results.get(key, [])
        name = experiment_name(key, design, facts.campaigns)
        beside = (design, balance.get(key, []), power.get(key, []))
        page = experiment_page(name, rows, *beside, names, symbol)
        if page is None or _says_nothing(page):
            waiting.append(_waiting(name, design, page))
        else:
            pages.append(page)
    return ExperimentsPage(
        shelves=[shelf for shelf in _shelves(pages) if shelf.pages],
        waiting=waiting,
        together=together(facts.increments, symbol),
        returns=return_rows(facts.returns, symbol),
        returned=returned(facts.returns),
    )


def _says_nothing(page: ExperimentPage) -> bool:
    """Whether nobody has been compared yet; what was drawn by lot has a page from its first day."""
    return page.evidence not in DRAWN_BY_LOT and page.answer.effect_abs is None


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
        ("running", Words("正在进行", "Running"), None, [page for page in by_lot if page.is_running]),
        ("over", Words("已经结束", "Over"), None, [page for page in by_lot if not page.is_running]),
        ("without-lot", Words("没有抽签的", "Compared without a lot"), note, others),
    ]
    return [
        Shelf(name, title, told, held, [_bar(page, line) for page in held], line)
        for name, title, told, held in chosen
    ]


def _bar(page: ExperimentPage, line: Axis | None) -> Markup:
    """The deciding metric on the line that all experiments share."""
    return bar(of_mean(page.answer), line, page.lead.tone, page.lead.between)


def _waiting(name: Words, design: Design | None, page: ExperimentPage | None) -> Waiting:
    if page:
        return Waiting(name, page.kind, why(page.answer) or NOTHING)
    begins = design.start_on if design else None
    told = Words(f"{begins} 开始", f"Begins {begins}") if begins else NOTHING
    return Waiting(name, named(KINDS, design.kind if design else None), told)


Row = TypeVar("Row", Result, Balance, Power)


def _grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows by experiment; they come in its order."""
    return {key: list(of_one) for key, of_one in groupby(rows, key=lambda row: row.experiment_id)}
