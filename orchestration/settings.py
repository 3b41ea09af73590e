"""Configuration: `memberloop.toml`, each key overridable from the environment, all faults told at once.

Belongs here: keys, defaults, validation. Does not belong here: anything that acts on them.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from orchestration.notifying.addresses import VARIABLES, Channels
from orchestration.project import Parameter, default_parameters
from orchestration.sections import (
    UNSET_CORP,
    WECOM_SECRET_VARIABLE,
    Identity,
    Landing,
    Proofs,
    Section,
    Wecom,
    key_variables,
    store_key,
)
from sources.landing import Credentials

ENV_PREFIX = "MEMBERLOOP_"
PEPPER_VARIABLE = "MEMBERLOOP_PEPPER"
SHORTEST_PEPPER = 16
# Variables of the same prefix that are not keys of the file: places and secrets.
RESERVED = {
    "CONFIG", "HOME", "PEPPER", "ALERT_WEBHOOK", "POSTGRES_URL", "WECOM_SECRET", *VARIABLES.values(),
}  # fmt: skip


class ConfigurationError(Exception):
    """The configuration cannot be used; `faults` says every reason at once."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Nightly(Section):
    """When the scheduled night runs, on the clock of the delivery folders (Asia/Shanghai)."""

    hour: int = Field(2, ge=0, le=23, description="hour of the schedule")
    minute: int = Field(30, ge=0, le=59, description="minute of the schedule")
    lock_wait_seconds: int = Field(0, ge=0, description="how long a second run waits for the first")


class Publish(Section):
    """What the published store keeps."""

    keep_versions: int = Field(14, ge=1, description="versions kept for rollback")
    postgres_reader_role: str = Field(
        "memberloop_reader", pattern=r"^[a-z0-9_]*$", description="role that may read every published table"
    )
    postgres_patience_seconds: float = Field(
        60.0, ge=0, description="how long a swap on the server is tried while readers hold its tables"
    )


class Wechat(Section):
    """WeChat facts that deliveries do not carry."""

    appid: str = Field("appid", min_length=1, description="app of openids that come without one")


class Engine(Section):
    """Limits of the working engine."""

    memory_limit: str = Field("1500MB", pattern=r"^\d+(\.\d+)?(MB|GB)$", description="DuckDB's memory limit")
    threads: int = Field(2, ge=1, description="DuckDB's and dbt's threads")


class _File(Section):
    nightly: Nightly = Nightly()
    publish: Publish = Publish()
    landing: Landing = Landing()
    wecom: Wecom = Wecom()
    wechat: Wechat = Wechat()
    engine: Engine = Engine()
    identity: Identity = Identity()
    proofs: Proofs = Proofs()
    parameters: dict[str, Parameter] = Field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    """Everything a run is told from outside, validated."""

    home: Path
    nightly: Nightly
    publish: Publish
    landing: Landing
    wecom: Wecom
    wechat: Wechat
    engine: Engine
    identity: Identity
    proofs: Proofs
    parameters: Mapping[str, Parameter]
    pepper: str | None = field(repr=False)
    postgres_url: str | None = field(repr=False)
    channels: Channels
    landing_key: Credentials | None
    wecom_secret: str | None = field(repr=False)

    def require_pepper(self) -> str:
        """The secret of the identifier hash, or a ConfigurationError that says how to give it."""
        if self.pepper is None:
            advice = (
                f"give the identifier hash's secret: {SHORTEST_PEPPER} characters or more, always the same"
            )
            raise ConfigurationError([f"{PEPPER_VARIABLE} is not set; {advice}"])
        return self.pepper

    def require_landing_key(self) -> Credentials:
        """The access key of the object store, or a ConfigurationError that says how to give it."""
        if self.landing_key is None:
            key, secret, _ = key_variables(self.landing)
            raise ConfigurationError([f"landing.url names an object store; set {key} and {secret}"])
        return self.landing_key

    def require_wecom_secret(self) -> str:
        """The secret of WeCom's customer contact, or a ConfigurationError with all that a pull lacks."""
        faults = []
        if self.wecom.corp_id == UNSET_CORP:
            faults.append("wecom.corp_id is not set; give the corp's id (WeCom console, My company)")
        if self.wecom_secret is None:
            advice = "give the secret of an app that may read customer contact"
            faults.append(f"{WECOM_SECRET_VARIABLE} is not set; {advice}")
        if faults or self.wecom_secret is None:
            raise ConfigurationError(faults)
        return self.wecom_secret


def load_settings(environ: Mapping[str, str] | None = None, cwd: Path | None = None) -> Settings:
    """Read the file and the environment once.

    `environ` and `cwd` default to the process's own. Raises ConfigurationError with every fault found.
    """
    environ = os.environ if environ is None else environ
    cwd = cwd or Path.cwd()
    faults: list[str] = []
    content = _with_environment(_read_file(environ, cwd, faults), environ, faults)
    parsed = _validate(content, faults)
    home = home_of(environ, cwd)
    pepper = _pepper(environ, home, faults)
    if parsed is None or faults:
        raise ConfigurationError(faults)
    return Settings(
        home=home,
        nightly=parsed.nightly,
        publish=parsed.publish,
        landing=parsed.landing,
        wecom=parsed.wecom,
        wechat=parsed.wechat,
        engine=parsed.engine,
        identity=parsed.identity,
        proofs=parsed.proofs,
        parameters=parsed.parameters,
        pepper=pepper,
        postgres_url=environ.get(f"{ENV_PREFIX}POSTGRES_URL") or None,
        channels=Channels.of(environ, ENV_PREFIX),
        landing_key=store_key(parsed.landing, environ),
        wecom_secret=environ.get(WECOM_SECRET_VARIABLE) or None,
    )


def home_of(environ: Mapping[str, str], cwd: Path) -> Path:
    """The folder of this installation; known even where the rest of the configuration is faulty."""
    home = Path(environ.get(f"{ENV_PREFIX}HOME", "data"))
    return (home if home.is_absolute() else cwd / home).resolve()


def demo_pepper_file(home: Path) -> Path:
    """Where a demo keeps the pepper that it made; a home with this file is a demo, not production."""
    return home / ".demo-pepper"


def _read_file(environ: Mapping[str, str], cwd: Path, faults: list[str]) -> dict[str, Any]:
    named = environ.get(f"{ENV_PREFIX}CONFIG")
    path = Path(named) if named else cwd / "memberloop.toml"
    if not path.exists():
        if named:
            faults.append(f"{ENV_PREFIX}CONFIG names a file that does not exist; unset it or create the file")
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        faults.append(f"{path.name} is not valid TOML: {fault}")
        return {}


def _with_environment(
    content: dict[str, Any], environ: Mapping[str, str], faults: list[str]
) -> dict[str, Any]:
    """Lay MEMBERLOOP_<SECTION>_<KEY> over the file's content."""
    merged = {section: dict(keys) if isinstance(keys, dict) else keys for section, keys in content.items()}
    for name, value in sorted(environ.items()):
        if not name.startswith(ENV_PREFIX) or name.removeprefix(ENV_PREFIX) in RESERVED:
            continue
        section, _, key = name.removeprefix(ENV_PREFIX).lower().partition("_")
        if section not in _File.model_fields or not key:
            faults.append(f"{name} is not a key; sections are {', '.join(_File.model_fields)}")
            continue
        keys = merged.setdefault(section, {})
        if isinstance(keys, dict):
            keys[key] = _scalar(value) if section == "parameters" else value
    return merged


def _scalar(text: str) -> Parameter:
    """A parameter's value as TOML would read it, else the text itself."""
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
    return value if isinstance(value, (int, float, str, bool)) else text


def _validate(content: dict[str, Any], faults: list[str]) -> _File | None:
    try:
        parsed = _File.model_validate(content)
    except ValidationError as errors:
        for error in errors.errors(include_url=False, include_input=False):
            key = ".".join(str(part) for part in error["loc"])
            faults.append(f"{key}: {_advice(error['type'], error['msg'], key)}")
        return None
    faults += parsed.landing.faults()
    faults += _parameter_faults(parsed.parameters)
    return parsed


def _parameter_faults(parameters: Mapping[str, Parameter]) -> list[str]:
    """Names and types are those of the variables in dbt_project.yml."""
    known = default_parameters()
    faults = []
    for name, value in parameters.items():
        if name not in known:
            near = get_close_matches(name, known, n=1)
            advice = f"did you mean {near[0]}?" if near else f"known: {', '.join(sorted(known))}"
            faults.append(f"parameters.{name}: is not a parameter; {advice}")
        elif type(value) is not type(known[name]):
            wanted = type(known[name]).__name__
            faults.append(f"parameters.{name}: is {value!r}, wanted is a value of type {wanted}")
    return faults


def _advice(kind: str, message: str, key: str) -> str:
    if kind != "extra_forbidden":
        return message
    section = key.split(".", maxsplit=1)[0]
    kind_of = _File.model_fields[section].annotation if section in _File.model_fields else None
    names = getattr(kind_of, "model_fields", None) or _File.model_fields
    return f"is not a key; known here: {', '.join(names)}"


def _pepper(environ: Mapping[str, str], home: Path, faults: list[str]) -> str | None:
    given = environ.get(PEPPER_VARIABLE)
    if given is None and demo_pepper_file(home).exists():
        return demo_pepper_file(home).read_text(encoding="ascii").strip()
    if given is not None and len(given) < SHORTEST_PEPPER:
        faults.append(f"{PEPPER_VARIABLE} is too short: use at least {SHORTEST_PEPPER} characters")
        return None
    return given
