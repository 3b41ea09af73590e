"""Benefits of the newest month, as all parts of the page name them."""

from __future__ import annotations

from reports.document import Column, Row, Source, of_column
from reports.store import Store
from reports.vocabulary.programmes import BEARERS, BENEFIT_CLASSES, BENEFIT_TYPES, named
from reports.words import Words, same

ROI = "kpi.benefit_roi_monthly"
SHOWN, FOLDED = 15, 120
NEWEST = "month_start = (select max(month_start) from kpi.benefit_roi_monthly)"


def asked(store: Store, question: str, **parameters: object) -> list[Row]:
    """Rows of a question about benefits, with their codes in words."""
    return [
        {
            **row,
            "benefit": same(row["name"] or row["benefit_id"]),
            "class": named(row["benefit_class"], BENEFIT_CLASSES),
            "type": named(row["benefit_type"], BENEFIT_TYPES),
            "borne_by": named(row["bearer"], BEARERS),
        }
        for row in store.ask(question, **parameters)
    ]


def who() -> list[Column]:
    """Which benefit a row is of; several malls may have one of the same name."""
    return [Column("benefit", Words("权益", "Benefit")), Column("benefit_id", Words("编号", "Id"))]


def kinds() -> list[Column]:
    """What kind of benefit it is."""
    return [Column("class", Words("层级", "Class")), Column("type", Words("用途", "Purpose"))]


def measure(
    name: str, label: Words, unit: str = "count", why: str | None = None, tone: str | None = None
) -> Column:
    """A published column, which opens its definition."""
    return Column(name, label, unit, why, source(name), tone)


def source(name: str) -> Source:
    """Where a column of the benefits comes from."""
    return of_column(ROI, name)
