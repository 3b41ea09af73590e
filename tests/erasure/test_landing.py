"""Landing, raw store and quarantine: who is erased is in no format left, and everybody else is as before."""

from __future__ import annotations

import gzip
import json

import pytest

from sources.identifiers import block_hash
from tests.erasure.conftest import FEEDS, Town
from tests.erasure.town import APPID, GONE, REFERRED, STAYS, deliveries, land_town
from tests.erasure.traces import hashes_of, traces


def _words(town: Town, person) -> list[str]:
    return [*person.words, *hashes_of(person.values.values(), town.pepper)]


def test_the_search_itself_finds_them(ingested):
    found = traces(ingested, GONE.words)
    assert {path.split("/")[1] for path in found if path.startswith("landing/")} == set(FEEDS)
    assert any(
        path.startswith("raw/")
        for path in traces(ingested, hashes_of(GONE.values.values(), Town(ingested).pepper))
    )


def test_nothing_is_left(erased_home):
    town, _ = erased_home
    assert traces(town.root, _words(town, GONE)) == []


def test_others_stay_in_every_file(ingested, erased_home):
    town, _ = erased_home
    before, after = (
        {path.partition(":")[0] for path in traces(home, STAYS.words) if path.startswith("landing/")}
        for home in (ingested, town.root)
    )
    assert after == before
    assert len(before) == len(list(deliveries()))


@pytest.mark.parametrize("feed", FEEDS)
def test_rows_read_are_kept_quarantined_or_erased(erased_home, feed):
    town, done = erased_home
    kept = town.files(feed)
    assert kept
    for file in kept:
        erased = file.get("rows_erased") or 0
        assert erased >= 0
        assert file["rows_read"] == file["rows_kept"] + file["rows_quarantined"] + erased
    assert (
        sum(file.get("rows_erased") or 0 for file in kept)
        == done[feed].raw_rows + done[feed].quarantined_rows
    )


def test_sales_stay_without_their_buyer(ingested, erased_home):
    town, before = erased_home[0], Town(ingested)
    for feed, amount in (("pos_sales", "net_fen"), ("groupbuy_order", "order_fen"), ("parking", "paid_fen"),
                         ("wechatpay_bill", "order_fen"), ("voucher_douyin", "verify_id")):  # fmt: skip
        assert [row[amount] for row in town.rows(feed)] == [row[amount] for row in before.rows(feed)]
    cards = {row["card_no_hash"] for row in town.rows("pos_sales")}
    assert not cards & hashes_of([GONE.card], town.pepper)
    assert cards & hashes_of([STAYS.card], town.pepper)


def test_a_registration_of_somebody_else_stays_without_the_referrer(erased_home):
    rows = erased_home[0].rows("member_registry")
    assert {row["member_no_hash"] for row in rows} == {
        row["member_no_hash"] for row in rows if row["phone_hash"]
    }
    assert len({row["member_no_hash"] for row in rows}) == 2
    assert {row["referrer_member_no_hash"] for row in rows} == {None}
    assert (
        REFERRED.member_no.encode()
        in (erased_home[0].root / "landing/member_registry/2026-03-02/members.csv").read_bytes()
    )


def test_the_block_of_a_number_goes_with_the_member(ingested, erased_home):
    town, before = erased_home[0], Town(ingested)
    gone, stays = (block_hash(town.pepper, person.phone) for person in (GONE, STAYS))
    assert {gone, stays} <= {row["phone_block_hash"] for row in before.rows("member_registry")}
    left = {row["phone_block_hash"] for row in town.rows("member_registry")}
    assert (gone in left, stays in left) == (gone == stays, True)


def test_a_message_to_several_keeps_the_others(erased_home):
    rows = erased_home[0].rows("wecom_chat_meta")
    assert [row["msgid"] for row in rows] == ["2"]
    assert len(rows[0]["receiver_external_userid_hashes"]) == 1


def test_rewritten_files_are_no_news(erased):
    assert erased.take_in() == {}


def test_files_keep_their_times(ingested, erased_home):
    for path in sorted((ingested / "landing").rglob("*.*")):
        same = erased_home[0].root / path.relative_to(ingested)
        assert same.stat().st_mtime_ns == path.stat().st_mtime_ns


def test_again_there_is_nothing_to_do(erased):
    done = erased.erase(GONE)
    found = {(one.landing.files, one.raw_rows, one.raw_cleared) for one in done.values()}
    assert found == {(0, 0, 0)}


def test_the_same_files_again_bring_nobody_back(erased):
    before = {feed: erased.rows(feed) for feed in FEEDS}
    land_town(erased, prefix="again-", day="2026-03-09")
    erased.take_in()
    assert traces(erased.root, _words(erased, GONE)) == []
    assert {feed: erased.rows(feed) for feed in FEEDS} == before


def test_other_bytes_bring_nobody_back(erased):
    """Other bytes of the same rows are news, and of them everybody else's are taken."""
    for feed, name, data in deliveries():
        content = data.encode() if isinstance(data, str) else data
        if name.endswith((".csv", ".jsonl")):
            erased.land(feed, f"anew-{name}.gz", gzip.compress(content + b"\n", mtime=1), day="2026-03-10")
    kept = erased.take_in()
    assert kept["app_event"] == 1
    assert kept["parking"] == 2
    assert traces(erased.root, _words(erased, GONE)) == []


def test_without_tombstones_they_would_come_back(erased):
    (erased.home.erasure / "tombstones.parquet").unlink()
    land_town(erased, prefix="again-", day="2026-03-09")
    for feed, name, data in deliveries():
        content = data.encode() if isinstance(data, str) else data
        if name == "events.jsonl":
            erased.land(feed, "anew.jsonl", content + b"\n", day="2026-03-10")
    erased.take_in()
    assert traces(erased.home.raw, hashes_of(GONE.values.values(), erased.pepper)) != []


def test_new_consent_lifts_the_tombstone_for_what_comes_after(erased):
    header = "member_no,mall_id,phone,unionid,openid,appid,card_no,registered_at"
    anew = f"MEMNO999999,M1,{GONE.phone},,,,,2026-04-20T10:00:00+08:00"
    erased.land("member_registry", "new.csv", f"{header}\n{anew}\n", day="2026-04-21")
    binding = {"appid": APPID, "openid": "oNewOne00001", "phone": GONE.phone, "phone_verified": True}
    moments = ("2026-03-05T02:00:00Z", "2026-04-22T02:00:00Z")
    both = "".join(json.dumps({**binding, "action": "bind", "bound_at": at}) + "\n" for at in moments)
    erased.land("app_binding", "new.jsonl", both, day="2026-04-23")
    kept = erased.take_in()
    assert kept == {"member_registry": 1, "app_binding": 1}
    phone = hashes_of([GONE.phone], erased.pepper)
    assert [row["bound_at_utc"].day for row in erased.rows("app_binding") if row["phone_hash"] in phone] == [
        22
    ]
