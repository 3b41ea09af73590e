"""What malls' own gates send: car parks of four vendors, and footfall."""

from __future__ import annotations

from sources.synthetic.feeds.file_flaws import EMPTY, TRUNCATED, UTF16, without_column
from sources.synthetic.feeds.flaws import (
    BAD_JSON,
    RAGGED,
    TWICE_IN_FILE,
    UNKNOWN_SHAPE,
    both,
    changed,
    day_dates,
    skewed,
    spaced,
    wrong,
)
from sources.synthetic.feeds.stream import Flaw, Stream


def _renamed(old: str) -> str:
    return f"{old}X"


def _unchanged(text: str) -> str:
    """What is there stays; what is empty cannot carry the flaw."""
    return text


def _odd_plates(plate: str, record: str) -> tuple[Flaw, ...]:
    """Cars without a plate that says who they are: more records, and kept."""
    return tuple(
        Flaw(kind, "", both(changed(plate, word), changed(record, _renamed)))
        for kind, word in (
            ("no_plate", "无牌车"),
            ("plate_misread", "无ES16V2A"),
            ("temporary_plate", "临12345"),
        )
    )


# A car that is still inside must keep its entry: it is all that is known of it.
_HAS_LEFT = changed("出场时间", _unchanged)
# What has no number of its own is known by its plate and entry time.
_HAS_RECORD = changed("记录号", _unchanged)

STREAMS = (
    Stream(
        "parking",
        "parking_csv",
        encoding="gb18030",
        flaws=(
            RAGGED,
            wrong("year_1970", "date_out_of_range", "入场时间", "1970-01-01 08:00:00"),
            wrong("year_2999", "date_out_of_range", "入场时间", "2999-12-31 23:59:59"),
            wrong("no_money", "invalid_money", "应收金额", "免费"),
            Flaw(
                "exit_without_entry",
                "",
                both(_HAS_LEFT, both(_HAS_RECORD, changed("入场时间", None))),
                in_place=True,
            ),
            Flaw("entry_without_exit", "", changed("出场时间", lambda _: ""), in_place=True),
            Flaw("clock_skew", "", both(_HAS_RECORD, changed("入场时间", skewed)), in_place=True),
            *_odd_plates("车牌号", "记录号"),
        ),
        file_flaws=(TRUNCATED, EMPTY, without_column("车场编号")),
    ),
    Stream(
        "parking",
        "parking_mallcoo",
        shape="documents",
        file="mallcoo_enter_{part}_{day}.jsonl",
        lag=0,
        retried=0.01,
        flaws=(
            BAD_JSON,
            UNKNOWN_SHAPE,
            wrong("year_1970", "date_out_of_range", "InTime", "1970-01-01 08:00:00"),
        ),
        file_flaws=(EMPTY,),
    ),
    Stream(
        "parking",
        "parking_tengdao",
        shape="documents",
        file="tengdao_{part}_{day}.jsonl",
        lag=0,
        retried=0.01,
        flaws=(BAD_JSON, UNKNOWN_SHAPE),
        file_flaws=(TRUNCATED, EMPTY),
    ),
    Stream(
        "parking",
        "parking_bolink",
        shape="documents",
        file="bolink_{part}_{day}.jsonl",
        lag=0,
        retried=0.03,
        flaws=(BAD_JSON, UNKNOWN_SHAPE, *_odd_plates("data.plate_number", "data.order_id")),
        file_flaws=(EMPTY,),
    ),
    Stream(
        "footfall",
        "footfall",
        flaws=(
            RAGGED,
            TWICE_IN_FILE,
            *day_dates("date"),
            wrong("negative_count", "below_minimum", "in_count", "-12"),
            Flaw("trailing_spaces", "", changed("gate_id", spaced), in_place=True),
        ),
        file_flaws=(TRUNCATED, EMPTY, UTF16, without_column("gate_id")),
        corrected={"in_count": lambda count: str(int(count) + 40)},
    ),
)
