"""The two READMEs tell the same, and what they tell exists."""

from __future__ import annotations

import re
from itertools import zip_longest
from pathlib import Path

import click
import pytest

from orchestration.cli import COMMANDS, main

ROOT = Path(__file__).parents[2]
ENGLISH = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
BOTH = pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["en", "zh"])

FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
MADE = (
    "data/",
    ".screenshots/",
    ".venv/",
    "published/",
    "landing/",
    "raw/",
    "quarantine/",
    "warehouse/",
    "reports/index.html",
    "steward/",
)


def prose(text: str) -> str:
    return FENCE.sub("", text)


def headings(text: str) -> list[str]:
    return re.findall(r"^(#+) (?:.*)$", prose(text), re.MULTILINE)


def commands(text: str) -> list[str]:
    """Shell lines of the code blocks without their comments, and commands in the prose, in order."""
    lines = [
        line for language, block in FENCE.findall(text) if language == "sh" for line in block.splitlines()
    ]
    told = [line.split("#")[0].strip() for line in lines] + re.findall(
        r"`((?:make|memberloop) [^`]+)`", prose(text)
    )
    return [command for command in told if command]


def test_twins_have_the_same_headings():
    assert headings(ENGLISH) == headings(CHINESE)


def test_twins_tell_the_same_commands():
    assert commands(ENGLISH) == commands(CHINESE)


def test_twins_show_the_same_code():
    def code(text):
        return [block for language, block in FENCE.findall(text) if language in {"sql", "toml", "python"}]

    assert code(ENGLISH) == code(CHINESE)


def test_twins_have_the_same_tables():
    def rows(text):
        return [line.split("|")[1].strip() for line in prose(text).splitlines() if re.match(r"\| `", line)]

    for english, chinese in zip_longest(rows(ENGLISH), rows(CHINESE)):
        assert english == chinese


@BOTH
def test_make_targets_exist(text):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {command.split()[1] for command in commands(text) if command.startswith("make ")} <= targets


@BOTH
def test_commands_and_their_options_exist(text):
    for line in commands(text):
        found = re.search(r"memberloop ([a-z]+.*)", line)
        if not found:
            continue
        command: click.Command | None = main
        words = found[1].split()
        while isinstance(command, click.Group):
            command = command.get_command(click.Context(command), words.pop(0))
        assert command is not None, line
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", found[1])) <= known, line


@BOTH
def test_every_command_is_told(text):
    told = {match for line in commands(text) for match in re.findall(r"memberloop ([a-z-]+)", line)}
    assert told == set(COMMANDS)


@BOTH
def test_files_it_names_exist(text):
    linked = re.findall(r"\]\(([^)#:]+)\)", prose(text))
    named = [path for path in re.findall(r"`([\w./-]+/)`", prose(text)) if not path.startswith(MADE)]
    assert not [path for path in {*linked, *named} if not (ROOT / path).exists()]
