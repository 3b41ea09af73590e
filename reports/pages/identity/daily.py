"""What is counted day by day: changes of members, and cars. A day without a run is left out, not zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reports.document import Block, Cell, Column, Row, Section, Table
from reports.drawing import marks
from reports.pages.board import PLAIN
from reports.pages.identity.observed import COUNTED, line
from reports.vocabulary.identity import CHANGES, PLATES
from reports.words import Words

Told = Mapping[str, tuple[Words, Words]]
# The first night meets everybody for the first time: beside it nothing else would be seen.
DRAWN = ("members_merged", "members_split", "identifiers_moved")
DAY = Column("day", Words("日期", "Day"), "date")


def changes(rows: Sequence[Row]) -> Section:
    """Members new, merged, split, forgotten, and identifiers that changed hands."""
    title = Words("变动", "Changes")
    lead = Words(
        "每一处变动在台账里都有一行，可以查证，也可以撤回。",
        "Every change is a line of the ledger that can be looked up and taken back.",
    )
    drawn = Words("合并、拆分与改属", "Merged, split, and identifiers moved")
    return Section(title, _blocks("changes", drawn, CHANGES, DRAWN, rows), lead)


def plates(rows: Sequence[Row]) -> Section:
    """Cars that came, and those of them whose member is not known."""
    drawn = Words("入场车牌与其中未绑定的", "Plates seen, and those unbound")
    return Section(Words("车牌", "Plates"), _blocks("plates", drawn, PLATES, list(PLATES), rows))


def _blocks(name: str, title: Words, told: Told, drawn: Sequence[str], rows: Sequence[Row]) -> list[Block]:
    """A line for each measure, their course where there is any, and every day."""
    by_measure = {one: [row for row in rows if row["measure"] == one] for one in told}
    known = {one: found for one, found in by_measure.items() if found}
    lines = [
        line(*told[one], found, [(PLAIN, Cell(found[-1]["day"], "date"))]) for one, found in known.items()
    ]
    course = [
        {**row, "when": f"{row['day']:%m-%d}", "what": told[one][0]}
        for one in drawn
        for row in known.get(one, ())
    ]
    number = Column("observed", Words("数量", "Number"), "count", source=COUNTED)
    table = Table(f"{name}-lines", title, [DAY, Column("what", Words("事项", "What")), number], course)
    has_course = len({row["day"] for row in course}) > 1
    chart = [marks.lines(table, "when", number, "what", COUNTED)] if has_course else []
    return [*lines, *chart, *([_every_day(name, told, known)] if known else [])]


def _every_day(name: str, told: Told, known: Mapping[str, Sequence[Row]]) -> Table:
    by_day: dict[object, dict[str, object]] = {}
    for measure, rows in known.items():
        for row in rows:
            by_day.setdefault(row["day"], {"day": row["day"]})[measure] = row["observed"]
    columns = [DAY, *(Column(one, told[one][0], "count", source=COUNTED) for one in known)]
    newest_first = [by_day[day] for day in sorted(by_day, key=str, reverse=True)]
    return Table(f"{name}-days", Words("每一天", "Every day"), columns, newest_first, folded=True)
