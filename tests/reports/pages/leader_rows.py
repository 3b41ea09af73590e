"""Rows of leaders: those of one always the same, those of the others drawn anew and marked."""

from __future__ import annotations

import random
from datetime import timedelta

from reports.leader import SECTIONS
from tests.reports.pages.community import AS_OF, BEFORE, COLUMNS, MONTH, made, put

MINE = "L1"
# The last ones look for a hole in a question or in a path.
OTHERS = ("L2", "L10", "l1", "L1 ", "%", "L1' or '1'='1", "../L1", "=L1", "<script>L1</script>")
SECRET = "73190"  # begins every number and ends every text of another leader
TABLES = [section.table for section in SECTIONS.values()]


def columns_of(table):
    words = COLUMNS[table].replace(",", " ").split()
    return dict(zip(words[::2], words[1::2], strict=True))


def drawn(table, leader, month, draw, secret=""):
    """A row of any values; those of others carry the secret."""
    kinds = {
        "varchar": lambda: f"word{draw.randrange(10**6)}{secret}",
        "bigint": lambda: int(f"{secret}{draw.randrange(10**3, 10**4)}"),
        "integer": lambda: int(f"{secret}{draw.randrange(10, 99)}"),
        "double": lambda: float(f"{secret}{draw.randrange(10**3)}"),
        "boolean": lambda: draw.random() < 0.5,
        "date": lambda: AS_OF - timedelta(days=draw.randrange(60)),
    }
    row = {name: kinds[kind]() for name, kind in columns_of(table).items()}
    keys = {
        "leader_id": leader,
        "month_start": month,
        "business_date": month,
        "rate_bp": draw.randrange(2000),
    }
    return row | {name: value for name, value in keys.items() if name in row}


def filled(path, seed):
    """One leader's rows are always the same; those of the others come anew with every seed."""
    con, draw = made(path), random.Random(seed)
    for table in TABLES:
        own = random.Random(7)
        rows = [drawn(table, MINE, month, own) for month in (MONTH, BEFORE)]
        for leader in OTHERS:
            months = draw.sample([MONTH, BEFORE, MONTH + timedelta(days=30)], draw.randrange(1, 4))
            rows += [drawn(table, leader, month, draw, SECRET) for month in months]
        draw.shuffle(rows)
        for row in rows:
            put(con, table, **row)
    return con
