"""The way of good files: what lands in the raw store, and when nothing is to be done."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os

import pytest

from sources.identifiers import identifier_hash
from sources.ingest import accept_batch, discard_batch, recover
from tests.sources.conftest import LEDGER_HEADER, House, pos_csv, pos_line, zipped


def test_a_till_line_becomes_a_typed_row(house: House) -> None:
    house.land("pos_sales", "a.csv", pos_csv(pos_line(price="１２.５０", net="1,012.505".join('""'))))
    batch = house.ingest("pos_sales")
    (row,) = house.rows("pos_sales")
    assert row["till_date"] == dt.date(2026, 3, 1)
    assert row["till_time"] == dt.time(10, 0)
    assert row["ticket_kind"] == "sale"
    assert (row["unit_price_fen"], row["net_fen"], row["discount_fen"]) == (1250, 101251, 0)
    assert row["card_no_hash"] == identifier_hash(house.pepper, "card_no", "c100 ")
    assert row["phone_hash"] == identifier_hash(house.pepper, "phone", "+86 138 0013 8000")
    assert row["original_ticket_no"] is None
    assert (batch.counts.files, batch.counts.rows_kept, batch.counts.rows_quarantined) == (1, 1, 0)
    assert house.files("pos_sales")[0]["file_id"] == row["_file_id"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("pack", ["plain", "gzip", "zip"])
def test_every_accepted_wrapping_gives_the_same_row(house: House, encoding: str, pack: str) -> None:
    data = pos_csv(pos_line(1), pos_line(2, item='"红,苹果"')).encode(encoding)
    wrapped = {
        "plain": data,
        "gzip": gzip.compress(data),
        "zip": zipped(x=data),
    }[pack]
    house.land("pos_sales", "a.bin", wrapped)
    house.ingest("pos_sales")
    assert [(r["ticket_no"], r["item_name"]) for r in house.rows("pos_sales")] == [
        ("1", "苹果"),
        ("2", "红,苹果"),
    ]
    assert house.files("pos_sales")[0]["encoding"] == encoding


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_free_column_order_other_delimiter_and_blank_lines(house: House, newline: str) -> None:
    text = newline.join(
        ["state_at;coupon_code;member_no;benefit_id;state", "", "1772330400;C1;m1;B1;Issued", ""]
    )
    house.land("benefit_ledger", "a.csv", text)
    house.ingest("benefit_ledger")
    (row,) = house.rows("benefit_ledger")
    assert (row["coupon_code"], row["state"], row["verify_ok"]) == ("C1", "issued", None)
    assert row["state_at_utc"].isoformat() == "2026-03-01T02:00:00"
    assert row["state_at_local"] is None


def test_json_lines_and_csv_give_the_same_rows(house: House) -> None:
    house.land(
        "benefit_ledger", "a.csv", f"{LEDGER_HEADER}\nC1,B1,,oA,wx1,issued,2026-03-01 10:00:00,,,1200,true\n"
    )
    house.ingest("benefit_ledger")
    record = (
        '{"coupon_code": "C1", "benefit_id": "B1", "openid": "oA", "appid": "wx1", "state": "issued", '
        '"state_at": "2026-03-01 10:00:00", "verify_ms": 1200, "verify_ok": true, "colour": "red"}\n'
    )
    house.land("benefit_ledger", "b.json", record)
    batch = house.ingest("benefit_ledger")
    one, other = (
        {k: v for k, v in row.items() if k not in {"_file_id", "filename"}}
        for row in house.rows("benefit_ledger")
    )
    assert one == other
    assert one["openid_hash"] == identifier_hash(house.pepper, "openid", "wx1:oA")
    assert batch.new_columns == ("colour",)


def coupon(code: str, **more: object) -> dict[str, object]:
    """One good record of the benefit ledger."""
    record = {"coupon_code": code, "benefit_id": "B1", "member_no": "m", "state": "issued"}
    return record | {"state_at": "2026-03-01T00:00:00Z"} | more


@pytest.mark.parametrize("indent", [None, 0, 2])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_one_array_is_as_good_as_json_lines(house: House, indent: int | None, mark: bytes) -> None:
    records = [coupon('甲 "},{\n[', colour="red"), coupon("C2", verify_ms=10**18 + 1, verify_ok=True)]
    house.land("benefit_ledger", "a.json", mark + json.dumps(records, indent=indent).encode())
    batch = house.ingest("benefit_ledger")
    assert house.reasons("benefit_ledger") == []
    one, two = house.rows("benefit_ledger")
    assert (one["coupon_code"], one["verify_ms"], one["verify_ok"]) == ('甲 "},{\n[', None, None)
    assert (two["coupon_code"], two["verify_ms"], two["verify_ok"]) == ("C2", 10**18 + 1, True)
    assert batch.new_columns == ("colour",)
    (file,) = house.files("benefit_ledger")
    assert (file["shape"], file["encoding"], file["rows_read"]) == ("json", "utf-8", 2)


def test_an_object_may_be_printed_over_many_lines(house: House) -> None:
    text = "\n".join(json.dumps(coupon(code), indent=2, ensure_ascii=False) for code in ("C1", "C2"))
    house.land("benefit_ledger", "a.json", gzip.compress(text.encode()))
    house.ingest("benefit_ledger")
    assert [row["coupon_code"] for row in house.rows("benefit_ledger")] == ["C1", "C2"]
    assert house.reasons("benefit_ledger") == []


def test_an_empty_array_says_that_there_is_nothing(house: House) -> None:
    house.land("benefit_ledger", "a.json", "[]\n")
    assert house.ingest("benefit_ledger").counts.rows_read == 0
    assert house.files("benefit_ledger")[0]["status"] == "accepted"


def till_document(ticket: str, *nets: str, **total: str) -> str:
    """One V332M ticket with an item for each net amount."""
    shared = {"storecode": "S1", "tillid": "01", "txdocno": ticket, "txdate_yyyymmdd": "20260301"}
    shared |= {"txtime_hhmmss": "101112", "salestype": "SA", "vipcode": "C1"} | total
    items = [{"itemcode": f"K{i}", "qty": "1", "netamount": net} for i, net in enumerate(nets)]
    return json.dumps({"header": {"version": "V332M"}, "salestotal": shared, "salesitems": items})


def test_documents_are_read_by_their_vendor_module(house: House) -> None:
    house.land("pos_sales", "a.json", till_document("7", "3.50") + "\n{broken\n")
    house.ingest("pos_sales")
    (row,) = house.rows("pos_sales")
    assert (row["ticket_no"], row["till_time"], row["net_fen"]) == ("7", dt.time(10, 11, 12), 350)
    assert len(house.quarantine("pos_sales")) == 1


def test_the_later_document_of_a_ticket_replaces_the_earlier_one_whole(house: House) -> None:
    documents = [
        till_document("7", "1.00", "2.00", "unread"),
        till_document("8", "5.00"),
        till_document("7", "3.00", txdate_yyyymmdd="2026-03-01"),
        till_document("7", "9.00", storecode="S2"),
        till_document("8", "no amount"),
    ]
    house.land("pos_sales", "a.json", "\n".join(documents))
    house.ingest("pos_sales")
    kept = [(row["store_code"], row["ticket_no"], row["net_fen"]) for row in house.rows("pos_sales")]
    assert kept == [("S1", "8", 500), ("S1", "7", 300), ("S2", "7", 900)]
    key = "store_code|till_date|till_no|ticket_no"
    assert sorted(house.reasons("pos_sales")) == [
        (1, "duplicate_ticket", key), (1, "duplicate_ticket", key), (1, "invalid_money", "net_fen"),
        (5, "invalid_money", "net_fen"),
    ]  # fmt: skip
    assert house.quarantine("pos_sales")[0]["excerpt"] == "a9,9999-99-99,99,9"
    (file,) = house.files("pos_sales")
    assert (file["rows_read"], file["rows_kept"], file["rows_quarantined"]) == (7, 3, 4)


def test_equal_lines_within_one_document_are_two_articles(house: House) -> None:
    same = json.loads(till_document("7", "1.00", "1.00"))
    same["salesitems"][1] = same["salesitems"][0]
    house.land("pos_sales", "a.json", json.dumps([same, same]))
    house.ingest("pos_sales")
    assert [row["net_fen"] for row in house.rows("pos_sales")] == [100, 100]
    assert [reason for _, reason, _ in house.reasons("pos_sales")] == ["duplicate_ticket"] * 2


def test_the_same_bytes_again_are_no_op_and_the_first_place_stays_known(house: House) -> None:
    content = pos_csv(pos_line())
    house.land("pos_sales", "b.csv", content, day="2026-03-05")
    house.ingest("pos_sales")
    assert house.prepare("pos_sales") is None
    house.land("pos_sales", "a.csv", content, day="2026-03-03")
    batch = house.ingest("pos_sales")
    assert (batch.counts.duplicates, batch.counts.rows_read) == (1, 0)
    assert len(house.rows("pos_sales")) == 1
    assert [f["status"] for f in house.files("pos_sales")] == ["duplicate", "accepted"]


def test_a_touched_file_is_a_duplicate_of_itself(house: House) -> None:
    path = house.land("pos_sales", "a.csv", pos_csv(pos_line()))
    house.ingest("pos_sales")
    for times in (1, 2):
        os.utime(path, ns=(times, times))
        assert house.ingest("pos_sales").counts.duplicates == 1
    assert len(house.rows("pos_sales")) == 1


def test_two_copies_in_one_night_count_once(house: House) -> None:
    for name in ("a.csv", "b.csv"):
        house.land("pos_sales", name, pos_csv(pos_line()))
    assert house.ingest("pos_sales").counts.duplicates == 1
    assert len(house.rows("pos_sales")) == 1


def test_files_after_the_day_wait_and_hidden_files_are_no_deliveries(house: House) -> None:
    house.land("pos_sales", "a.csv", pos_csv(pos_line()), day="2026-03-03")
    house.land("pos_sales", ".a.csv.part", "half", day="2026-03-02")
    assert house.prepare("pos_sales", up_to="2026-03-02") is None
    assert house.ingest("pos_sales", up_to="2026-03-03").counts.rows_kept == 1


def test_order_of_appearance_is_kept_over_many_files(house: House) -> None:
    for day in range(1, 10):
        lines = [pos_line(f"{day}-{i}") for i in range(700)]
        house.land("pos_sales", f"{9 - day}[*].csv", pos_csv(*lines), day=f"2026-03-0{day}")
    house.ingest("pos_sales")
    assert [r["ticket_no"] for r in house.rows("pos_sales")] == [
        f"{d}-{i}" for d in range(1, 10) for i in range(700)
    ]


def test_the_batch_is_named_by_what_was_delivered(
    house: House, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = House(tmp_path_factory.mktemp("other"))
    for each in (house, other):
        each.land("pos_sales", "a.csv", pos_csv(pos_line()))
    assert house.ingest("pos_sales").batch_id == other.ingest("pos_sales").batch_id
    stored = [
        next(h.home.raw_of("pos_sales").glob("[0-9a-f]*/rows.parquet")).read_bytes() for h in (house, other)
    ]
    assert stored[0] == stored[1]


def test_a_discarded_batch_leaves_nothing_and_comes_again(house: House) -> None:
    house.land("pos_sales", "a.csv", pos_csv(pos_line()))
    batch = house.prepare("pos_sales")
    assert batch is not None
    discard_batch(house.home, batch)
    assert not any(house.home.raw_incoming.iterdir())
    assert not house.rows("pos_sales")
    assert house.ingest("pos_sales").batch_id == batch.batch_id


def test_recovery_removes_what_a_killed_run_left(house: House) -> None:
    house.land("pos_sales", "a.csv", pos_csv(pos_line(price="-1")))
    batch = house.prepare("pos_sales")
    assert batch is not None
    # Killed in the middle of acceptance: the quarantine has moved, the rows have not.
    orphan = house.home.quarantine_of("pos_sales") / batch.batch_id
    batch.quarantine_path.parent.rename(orphan)
    (house.home.scratch / "ingest-dead").mkdir()
    recover(house.home)
    assert not orphan.exists()
    assert not batch.rows_path.exists()
    assert not list(house.home.scratch.iterdir())
    assert len(house.ingest("pos_sales").batch_id) == 20
    assert len(house.quarantine("pos_sales")) == 1


def test_accepted_batches_survive_recovery(house: House) -> None:
    house.land("pos_sales", "a.csv", pos_csv(pos_line(), pos_line(price="-1")))
    batch = house.prepare("pos_sales")
    assert batch is not None
    accept_batch(house.home, batch)
    recover(house.home)
    assert (len(house.rows("pos_sales")), len(house.quarantine("pos_sales"))) == (1, 1)


def test_nothing_below_landing_holds_a_raw_identifier(house: House) -> None:
    house.land("pos_sales", "a.csv", pos_csv(pos_line(), pos_line(price="-1"), "short,13800138000"))
    house.land("pos_sales", "b.csv", pos_csv(pos_line(9)).encode("gb18030"))
    house.ingest("pos_sales")
    below = [p for p in house.root.rglob("*") if p.is_file() and house.home.landing not in p.parents]
    assert below
    assert not [p for p in below if b"13800138000" in p.read_bytes()]
