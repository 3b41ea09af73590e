"""`member forget` over a whole home: warehouse, published versions, logs of tools; killed and run again."""

from __future__ import annotations

import json
import shutil
import sqlite3
from datetime import UTC, date, datetime

import duckdb
import pytest
from click.testing import CliRunner

from orchestration import forgetting, forgetting_steps
from orchestration.cli.member_forget import forget
from publishing import ColumnContract, RunInfo, TableContract, publish
from sources.erasure import tombstones
from sources.identifiers import Pepper, identifier_hash
from sources.layout import Home
from tests.erasure.conftest import Town
from tests.erasure.town import GONE, STAYS, Person, deliveries
from tests.erasure.traces import hashes_of, traces

PEPPER = "pepper for tests"
# Enough to hold each of the identifiers; the formats are looked at in test_landing.
FEEDS = ("member_registry", "app_binding", "wecom_chat_meta", "parking")
UIDS = {GONE: "M0000000001", STAYS: "M0000000002"}
FORMER = "M0000000009"


def _column(name: str) -> ColumnContract:
    return ColumnContract(name, None, f"词: {name}")


BRIDGE = (
    "identifier_type", "identifier_hash", "valid_from", "valid_to",
    "member_uid", "strength", "role", "first_source",
)  # fmt: skip
SALE = ("ticket", "member_uid", "net_fen")
CONTRACT = [
    TableContract("core", "bridge_member_identifier", BRIDGE[:3], tuple(map(_column, BRIDGE)), "Bridge"),
    TableContract(
        "core", "dim_member", ("member_uid",), tuple(map(_column, ("member_uid", "tier"))), "Members"
    ),
    TableContract(
        "core", "fct_purchase", ("ticket",), tuple(map(_column, ("ticket", "member_uid", "net_fen"))), "Sales"
    ),
]


def _hash(kind: str, value: str) -> str:
    found = identifier_hash(Pepper(PEPPER), kind, value)
    assert found
    return found


def _fill(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("create schema core; create schema control; create schema identity")
    con.execute(
        f"create table core.bridge_member_identifier ({', '.join(f'{name} varchar' for name in BRIDGE)})"
    )
    con.execute("alter table core.bridge_member_identifier alter valid_from type date using valid_from::date")
    con.execute("alter table core.bridge_member_identifier alter valid_to type date using valid_to::date")
    con.execute("create table core.dim_member (member_uid varchar, tier varchar)")
    con.execute("create table core.fct_purchase (ticket varchar, member_uid varchar, net_fen bigint)")
    con.execute("create table core.member_redirect (old_member_uid varchar, member_uid varchar)")
    con.execute(
        "create table core.identity_ledger (run_id varchar, seq bigint, as_of_date date, op varchar, "
        "member_uid_from varchar, member_uid_to varchar, identifier_type varchar, identifier_hash varchar, "
        "evidence varchar, rule_version varchar)"
    )
    con.execute("create table identity.claim (source_key varchar, seen varchar[])")
    for seq, (person, uid) in enumerate(UIDS.items()):
        con.execute("insert into core.dim_member values (?, 'gold')", [uid])
        con.execute("insert into core.fct_purchase values (?, ?, 990)", [f"T{uid}", uid])
        mint = ["r", seq, "2026-03-01", "mint", None, uid, None, None, None, "v1"]
        con.execute(f"insert into core.identity_ledger values ({', '.join('?' * 10)})", mint)
        for kind, value in person.values.items():
            found = _hash(kind, value)
            bridge = [kind, found, "2026-03-01", None, uid, "S1", "owner", "member_registry"]
            con.execute(f"insert into core.bridge_member_identifier values ({', '.join('?' * 8)})", bridge)
            attach = ["r", 10 + seq, "2026-03-01", "attach", None, uid, kind, found, f"{kind}:{found}", "v1"]
            con.execute(f"insert into core.identity_ledger values ({', '.join('?' * 10)})", attach)
            con.execute("insert into identity.claim values (?, ?)", [f"{found}|2026|bind", [found]])
    con.execute("insert into core.member_redirect values (?, ?)", [FORMER, UIDS[GONE]])
    con.execute("create view core.gold as select * from memberloop.core.dim_member where tier = 'gold'")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A home with raw store, warehouse, two published versions and a tool's store. Do not write to it."""
    root = tmp_path_factory.mktemp("whole") / "home"
    town = Town(root)
    for feed, name, data in deliveries():
        if feed in FEEDS:
            town.land(feed, name, data)
    for feed in FEEDS:
        town.ingest(feed)
    home = town.home
    home.warehouse_file.parent.mkdir(exist_ok=True)
    with duckdb.connect(str(home.warehouse_file)) as con:
        _fill(con)
    for stamp in (1, 2):
        at = datetime(2026, 3, 2, 2, stamp, tzinfo=UTC)
        publish(
            home.warehouse_file,
            home.published,
            CONTRACT,
            RunInfo(f"r{stamp}", date(2026, 3, 1), "a", at, "d"),
        )
    home.dagster.mkdir()
    with sqlite3.connect(home.dagster / "runs.db") as db:
        db.execute("create table event (id integer primary key, body text)")
        db.execute("insert into event (body) values (?), (?)", [f'{{"row": "{GONE.phone}"}}', STAYS.phone])
    hashed = _hash("phone", GONE.phone)
    (root / "alerts.jsonl").write_text(
        json.dumps({"about": f"phone:#{hashed[:12]}", "and": STAYS.card}) + "\n"
    )
    home.reports.mkdir(exist_ok=True)
    (home.landing / ".wecom").mkdir()
    (home.landing / ".wecom" / "wecom_contact-2026-03-02-1.sqlite").write_bytes(GONE.customer.encode())
    return root


@pytest.fixture
def home(whole, tmp_path, monkeypatch):
    root = tmp_path / "home"
    shutil.copytree(whole, root)
    store = Home(root).published
    # A copy of the home has no hard links; a home has one.
    (store / "current/memberloop.duckdb").unlink()
    (store / "current/memberloop.duckdb").hardlink_to(store / "versions/v000002/memberloop.duckdb")
    monkeypatch.setenv("MEMBERLOOP_HOME", str(root))
    monkeypatch.setenv("MEMBERLOOP_PEPPER", PEPPER)
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    monkeypatch.chdir(root)
    return root


def _words(person: Person) -> list[str]:
    hashes = hashes_of(person.values.values(), Pepper(PEPPER))
    return [*person.words, *hashes, *(one[:12] for one in hashes)]


def _forget(*arguments: str, text: str | None = None):
    return CliRunner().invoke(forget, list(arguments), input=text)


def test_one_identifier_names_the_whole_person(home):
    done = _forget(f"phone:{GONE.phone}")
    assert done.exit_code == 0, done.output
    assert "Erased 1 members with 7 identifiers" in done.output
    assert not any(word in done.output for word in _words(GONE))
    assert traces(home, [*_words(GONE)]) == []
    assert len(traces(home, STAYS.words)) > 5
    assert not (home / "erasure/journal.json").exists()


def test_the_ledger_keeps_the_id_and_says_that_it_is_retired(home):
    _forget(f"unionid:{GONE.unionid}")
    with duckdb.connect(str(Home(home).warehouse_file), read_only=True) as con:
        lines = con.execute(
            "select op, member_uid_from, member_uid_to, identifier_hash, evidence from core.identity_ledger "
            "where ? in (member_uid_from, member_uid_to) order by seq",
            [UIDS[GONE]],
        ).fetchall()
        assert con.execute("select * from core.gold").fetchall() == [(UIDS[STAYS], "gold")]
        assert con.execute("select count(*) from identity.claim").fetchall() == [(len(STAYS.values),)]
    assert lines == [("mint", None, UIDS[GONE], None, None), ("forget", UIDS[GONE], None, None, None)]


def test_every_version_is_whole_and_keeps_its_sales(home):
    _forget(f"unionid:{GONE.unionid}")
    published = home / "published"
    current = published / "current/memberloop.duckdb"
    assert current.samefile(published / "versions/v000002/memberloop.duckdb")
    for version in ("v000001", "v000002"):
        folder = published / "versions" / version
        manifest = json.loads((folder / "manifest.json").read_text())
        with duckdb.connect(str(folder / "memberloop.duckdb"), read_only=True) as con:
            for table, told in manifest["tables"].items():
                inside = con.execute(f"from {table} order by all").fetchall()
                beside = con.execute(f"from read_parquet('{folder}/{table}.parquet') order by all").fetchall()
                assert inside == beside
                assert len(inside) == told["rows"]
            sales = con.execute(
                "select member_uid, net_fen from core.fct_purchase order by ticket"
            ).fetchall()
            logged = con.execute(
                "select rows_per_table from ops.publish_log where version = ?", [version]
            ).fetchall()
            comment = con.execute(
                "select comment from duckdb_columns() where column_name = 'tier'"
            ).fetchall()
        assert sales == [(None, 990), (UIDS[STAYS], 990)]
        assert json.loads(logged[0][0])["core.dim_member"] == 1
        assert comment == [("词: tier",)]


def test_what_others_hold_as_well_stays_theirs(home):
    with duckdb.connect(str(Home(home).warehouse_file)) as con:
        con.execute(
            "insert into core.bridge_member_identifier "
            "values ('phone', ?, '2026-03-02', null, ?, 'S3', 'shared', 'x')",
            [_hash("phone", GONE.phone), UIDS[STAYS]],
        )
    done = _forget("--json", f"member_no:{GONE.member_no}")
    proof = json.loads(done.stdout)[0]
    assert (proof["identifiers"], proof["shared_identifiers"]) == (6, 1)
    kept = {stone.identifier_type for stone in tombstones.read(Home(home))}
    assert kept == {*GONE.values} - {"phone"}
    phones = {row["phone_hash"] for row in Town(home).rows("member_registry")}
    assert _hash("phone", GONE.phone) not in phones  # the rows are about the member by other identifiers too


@pytest.mark.parametrize("step", list(forgetting_steps.STEPS))
def test_a_kill_before_any_step_is_finished_by_the_next_run(home, monkeypatch, step):
    class Killed(BaseException):
        pass

    def kill(_):
        raise Killed

    steps = forgetting_steps.STEPS
    with monkeypatch.context() as patched:
        patched.setitem(steps, step, kill)
        with pytest.raises(Killed):
            CliRunner().invoke(forget, [f"phone:{GONE.phone}"], catch_exceptions=False)
    assert (home / "erasure/journal.json").stat().st_mode & 0o077 == 0
    done = _forget("--json")
    proof = json.loads(done.stdout)[0]
    assert {row["place"] for row in proof["removed"]} == {"landing", "raw", "warehouse", "published", "tools"}
    assert traces(home, _words(GONE)) == []


def test_a_dry_run_writes_nothing(home):
    before = {
        path: path.read_bytes() for path in home.rglob("*") if path.is_file() and path.name != ".writer.lock"
    }
    done = _forget("--dry-run", "--json", "-", text=f"card_no:{GONE.card}\n")
    proof = json.loads(done.stdout)[0]
    assert proof["is_dry_run"]
    assert {row["what"] for row in proof["removed"]} >= {"parking", "member_registry"}
    assert {path: path.read_bytes() for path in before} == before
    assert not (home / "erasure").exists()


def test_names_that_cannot_be_used_stop_everything_and_are_not_repeated(home):
    done = _forget(f"phone:{GONE.phone}", "fax:98765432101")
    assert done.exit_code == 2
    assert "98765432101" not in done.output
    assert not (home / "erasure").exists()


def test_requests_that_were_delivered(home):
    town = Town(home, Pepper(PEPPER))
    request = f"2026-03-05T10:00:00+08:00,phone,{GONE.phone},withdrawn"
    town.land("deletion_request", "r.csv", f"requested_at,identifier_type,identifier,reason\n{request}\n")
    town.ingest("deletion_request")
    done = _forget("--requests")
    assert "Erased 1 members" in done.output
    assert traces(home, _words(GONE)) == []


def test_the_proof_is_kept_and_names_nobody(home):
    _forget(f"phone:{GONE.phone}")
    (proof,) = (home / "erasure/proofs").iterdir()
    told = json.loads(proof.read_text())
    assert told["members"] == 1
    assert told["tombstones_expire_at"] > told["forgotten_at"]
    assert UIDS[GONE] not in proof.read_text()


def test_journal_and_work_agree_on_the_steps():
    assert forgetting.STEPS is forgetting_steps.STEPS
