"""The frame: what is locked, what CI runs, what nobody may import."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_locked_package_has_hashes_and_no_address():
    packages = re.split(r"\n(?=[a-z0-9])", re.sub(r"^ *#.*\n", "", LOCK, flags=re.MULTILINE).strip())
    assert len(packages) > 100
    assert not [package for package in packages if "--hash=sha256:" not in package]
    assert not re.search(r"://|--index|--find-links|^/", LOCK, re.MULTILINE)


def test_every_requirement_is_locked():
    def name(text):
        return re.match(r"[\w.-]+", text)[0].lower().replace("_", "-")

    lines = (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
    wanted = {name(line) for line in lines if line and not line.startswith("#")}
    assert wanted <= {name(line) for line in LOCK.splitlines() if "==" in line}


def test_ci_runs_the_readmes_test_command_and_then_what_is_slow():
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    ran = re.findall(r"^(?:exec )?make ([a-z-]+)", script.read_text(encoding="utf-8"), re.MULTILINE)
    assert ran == ["test", "lint-sql", "test-nights"]


def test_every_room_is_under_the_contracts():
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert rooms == set(PYPROJECT["tool"]["importlinter"]["root_packages"])
    assert rooms == set(PYPROJECT["tool"]["mypy"]["files"])


def test_no_tracked_file_names_a_place_of_one_machine():
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    place = re.compile(rb"""["'(=]/(?:home|root|Users|work)/""")
    found = [
        name for name in tracked.decode().split("\0") if name and place.search((ROOT / name).read_bytes())
    ]
    assert not found
