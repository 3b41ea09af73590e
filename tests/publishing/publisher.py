"""A publisher as a process of its own, to be killed: `publisher.py WAREHOUSE PUBLISHED STAMP [STAGE]`.

With a stage it kills itself, uncatchably, when that stage is done.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import duckdb

from publishing import publish
from tests.publishing.support import build, contract, run_info


def main(warehouse: str, published: str, stamp: int, fatal: str = "") -> None:
    def reached(stage: str) -> None:
        if stage == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    with duckdb.connect(warehouse) as con:
        build(con, stamp)
        publish(con, Path(published), contract(), run_info(stamp), keep=3, on_stage=reached)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), *sys.argv[4:5])
