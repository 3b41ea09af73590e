"""The documentation page holds everything that it needs, and is served to this machine alone."""

from __future__ import annotations

import http.client
import multiprocessing
import socket
import threading
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.documenting.page import UnknownPageError, at_home, documentation_page
from orchestration.documenting.serve import page_server
from orchestration.lock import writer_lock

OUTSIDE = ("cloudfront", "sinter-collect", "fuzzed.getdbt")


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A home with a warehouse of one table, and the SQL that made it."""
    warehouse = tmp_path / "home" / "warehouse"
    compiled = warehouse / "dbt/compiled/memberloop/models/marts/kpi/kpi_value.sql"
    (warehouse / "scratch").mkdir(parents=True)
    compiled.parent.mkdir(parents=True)
    compiled.write_text("select 'as it ran last night'")
    with duckdb.connect(str(warehouse / "memberloop.duckdb")) as con:
        con.execute("create schema kpi; create table kpi.kpi_value (metric_id varchar, value ubigint)")
    monkeypatch.setenv("MEMBERLOOP_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def generate(folder: Path):
    outcome = CliRunner().invoke(main, ["docs", "--generate-only", str(folder)])
    assert outcome.exit_code == 0, outcome.output
    return outcome.output, (folder / "index.html").read_text()


@pytest.mark.usefixtures("home")
def test_the_page_has_types_and_sql_of_the_home(tmp_path) -> None:
    output, page = generate(tmp_path / "site")
    assert "Without types" not in output
    assert '"UBIGINT"' in page
    assert "as it ran last night" in page
    assert not [host for host in OUTSIDE if host in page]
    assert str(tmp_path) not in page
    assert page.count("</script>") == 1


def test_a_home_without_a_warehouse_is_told_of_and_left_alone(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("MEMBERLOOP_HOME", str(tmp_path / "none"))
    output, page = generate(tmp_path / "site")
    assert "Without types of columns" in output
    assert "has no warehouse yet" in output
    assert "UBIGINT" not in page
    assert "Grain: metric_id, period_kind" in page
    assert not (tmp_path / "none").exists()


def test_a_night_at_work_is_not_disturbed(home, tmp_path) -> None:
    # In a process of its own: what this one holds, it may use.
    context = multiprocessing.get_context("fork")
    taken, done = context.Event(), context.Event()

    def night() -> None:
        with writer_lock(home):
            taken.set()
            done.wait(120)

    process = context.Process(target=night)
    process.start()
    try:
        assert taken.wait(30)
        output, _ = generate(tmp_path / "site")
    finally:
        done.set()
        process.join(30)
    assert "a night is using the warehouse just now" in output


def test_nothing_in_a_description_ends_the_script() -> None:
    manifest = {"metadata": {"send_anonymous_usage_stats": True}, "docs": "</script><b>"}
    page = documentation_page(manifest, {})
    assert "</script><b>" not in page
    assert '"send_anonymous_usage_stats": false' in page


def test_what_would_leave_the_machine_goes() -> None:
    template = (
        '<html><head><link rel="canonical" href="/overview/"/><link rel="shortcut icon" href="${x}"/></head>'
        '<script>s.src="//d1fc.cloudfront.net/2.9.0/sp.js";t("fishtown.sinter-collect.com");'
        'u("https://fuzzed.getdbt.com/")</script><use xlink:href="{{ icon }}"></use></html>'
    )
    quiet = at_home(template)
    assert 's.src="";t("");u("")' in quiet
    assert "canonical" not in quiet
    assert "shortcut" not in quiet
    assert '<use ng-attr-href="{{ icon }}">' in quiet
    assert "default-src 'none'" in quiet


def test_a_page_of_another_make_is_not_guessed_at(tmp_path, monkeypatch) -> None:
    import dbt.task.docs

    other = tmp_path / "index.html"
    other.write_text("<html><head></head></html>")
    monkeypatch.setattr(dbt.task.docs, "DOCS_INDEX_FILE_PATH", str(other))
    with pytest.raises(UnknownPageError, match="no place for"):
        documentation_page({"metadata": {}}, {})


@pytest.fixture
def port():
    server = page_server("<p>the page</p>", 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join(10)


def ask(port: int, path: str, host: str) -> tuple[int, str, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Host": host})
    answer = connection.getresponse()
    return answer.status, answer.read().decode(), dict(answer.getheaders())


def test_only_the_page_is_served_and_only_under_names_of_this_machine(port) -> None:
    status, text, headers = ask(port, "/", f"127.0.0.1:{port}")
    assert (status, text) == (200, "<p>the page</p>")
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert ask(port, "/index.html?x", f"localhost:{port}")[0] == 200
    assert ask(port, "/../etc/passwd", f"127.0.0.1:{port}")[0] == 404
    assert ask(port, "/", f"rebound.example:{port}")[0] == 404


@pytest.mark.usefixtures("home")
def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        outcome = CliRunner().invoke(main, ["docs", "--port", str(taken)])
    assert outcome.exit_code == 2
    assert f"--port {taken} is taken" in outcome.output
