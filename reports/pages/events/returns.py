"""What events and rituals of a month returned, by guests who came for the first time and people alike."""

from __future__ import annotations

from reports.document import Block, Column, Row, Section, Source, Table, of_column
from reports.drawing import marks
from reports.store import Store
from reports.vocabulary.programmes import PROGRAMMES, named
from reports.words import Words

ROI = "kpi.community_roi"
MONTHS_SHOWN = 13
RETURNS = """
select
    month_start, program_kind, events, participants, matched_participants, window_days, cost_fen,
    added_margin_fen, roi, roi_low, roi_high, cost_so_far_fen, added_margin_so_far_fen, roi_so_far,
    roi_so_far_low, roi_so_far_high, null_reason
from kpi.community_roi
order by month_start desc, program_kind
limit $rows
"""


def section(store: Store) -> Section:
    """A drawing where a month has an answer; the table tells the reasons of the others."""
    rows: list[Row] = [
        {**row, "kind": named(row["program_kind"], PROGRAMMES)}
        for row in store.ask(RETURNS, rows=2 * MONTHS_SHOWN)
    ]
    title = Words("投入产出", "What they returned")
    lead = Words(
        "首次参与者与相像的人相比多出的毛利，减成本，除以成本。",
        "Margin that first guests added beside people alike, less the cost, by the cost.",
    )
    return Section(title, [*_estimates(rows), _table(rows), _so_far(rows)], lead)


def _estimates(rows: list[Row]) -> list[Block]:
    known: list[Row] = [
        {
            **row,
            "named": Words(
                f"{row['month_start']:%Y-%m} {row['kind'].zh}", f"{row['month_start']:%Y-%m} {row['kind'].en}"
            ),
        }
        for row in rows
        if row["roi"] is not None
    ]
    if not known:
        return []
    roi = _of("roi", Words("投入产出比", "Return"), "ratio")
    columns = [
        Column("named", Words("月份与类型", "Month and kind")), roi,
        _of("roi_low", Words("下限", "Low"), "ratio"), _of("roi_high", Words("上限", "High"), "ratio"),
    ]  # fmt: skip
    table = Table("returns-drawn", Words("投入产出比与区间", "Return with its interval"), columns, known)
    return [marks.intervals(table, "named", roi, "roi_low", "roi_high", roi.source)]


def _table(rows: list[Row]) -> Table:
    columns = [
        Column("month_start", Words("月份", "Month"), "month"),
        Column("kind", Words("类型", "Kind")),
        _of("events", Words("场次", "Events"), "count"),
        _of("participants", Words("首次参与", "First guests"), "count"),
        _of("matched_participants", Words("可比", "Matched"), "count"),
        _of("cost_fen", Words("成本", "Cost"), "fen"),
        _of("added_margin_fen", Words("增量毛利", "Margin added"), "fen"),
        _of("roi", Words("投入产出比", "Return"), "ratio", "null_reason"),
        _of("roi_low", Words("下限", "Low"), "ratio"),
        _of("roi_high", Words("上限", "High"), "ratio"),
    ]
    return Table("returns", Words("逐月", "Month by month"), columns, rows)


def _so_far(rows: list[Row]) -> Table:
    columns = [
        Column("month_start", Words("月份", "Month"), "month"),
        Column("kind", Words("类型", "Kind")),
        _of("cost_so_far_fen", Words("有答案各月的成本", "Cost of months with an answer"), "fen"),
        _of("added_margin_so_far_fen", Words("增量毛利", "Margin added"), "fen"),
        _of("roi_so_far", Words("累计投入产出比", "Return so far"), "ratio"),
        _of("roi_so_far_low", Words("下限", "Low"), "ratio"),
        _of("roi_so_far_high", Words("上限", "High"), "ratio"),
    ]
    return Table("returns-so-far", Words("截至各月", "So far, by month"), columns, rows, folded=True)


def _of(name: str, label: Words, unit: str, why: str | None = None) -> Column:
    return Column(name, label, unit, why, _source(name))


def _source(column: str) -> Source:
    return of_column(ROI, column)
