"""A leader's own page: nothing of another in any of its files, and a payout that can be worked out again."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from datetime import timedelta
from pathlib import PurePosixPath

import duckdb
import pytest

from reports.document import Chart
from reports.exporting.beside import csv_path, workbook_path
from reports.exporting.csv import as_csv
from reports.exporting.workbook import as_workbook
from reports.pages.leader import FOLDER, page_name, pages
from reports.render import render_all
from reports.store import Store
from tests.reports import published
from tests.reports.markup import Page
from tests.reports.pages.community import AS_OF, BEFORE, COLUMNS, MONTH, made, put
from tests.reports.pages.leader_rows import MINE, OTHERS, SECRET, TABLES, drawn, filled
from tests.reports.shown import html_of


def handed_out(con, leader=MINE):
    """Everything that a leader gets, by its path from the page."""
    store = Store(con)
    page = next(one for one in pages(store) if one.name == page_name(leader))
    assert not [block for block in page.blocks if isinstance(block, Chart)]  # nothing but tables to write
    files = {page.placed(csv_path(page, one.name)): as_csv(one).encode() for one in page.tables}
    files[page.placed(workbook_path(page))] = as_workbook(page, store.definitions(page.sources))
    return {f"{FOLDER}/{page.file_name}": html_of(store, page).encode(), **files}


def opened(content):
    """A workbook's parts; anything else as it is."""
    if content[:2] != b"PK":
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return b"\n".join(book.read(name) for name in book.namelist())


def test_nothing_of_the_others_is_in_any_file_or_changes_it(tmp_path):
    first = None
    for seed in range(8):
        with filled(tmp_path / f"{seed}.duckdb", seed) as con:
            files = handed_out(con)
        assert not [name for name, content in files.items() if SECRET.encode() in opened(content)]
        first = first or files
        assert files == first
    assert any(name.endswith(".xlsx") for name in first)
    assert sum(name.endswith(".csv") for name in first) >= 6


def test_the_secret_would_be_seen(tmp_path):
    """The same search in another's page finds it: what is looked for above can be found."""
    with filled(tmp_path / "x.duckdb", 3) as con:
        files = handed_out(con, "L2")
    assert all(SECRET.encode() in opened(content) for name, content in files.items() if "months" not in name)


def test_a_page_leads_to_its_own_files_alone(tmp_path):
    with filled(tmp_path / "x.duckdb", 1) as con:
        for leader in (MINE, *OTHERS):
            name = page_name(leader)
            files = handed_out(con, leader)
            html = Page(files[f"{FOLDER}/{name}.html"].decode())
            leads = [one for one in html.references if one not in ("#en", "#zh", "data:,")]
            assert leads
            assert all(one.startswith(f"files/{name}/") for one in leads)
            assert {f"{FOLDER}/{one}" for one in leads} <= set(files)
            assert all(".." not in PurePosixPath(one).parts for one in files)
            assert "script>L1" not in "".join(html.tags)


def statement(con, month, **row):
    put(
        con,
        "kpi.leader_commission_monthly",
        leader_id=MINE,
        month_start=month,
        commission_plan="marginal",
        **row,
    )


def tier(con, earned, tier_no, rate_bp, base, before=0):
    put(
        con, "kpi.leader_commission_tier", leader_id=MINE, month_start=MONTH, earned_month=earned,
        tier_no=tier_no, tier=("base", "silver")[tier_no - 1], from_fen=(tier_no - 1) * 200_000,
        to_fen=200_000 if tier_no == 1 else None, rate_bp=rate_bp, base_fen=base, base_before_fen=before,
    )  # fmt: skip


@pytest.fixture
def paid(tmp_path):
    """A month of two tiers, and one taken back from the month before: 800 + 75.30 × 10 % …, half up."""
    con = made(tmp_path / "paid.duckdb")
    put(con, "kpi.leader_scorecard_monthly", leader_id=MINE, month_start=MONTH, state="warning",
        state_since=MONTH, null_reason="left")  # fmt: skip
    statement(
        con, MONTH, settled_on=AS_OF, is_settled=True, net_fen=275_305, tier="silver", commission_fen=23_531,
        adjusted_net_fen=-10_000, clawback_fen=-800, back_pay_fen=0, statement_fen=22_731, payout_fen=22_731,
    )  # fmt: skip
    tier(con, MONTH, 1, 800, 200_000)
    tier(con, MONTH, 2, 1000, 75_305)
    tier(con, BEFORE, 1, 800, 20_410, 30_410)
    yield con
    con.close()


def rows_of(files, table):
    text = files[f"{FOLDER}/files/{page_name(MINE)}/{table}.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def half_up(hundredths):
    return (2 * hundredths + 10_000) // 20_000


def test_the_payout_follows_from_the_tiers_that_the_page_shows(paid):
    files = handed_out(paid)
    now, before = {}, {}
    for row in rows_of(files, "tiers"):
        rate_bp = round(float(row["rate"].rstrip("%")) * 100)
        month = row["earned_month"]
        now[month] = now.get(month, 0) + int(row["base_fen"]) * rate_bp
        before[month] = before.get(month, 0) + int(row["base_before_fen"]) * rate_bp
    payout = sum(half_up(now[month]) - half_up(before[month]) for month in now)
    told = {row["line"]: row["amount"] for row in rows_of(files, "statement")}
    assert payout == 22_731 == int(told["应付佣金 To be paid"])
    text = "".join(Page(files[f"{FOLDER}/{page_name(MINE)}.html"].decode()).text)
    assert "¥227.31" in text
    assert "¥2,753.05" in text  # to the cent, however large
    assert "预警" in text and "已离任" in text  # noqa: PT018  state and the reason of a missing score


def test_what_is_not_settled_says_from_when(tmp_path):
    with made(tmp_path / "x.duckdb") as con:
        statement(con, MONTH, settled_on=AS_OF, is_settled=False, statement_fen=5,
                  null_reason="immature_until:2026-07-05")  # fmt: skip
        text = "".join(Page(handed_out(con)[f"{FOLDER}/{page_name(MINE)}.html"].decode()).text)
    assert "观察期未满，2026-07-05 起可读" in text
    assert "尚未结算" in text


def test_leaders_of_long_ago_have_no_page(tmp_path):
    with made(tmp_path / "x.duckdb") as con:
        for back in range(4):
            put(
                con,
                "kpi.leader_scorecard_monthly",
                leader_id=f"L{back}",
                month_start=MONTH - timedelta(days=31 * back),
            )
        assert Store(con).leader_ids() == ["L0", "L1", "L2"]


def add_leaders(file, leaders):
    with duckdb.connect(str(file)) as con:
        for table in TABLES:
            con.execute(f"create or replace table {table} ({COLUMNS[table]})")
            for leader in leaders:
                put(con, table, **drawn(table, leader, MONTH, random.Random(leader)))


def test_pages_lie_in_a_folder_and_go_when_their_leader_goes(tmp_path):
    file, out = published.make(tmp_path / "memberloop.duckdb"), tmp_path / "pages"
    add_leaders(file, [MINE, "../L2"])
    render_all(file, out)
    mine, other = (out / FOLDER / f"{page_name(one)}.html" for one in (MINE, "../L2"))
    assert {path.name for path in (out / FOLDER).glob("*.html")} == {mine.name, other.name}
    assert {path.name for path in (out / FOLDER / "files").iterdir()} == {mine.stem, other.stem}
    assert "index.html" not in mine.read_text()
    add_leaders(file, [MINE])
    render_all(file, out)
    assert [path.name for path in (out / FOLDER).glob("*.html")] == [mine.name]
    assert [path.name for path in (out / FOLDER / "files").iterdir()] == [mine.stem]
