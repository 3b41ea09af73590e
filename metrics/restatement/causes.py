"""The causes of a restatement, in the order in which they are applied to the old tables."""

from __future__ import annotations

ERASURE = "erasure"
DEFINITION, PARAMETER = "changed_definition", "changed_parameter"
UNEXPLAINED = "unexplained"
# Stage 0 is the old tables as tonight's queries see them: what differs there is the figure's own definition,
# or people who were erased from the old tables as well. What comes first is told on the data as they were.
STAGES = (
    "late_data",
    "corrected_delivery",
    "delivery_withdrawn",
    "identity_binding",
    "identity_merge",
    "identity_split",
    "steward",
    ERASURE,
    PARAMETER,
    DEFINITION,
    UNEXPLAINED,
)
OLD_STAGE, LAST_STAGE = 0, len(STAGES)


def stage_of(cause: str) -> str:
    """The SQL that numbers the stage of a cause."""
    whens = " ".join(f"when '{name}' then {number}" for number, name in enumerate(STAGES, start=1))
    return f"case {cause} {whens} end"


# How a row is known to be changed by a cause, the surest first; the number is kept, its word is published.
OWN_RECORD, OWN_PERHAPS, IDENTITY, NEAR_RECORD, DAY, CODE, LIFE, WHOLE, ELSEWHERE = range(1, 10)
