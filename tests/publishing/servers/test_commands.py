"""`memberloop publish` brings versions to the server that the environment names."""

from __future__ import annotations

import psycopg
import pytest
from click.testing import CliRunner

from orchestration.cli import main
from tests.publishing.servers.test_postgres import BUILDS

run = CliRunner().invoke


@pytest.fixture
def home(version, tmp_path, monkeypatch):
    """A home with two versions; `published` of these tests is its published folder."""
    version(1)
    version(2)
    monkeypatch.setenv("MEMBERLOOP_HOME", str(tmp_path))
    return tmp_path


def stands(server):
    with psycopg.connect(server.url) as con:
        return con.execute(BUILDS).fetchone()


@pytest.mark.usefixtures("home")
def test_the_server_follows_files_forth_and_back(server, monkeypatch):
    monkeypatch.setenv("MEMBERLOOP_POSTGRES_URL", server.url)
    forth = run(main, ["publish", "--to", "postgres"])
    assert (forth.exit_code, forth.output) == (0, "Readers of PostgreSQL now get v000002.\n")
    assert stands(server) == (2, 2, "v000002")
    back = run(main, ["publish", "--rollback", "v000001"])
    assert back.exit_code == 0, back.output
    assert "Readers of PostgreSQL now get v000001, too." in back.output
    assert stands(server) == (1, 1, "v000001")


@pytest.mark.usefixtures("home")
def test_a_server_that_is_away_is_told_in_a_line(monkeypatch):
    monkeypatch.setenv("MEMBERLOOP_POSTGRES_URL", "postgresql://somebody:a-secret@127.0.0.1:9/nowhere")
    back = run(main, ["publish", "--rollback", "v000001"])
    assert back.exit_code == 1
    assert "Readers of files now get v000001" in back.output
    assert "127.0.0.1/nowhere cannot be reached" in back.output
    assert "a-secret" not in back.output


@pytest.mark.usefixtures("home")
def test_a_place_is_asked_for_with_what_it_needs():
    nameless = run(main, ["publish", "--to", "postgres"])
    assert (nameless.exit_code, "MEMBERLOOP_POSTGRES_URL is not set" in nameless.output) == (2, True)
    unknown = run(main, ["publish", "--to", "somewhere"])
    assert (unknown.exit_code, "neither `postgres` nor an address" in unknown.output) == (2, True)


@pytest.mark.usefixtures("home")
def test_a_folder_gets_the_current_version(tmp_path):
    done = run(main, ["publish", "--to", f"file://{tmp_path}/lake"])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "lake/version=v000002/schema=kpi/table=kpi_value/part-0.parquet").exists()
