"""`make test-readers`: tools that people read with, each with its own driver, on a version just published.

Prints what each client saw, and what could not be checked on this machine and why. A client fails when it
sees less than the whole version, a mixture of two, or may write.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.publishing.readers.offered import offered
from tests.publishing.readers.relay import port_before
from tests.publishing.readers.running import amiss, python_client, seen

HERE = Path(__file__).parent
Check = Callable[[dict[str, str]], dict[str, object]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("environment", type=Path, help="where requirements-readers.lock is installed")
    environment = parser.parse_args().environment.resolve()
    failed = 0
    with tempfile.TemporaryDirectory() as folder, offered(Path(folder)) as place:
        for name, check in _checks(environment):
            if isinstance(check, str):
                sys.stdout.write(f"- {name}: not checked, {check}\n")
                continue
            told = check(place)
            faults = amiss(told)
            failed += bool(faults)
            sys.stdout.write(f"{'✗' if faults else '✓'} {name}: {'; '.join(faults) or 'a whole version'}\n")
            sys.stdout.write(f"    {json.dumps(told, ensure_ascii=False)}\n")
    sys.exit(failed > 0)


def _checks(environment: Path) -> Iterator[tuple[str, Check | str]]:
    ours, theirs = sys.executable, str(environment / "bin" / "python")
    yield "psycopg", _python(ours, "with_psycopg.py")
    yield "SQLAlchemy", _python(ours, "with_sqlalchemy.py", "postgresql+psycopg")
    yield "pandas", _python(ours, "with_pandas.py", "postgresql+psycopg")
    yield "pyarrow", _python(ours, "with_pyarrow.py")
    yield "DuckDB, the release that wrote", _python(ours, "with_duckdb.py")
    yield "DuckDB, one version behind", _python(theirs, "with_duckdb.py")
    yield "Superset's PostgreSQL", _python(theirs, "with_sqlalchemy.py", "postgresql")
    yield "Superset's DuckDB", _python(theirs, "with_sqlalchemy.py", "duckdb")
    yield "polars", _python(theirs, "with_polars.py", "postgresql")
    yield "Metabase's PostgreSQL", _metabase()
    for source in ("files", "server"):
        yield f"Evidence, {source}", _evidence(environment / "evidence", source)


def _python(python: str, program: str, *arguments: str) -> Check:
    return lambda place: python_client(python, program, place, *arguments)


def _metabase() -> Check | str:
    drivers = [
        *Path("/usr/share/java").glob("postgresql.jar"),
        *Path.home().glob(".m2/repository/org/postgresql/postgresql/*/postgresql-*.jar"),
    ]
    if not drivers or not shutil.which("java"):
        return "it needs java and the driver (Debian: default-jre-headless, libpostgresql-jdbc-java)"

    def check(place: dict[str, str]) -> dict[str, object]:
        socket = next(Path(place["socket"]).glob(".s.PGSQL.*[0-9]"))
        with port_before(str(socket)) as port:
            address = f"jdbc:postgresql://127.0.0.1:{port}/postgres?user=board&ApplicationName=Metabase"
            return seen(["java", "-cp", drivers[0], HERE / "Metabase.java"], address)

    return check


def _evidence(project: Path, source: str) -> Check | str:
    if not (project / "node_modules").is_dir():
        return "it needs npm, and `make test-readers` once more from nothing"

    def check(place: dict[str, str]) -> dict[str, object]:
        link = project / "sources" / "files" / "memberloop.duckdb"
        link.unlink(missing_ok=True)
        link.symlink_to(place["file"])
        return seen(["node", project / "check.mjs"], json.dumps(place), source)

    return check


if __name__ == "__main__":
    main()
