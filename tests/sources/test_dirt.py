"""Bad files and bad rows: each has its reason, its place and a masked excerpt, and the rest is complete."""

from __future__ import annotations

import resource

import pytest

from tests.sources.conftest import LEDGER_HEADER, House, gzipped, pos_csv, pos_line, zipped

MALL_HEADER = "mall_id,mall_name,mall_type,timezone,business_day_cut_hour,open_hour,close_hour"
MALL = "M{},万象城,city,Asia/Shanghai,4,10,22"
GOOD = pos_csv(pos_line("good"))
COUPON = (
    '{"coupon_code": "C1", "benefit_id": "B", "member_no": "m", "state": "issued", '
    '"state_at": "2026-03-01T00:00:00Z"}'
)


def _one_bad_file(house: House, content: bytes | str, feed: str = "pos_sales") -> dict[str, object]:
    """Land a bad file beside a good one; give the bad one's manifest."""
    house.land(feed, "bad", content)
    house.land("pos_sales", "good.csv", GOOD)
    house.ingest("pos_sales")
    if feed != "pos_sales":
        house.ingest(feed)
    assert [row["ticket_no"] for row in house.rows("pos_sales")] == ["good"]
    (file,) = [f for f in house.files(feed) if f["path"].endswith("/bad")]
    assert file["status"] == "quarantined"
    assert house.reasons(feed)[0][:2] == (None, file["reason"])
    return file


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (gzipped(pos_csv(*[pos_line(i) for i in range(500)]))[:-40], "truncated_archive"),
        (b"\x1f\x8b\x08\x00garbage", "truncated_archive"),
        (b"", "empty_file"),
        (b"\xef\xbb\xbf \n\n", "empty_file"),
        (gzipped(""), "empty_file"),
        (zipped(), "empty_file"),
        (b"PK\x03\x04garbage", "corrupt_archive"),
        (zipped(a=b"x", b=b"y"), "ambiguous_archive"),
        (zipped(**{"[Content_Types].xml": b"x", "xl/workbook.xml": b"y"}), "unsupported_format"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 500, "unsupported_format"),
        (GOOD.encode("utf-16"), "encoding_mismatch"),
        (GOOD.replace("门店号,", "门店号,门店号,").replace("S1,", "S1,S1,"), "duplicate_column"),
        (b"a" * 300_000, "line_too_long"),
    ],
)
def test_a_bad_file_is_refused_whole(house: House, content: bytes | str, reason: str) -> None:
    assert _one_bad_file(house, content)["reason"] == reason


def test_missing_required_columns_are_named(house: House) -> None:
    _one_bad_file(house, GOOD.replace("小票号,交易日期", "票,日"))
    assert house.reasons("pos_sales") == [(None, "missing_required_column", "ticket_no,till_date")]


def test_a_table_without_header_shows_nothing_of_itself(house: House) -> None:
    file = _one_bad_file(house, pos_line() + "\n" + pos_line() + "\n")
    assert file["unknown_columns"] is None


def test_gbk_where_utf8_is_declared_is_refused_whole(house: House) -> None:
    text = "\n".join([MALL_HEADER, MALL.format(1), MALL.format(2)])
    assert _one_bad_file(house, text.encode("gbk"), "master_mall")["reason"] == "encoding_mismatch"


def test_gbk_in_a_single_line_of_the_whole_file_is_refused_whole(house: House) -> None:
    text = "\n".join([MALL_HEADER, MALL.format(1)])
    assert _one_bad_file(house, text.encode("gbk"), "master_mall")["reason"] == "encoding_mismatch"


def test_damaged_lines_of_utf8_lose_only_themselves(house: House) -> None:
    lines = [MALL_HEADER, *(MALL.format(i) for i in range(1, 6))]
    data = [line.encode() for line in lines]
    data[3] = data[3].replace("万".encode(), "万".encode()[:2])
    house.land("master_mall", "a.csv", b"\n".join(data))
    house.ingest("master_mall")
    assert [row["mall_id"] for row in house.rows("master_mall")] == ["M1", "M2", "M4", "M5"]
    (bad,) = house.quarantine("master_mall")
    assert (bad["line"], bad["reason"], bad["byte_offset"]) == (
        4,
        "bad_encoding",
        sum(len(d) + 1 for d in data[:3]),
    )


def test_an_unknown_column_is_drift_and_loads_nothing(house: House) -> None:
    lines = [GOOD.splitlines()[0] + ",新列,13800138000", pos_line() + ",x,y"]
    house.land("pos_sales", "a.csv", "\n".join(lines))
    batch = house.ingest("pos_sales")
    assert batch.new_columns == ("#2", "新列")
    assert house.files("pos_sales")[0]["unknown_columns"] == "新列,#2"
    assert batch.counts.rows_kept == 1


@pytest.mark.parametrize(
    ("change", "reason", "column"),
    [
        ({"price": "-0.01"}, "negative_price", "unit_price_fen"),
        ({"price": "abc"}, "invalid_money", "unit_price_fen"),
        ({"net": ""}, "missing_value", "net_fen"),
        ({"quantity": "two"}, "invalid_number", "quantity"),
        ({"kind": "赠送"}, "unknown_value", "ticket_kind"),
        ({"date": "1970-01-01"}, "date_out_of_range", "till_date"),
        ({"date": "2999/1/1"}, "date_out_of_range", "till_date"),
        ({"date": "2026-02-30"}, "invalid_date", "till_date"),
        ({"time": "25:00"}, "invalid_time", "till_time"),
        ({"store": " \t"}, "missing_value", "store_code"),
    ],
)
def test_a_bad_value_costs_its_row(house: House, change: dict[str, str], reason: str, column: str) -> None:
    lines = [pos_line(1), pos_line(2, **change), pos_line(3)]
    house.land("pos_sales", "a.csv", pos_csv(*lines))
    house.land("pos_sales", "b.csv", pos_csv(*lines).encode("gb18030"))
    house.ingest("pos_sales")
    assert [row["ticket_no"] for row in house.rows("pos_sales")] == ["1", "3", "1", "3"]
    assert house.reasons("pos_sales") == [(3, reason, column)] * 2
    shapes = {q["excerpt"] for q in house.quarantine("pos_sales")}
    assert len(shapes) == 1
    assert not any(digit in str(shapes) for digit in "12345678")


def test_a_return_may_have_any_sign(house: House) -> None:
    house.land("pos_sales", "a.csv", pos_csv(pos_line(kind="退货", price="-5", quantity="-1", net="-5")))
    assert house.ingest("pos_sales").counts.rows_kept == 1


def test_one_of_needs_one(house: House) -> None:
    rows = ["C1,B1,,,,issued,20260301,,,,", "C2,B1,m1,,,issued,20260301,,,,"]
    house.land("benefit_ledger", "a.csv", "\n".join([LEDGER_HEADER, *rows]))
    house.ingest("benefit_ledger")
    assert [row["coupon_code"] for row in house.rows("benefit_ledger")] == ["C2"]
    assert house.reasons("benefit_ledger") == [(2, "missing_one_of", "member_no|openid")]


def test_masked_identifiers_are_no_identifiers(house: House) -> None:
    house.land("pos_sales", "a.csv", pos_csv(pos_line(phone="138****8000", card="****1234")))
    house.land("member_registry", "a.csv", "member_no,mall_id,registered_at\nM*,A,2026-03-01\n")
    house.ingest("pos_sales")
    house.ingest("member_registry")
    (row,) = house.rows("pos_sales")
    assert (row["phone_hash"], row["card_no_hash"]) == (None, None)
    assert house.reasons("member_registry") == [(2, "unusable_identifier", "member_no")]


def test_the_later_line_of_a_key_wins(house: House) -> None:
    rows = [
        "M1,甲,city,UTC,4,10,22",
        "M2,乙,city,UTC,4,10,22",
        "M1,丙,city,UTC,4,10,22",
        "M1,丁,town,UTC,4,10,22",
    ]
    house.land("master_mall", "a.csv", "\n".join([MALL_HEADER, *rows]))
    house.ingest("master_mall")
    assert [row["mall_name"] for row in house.rows("master_mall")] == ["乙", "丙"]
    assert [reason for _, reason, _ in house.reasons("master_mall")] == ["duplicate_key", "unknown_value"]
    assert house.quarantine("master_mall")[0]["excerpt"] == "a9"


def test_ragged_rows_and_broken_quotes_cost_only_themselves(house: House) -> None:
    lines = [
        pos_line(1),
        "S1,T1",
        pos_line(2) + ",extra",
        pos_line(3, item='"half'),
        pos_line(4, item='"a\nb"'),
        pos_line(5, item='"x"y'),
    ]
    house.land("pos_sales", "a.csv", pos_csv(*lines, pos_line(6)))
    house.ingest("pos_sales")
    assert [row["ticket_no"] for row in house.rows("pos_sales")] == ["1", "4", "6"]
    assert [(line, reason) for line, reason, _ in house.reasons("pos_sales")] == [
        (3, "ragged_row"), (4, "ragged_row"), (5, "broken_quotes"), (8, "broken_quotes"),
    ]  # fmt: skip


def test_lines_are_counted_over_cells_that_span_several(house: House) -> None:
    house.land("pos_sales", "a.csv", pos_csv(pos_line(1, item='"a\nb\nc"'), pos_line(2, price="-1")))
    house.ingest("pos_sales")
    assert house.reasons("pos_sales") == [(5, "negative_price", "unit_price_fen")]


@pytest.mark.parametrize("where", ["csv", "gzip", "gb18030"])
def test_one_line_of_50_megabytes(house: House, where: str) -> None:
    text = pos_csv(pos_line(1), pos_line(2, item="x" * 50_000_000), pos_line(3))
    content = {"csv": text.encode(), "gzip": gzipped(text), "gb18030": text.encode("gb18030")}[where]
    house.land("pos_sales", "a.csv", content)
    del text, content
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    house.ingest("pos_sales")
    assert [row["ticket_no"] for row in house.rows("pos_sales")] == ["1", "3"]
    (bad,) = house.quarantine("pos_sales")
    assert (bad["line"], bad["reason"]) == (3, "line_too_long")
    assert len(bad["excerpt"]) == 120
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "bad_json"), ("[1]", "bad_json"), ('{"coupon_code": {"a": 1}}', "bad_json"),
        ("[" * 9000, "bad_json"),
        ('{"coupon_code": NaN}', "bad_json"), ('{"coupon_code": "C"}', "missing_value"),
    ],
)  # fmt: skip
def test_a_bad_json_line_costs_itself(house: House, line: str, reason: str) -> None:
    house.land("benefit_ledger", "a.jsonl", "\n".join([COUPON, line, COUPON.replace("C1", "C2")]))
    house.ingest("benefit_ledger")
    assert [row["coupon_code"] for row in house.rows("benefit_ledger")] == ["C1", "C2"]
    assert [(at, why) for at, why, _ in house.reasons("benefit_ledger")] == [(2, reason)]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ('{"coupon_code": "C9",', "bad_json"), ("13800138000", "bad_json"), ('"text"', "bad_json"),
        ('{"coupon_code": {"a": 1}}', "bad_json"), ('{"coupon_code": NaN}', "bad_json"), ("{,}", "bad_json"),
        ('{"coupon_code": "\udcff"}', "bad_encoding"), ('{"coupon_code": "C"}', "missing_value"),
        ('{"coupon_code": "' + "x" * 200_000 + '"}', "line_too_long"),
    ],
)  # fmt: skip
def test_a_bad_record_of_an_array_costs_itself(house: House, record: str, reason: str) -> None:
    text = f"[\n  {COUPON},\n  {record},\n  {COUPON.replace('C1', 'C2')}\n]\n"
    house.land("benefit_ledger", "a.json", text.encode("utf-8", "surrogateescape"))
    house.ingest("benefit_ledger")
    assert [row["coupon_code"] for row in house.rows("benefit_ledger")] == ["C1", "C2"]
    assert [(at, why) for at, why, _ in house.reasons("benefit_ledger")] == [(3, reason)]
    assert "138" not in str(house.quarantine("benefit_ledger")[0]["excerpt"])


@pytest.mark.parametrize("start", ["{", '{"coupon_code": "C9", "benef', "[" * 9000 + "]" * 9000])
def test_a_bad_first_record_costs_itself(house: House, start: str) -> None:
    house.land("benefit_ledger", "a.json", f"{start}\n{COUPON}\n")
    house.ingest("benefit_ledger")
    assert [row["coupon_code"] for row in house.rows("benefit_ledger")] == ["C1"]


def test_an_array_that_was_cut_off_keeps_its_whole_records(house: House) -> None:
    house.land("benefit_ledger", "a.json", f"[{COUPON}, {COUPON.replace('C1', 'C2')}")
    house.land("benefit_ledger", "b.json", f"[{COUPON.replace('C1', 'C3')}, {COUPON[:40]}")
    house.ingest("benefit_ledger")
    assert [row["coupon_code"] for row in house.rows("benefit_ledger")] == ["C1", "C2", "C3"]
    reasons = [reason for _, reason, _ in house.reasons("benefit_ledger")]
    assert reasons == ["truncated_array", "bad_json", "truncated_array"]


def test_a_bad_last_record_leaves_its_array_whole(house: House) -> None:
    house.land("benefit_ledger", "a.json", f"[\n{COUPON},\n{COUPON[:40]}\n]\n")
    house.ingest("benefit_ledger")
    assert house.reasons("benefit_ledger") == [(3, "bad_json", None)]


def test_half_a_character_in_json_is_replaced(house: House) -> None:
    house.land("benefit_ledger", "a.jsonl", COUPON.replace("C1", "\\ud800"))
    house.ingest("benefit_ledger")
    assert [row["coupon_code"] for row in house.rows("benefit_ledger")] == ["?"]


def test_a_crash_in_a_reader_refuses_the_file_and_tells_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise MemoryError("13800138000")

    monkeypatch.setattr("sources.reading.choose_encoding", crash)
    house.land("pos_sales", "a.csv", GOOD)
    house.ingest("pos_sales")
    assert house.reasons("pos_sales") == [(None, "unreadable", None)]
