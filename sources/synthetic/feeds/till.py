"""Tills: exports in GB18030, V332M documents as JSON Lines and as SOAP envelopes in a row."""

from __future__ import annotations

from sources.synthetic.feeds.file_flaws import EMPTY, TRUNCATED, without_column
from sources.synthetic.feeds.flaws import (
    BAD_JSON,
    BROKEN_XML,
    RAGGED,
    again,
    changed,
    day_dates,
    instead,
    phones,
    unless,
    wrong,
)
from sources.synthetic.feeds.stream import Flaw, Stream

# The signs of a return say nothing, so there a price below nothing is legal.
_NEGATIVE_PRICE = Flaw(
    "negative_price", "negative_price", unless(changed("单价", "-9.90"), "交易类型", "退货")
)
_TICKET_AGAIN = Flaw("ticket_twice_in_file", "duplicate_ticket", again)

STREAMS = (
    Stream(
        "pos_sales",
        "pos_csv",
        encoding="gb18030",
        packed=0.1,
        flaws=(
            RAGGED,
            _NEGATIVE_PRICE,
            *day_dates("交易日期"),
            *phones("手机号"),
            wrong("no_number", "invalid_number", "数量", "一"),
            wrong("unknown_kind", "unknown_value", "交易类型", "赠送"),
        ),
        file_flaws=(TRUNCATED, EMPTY, without_column("小票号")),
    ),
    Stream(
        "pos_sales",
        "pos_json",
        shape="documents",
        file="v332m_{part}_{day}.jsonl",
        lag=0,
        retried=0.01,
        flaws=(
            BAD_JSON,
            _TICKET_AGAIN,
            Flaw("unknown_shape", "missing_salestotal", instead('{"hello":"world"}')),
            wrong("no_value", "missing_value", "salestotal.storecode", None),
        ),
        file_flaws=(TRUNCATED, EMPTY),
    ),
    Stream(
        "pos_sales",
        "pos_xml",
        shape="documents",
        file="v332m_{part}_{day}.xml",
        lag=0,
        retried=0.01,
        flaws=(BROKEN_XML, _TICKET_AGAIN),
        file_flaws=(EMPTY,),
    ),
)
