"""What the outcomes of experiments count: the words that stand beside the published column's own."""

from __future__ import annotations

from typing import NamedTuple

from reports.document import Source, of_column
from reports.experiments.words import OUTCOMES

TABLE, COLUMN = "experiment.result", "effect_abs"


class Counted(NamedTuple):
    """What is counted of a person on the days that count, and what it is divided by."""

    numerator: str
    denominator: str = "People of the arm, whether they did anything or not."


COUNTED = {
    "visit": Counted("People of the arm with a visit-day on the days that count."),
    "purchase": Counted("People of the arm with a purchase-day on the days that count."),
    "visit_days": Counted("Visit-days of the arm's people on the days that count."),
    "purchase_days": Counted("Purchase-days of the arm's people on the days that count."),
    "net_fen": Counted("Net of all tickets of the arm's people on the days that count, returns included."),
    "redemption": Counted("People of the arm who redeemed a coupon on the days that count."),
    "ticket_fen": Counted(
        "Net of the tickets of the arm's people on the days that count.", "Those tickets, not people."
    ),
    "profit_fen": Counted(
        "Margin of the arm's people on the days that count, less the coupons that the house bears and the"
        " messages sent to them."
    ),
}


def of_outcome(metric_id: str) -> Source:
    """An outcome that the house knows; of any other, which a register made up, the effect's column."""
    known = metric_id in OUTCOMES and metric_id in COUNTED
    return Source(metric_id, TABLE, COLUMN) if known else of_column(TABLE, COLUMN)
