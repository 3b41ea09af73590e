"""The city's files against the pipeline: every row kept or refused, and for the reason that was planted."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from sources.identifiers import Pepper
from sources.ingest import ensure_schemas, prepare_batch
from sources.layout import Home
from sources.registry import ALL_FEED_NAMES, load_registry
from sources.synthetic.delivery import Schedule
from sources.synthetic.feeds import STREAMS
from sources.synthetic.feeds.flaws import changed, masked, wide
from sources.synthetic.formats import zipped
from sources.synthetic.rates import CityRates
from sources.synthetic.render import render
from sources.synthetic.workbook import workbook
from sources.synthetic.world import build_world

FIRST, LAST = date(2026, 4, 6), date(2026, 4, 20)
NEVER_KEPT = "勿存"
"""Stands in every name, address, remark and body of the city."""


def make_city(root: Path, *, dirt: bool = True) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("set TimeZone = 'UTC'")
    build_world(con, members=300, first_day=FIRST, last_day=LAST, seed=11, rates=CityRates())
    render(con, root / "landing", first_day=FIRST, last_day=LAST, seed=11, dirt=dirt)
    return con


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    root = tmp_path_factory.mktemp("city")
    with make_city(root) as con:
        yield Home(root), con


@pytest.fixture(scope="module")
def registry():
    return load_registry()


def prepared(home: Home, registry, feed: str):
    ensure_schemas(home, registry)
    batch = prepare_batch(home, registry[feed], Pepper("pepper for tests"), date(2099, 1, 1))
    assert batch is not None
    return batch


def fetch(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return con.execute(query).fetchall()


@pytest.mark.slow
def test_every_feed_is_delivered(city) -> None:
    home, con = city
    landed = {path.name for path in home.landing.iterdir()}
    # Nobody may have asked to be forgotten in two weeks of a small city.
    assert set(ALL_FEED_NAMES) - landed <= {"deletion_request"}
    assert {stream.feed for stream in STREAMS} == set(ALL_FEED_NAMES)
    assert {row[0] for row in fetch(con, "select distinct feed from world.rendered_truth")} == landed


@pytest.mark.slow
@pytest.mark.parametrize("feed", ALL_FEED_NAMES)
def test_ingestion_finds_what_was_planted(city, registry, feed: str) -> None:
    home, con = city
    if not (home.landing / feed).exists():
        pytest.skip(f"this city has no {feed}")
    batch = prepared(home, registry, feed)
    expected = fetch(
        con, f"select file, status, rows_kept from world.rendered_truth where feed = '{feed}' order by file"
    )
    found = fetch(con, f"select path, status, rows_kept from '{batch.files_path}' order by path")
    assert found == expected
    planted = fetch(con, planted_reasons(feed))
    refused = fetch(
        con, f"select path, reason, count(*) from '{batch.quarantine_path}' group by all order by all"
    )
    assert refused == planted


def planted_reasons(feed: str) -> str:
    """What must be in quarantine; files delivered twice are not read twice."""
    return f"""
        select d.file, d.reason, sum(d.count)::bigint
        from world.dirt_truth as d
        join world.rendered_truth as r on d.feed = r.feed and d.file = r.file
        where d.feed = '{feed}' and d.reason <> '' and r.status <> 'duplicate'
        group by all order by all
    """


@pytest.mark.slow
@pytest.mark.parametrize("feed", ["wecom_contact", "wecom_chat_meta", "wechatpay_bill", "form_signup"])
def test_nothing_personal_gets_past_the_landing_zone(city, registry, feed: str) -> None:
    home, con = city
    batch = prepared(home, registry, feed)
    for path in (batch.rows_path, batch.quarantine_path):
        texts = fetch(con, f"select to_json(r)::varchar from '{path}' as r")
        assert texts
        assert not [text for (text,) in texts if NEVER_KEPT in text or "16000001234" in text]


@pytest.mark.slow
def test_a_clean_city_has_nothing_to_refuse(tmp_path: Path, registry) -> None:
    with make_city(tmp_path, dirt=False) as con:
        assert fetch(con, "from world.dirt_truth") == []
        for feed in ("member_registry", "footfall", "pos_sales", "wecom_group"):
            batch = prepared(Home(tmp_path), registry, feed)
            assert (batch.counts.rows_quarantined, batch.counts.files_quarantined) == (0, 0), feed


@pytest.mark.slow
def test_the_same_seed_makes_the_same_bytes(city, tmp_path: Path) -> None:
    home, _ = city
    make_city(tmp_path).close()
    assert digests(tmp_path / "landing") == digests(home.landing)


def digests(landing: Path) -> dict[str, str]:
    files = (path for path in sorted(landing.rglob("*")) if path.is_file())
    return {str(path.relative_to(landing)): hashlib.md5(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.slow
def test_every_trap_is_in_the_city(city) -> None:
    _, con = city
    kinds = {kind for (kind,) in fetch(con, "select distinct kind from world.dirt_truth")}
    assert kinds >= {
        "truncated_gzip", "empty_file", "utf16", "missing_column", "unknown_column", "ragged_row",
        "bad_json_line", "broken_xml", "unknown_shape", "error_response", "missing_request", "not_reconciled",
        "no_bill_exist", "negative_price", "year_1970", "year_2999", "masked_phone",
        "phone_with_country_code", "no_plate", "trailing_spaces", "full_width_digits", "row_twice_in_file",
        "ticket_twice_in_file", "retry", "exit_without_entry", "entry_without_exit", "clock_skew",
        "file_twice", "late_file",
    }  # fmt: skip


@pytest.mark.slow
def test_files_are_late_out_of_order_split_and_packed(city) -> None:
    home, con = city
    paths = [str(path.relative_to(home.landing)) for path in home.landing.rglob("*") if path.is_file()]
    assert any("-1of2" in path for path in paths)
    assert any(path.endswith(".csv.gz") for path in paths)
    late = fetch(
        con,
        "select delivery_day, try_strptime(regexp_extract(file, '_(20[0-9]{6})', 1), '%Y%m%d')::date "
        "from world.dirt_truth where kind = 'late_file'",
    )
    assert late
    assert all(2 <= (delivered - of).days <= 6 for delivered, of in late)


@pytest.mark.slow
def test_a_huge_line_comes_only_when_asked_for(tmp_path: Path, registry) -> None:
    with duckdb.connect() as con:
        build_world(con, members=100, first_day=FIRST, last_day=LAST, seed=5, rates=CityRates())
        render(
            con, tmp_path / "landing", first_day=FIRST, last_day=LAST, seed=5, dirt=False, huge_line=True,
            streams=[stream for stream in STREAMS if stream.feed == "content_stat"],
        )  # fmt: skip
    home = Home(tmp_path)
    batch = prepared(home, registry, "content_stat")
    assert (batch.counts.rows_quarantined, batch.counts.files_quarantined) == (1, 0)


@pytest.mark.slow
def test_bills_and_workbooks_have_their_vendors_shape(city) -> None:
    home, _ = city
    bill = first(home, "wechatpay_bill/*/wechat_bill_all_*_2*.csv*").decode("utf-8")
    lines = bill.split("\r\n")
    assert bill.startswith("\ufeff交易时间,")
    assert lines[1].startswith("`2026-")
    assert lines[-3].startswith("总交易单数,")
    archive = zipfile.ZipFile(io.BytesIO(first(home, "alipay_bill/*/2088*.zip")), metadata_encoding="gb18030")
    assert sorted(archive.namelist()) == ["20880000_业务明细(汇总).csv", "20880000_业务明细.csv"]
    detail = archive.read("20880000_业务明细.csv").decode("gb18030").split("\r\n")
    assert detail[0].startswith("#")
    assert "\t," in detail[5]
    book = openpyxl.load_workbook(io.BytesIO(first(home, "groupbuy_order/*/快团团_GB*.xlsx")))
    sheet = book.active
    assert str(sheet["A1"].value).startswith("团购名称：")
    assert sheet["A2"].value == "跟团号"


def first(home: Home, pattern: str) -> bytes:
    data = next(path for path in sorted(home.landing.glob(pattern)) if "-" not in path.name).read_bytes()
    return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data


SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "vendor_samples"


@pytest.mark.slow
@pytest.mark.skipif(not SAMPLES.exists(), reason="the vendors' samples are not here")
@pytest.mark.parametrize(
    ("pattern", "sample"),
    [
        ("wecom_contact/*/get_by_user_*", "CgibinExternalContactBatchGetByUserResponse"),
        ("wecom_group/*/groupchat_get_*", "CgibinExternalContactGroupChatGetResponse"),
        ("wecom_tag/*/corp_tag_list_*", "CgibinExternalContactGetCorpTagListResponse"),
        ("wecom_mass_send/*/groupmsg_list_*", "CgibinExternalContactGetGroupMessageListV2Response"),
    ],
)
def test_answers_have_no_key_that_the_vendors_sample_lacks(city, pattern: str, sample: str) -> None:
    home, _ = city
    document = json.loads(first(home, pattern).decode().splitlines()[0])
    known = json.loads((SAMPLES / "wecom_api" / f"{sample}.json").read_text(encoding="utf-8-sig"))
    assert keys(document) <= keys(known)


def keys(node: Any, path: str = "") -> set[str]:
    if isinstance(node, dict):
        return {path} | {key for name, value in node.items() for key in keys(value, f"{path}.{name}")}
    if isinstance(node, list):
        return {path} | {key for value in node for key in keys(value, f"{path}[]")}
    return {path}


def test_draws_belong_to_their_subject() -> None:
    schedule = Schedule(3, FIRST, LAST)
    draws = [schedule.draw("late", name) for name in range(2000)]
    assert schedule.draw("late", 5) == draws[5]
    assert 0.45 < sum(draws) / len(draws) < 0.55
    assert Schedule(4, FIRST, LAST).draw("late", 5) != draws[5]


def test_a_late_file_is_two_to_five_days_late() -> None:
    schedule = Schedule(3, FIRST, LAST)
    lags = {
        (schedule.delivered_on(f"{name}.csv", FIRST, lag=1, may_wander=True) - FIRST).days
        for name in range(3000)
    }
    assert lags == {1, 3, 4, 5, 6}
    assert schedule.delivered_on("a", FIRST, lag=0, may_wander=False) == FIRST


def test_every_kind_of_dirt_has_its_turn() -> None:
    schedule = Schedule(3, FIRST, LAST)
    turns = [schedule.turn("points", FIRST + timedelta(days=day), 5) for day in range(5)]
    assert sorted(turns) == [0, 1, 2, 3, 4]


def test_a_cell_is_changed_in_tables_and_in_documents() -> None:
    header = ("a", "b")
    assert changed("b", "x,y")('1,"2,3"', header) == '1,"x,y"'
    assert changed("c", "x")("1,2", header) is None
    assert changed("a.b", None)('{"a":{"b":1,"c":2}}', ()) == '{"a":{"c":2}}'
    assert changed("a.x", "1")('{"a":{"b":1}}', ()) is None
    assert next(csv.reader([changed("a", wide)("16800001234,2", header)])) == ["１６８００００１２３４", "2"]
    assert masked("16800001234") == "168****1234"


def test_a_workbook_is_read_by_a_spreadsheet_library() -> None:
    order = [["1", "a<b", "x"], [None, None, "y"]]
    data = workbook(("号", "名", "商品"), [order], titles=("标题",))
    assert data == workbook(("号", "名", "商品"), [order], titles=("标题",))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["标题", None, None], ["号", "名", "商品"], ["1", "a<b", "x"], [None, None, "y"],
    ]  # fmt: skip
    assert sorted(str(area) for area in sheet.merged_cells.ranges) == ["A1:C1", "A3:A4", "B3:B4"]


def test_an_archives_names_are_written_as_given() -> None:
    name = "业务明细.csv"
    data = zipped([(name.encode("gb18030"), b"x")])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        (member,) = archive.infolist()
        assert member.flag_bits & 0x800 == 0
    with zipfile.ZipFile(io.BytesIO(data), metadata_encoding="gb18030") as archive:
        assert archive.read(name) == b"x"
