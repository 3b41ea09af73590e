"""memberloop.example.toml: loads without a fault, tells every key, and what it tells is the default."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import yaml

from orchestration.settings import load_settings

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "memberloop.example.toml"


def test_the_example_says_the_defaults(tmp_path):
    said = load_settings({"MEMBERLOOP_CONFIG": str(EXAMPLE)}, tmp_path)
    assert replace(said, parameters={}) == load_settings({}, tmp_path)


def test_the_example_leaves_out_no_key(tmp_path):
    told = tomllib.loads(EXAMPLE.read_text())
    defaults = load_settings({}, tmp_path)
    for section in ("nightly", "publish", "landing", "wecom", "wechat", "engine", "identity", "proofs"):
        assert set(told[section]) == set(getattr(defaults, section).model_dump())


def test_the_parameters_are_the_variables_of_dbt():
    told = tomllib.loads(EXAMPLE.read_text())["parameters"]
    assert told == yaml.safe_load((ROOT / "dbt_project" / "dbt_project.yml").read_text())["vars"]
