"""Public data with published answers, beside the repository; where it is not, its tests are skipped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import pandas as pd

PUBLIC = Path(__file__).parents[3] / "shared" / "data" / "experiments"
COVARIATES = ["age", "education", "black", "hispanic", "married", "nodegree", "re74", "re75"]


def table(name: str) -> pd.DataFrame:
    """One of the tables."""
    import pandas as pd

    path = PUBLIC / f"{name}.csv"
    if not path.exists():
        pytest.skip(f"{path.name} is not beside the repository")
    return pd.read_csv(path)


def trainees_and(pool: str) -> pd.DataFrame:
    """The trained of Dehejia and Wahba's sample, and a survey's people who were not asked."""
    import pandas as pd

    people = table("nsw_dw")
    both = pd.concat([people[people.treat == 1], table(f"{pool}_controls")], ignore_index=True)
    return both.assign(u74=(both.re74 == 0) * 1.0, u75=(both.re75 == 0) * 1.0)
