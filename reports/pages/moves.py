"""Where a month moved members: from what they were to what they are; counts are only added up here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from reports.document import Block, Chart, Column, Row, Source, Table, of_column
from reports.drawing import marks
from reports.vocabulary.members import NEW
from reports.words import Words

NEWCOMERS = "new"
LARGEST = 10
MEMBERS = Words("会员", "Members")
BEFORE, AFTER = Column("from", Words("月初", "Before")), Column("to", Words("月末", "After"))


def in_words(rows: Sequence[Row], names: Mapping[str, Words]) -> list[Row]:
    """Rows with `before` and `after` (codes) told, in the order of the names, newcomers last."""
    order = {code: place for place, code in enumerate(names)}
    told = [
        {
            **row,
            "from": NEW if row["before"] == NEWCOMERS else names.get(row["before"], row["before"]),
            "to": names.get(row["after"], row["after"]),
        }
        for row in rows
    ]
    last = len(order)
    return sorted(told, key=lambda row: (order.get(row["before"], last), order.get(row["after"], last)))


def matrix(rows: list[Row], table_name: str, name: str, title: Words) -> list[Block]:
    """From each to each, as a drawing and as a table."""
    columns = columns_of(table_name)
    table = Table(name, title, columns, rows, folded=True)
    share = columns[-1]
    return [marks.grid(table, "to", "from", share, share.source), table]


def largest(rows: list[Row], table_name: str, name: str) -> Chart:
    """The largest flows of members who were known before and changed."""
    moved = [
        {
            **row,
            "move": Words(f"{_zh(row['from'])} → {_zh(row['to'])}", f"{_en(row['from'])} → {_en(row['to'])}"),
        }
        for row in rows
        if row["before"] not in (NEWCOMERS, row["after"]) and row["numerator"]
    ]
    moved.sort(key=lambda row: (-row["numerator"], row["before"], row["after"]))
    columns = [Column("move", Words("流动", "Move")), *columns_of(table_name)]
    title = Words("最大的流动", "The largest moves")
    table = Table(name, title, columns, moved[:LARGEST])
    members = next(column for column in columns if column.name == "numerator")
    return marks.bars(table, "move", members, source=members.source)


def net(rows: list[Row], table_name: str, names: Mapping[str, Words], name: str, title: Words) -> list[Block]:
    """What each gained and lost: who came from elsewhere, who came new, who left, and what that leaves."""
    held = [_balance(code, called, rows) for code, called in names.items()]
    source = of_column(table_name, "numerator")
    columns = [
        Column("kind", title),
        Column("was", Words("月初", "Before"), "count", source=source),
        Column("new", Words("新进", "New"), "count", source=source),
        Column("came", Words("流入", "Came"), "count", source=source),
        Column("left", Words("流出", "Left"), "count", source=source),
        Column("is", Words("月末", "After"), "count", source=source),
        Column("net", Words("净增", "Net"), "count", source=source),
    ]
    gained = Table(
        f"{name}-net",
        Words("已有会员之间的净增减", "Net gain among known members"),
        [columns[0], *columns[3:5], columns[-1]],
        held,
    )
    whole = Table(
        f"{name}-account",
        Words("从月初到月末", "From the month's start to its end"),
        columns,
        held,
        Words(
            "流入、流出是原有会员的移动，新进另计；净增为流入减流出。",
            "Came and left are moves of known members, newcomers stand apart; net is came less left.",
        ),
    )
    return [marks.bars(gained, "kind", columns[-1], source=source), whole]


def _balance(code: str, called: Words, rows: list[Row]) -> Row:
    """Sums of published counts over the disjoint moves of a month."""

    def total(counts: Callable[[str, str], bool]) -> int:
        return sum(row["numerator"] or 0 for row in rows if counts(row["before"], row["after"]))

    came = total(lambda before, after: after == code and before not in (code, NEWCOMERS))
    left = total(lambda before, after: before == code != after)
    return {
        "kind": called,
        "was": total(lambda before, _: before == code),
        "new": total(lambda before, after: after == code and before == NEWCOMERS),
        "came": came,
        "left": left,
        "is": total(lambda _, after: after == code),
        "net": came - left,
    }


def columns_of(table_name: str) -> list[Column]:
    """The columns of a table of moves, each with its source."""

    def of(column: str) -> Source:
        return of_column(table_name, column)

    return [
        Column("month_start", Words("月份", "Month"), "month"),
        BEFORE,
        AFTER,
        Column("numerator", MEMBERS, "count", "null_reason", of("numerator")),
        Column("denominator", Words("月初人数", "Of"), "count", "null_reason", of("denominator")),
        Column("value", Words("占月初", "Share"), "ratio", "null_reason", of("value")),
    ]


def _zh(words: object) -> str:
    return words.zh if isinstance(words, Words) else str(words)


def _en(words: object) -> str:
    return words.en if isinstance(words, Words) else str(words)
