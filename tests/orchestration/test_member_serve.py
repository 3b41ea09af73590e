"""The page for stewards: opens to its token alone, to this machine alone, masked; every look is logged."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.stewarding.guards import NotLoopback
from orchestration.stewarding.server import StewardServer
from sources.erasure import tombstones
from sources.erasure.targets import Target, Targets
from sources.identifiers import Pepper, identifier_hash
from sources.layout import Home
from tests.orchestration.steward_server import (
    PHONE,
    SECRET,
    Visitor,
    give_telephone,
    let_in,
    make_home,
    serving,
)
from tests.reports.members import (
    ERASED,
    ERASED_ON,
    FIRST,
    FORMER,
    HOSTILE,
    PERSONAL,
    SECOND,
    TYPED_PHONE,
    UNKNOWN,
    make,
)  # fmt: skip

SHOWN = f"/member/{FIRST}"
UNMASK = f"/member/{FIRST}/unmask"


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "home")


@pytest.fixture
def server(home):
    with serving(home) as found:
        yield found


@pytest.fixture
def steward(server):
    return let_in(server)


def log(home):
    path = Home(home).access_log
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_without_the_token_nothing_is_shown(server, home):
    stranger = Visitor(server.server_port)
    for path in ("/", SHOWN, "/?token=", "/?token=guessed", f"{SHOWN}?token=guessed"):
        assert stranger.get(path).status == 403, path
    assert stranger.ask("POST", "/find", "type=phone&value=1").status == 403
    stranger.cookies[server.guards.cookie_name] = "guessed"
    assert stranger.get(SHOWN).status == 403
    assert log(home) == []


def test_the_token_opens_once_and_leaves_the_address(server):
    first, second = Visitor(server.server_port), Visitor(server.server_port)
    path = "/" + server.address.partition("/?")[2].join(("?", ""))
    opened = first.get(path)
    assert (opened.status, opened.headers["Location"]) == (303, "/")
    cookie = opened.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert server.guards.token not in cookie + opened.text + first.get("/").text
    assert first.get("/").status == 200
    assert second.get(path).status == 403


def test_the_token_may_open_a_member_directly(server):
    visitor = Visitor(server.server_port)
    opened = visitor.get(f"{SHOWN}?token={server.guards.token}")
    assert opened.headers["Location"] == SHOWN
    assert FIRST in visitor.get(SHOWN).text


def test_of_two_who_bring_the_token_at_once_one_is_let_in(server):
    found, start = [], threading.Barrier(8)

    def bring():
        start.wait()
        found.append(server.guards.admits(server.guards.token))

    threads = [threading.Thread(target=bring) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count(True) == 1


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "[::1]:{port}", ""]
)
def test_a_strangers_name_for_this_machine_is_refused(server, steward, host):
    refused = steward.get(SHOWN, Host=host.format(port=server.server_port))
    assert refused.status == 403
    assert FIRST not in refused.text


def test_two_hosts_are_none(server, steward):
    cookies = "; ".join(f"{name}={value}" for name, value in steward.cookies.items())
    port = server.server_port
    request = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\nCookie: {cookies}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=30) as link:
        link.sendall(request.encode())
        assert b" 403 " in link.recv(64)


def test_localhost_is_this_machine(server, steward):
    assert steward.get(SHOWN, Host=f"localhost:{server.server_port}").status == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "", "192.168.1.2", "::", "localhost.evil.example"])
def test_no_other_address_is_listened_on(home, host):
    from orchestration.settings import load_settings

    settings = load_settings({"MEMBERLOOP_HOME": str(home), "MEMBERLOOP_PEPPER": SECRET})
    with pytest.raises(NotLoopback):
        StewardServer(settings, 0, host)


def test_the_command_has_no_way_to_name_another_host(home):
    env = {"MEMBERLOOP_HOME": str(home), "MEMBERLOOP_PEPPER": SECRET}
    answer = CliRunner().invoke(main, ["member", "serve", "--host", "0.0.0.0"], env=env)
    assert answer.exit_code == 2
    assert "No such option" in answer.output


def test_the_command_prints_the_address_and_ends_when_told(home):
    import signal

    env = {**os.environ, "MEMBERLOOP_HOME": str(home), "MEMBERLOOP_PEPPER": SECRET}
    command = [
        sys.executable,
        "-c",
        "from orchestration.cli import main; main()",
        "member",
        "serve",
        "--port",
        "0",
    ]
    with subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        line = running.stdout.readline()
        port, _, token = line.partition("http://127.0.0.1:")[2].strip().partition("/?token=")
        assert Visitor(int(port)).get(f"/?token={token}").status == 303
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=30)
    assert running.returncode == 0
    assert told.strip() == "Ended."


@pytest.mark.parametrize(
    ("what", "told"), [("home", "nothing is published"), ("pepper", "MEMBERLOOP_PEPPER")]
)
def test_without_a_version_or_a_secret_the_command_says_what_to_do(home, tmp_path, what, told):
    env = {"MEMBERLOOP_HOME": str(home), "MEMBERLOOP_PEPPER": SECRET}
    env |= {"MEMBERLOOP_HOME": str(tmp_path / "none")} if what == "home" else {}
    answer = CliRunner().invoke(
        main,
        ["member", "serve", "--port", "0"],
        env=env | ({"MEMBERLOOP_PEPPER": None} if what == "pepper" else {}),
    )
    assert answer.exit_code == 2
    assert told in answer.output


def test_a_port_that_is_taken_is_told(home, server):
    env = {"MEMBERLOOP_HOME": str(home), "MEMBERLOOP_PEPPER": SECRET}
    answer = CliRunner().invoke(main, ["member", "serve", "--port", str(server.server_port)], env=env)
    assert answer.exit_code == 2
    assert "is taken" in answer.output


def test_every_answer_forbids_scripts_frames_caches_and_referrers(server, steward):
    answers = [
        steward.get("/"), steward.get(SHOWN), steward.get("/nothing"), steward.get(f"/member/{ERASED}"),
        Visitor(server.server_port).get("/"), steward.ask("DELETE", "/"),
        steward.send(UNMASK, reason="a reason"),
    ]  # fmt: skip
    for answer in answers:
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "Python" not in str(answer.headers)


def test_a_look_is_masked_and_logged(home, steward):
    shown = steward.get(SHOWN)
    assert shown.status == 200
    assert not [one for one in PERSONAL if one in shown.text]
    (line,) = log(home)
    assert (line["role"], line["command"]) == ("steward", "page:show")
    assert (line["subjects"], line["member_uids"]) == ([FIRST], [FIRST])
    assert (line["unmasked"], line["reason"]) == ([], "")


def test_who_is_shown_in_full_is_logged_with_what_and_why(home, steward):
    shown = steward.send(UNMASK, reason=f"complaint  of {PHONE}")
    assert shown.status == 200
    assert TYPED_PHONE in shown.text
    (line,) = log(home)
    assert (line["command"], line["member_uids"]) == ("page:unmask", [FIRST])
    assert {"identifiers", "tickets", "tags"} <= set(line["unmasked"])
    assert line["reason"] == "complaint of •••"
    assert TYPED_PHONE not in steward.get(SHOWN).text  # the next look is masked again


@pytest.mark.parametrize("reason", ["", "   ", "why", "x" * 201])
def test_nothing_is_shown_in_full_without_a_reason(home, steward, reason):
    answer = steward.send(UNMASK, reason=reason)
    assert answer.status == 400
    assert log(home) == []


def test_nothing_is_shown_in_full_by_a_link(home, steward):
    assert steward.get(UNMASK).status == 404
    assert steward.get(f"{UNMASK}?reason=because").status == 404
    assert log(home) == []


@pytest.mark.parametrize(
    ("guard", "headers"),
    [
        ("", {}),
        ("0" * 64, {}),
        (None, {"Origin": "http://evil.example"}),
        (None, {"Origin": "null"}),
        (None, {"Origin": "http://127.0.0.1:1"}),
        (None, {"Sec_Fetch_Site": "cross-site"}),
        (None, {"Sec_Fetch_Site": "same-site"}),
    ],
)
@pytest.mark.parametrize("path", [UNMASK, "/find"])
def test_a_form_of_another_page_is_refused(home, steward, path, guard, headers):
    fields = {"reason": "a reason", "type": "phone", "value": PHONE} | (
        {} if guard is None else {"guard": guard}
    )
    assert steward.send(path, headers, **fields).status == 403
    assert log(home) == []


def test_a_form_of_our_page_is_taken_as_browsers_send_it(server, steward):
    headers = {"Origin": f"http://127.0.0.1:{server.server_port}", "Sec_Fetch_Site": "same-origin"}
    assert steward.send(UNMASK, headers, reason="a reason").status == 200


@pytest.mark.parametrize(
    "headers", [{"Content_Type": "text/plain"}, {"Content_Length": "999999"}, {"Content_Length": "-1"}]
)
def test_what_is_no_form_of_ours_is_not_read(steward, headers):
    assert steward.ask("POST", "/find", "x=1", **headers).status == 400


def test_a_member_is_found_by_an_identifier_that_is_kept_nowhere(home, steward):
    found = steward.send("/find", type="phone", value=f" {PHONE} ")
    assert (found.status, found.headers["Location"]) == (303, SHOWN)
    short = (identifier_hash(Pepper(SECRET), "phone", PHONE) or "")[:12]
    assert log(home)[0]["subjects"] == [f"phone:#{short}"]
    assert log(home)[0]["member_uids"] == [FIRST]
    assert PHONE not in json.dumps(log(home)) + steward.get(SHOWN).text + str(found.headers)


def test_a_member_is_found_by_id_and_by_the_beginning_of_a_hash(steward):
    short = (identifier_hash(Pepper(SECRET), "phone", PHONE) or "")[:12]
    assert steward.send("/find", type="member", value=SECOND).headers["Location"] == f"/member/{SECOND}"
    assert steward.send("/find", type="phone", value=f"#{short}").headers["Location"] == SHOWN


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("phone", "13877776666"),
        ("phone", "007-x"),
        ("member", HOSTILE),
        ("nothing", PHONE),
        ("unionid", HOSTILE),
    ],
)
def test_who_is_not_found_is_said_without_repeating_what_was_typed(home, steward, kind, value):
    answer = steward.send("/find", type=kind, value=value)
    assert answer.status == 404
    assert value not in answer.text
    assert value not in json.dumps(log(home))


def test_a_former_id_leads_to_who_speaks_for_it(home, steward):
    sent = steward.get(f"/member/{FORMER}")
    assert (sent.status, sent.headers["Location"]) == (303, f"/member/{SECOND}?former={FORMER}")
    assert f"{FORMER} was merged into this member." in steward.get(sent.headers["Location"]).text
    assert (log(home)[-1]["subjects"], log(home)[-1]["member_uids"]) == ([FORMER], [SECOND])


def test_a_former_id_that_is_none_is_not_said(home, steward):
    shown = steward.get(f"/member/{SECOND}?former={UNKNOWN}")
    assert UNKNOWN not in shown.text
    assert log(home)[-1]["subjects"] == [SECOND]


def test_who_was_erased_is_said_to_be_with_the_day(home, steward):
    gone, unknown = steward.get(f"/member/{ERASED}"), steward.get(f"/member/{UNKNOWN}")
    assert (gone.status, unknown.status) == (410, 404)
    assert f"was erased on {ERASED_ON}" in gone.text
    assert "erased" not in unknown.text
    assert [line["subjects"] for line in log(home)] == [[ERASED], [UNKNOWN]]


def test_whose_identifier_was_erased_is_said_while_its_tombstone_stands(home, steward):
    typed = "13855554444"
    hashed = identifier_hash(Pepper(SECRET), "phone", typed) or ""
    now = datetime.now(UTC).replace(tzinfo=None)
    tombstones.add(Home(home), Targets.of([Target("phone", hashed)]), now, 30)
    gone = steward.send("/find", type="phone", value=typed)
    assert gone.status == 410
    assert f"was erased on {now:%Y-%m-%d}" in gone.text
    tombstones.add(Home(home), Targets.of([Target("phone", hashed)]), now - timedelta(days=60), 30)
    assert steward.send("/find", type="phone", value=typed).status == 404


def test_the_command_line_says_too_that_a_member_was_erased(home):
    env = {"MEMBERLOOP_HOME": str(home), "MEMBERLOOP_PEPPER": SECRET}
    answer = CliRunner().invoke(main, ["member", "show", ERASED], env=env)
    assert answer.exit_code == 2
    assert f"was erased on {ERASED_ON}" in answer.output


def test_the_command_line_masks_unless_a_reason_is_given(home):
    env = {"MEMBERLOOP_HOME": str(home), "MEMBERLOOP_PEPPER": SECRET}
    asked = ["member", "show", FIRST, "--json"]
    masked = CliRunner().invoke(main, asked, env=env)
    whole = CliRunner().invoke(main, [*asked, "--unmask", "a complaint"], env=env)
    assert not [one for one in PERSONAL if one in masked.stdout]
    assert TYPED_PHONE in whole.stdout
    assert [line["reason"] for line in log(home)] == ["", "a complaint"]
    assert "tags" in log(home)[1]["unmasked"]
    assert CliRunner().invoke(main, [*asked, "--unmask", " "], env=env).exit_code == 2


def test_a_language_is_chosen_and_kept(steward):
    chosen = steward.get(f"{SHOWN}?lang=en")
    assert (chosen.status, chosen.headers["Location"]) == (303, SHOWN)
    assert '<html lang="en">' in steward.get(SHOWN).text
    assert steward.get(f"{SHOWN}?lang=../evil").status == 200
    assert '<html lang="en">' in steward.get(SHOWN).text


def test_a_look_that_cannot_be_logged_is_not_taken(home, steward):
    Home(home).access_log.mkdir(parents=True)
    answer = steward.get(SHOWN)
    assert answer.status == 500
    assert FIRST not in answer.text


def test_a_version_published_meanwhile_is_what_the_next_look_shows(home, steward):
    assert "v000001" in steward.get(SHOWN).text
    current = Home(home).published / "current" / "memberloop.duckdb"
    faults, stop = [], threading.Event()

    def look():
        visitor = Visitor(steward.port, dict(steward.cookies))
        while not stop.is_set():
            answer = visitor.get(SHOWN)
            if answer.status != 200 or "Version" not in answer.text:
                faults.append(answer.status)

    readers = [threading.Thread(target=look) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(2, 6):
        staged = make(Home(home).published / f"v{number}" / "memberloop.duckdb", f"v00000{number}")
        give_telephone(staged)
        staged.replace(current)
        assert f"v00000{number}" in steward.get(SHOWN).text
    stop.set()
    for reader in readers:
        reader.join()
    assert faults == []
