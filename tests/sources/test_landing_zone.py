"""A landing zone on an object store: real requests to a server of S3's interface on loopback."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from sources.landing import Address, Credentials, StoredObject, StoreUnreachable, fetch, open_store
from sources.landing.keys import refusal
from tests.worlds.object_store import KEY, PREFIX, SECRET, Bucket, bucket_on_loopback

DAY = "pos_sales/2026-03-09"
CHILD = """
import sys
from pathlib import Path
from sources.landing import Address, Credentials, fetch, open_store
address = Address(sys.argv[1], sys.argv[2], addressing="path")
print(fetch(open_store(address, Credentials("key", "secret")), Path(sys.argv[3])), flush=True)
"""


@pytest.fixture(scope="module")
def bucket():
    with bucket_on_loopback() as bucket:
        yield bucket


@pytest.fixture
def place(request: pytest.FixtureRequest) -> str:
    """A prefix of its own for each test."""
    return request.node.name


def opened(bucket: Bucket, place: str, scheme: str = "s3"):
    address = Address(f"{scheme}://{bucket.name}/{PREFIX}/{place}", bucket.endpoint, addressing="path")
    return open_store(address, Credentials(KEY, SECRET))


def files(landing: Path) -> dict[str, bytes]:
    return {
        path.relative_to(landing).as_posix(): path.read_bytes()
        for path in landing.rglob("*")
        if path.is_file() and not path.name.startswith(".fetched")
    }


@pytest.mark.parametrize("scheme", ["s3", "oss"])
def test_what_is_new_is_fetched_and_a_second_fetch_does_nothing(bucket, place, tmp_path, scheme) -> None:
    place = f"new-{scheme}"
    bucket.put(f"{place}/{DAY}/a.csv", b"one")
    bucket.put(f"{place}/{DAY}/deep/b.json.gz", b"two")
    bucket.put(f"{place}/{DAY}/会员　日.csv", "三".encode())
    first = fetch(opened(bucket, place, scheme), tmp_path)
    assert (first.listed, first.objects, first.size_bytes, first.is_whole) == (3, 3, 9, True)
    assert files(tmp_path) == {
        f"{DAY}/a.csv": b"one", f"{DAY}/deep/b.json.gz": b"two", f"{DAY}/会员　日.csv": "三".encode(),
    }  # fmt: skip
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.csv")}
    second = fetch(opened(bucket, place, scheme), tmp_path)
    assert (second.listed, second.objects, second.is_whole) == (3, 0, True)
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_only_what_changed_is_fetched_again(bucket, place, tmp_path) -> None:
    bucket.put(f"{place}/{DAY}/a.csv", b"one")
    bucket.put(f"{place}/{DAY}/b.csv", b"two")
    fetch(opened(bucket, place), tmp_path)
    bucket.put(f"{place}/{DAY}/a.csv", b"ONE")  # the same size, perhaps within the same second
    assert fetch(opened(bucket, place), tmp_path).objects == 1
    assert files(tmp_path)[f"{DAY}/a.csv"] == b"ONE"


def test_a_delivery_stays_delivered_when_the_store_forgets_it(bucket, place, tmp_path) -> None:
    bucket.put(f"{place}/{DAY}/a.csv", b"one")
    fetch(opened(bucket, place), tmp_path)
    bucket.remove(f"{place}/{DAY}/a.csv")
    assert fetch(opened(bucket, place), tmp_path).is_whole
    assert files(tmp_path) == {f"{DAY}/a.csv": b"one"}


def test_a_file_that_erasure_rewrote_is_not_brought_back(bucket, place, tmp_path) -> None:
    bucket.put(f"{place}/{DAY}/a.csv", b"one,two")
    fetch(opened(bucket, place), tmp_path)
    (tmp_path / DAY / "a.csv").write_bytes(b"two")
    assert fetch(opened(bucket, place), tmp_path).objects == 0
    assert files(tmp_path) == {f"{DAY}/a.csv": b"two"}


def test_a_file_that_was_lost_here_is_fetched_again(bucket, place, tmp_path) -> None:
    bucket.put(f"{place}/{DAY}/a.csv", b"one")
    fetch(opened(bucket, place), tmp_path)
    before = (tmp_path / DAY / "a.csv").stat().st_mtime_ns
    (tmp_path / DAY / "a.csv").unlink()
    assert fetch(opened(bucket, place), tmp_path).objects == 1
    assert (tmp_path / DAY / "a.csv").stat().st_mtime_ns == before, "so the raw store knows it again"


def test_keys_that_leave_the_folder_stay_out(bucket, place, tmp_path) -> None:
    landing = tmp_path / "home" / "landing"
    hostile = ["../../evil", f"{DAY}/../../../../evil", "/etc/evil", f"{DAY}/a\nb.csv", f"{DAY}//b.csv",
               "C:/evil", f"{DAY}/{'x' * 300}"]  # fmt: skip
    for key in [*hostile, f"{DAY}/.part", f"{DAY}/good.csv", f"{DAY}/"]:
        bucket.put(f"{place}/{key}", b"x")
    done = fetch(opened(bucket, place), landing)
    assert files(tmp_path) == {
        f"home/landing/{DAY}/good.csv": b"x",
        **{path: content for path, content in files(tmp_path).items() if "/.fetched" in path},
    }
    assert sum(done.faults.values()) == len(hostile)
    assert "evil" not in str(done)


@pytest.mark.parametrize("key", ["feed/2026-01-01/a b.csv", "feed/2026-01-01/账单(1).csv", "feed/x..y/a"])
def test_ordinary_keys_are_taken(key: str) -> None:
    assert refusal(key) is None


def test_one_failing_object_does_not_stop_the_others(bucket, place, tmp_path) -> None:
    for name in ("a", "b", "c"):
        bucket.put(f"{place}/{DAY}/{name}.csv", b"xyz")
    store = opened(bucket, place)
    listed = store.objects()
    bucket.remove(f"{place}/{DAY}/a.csv")
    bucket.put(f"{place}/{DAY}/b.csv", b"longer than it was")
    store.objects = lambda: listed
    done = fetch(store, tmp_path)
    assert (done.objects, sum(done.faults.values()), done.is_whole) == (1, 2, False)
    assert files(tmp_path) == {f"{DAY}/c.csv": b"xyz"}
    again = fetch(opened(bucket, place), tmp_path)
    assert (again.objects, again.is_whole) == (1, True)


def test_a_folder_in_the_way_is_a_fault_of_one_object(bucket, place, tmp_path) -> None:
    bucket.put(f"{place}/{DAY}", b"an object named like a folder")
    bucket.put(f"{place}/{DAY}/a.csv", b"x")
    done = fetch(opened(bucket, place), tmp_path)
    assert (done.objects, sum(done.faults.values())) == (1, 1)


@pytest.mark.slow
def test_a_killed_fetch_goes_on_where_it_was(bucket, place, tmp_path) -> None:
    for number in range(600):
        bucket.put(f"{place}/{DAY}/{number:04}.csv", b"%d" % number * 1000)
    landing = tmp_path / "landing"
    arguments = [sys.executable, "-c", CHILD, f"s3://{bucket.name}/{PREFIX}/{place}", bucket.endpoint]
    root = Path(__file__).parents[2]
    child = subprocess.Popen([*arguments, str(landing)], cwd=root)
    deadline = time.monotonic() + 60
    while len(list(landing.glob(f"{DAY}/*"))) < 250 and time.monotonic() < deadline:
        time.sleep(0.01)
    child.kill()
    assert child.wait() == -signal.SIGKILL
    left = files(landing)
    whole = {path: content for path, content in left.items() if not path.startswith(".incoming")}
    assert 0 < len(whole) < 600
    assert all(content == b"%d" % int(Path(path).stem) * 1000 for path, content in whole.items())
    done = fetch(opened(bucket, place), landing)
    assert done.is_whole
    assert 600 - len(whole) <= done.objects <= 600 - 200, "what was entered is not fetched again"
    assert len(files(landing)) == 600


def test_an_unreachable_store_is_told_with_advice_and_without_secrets(tmp_path, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{unused.getsockname()[1]}"
    store = open_store(Address("s3://bucket/x", nowhere), Credentials(KEY, SECRET))
    with pytest.raises(StoreUnreachable) as error:
        store.objects()
    done = fetch(store, tmp_path)
    assert "landing.endpoint_url" in str(done)
    for text in (str(error.value), repr(error.value), str(done), repr(store), caplog.text):
        assert SECRET not in text
    assert KEY not in str(done)
    assert "Credentials()" in repr(Credentials(KEY, SECRET, "token"))


def test_a_missing_bucket_is_told(bucket, tmp_path) -> None:
    store = open_store(
        Address("s3://no-such-bucket", bucket.endpoint, addressing="path"), Credentials(KEY, SECRET)
    )
    assert "bucket does not exist" in str(fetch(store, tmp_path))


def test_oss_is_asked_by_the_buckets_own_host(monkeypatch) -> None:
    assert Address("oss://b/p", region="cn-shanghai").endpoint == "https://s3.oss-cn-shanghai.aliyuncs.com"
    asked: list[tuple[str, str]] = []

    class Recorder(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.headers["Host"], self.headers["Authorization"]))
            self.send_response(403)
            self.end_headers()
            self.wfile.write(b"<Error><Code>InvalidAccessKeyId</Code></Error>")

        def log_message(self, *_: object) -> None:
            """Say nothing on the test's output."""

    look_up = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda _host, *rest, **named: look_up("127.0.0.1", *rest, **named)
    )
    server = HTTPServer(("127.0.0.1", 0), Recorder)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        endpoint = f"http://s3.oss-cn-test.invalid:{server.server_port}"
        store = open_store(Address("oss://city-mall/p", endpoint), Credentials(KEY, SECRET))
        with pytest.raises(StoreUnreachable, match="does not know the access key"):
            store.objects()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    host, authorization = asked[0]
    assert host.startswith("city-mall.s3.oss-cn-test.invalid")
    assert authorization.startswith(f"AWS {KEY}:"), "signed as OSS documents it for S3's interface"


class Listing:
    """A store of very many objects, all of them here already but one."""

    name = "s3://many"

    def __init__(self, count: int) -> None:
        self.listed = [StoredObject(f"{DAY}/{n:06}.csv", 1, f"{n:x}", 10**18) for n in range(count)]

    def objects(self) -> list[StoredObject]:
        return self.listed

    def download(self, _key: str, target: Path) -> None:
        target.write_bytes(b"x")


def test_a_hundred_thousand_objects_are_compared_in_seconds(tmp_path) -> None:
    from sources.landing.ledger import Ledger

    store = Listing(100_000)
    (tmp_path / DAY).mkdir(parents=True)
    for stored in store.listed[1:]:
        os.close(os.open(tmp_path / stored.key, os.O_CREAT))
    ledger = Ledger(tmp_path / ".fetched.sqlite", store.name)
    ledger.enter(store.listed[1:])
    ledger.close()
    started = time.monotonic()
    done = fetch(store, tmp_path)
    assert (done.listed, done.objects) == (100_000, 1)
    assert time.monotonic() - started < 30
