"""Pages of experiments as documents: templates of their own, and beside them tables, drawings, a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reports.contents import entry
from reports.document import Block, Column, Page, Section, Table, of_column
from reports.drawing.forest import Mark, forest
from reports.experiments.detail import money_table
from reports.experiments.experiment import ExperimentPage
from reports.experiments.guards import guard_table
from reports.experiments.interval import Span
from reports.experiments.lines import Forest, Line, of_mean
from reports.experiments.overview import ExperimentsPage, Shelf
from reports.experiments.rows import Balance, Increment, Power, Result
from reports.experiments.segments import SegmentNames
from reports.experiments.tables import columns, effect_row, effects, looks_of, methods_of, plain
from reports.words import Words

# Of what ended longer ago the figures lie beside its page, but no picture is drawn anew each night.
DRAWN_DAYS = 90
EXPERIMENT = Column("experiment", Words("实验", "Experiment"))
TOGETHER = Words("全部触达合在一起", "All outreach together")
MONTHS = Words("全部触达，逐月", "All outreach, month by month")
KIND = Column("kind", Words("做法", "What was tried"))
# A month has one reading, and days of its own.
NOT_OF_MONTHS = {"window_start", "window_end", "look_no", "cs_low", "cs_high", "is_answer", "is_final_look"}
MONTH = Column(
    "month_start",
    Words("月份", "Month"),
    "month",
    source=of_column("experiment.programme_increment", "month_start"),
)


@dataclass(frozen=True)
class Shown:
    """What documents are made with: the names of parts, and the day up to which is known."""

    names: SegmentNames
    as_of: date

    def is_drawn(self, row: Result) -> bool:
        """Whether it runs, or was looked at lately."""
        end = row.window_end
        return not row.is_over or end is None or end >= self.as_of - timedelta(days=DRAWN_DAYS)


def documents(view: ExperimentsPage, shown: Shown) -> Iterator[Page]:
    """The page of all experiments, then one for each."""
    yield overview(view, shown)
    yield from (document(page, shown) for page in view.pages)


def overview(view: ExperimentsPage, shown: Shown) -> Page:
    """All outreach together, each shelf, and what events returned."""
    told = entry("experiments")
    blocks: list[Block] = []
    if view.together:
        blocks += [
            _increments("together", TOGETHER, view.together.metrics, view.together.answers, shown.names),
            _increments("months", MONTHS, view.together.months, view.together.past, shown.names),
        ]
    blocks += [_shelf(shelf, shown) for shelf in view.shelves]
    blocks += [view.returned] if view.returned else []
    sections = [Section(told.title, blocks)] if blocks else []
    lines = [page.lead for page in view.pages]
    if view.together:
        lines += [*view.together.metrics.lines, *view.together.months.lines]
    return Page("experiments", told.title, told.asks, sections, template="experiments.html", own=view,
                opened=_opened(lines) | {one.source.key for one in view.heads if one.source})  # fmt: skip


def document(page: ExperimentPage, shown: Shown) -> Page:
    """One experiment: effects, parts, looks, methods, how alike the arms were, and power."""
    rows, lead, names = page.published, page.answer, shown.names
    is_drawn = shown.is_drawn(lead)
    tables = [
        _drawn(effects("effects", Words("各项指标", "Effects"), rows.whole, names), page.metrics, is_drawn)
    ]
    if page.segments:
        parts = effects("parts", Words("各部分会员", "Among whom"), rows.parts, names)
        tables.append(_drawn(parts, page.segments, False))
    others = [
        effects("looks", Words("逐次查看", "Look by look"), looks_of(rows.all, lead), names),
        effects("methods", Words("各种算法", "Methods"), methods_of(rows.all, rows.whole), names),
        plain("balance", Words("之前是否相像", "Alike before"), Balance, rows.balance),
        plain("power", Words("计划与实际", "Power"), Power, rows.powers),
        guard_table(lead),
        money_table(rows.whole),
    ]
    tables += [table for table in others if table.rows]
    stem = page.page.removesuffix(".html")
    return Page(
        stem, page.name, page.grade[0], [Section(page.name, tables)], template="experiment.html", own=page,
        opened=_opened(page.metrics.lines)
        | {source.key for *_, source in page.money} | {guard.source.key for guard in page.guards},
    )  # fmt: skip


def _shelf(shelf: Shelf, shown: Shown) -> Block:
    answers = [page.answer for page in shelf.pages]
    table = Table(
        shelf.name,
        shelf.title,
        [EXPERIMENT, KIND, *columns()],
        [
            {**effect_row(page.answer, shown.names), "experiment": page.name, "kind": page.kind}
            for page in shelf.pages
        ],
    )
    if shelf.axis is None or not any(shown.is_drawn(row) for row in answers):
        return table
    marks = [
        _mark(
            Words(f"{page.name.zh} · {page.lead.name.zh}", f"{page.name.en} · {page.lead.name.en}"),
            page.lead,
            of_mean(page.answer),
        )
        for page in shelf.pages
    ]
    return forest(table, marks, shelf.axis, shelf.named)


def _increments(
    name: str, title: Words, lines: Forest, rows: Sequence[Increment], names: SegmentNames
) -> Block:
    held = [{**effect_row(row, names), "month_start": row.month_start} for row in rows]
    of_months = columns("experiment.programme_increment", NOT_OF_MONTHS)
    return _drawn(Table(name, title, [MONTH, *of_months], held), lines, True)


def _drawn(table: Table, lines: Forest, is_drawn: bool) -> Block:
    if lines.axis is None or not is_drawn:
        return table
    marks = [_mark(line.name, line, line.span) for line in lines.lines]
    return forest(table, marks, lines.axis, lines.named)


def _mark(name: Words, line: Line, span: Span) -> Mark:
    return Mark(name, line.decision, line.effect, line.between, line.tone, span)


def _opened(lines: Sequence[Line]) -> set[str]:
    """Outcomes whose definitions the page's own template opens."""
    return {line.source.key for line in lines}
