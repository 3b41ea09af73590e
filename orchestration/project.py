"""The dbt project as this process sees it: parsed once per content, then read from a cache.

dbt re-parses whenever a variable or an environment value changes; here the cache is keyed by what the
project's files and parameters contain, so that a normal night parses nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from orchestration.parsed_cache import prune, used
from sources.in_turn import in_turn

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

    from metrics.registry import MetricDefinition

ROOT = Path(__file__).resolve().parent.parent
PROJECT_DIR = ROOT / "dbt_project"
CACHE_DIR = PROJECT_DIR / "target" / "parsed"
PROJECT_FOLDERS = ("models", "macros", "seeds", "tests", "analyses")
SUFFIXES = {".sql", ".yml", ".yaml", ".csv", ".md", ".py"}
Parameter = int | float | str | bool
Parameters = Mapping[str, Parameter]


class DbtParseError(Exception):
    """The dbt project does not parse; the message is dbt's own."""


@dataclass(frozen=True)
class ParsedProject:
    """A parsed project: manifest.json, dbt's own binary form of it, and the semantic layer's manifest."""

    fingerprint: str
    document: Path
    binary: Path
    semantic: Path
    variables: Parameters

    @property
    def is_complete(self) -> bool:
        """Whether all three are there."""
        return self.document.exists() and self.binary.exists() and self.semantic.exists()

    def manifest(self) -> Manifest:
        """Dbt's manifest object, ready to be handed to a dbt invocation."""
        from dbt.contracts.graph.manifest import Manifest
        from dbt.parser.manifest import extended_mashumuro_decoder

        manifest = Manifest.from_msgpack(self.binary.read_bytes(), decoder=extended_mashumuro_decoder)
        manifest.build_flat_graph()
        return manifest

    def definitions(self) -> list[MetricDefinition]:
        """The registry of metrics under this run's parameters."""
        from metrics.registry import load

        return load(self.semantic, self.variables, self.content())

    def content(self) -> dict[str, Any]:
        """manifest.json as a dictionary."""
        return _document(self.document)


@lru_cache(maxsize=2)
def _document(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def content_fingerprint(folders: list[Path], suffixes: set[str]) -> str:
    """SHA-256 over names and bytes of the files below `folders` that have one of `suffixes`."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in suffixes and path.is_file() and "target" not in path.parts:
                digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
                digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def parsed_project(parameters: Parameters) -> ParsedProject:
    """The parsed project for these parameters, parsing it only when no cached form fits.

    Raises DbtParseError when the project does not parse.
    """
    folders = [PROJECT_DIR / name for name in PROJECT_FOLDERS]
    digest = hashlib.sha256(content_fingerprint(folders, SUFFIXES).encode())
    digest.update((PROJECT_DIR / "dbt_project.yml").read_bytes())
    digest.update(json.dumps(dict(parameters), sort_keys=True).encode())
    fingerprint = digest.hexdigest()[:16]
    parsed = ParsedProject(
        fingerprint,
        CACHE_DIR / f"{fingerprint}.json",
        CACHE_DIR / f"{fingerprint}.msgpack",
        CACHE_DIR / f"{fingerprint}.semantic.json",
        {**default_parameters(), **parameters},
    )
    if not parsed.is_complete:
        with in_turn(CACHE_DIR / f"{fingerprint}.lock"):
            if not parsed.is_complete:
                _parse(parsed, parameters)
                prune(CACHE_DIR)
    used(parsed.document)
    return parsed


def default_parameters() -> Parameters:
    """The variables of dbt_project.yml: every choice that the operator may make otherwise."""
    content = yaml.safe_load((PROJECT_DIR / "dbt_project.yml").read_text(encoding="utf-8"))
    found: Parameters = content.get("vars") or {}
    return found


def variables(parameters: Parameters) -> list[str]:
    """The dbt arguments that lay the operator's parameters over the project's defaults."""
    return ["--vars", json.dumps(dict(parameters), sort_keys=True)] if parameters else []


def _parse(parsed: ParsedProject, parameters: Parameters) -> None:
    from dbt.cli.main import dbtRunner
    from dbt.contracts.graph.semantic_manifest import SemanticManifest
    from dbt.parser.manifest import extended_mashumaro_encoder

    os.environ.setdefault("MEMBERLOOP_HOME", str(ROOT / "data"))  # profiles.yml needs a value to render
    arguments = [
        "parse", "--project-dir", str(PROJECT_DIR), "--profiles-dir", str(PROJECT_DIR),
        "--no-partial-parse", "--quiet", *variables(parameters),
    ]  # fmt: skip
    outcome = dbtRunner().invoke(arguments)
    if not outcome.success:
        raise DbtParseError(f"the dbt project does not parse: {outcome.exception}")
    manifest: Manifest = outcome.result
    CACHE_DIR.mkdir(parents=True, exist_ok=True)
    _replace(parsed.binary, manifest.to_msgpack(extended_mashumaro_encoder))
    with tempfile.TemporaryDirectory(dir=CACHE_DIR) as folder:
        semantic = Path(folder) / "semantic.json"
        SemanticManifest(manifest).write_json_to_file(str(semantic))
        semantic.replace(parsed.semantic)
    _replace(
        parsed.document,
        json.dumps(manifest.writable_manifest().to_dict(omit_none=False), default=str).encode(),
    )


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_suffix(f"{path.suffix}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)
