"""The identity of a run: what went in, under which configuration, through which code."""

from __future__ import annotations

import hashlib
import json
import subprocess
from datetime import date
from functools import cache

from orchestration.project import ROOT, ParsedProject, content_fingerprint
from orchestration.settings import Settings
from orchestration.told import told_fingerprint
from sources.layout import Home
from sources.scope import scope_fingerprint

CODE_ROOMS = ("sources", "metrics", "estimates", "expectations", "publishing")


@cache
def code_fingerprint() -> str:
    """SHA-256 over the Python and YAML that decide what a row or a figure is."""
    return content_fingerprint([ROOT / room for room in CODE_ROOMS], {".py", ".yml", ".sql"})


def build_fingerprint(settings: Settings, project: ParsedProject) -> str:
    """Code and configuration together; when it changes, incremental tables are built anew."""
    parts = [code_fingerprint(), project.fingerprint, json.dumps(dict(settings.parameters), sort_keys=True)]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def definitions_fingerprint(project: ParsedProject) -> str:
    """One hash over the definition hashes of all published metrics."""
    hashes = sorted(definition.definition_hash for definition in project.definitions())
    return hashlib.sha256("|".join(hashes).encode()).hexdigest()


def run_identity(home: Home, as_of: date, settings: Settings, project: ParsedProject) -> str:
    """`<as-of>-<ten hex digits>`: equal for equal deliveries, what was told, configuration and code."""
    scope = f"{scope_fingerprint(home, as_of)}|{told_fingerprint(settings)}"
    parts = f"{scope}|{build_fingerprint(settings, project)}"
    return f"{as_of.isoformat()}-{hashlib.sha256(parts.encode()).hexdigest()[:10]}"


@cache
def git_revision() -> str:
    """The checkout's commit, or `unknown` outside of one."""
    try:
        answer = subprocess.run(
            ["git", "-C", str(ROOT), "rev-parse", "--short=12", "HEAD"],
            capture_output=True, text=True, timeout=10, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return answer.stdout.strip()
