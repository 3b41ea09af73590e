"""Pulling WeCom's customer contact, over real HTTP from a server on loopback that behaves as documented."""

from __future__ import annotations

import json
import logging
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sources.wecom_client import (
    FEEDS,
    Access,
    Client,
    CredentialsRefused,
    FeedPull,
    Pace,
    Patience,
    Plan,
    PullIsRunning,
    pull,
)
from sources.wecom_client.feeds import midnight
from sources.wecom_client.pace import retry_after
from tests.worlds.wecom_server import CORP, SECRET, Corp, wecom_on_loopback

DAY = date(2026, 3, 9)
MORNING = datetime(2026, 3, 8, 22, 30, tzinfo=UTC)  # 06:30 of the 9th in Shanghai
EARLY = datetime(2026, 3, 8, 18, 32, tzinfo=UTC)  # 02:32
CHILD = """
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from sources.wecom_client import Access, Client, Pace, Patience, Plan, pull
plan = Plan.of(date(2026, 3, 9), datetime(2026, 3, 8, 22, 30, tzinfo=UTC))
with Client(Access(sys.argv[1], sys.argv[2], sys.argv[3]), Pace(50, 10**6)) as client:
    for done in pull(client, Path(sys.argv[4]), plan, sys.argv[5].split(",")):
        print(done.feed, done.status, flush=True)
"""


@pytest.fixture
def corp() -> Corp:
    return Corp()


@pytest.fixture
def api(corp: Corp):
    with wecom_on_loopback(corp) as address:
        yield address


def run(
    api: str, landing: Path, *feeds: str, now: datetime = MORNING, day: date = DAY, **options
) -> dict[str, FeedPull]:
    """One pull; waiting between tries is a matter of milliseconds here."""
    patience = Patience(tries=4, first_seconds=0.01, longest_seconds=0.02)
    again = options.pop("again", False)
    with Client(Access(CORP, options.pop("secret", SECRET), api), Pace(10**4, 10**6), patience) as client:
        plan = Plan.of(day, now, **options)
        return {done.feed: done for done in pull(client, landing, plan, feeds or tuple(FEEDS), again=again)}


def landed(landing: Path, feed: str, day: date = DAY) -> list[dict]:
    files = sorted((landing / feed / day.isoformat()).glob("*"))
    return [json.loads(line) for file in files for line in file.read_bytes().splitlines()]


def test_every_feed_lands_where_readers_look(api, corp, tmp_path) -> None:
    done = run(api, tmp_path)
    assert {feed: one.status for feed, one in done.items()} == dict.fromkeys(FEEDS, "landed")
    for feed, one in done.items():
        documents = landed(tmp_path, feed)
        assert len(documents) == one.documents > 0
        assert all(set(document) == {"request", "response"} for document in documents)
        assert all(document["response"]["errcode"] == 0 for document in documents)
        assert all(document["request"]["corp_id"] == CORP for document in documents)
    visible = [path for path in tmp_path.glob("*/*/*") if not path.parts[-3].startswith(".")]
    assert len(visible) == len(FEEDS)
    assert not list((tmp_path / ".wecom").glob("*.jsonl"))
    assert corp.tokens == 1, "one token for all"


def test_all_pages_of_a_list_are_asked_for(api, corp, tmp_path) -> None:
    corp.staff = [f"user{n:03}" for n in range(120)]
    corp.customers = 103
    run(api, tmp_path, "wecom_contact")
    documents = landed(tmp_path, "wecom_contact")
    found = Counter(
        row["external_contact"]["external_userid"]
        for document in documents
        for row in document["response"]["external_contact_list"]
    )
    assert len(found) == 120 * 103
    assert set(found.values()) == {1}
    assert len(documents) == 2 * 120, "of each staff alone: only so is it known whose list is whole"
    assert [document["request"].get("cursor") for document in documents] == [None, "100"] * 120


def test_what_an_answer_does_not_name_stands_beside_it(api, tmp_path) -> None:
    run(api, tmp_path)
    staff = landed(tmp_path, "wecom_staff_stat")
    assert [document["request"]["userid"] for document in staff] == [["anna"]] * 3 + [["bert"]] * 3
    group = landed(tmp_path, "wecom_group_stat")
    days = {document["request"]["day_begin_time"] for document in group}
    assert days == {midnight(date(2026, 3, d)) for d in (6, 7, 8)}
    assert sum(len(document["response"]["items"]) for document in group) == 6, "by offset to the end"
    results = [
        document for document in landed(tmp_path, "wecom_mass_send") if "send_list" in document["response"]
    ]
    assert all(document["request"]["msgid"] and document["request"]["userid"] for document in results)
    assert sum(len(document["response"]["send_list"]) for document in results) == 7 * 2 * 2 * 150
    links = landed(tmp_path, "wecom_link")
    assert {document["request"].get("link_id") for document in links} == {"caLinkA", "caLinkB"}


def test_answers_land_byte_for_byte(api, corp, tmp_path) -> None:
    corp.pretty = True
    run(api, tmp_path, "wecom_tag")
    [line] = (tmp_path / "wecom_tag" / DAY.isoformat() / "wecom-pull-01.jsonl").read_bytes().splitlines()
    pretty = json.dumps(
        json.loads(line)["response"], ensure_ascii=False, indent=2
    ).encode()  # as the server wrote it, with a byte order mark before it
    assert line.endswith(b',"response":' + pretty.replace(b"\n", b" ") + b"}")


def test_a_second_pull_asks_nothing(api, corp, tmp_path) -> None:
    run(api, tmp_path)
    before, files = len(corp.asked), {p: p.stat().st_mtime_ns for p in tmp_path.glob("*/*/*.jsonl")}
    assert {one.status for one in run(api, tmp_path).values()} == {"landed_before"}
    assert len(corp.asked) == before
    assert {p: p.stat().st_mtime_ns for p in tmp_path.glob("*/*/*.jsonl")} == files


def test_asked_again_a_snapshot_is_one_more_file(api, tmp_path) -> None:
    run(api, tmp_path, "wecom_tag", "wecom_staff_stat")
    done = run(api, tmp_path, "wecom_tag", "wecom_staff_stat", again=True)
    assert done["wecom_staff_stat"].status == "unchanged"
    names = sorted(path.name for path in (tmp_path / "wecom_tag" / DAY.isoformat()).iterdir())
    assert names == ["wecom-pull-01.jsonl"], "the same answer is the same file"


def test_only_corrected_figures_are_delivered_again(api, corp, tmp_path) -> None:
    run(api, tmp_path, "wecom_staff_stat")
    corp.figures["bert", midnight(date(2026, 3, 8))] = 9
    tomorrow = run(
        api, tmp_path, "wecom_staff_stat", day=date(2026, 3, 10), now=datetime(2026, 3, 9, 23, tzinfo=UTC)
    )
    documents = landed(tmp_path, "wecom_staff_stat", date(2026, 3, 10))
    asked = {(d["request"]["userid"][0], d["request"]["start_time"]) for d in documents}
    new = midnight(date(2026, 3, 9))
    assert asked == {("anna", new), ("bert", new), ("bert", midnight(date(2026, 3, 8)))}
    assert tomorrow["wecom_staff_stat"].answers == 7


def test_the_zeros_of_the_early_morning_are_not_taken_for_truth(api, corp, tmp_path) -> None:
    corp.figures = {(user, midnight(date(2026, 3, 8))): 0 for user in corp.staff}
    run(api, tmp_path, "wecom_staff_stat", "wecom_tag", now=EARLY)
    yesterday = midnight(date(2026, 3, 8))
    assert yesterday not in {d["request"]["start_time"] for d in landed(tmp_path, "wecom_staff_stat")}
    corp.figures = {}
    later = run(api, tmp_path, "wecom_staff_stat", "wecom_tag")
    assert later["wecom_tag"].status == "landed_before"
    [*before, anna, bert] = landed(tmp_path, "wecom_staff_stat")
    assert {d["request"]["start_time"] for d in before}.isdisjoint({yesterday})
    for document in (anna, bert):
        assert document["response"]["behavior_data"][0] == {
            "stat_time": yesterday, "chat_cnt": 7, "message_cnt": 7
        }  # fmt: skip


def test_a_state_of_the_past_is_not_asked_but_its_figures_are(api, tmp_path) -> None:
    done = run(api, tmp_path, now=datetime(2026, 3, 20, 4, tzinfo=UTC))
    assert done["wecom_contact"].status == "past_state"
    assert done["wecom_staff_stat"].status == "landed"
    days = {d["request"]["start_time"] for d in landed(tmp_path, "wecom_staff_stat")}
    assert days == {midnight(date(2026, 3, d)) for d in (6, 7, 8)}


def test_a_token_that_ends_on_the_way_is_renewed(api, corp, tmp_path) -> None:
    corp.token_calls = 4
    done = run(api, tmp_path, "wecom_contact", "wecom_staff_stat")
    assert {one.status for one in done.values()} == {"landed"}
    assert corp.tokens > 2
    assert len(landed(tmp_path, "wecom_contact")) == 6


@pytest.mark.parametrize(
    "trouble",
    [
        (500, {}, b"<html>oops</html>"),
        (200, {}, b'{"errcode": -1, "errmsg": "system busy"}'),
        (200, {}, b'{"errcode": 45009, "errmsg": "api freq out of limit"}'),
        (200, {}, b'{"errcode": 45011, "errmsg": "api freq out of limit"}'),
        (200, {}, b"<html>a page in between</html>"),
        (429, {"Retry-After": "0"}, b""),
    ],
)
def test_passing_troubles_are_waited_out(api, corp, tmp_path, trouble) -> None:
    corp.trouble = lambda path, nth: trouble if path == "batch/get_by_user" and nth in {1, 2, 4} else None
    assert run(api, tmp_path, "wecom_contact")["wecom_contact"].status == "landed"
    assert len(landed(tmp_path, "wecom_contact")) == 6


def test_a_wait_that_is_asked_for_is_kept(api, corp, tmp_path) -> None:
    corp.trouble = lambda path, nth: (
        (503, {"Retry-After": "1"}, b"") if (path, nth) == ("gettoken", 1) else None
    )
    started = time.monotonic()
    run(api, tmp_path, "wecom_tag")
    assert time.monotonic() - started >= 1


def test_what_does_not_pass_is_told_and_gone_on_from(api, corp, tmp_path) -> None:
    busy = (200, {}, b'{"errcode": 45009, "errmsg": "api freq out of limit"}')
    corp.trouble = lambda path, nth: busy if path == "batch/get_by_user" and nth > 2 else None
    done = run(api, tmp_path, "wecom_contact", "wecom_tag")
    assert done["wecom_contact"].status == "incomplete"
    assert "45009" in done["wecom_contact"].note
    assert done["wecom_tag"].status == "landed", "other interfaces have limits of their own"
    assert landed(tmp_path, "wecom_contact") == [], "half a snapshot would look like customers who left"
    corp.trouble = lambda _path, _nth: None
    before = corp.count()["batch/get_by_user"]
    assert run(api, tmp_path, "wecom_contact")["wecom_contact"].status == "landed"
    assert corp.count()["batch/get_by_user"] - before == 4, "two of six pages were there"
    assert len(landed(tmp_path, "wecom_contact")) == 6


def test_a_host_that_does_not_answer_is_not_asked_for_each_feed(corp, tmp_path) -> None:
    with wecom_on_loopback(corp) as address:
        pass
    done = list(run(address, tmp_path).values())
    assert [one.status for one in done] == ["incomplete"] + ["not_asked"] * (len(FEEDS) - 1)
    assert "does not answer" in done[0].note


@pytest.mark.parametrize("errcode", [48002, 60011])
def test_a_feed_that_is_not_permitted_is_told_and_left_out(api, corp, tmp_path, errcode) -> None:
    corp.refused = {"customer_acquisition/list_link": errcode}
    done = run(api, tmp_path, "wecom_link", "wecom_tag")
    assert done["wecom_link"].status == "not_permitted"
    assert str(errcode) in done["wecom_link"].note
    assert not (tmp_path / "wecom_link").exists()
    assert done["wecom_tag"].status == "landed"


def test_a_closed_interface_is_not_asked_for_everyone(api, corp, tmp_path) -> None:
    corp.staff = [f"user{n:03}" for n in range(100)]
    corp.refused = {"batch/get_by_user": 48002, "get_user_behavior_data": 48002}
    done = run(api, tmp_path, "wecom_contact", "wecom_staff_stat")
    assert {one.status for one in done.values()} == {"not_permitted"}
    assert len(corp.asked) == 5


def test_one_refused_staff_or_group_leaves_the_others(api, corp, tmp_path) -> None:
    corp.staff, corp.customers = ["anna", "bert", "cleo"], 2
    corp.refused = {"bert": 84061, "wrOgBBB": 40050}
    done = run(api, tmp_path, "wecom_contact", "wecom_group")
    asked = [document["request"]["userid_list"] for document in landed(tmp_path, "wecom_contact")]
    assert asked == [["anna"], ["cleo"]]
    assert done["wecom_contact"].refused == 1
    assert (done["wecom_group"].documents, done["wecom_group"].refused) == (2, 1)


@pytest.mark.parametrize("errcode", [40001, 60020])
def test_refused_credentials_stop_everything_with_advice(api, corp, tmp_path, errcode, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    corp.trouble = lambda _path, _nth: (
        (200, {}, b'{"errcode": 60020, "errmsg": "not allow to access from your ip"}')
        if errcode == 60020
        else None
    )
    with pytest.raises(CredentialsRefused, match=str(errcode)) as error:
        run(api, tmp_path, secret="another-secret" if errcode == 40001 else SECRET)
    assert "another-secret" not in str(error.value) + caplog.text


def test_secrets_and_tokens_are_in_no_log_and_no_file(api, corp, tmp_path, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    corp.trouble = lambda _path, nth: (502, {}, b"") if nth == 1 else None
    access = Access(CORP, SECRET, api)
    done = run(api, tmp_path)
    for text in (caplog.text, repr(access), repr(done), str(done)):
        assert SECRET not in text
        assert "token-" not in text
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    for path in files:
        content = path.read_bytes()
        assert SECRET.encode() not in content
        assert b"token-" not in content


def test_limits_of_second_and_minute_hold() -> None:
    now, sent = [0.0], []
    pace = Pace(5, 60, clock=lambda: now[0], sleep=lambda seconds: now.__setitem__(0, now[0] + seconds))
    for _ in range(150):
        pace.wait()
        sent.append(now[0])
    for start in sent:
        assert sum(start <= moment < start + 1 for moment in sent) <= 5
        assert sum(start <= moment < start + 60 for moment in sent) <= 60
    assert sent[-1] >= 120


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120.0), ("Mon, 09 Mar 2026 00:02:00 GMT", 120.0), ("soon", None), ("", None), (None, None)],
)
def test_both_forms_of_an_asked_wait_are_understood(header, seconds) -> None:
    assert retry_after(header, datetime(2026, 3, 9, tzinfo=UTC).timestamp()) == seconds


def test_waits_grow_with_jitter_up_to_a_limit() -> None:
    patience = Patience(first_seconds=1, longest_seconds=8)
    for failed, planned in enumerate([1, 2, 4, 8, 8], start=1):
        assert {planned / 2 <= patience.seconds(failed) <= planned for _ in range(50)} == {True}
    assert patience.seconds(1, 30) == 30


def test_pages_that_go_round_in_a_circle_end(api, corp, tmp_path) -> None:
    page = b'{"errcode": 0, "group_chat_list": [{"chat_id": "wrOgAAA"}], "next_cursor": "same"}'
    corp.trouble = lambda path, _nth: (200, {}, page) if path == "groupchat/list" else None
    done = run(api, tmp_path, "wecom_group")
    assert done["wecom_group"].status == "incomplete"
    assert "circle" in done["wecom_group"].note


def test_two_pulls_at_once_are_refused(api, tmp_path) -> None:
    with Client(Access(CORP, SECRET, api), Pace(100, 10**6)) as client:
        first = pull(client, tmp_path, Plan.of(DAY, MORNING), ["wecom_tag"])
        next(first)
        with pytest.raises(PullIsRunning):
            next(pull(client, tmp_path, Plan.of(DAY, MORNING), ["wecom_tag"]))
        first.close()


@pytest.mark.slow
@pytest.mark.parametrize("after", [3, 9, 12, 17])
def test_a_killed_pull_goes_on_where_it_was(api, corp, tmp_path, after) -> None:
    feeds = ["wecom_contact", "wecom_group", "wecom_staff_stat"]
    arguments = [sys.executable, "-c", CHILD, CORP, SECRET, api, str(tmp_path), ",".join(feeds)]
    child = subprocess.Popen(arguments, cwd=Path(__file__).parents[2], stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while len(corp.asked) < after and child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    child.kill()
    assert child.wait() == -signal.SIGKILL
    done = run(api, tmp_path, *feeds)
    assert {one.status for one in done.values()} <= {"landed", "landed_before"}
    asked = Counter(json.dumps(question) for question in corp.asked if question[0] != "gettoken")
    assert sum(asked.values()) - len(asked) <= 3, "staff lists are asked by feed; one question was in flight"
    assert len(landed(tmp_path, "wecom_contact")) == 6
    assert len(landed(tmp_path, "wecom_group")) == 3
    assert len(landed(tmp_path, "wecom_staff_stat")) == 6
    assert len(list(tmp_path.glob("wecom_*/*/*"))) == 3
