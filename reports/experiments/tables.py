"""What lies beside pages of experiments: the rows behind them as they were published, with their codes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import fields

from reports.document import Cell, Column, Row, Table, of_column
from reports.experiments.outcomes import TABLE, of_outcome
from reports.experiments.rows import ALL, Balance, Power, Result
from reports.experiments.segments import SegmentNames, segment_name
from reports.experiments.words import GRADES, decided, outcome
from reports.words import NOTHING, Words

# What a fixed horizon gives may not be read before its end.
AT_THE_END = {"ci_low", "ci_high", "p_value", "p_adjusted", "rel_low", "rel_high"}
NOT_YET = "looks_go_on"
UNITS = {"share": "ratio", "count": "number", "fen": "fen"}
OF_METRIC = ("mean_control", "mean_treat", "effect_abs", "ci_low", "ci_high", "cs_low", "cs_high")
# Name of a column and its unit; without one it is the metric's.
PUBLISHED: dict[str, tuple[Words, str]] = {
    "experiment_id": (Words("实验编号", "Experiment"), "text"),
    "metric_id": (Words("指标编号", "Metric id"), "text"),
    "segment_id": (Words("部分编号", "Part id"), "text"),
    "arm": (Words("组", "Arm"), "text"),
    "look_no": (Words("第几次查看", "Look"), "count"),
    "method": (Words("算法编号", "Method"), "text"),
    "is_answer": (Words("据此回答", "Answers"), "text"),
    "is_primary": (Words("主要指标", "Decides"), "text"),
    "window_start": (Words("起", "From"), "date"),
    "window_end": (Words("止（不含）", "Until, not included"), "date"),
    "n_control": (Words("对照人数", "Control"), "count"),
    "n_treat": (Words("试验人数", "Treated"), "count"),
    "mean_control": (Words("对照均值", "Control's mean"), ""),
    "mean_treat": (Words("试验均值", "Treated mean"), ""),
    "effect_abs": (Words("效果", "Effect"), ""),
    "ci_low": (Words("到期区间下限", "Interval of the end, low"), ""),
    "ci_high": (Words("到期区间上限", "Interval of the end, high"), ""),
    "cs_low": (Words("随时可看区间下限", "Interval at any look, low"), ""),
    "cs_high": (Words("随时可看区间上限", "Interval at any look, high"), ""),
    "p_value": (Words("偶然的可能", "By chance"), "p"),
    "p_adjusted": (Words("修正后", "Adjusted"), "p"),
    "effect_rel": (Words("相对对照", "Against control's mean"), "ratio"),
    "rel_low": (Words("相对下限", "Against it, low"), "ratio"),
    "rel_high": (Words("相对上限", "Against it, high"), "ratio"),
    "evidence": (Words("证据编号", "Evidence"), "text"),
    "decision": (Words("结论编号", "Decision"), "text"),
    "decision_reason": (Words("结论依据", "What it rests on"), "text"),
    "invalid_reason": (Words("不可分析的原因", "Why not analysable"), "text"),
    "is_final_look": (Words("已到期", "Over"), "text"),
}
TOLD = [
    Column("metric", Words("指标", "Metric")),
    Column("part", Words("哪些会员", "Among whom")),
    Column("grade", Words("证据", "Evidence grade")),
    Column("verdict", Words("结论", "Answer")),
]


def columns(of: str = TABLE, without: Collection[str] = ()) -> list[Column]:
    """The columns of effects as the table `of` publishes them."""
    told = {name: one for name, one in PUBLISHED.items() if name not in without}
    return [*TOLD, *(Column(name, one[0], one[1], source=of_column(of, name)) for name, one in told.items())]


def effects(name: str, title: Words, rows: Sequence[Result], names: SegmentNames) -> Table:
    """Effects with all that was published of them."""
    return Table(name, title, columns(), [effect_row(row, names) for row in rows])


def effect_row(row: Result, names: SegmentNames) -> dict[str, object]:
    """One effect."""
    known, unit = outcome(row.metric_id), UNITS[outcome(row.metric_id).unit]
    return {
        "metric": Cell(known.name, source=of_outcome(row.metric_id)),
        "part": segment_name(row.segment_id, names),
        "grade": GRADES.get(row.evidence or "", (NOTHING,))[0],
        "verdict": decided(row.decision, row.evidence),
        **{name: _cell(row, name, unit) for name in PUBLISHED},
    }


def _cell(row: Result, name: str, unit: str) -> Cell:
    if name in AT_THE_END and not row.is_over:
        return Cell(None, why=NOT_YET)
    return Cell(getattr(row, name), unit if name in OF_METRIC else PUBLISHED[name][1])


def looks_of(rows: Sequence[Result], lead: Result) -> list[Result]:
    """All looks at the answer that decides, by its own method."""
    asked = (lead.metric_id, ALL, lead.arm, lead.method)
    found = [row for row in rows if (row.metric_id, row.segment_id, row.arm, row.method) == asked]
    return sorted(found, key=lambda row: row.look_no)


def methods_of(rows: Sequence[Result], answers: Sequence[Result]) -> list[Result]:
    """All methods that answered what the answers do; none where there was but one."""
    asked = {(row.metric_id, row.arm, row.look_no) for row in answers}
    found = [row for row in rows if row.segment_id == ALL and (row.metric_id, row.arm, row.look_no) in asked]
    return found if len(found) > len(answers) else []


def plain(name: str, title: Words, kind: type[Balance | Power], rows: Sequence[Balance | Power]) -> Table:
    """Another published table of an experiment, column by column."""
    of = f"experiment.{name}"
    held = [
        Column(field.name, _label(field.name), _unit(field.name), source=of_column(of, field.name))
        for field in fields(kind)
        if field.name != "experiment_id"
    ]
    return Table(name, title, held, [_as_row(row, held) for row in rows])


def _as_row(row: Balance | Power, held: Sequence[Column]) -> Row:
    return {column.name: getattr(row, column.name) for column in held}


def _unit(name: str) -> str:
    return "count" if name.startswith("n_") else "text" if name in OTHERS_TEXT else "p"


OTHERS_TEXT = {"metric_id", "arm", "covariate"}
OTHERS = {
    "covariate": Words("比较什么", "Compared in"),
    "smd_before": Words("加权前标准化差", "Difference before weighting"),
    "smd_after": Words("加权后标准化差", "Difference after weighting"),
    "n_needed": Words("所需人数", "People needed"),
    "planned_effect": Words("预想效果", "Effect aimed at"),
    "mde_planned": Words("计划最小可测效果", "Smallest effect, planned"),
    "mde_realised": Words("实际最小可测效果", "Smallest effect, as it came out"),
    "power_planned": Words("计划把握", "Chance, planned"),
    "power_realised": Words("实际把握", "Chance, as it came out"),
}


def _label(name: str) -> Words:
    return OTHERS[name] if name in OTHERS else PUBLISHED[name][0]
