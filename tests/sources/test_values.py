"""How texts become values, against oracles written in Python."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources import quarantine, values

FEW = settings(max_examples=80, deadline=None)
SHANGHAI = dt.timezone(dt.timedelta(hours=8))


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    values.install_macros(con)
    quarantine.install_macros(con)
    return con


def value(kind: str, text: str) -> Any:
    macro = kind if kind in {"clean_text", "mask_shape"} else f"value_{kind}"
    return _connection().execute(f"SELECT {macro}(?::VARCHAR)", [text]).fetchall()[0][0]


@pytest.mark.parametrize("text", ["2026-03-01", "2026/3/1", "2026-3-1", "20260301", "2026/3/1 0:00:00"])
def test_one_day_in_many_shapes(text: str) -> None:
    assert value("date", text) == dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "2026301", "2026-03-01 x", "26/3/1x", "infinity", "epoch", "", "2026-13-01"]
)
def test_no_days(text: str) -> None:
    assert value("date", text) is None


@FEW
@given(
    st.dates(dt.date(1000, 1, 1)),
    st.sampled_from(["{0:%Y-%m-%d}", "{0.year}/{0.month}/{0.day}", "{0:%Y%m%d}"]),
)
def test_days(day: dt.date, shape: str) -> None:
    assert value("date", shape.format(day)) == day


@FEW
@given(st.times(), st.sampled_from(["%H:%M:%S", "%H%M%S", "%H:%M"]))
def test_clocks(clock: dt.time, shape: str) -> None:
    expected = clock.replace(microsecond=0, second=0 if shape == "%H:%M" else clock.second)
    assert value("clock", clock.strftime(shape)) == expected


@pytest.mark.parametrize("text", ["24:00:00", "10:60", "10", "10:00 x", "ab", "999999"])
def test_no_clocks(text: str) -> None:
    assert value("clock", text) is None


def test_a_spreadsheet_drops_the_clocks_first_zero() -> None:
    assert value("clock", "93015") == dt.time(9, 30, 15)


_INSTANTS = st.datetimes(dt.datetime.fromisoformat("2001-09-10"), dt.datetime.fromisoformat("2099-12-30"))


@FEW
@given(
    _INSTANTS,
    st.sampled_from(["Z", "+08:00", "+0800", "+08", " +08:00", "-05:30", "z"]),
    st.sampled_from(["T", " "]),
)
def test_a_time_with_zone_is_an_instant(moment: dt.datetime, zone: str, between: str) -> None:
    text = moment.replace(microsecond=0).isoformat(between) + zone
    offset = {"Z": 0, "z": 0, "-05:30": -330}.get(zone, 480)
    assert value("time_utc", text) == moment.replace(microsecond=0) - dt.timedelta(minutes=offset)
    assert value("time_local", text) is None


@FEW
@given(_INSTANTS)
def test_epochs_are_instants(moment: dt.datetime) -> None:
    moment = moment.replace(microsecond=123_000)
    milliseconds = int(moment.replace(tzinfo=dt.UTC).timestamp() * 1000 + 0.5)
    assert value("time_utc", str(milliseconds)) == moment
    assert value("time_utc", str(milliseconds // 1000)) == moment.replace(microsecond=0)
    assert value("time_local", str(milliseconds)) is None


@FEW
@given(
    _INSTANTS,
    st.sampled_from(["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y%m%d%H%M%S"]),
)
def test_a_time_without_zone_is_local(moment: dt.datetime, shape: str) -> None:
    assert value("time_local", moment.strftime(shape)) == moment.replace(microsecond=0)
    assert value("time_utc", moment.strftime(shape)) is None


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("20200331T101001+08", "2020-03-31T02:10:01"),
        ("20200331T101001Z", "2020-03-31T10:10:01"),
        ("2018-06-08T10:34:56.120+08:00", "2018-06-08T02:34:56.120"),
        ("2022-08-23T05:34:17.873Z", "2022-08-23T05:34:17.873"),
    ],
)
def test_instants_as_vendors_write_them(text: str, instant: str) -> None:
    assert value("time_utc", text) == dt.datetime.fromisoformat(instant)
    assert value("time_local", text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2020/03/31 10:10:01",
        "2020-3-31 10：10：01",
        "2020-03-3110:10:01",
        "20200331T101001",
        "20200331101001",
    ],
)
def test_local_times_as_vendors_write_them(text: str) -> None:
    assert value("time_local", text) == dt.datetime.fromisoformat("2020-03-31T10:10:01")
    assert value("time_utc", text) is None


@pytest.mark.parametrize("text", ["16：33：45", "16:33:45", "163345"])
def test_one_clock_in_many_shapes(text: str) -> None:
    assert value("clock", text) == dt.time(16, 33, 45)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("9", 9),
        ("09", 9),
        ("09:00", 9),
        ("09:00-10:00", 9),
        ("9-10", 9),
        ("23:00-24:00", 23),
        ("09：00－10：00", 9),
    ],
)
def test_hours(text: str, hour: int) -> None:
    assert value("hour", text) == hour


@pytest.mark.parametrize("text", ["24", "9:30", "09:00-", "-1", "x", "99"])
def test_no_hours(text: str) -> None:
    assert value("hour", text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("阳光花园3栋501", "3"),
        ("03号楼2单元1201", "3"),
        ("万科城12幢", "12"),
        ("B2座1201", "B2"),
        ("5#1203", "5"),
        ("5＃1203", "5"),
        ("幸福路88号", None),
        ("三号楼", None),
    ],
)
def test_of_an_address_only_the_building_is_known(text: str, number: str | None) -> None:
    assert value("building_no", text) == number


@FEW
@given(st.text("0123456789-/:TZ+ .z", max_size=24))
def test_a_text_is_an_instant_or_local_or_neither(text: str) -> None:
    assert value("time_utc", text) is None or value("time_local", text) is None


@FEW
@given(st.decimals(-(10**12), 10**12, places=5))
def test_yuan_become_whole_fen(amount: Decimal) -> None:
    fen = int((amount * 100).quantize(Decimal(1), ROUND_HALF_UP))
    assert value("money_yuan", str(amount)) == fen
    assert value("money_yuan", f"{amount:,}") == fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("¥1,234.50", 123450),
        ("12元", 1200),
        ("4.56元", 456),
        ("0.005", 1),
        ("-0.005", -1),
        ("1,2", None),
        ("nan", None),
        ("9" * 16, None),
    ],
)
def test_money_words(text: str, fen: int | None) -> None:
    assert value("money_yuan", text) == fen


@FEW
@given(st.integers(-(2**63), 2**63 - 1))
def test_integers(number: int) -> None:
    assert value("integer", str(number)) == number


@pytest.mark.parametrize("text", ["1.5", "1e3", "", "0x10", "9" * 30])
def test_no_integers(text: str) -> None:
    assert value("integer", text) is None


@pytest.mark.parametrize(
    ("text", "truth"), [("TRUE", True), ("是", True), ("0", False), ("否", False), ("maybe", None)]
)
def test_booleans(text: str, truth: bool | None) -> None:
    assert value("boolean", text) is truth


def test_zones_are_known_zones() -> None:
    assert value("timezone", "Asia/Shanghai") == "Asia/Shanghai"
    assert value("timezone", "Shanghai") is None


@FEW
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200))
def test_a_shape_shows_no_digit_and_no_letter_of_its_text(text: str) -> None:
    shape = value("mask_shape", text)
    assert len(shape) == min(len(text), quarantine.EXCERPT_LENGTH)
    assert not {c for c in shape if c.isalpha() or c.isnumeric()} - {"a", "9", "字"}


@pytest.mark.parametrize(
    ("text", "clean"), [("　１２ \t", "12"), ("\u00a0", None), (" a b ", "a b"), ("\ufeffx", "x")]
)
def test_clean_texts(text: str, clean: str | None) -> None:
    assert value("clean_text", text) == clean
