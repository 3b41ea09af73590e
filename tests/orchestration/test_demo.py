"""The demo lands its city once, never over other files, and runs its last days as nights."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from orchestration.cli import main
from sources.synthetic import LAST_DAY, CityRefused, CitySummary

SMALL = ("--members", "100", "--days", "14", "--seed", "3")


@pytest.fixture
def nights(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The nights that would have run."""
    ran: list[str] = []

    def run_and_tell(first, last, **_options) -> int:
        assert first == last
        ran.append(f"{first:%Y-%m-%d}")
        return 0

    monkeypatch.setattr("orchestration.cli.demo.run_and_tell", run_and_tell)
    return ran


@pytest.fixture
def cities(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, int]]:
    """The cities that would have been made."""
    made: list[dict[str, int]] = []

    def generate(landing: Path, truth_dir: Path, **options) -> CitySummary:
        if landing.exists():
            raise CityRefused(f"{landing} holds files already")
        (landing / "points" / "2026-06-30").mkdir(parents=True)
        truth_dir.mkdir()
        made.append({name: options[name] for name in ("members", "days", "seed")})
        return CitySummary(LAST_DAY, LAST_DAY, 1, 1, {"points": 1}, {})

    monkeypatch.setattr("sources.synthetic.generate", generate)
    return made


def demo(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        main, ["demo", *arguments], env={"MEMBERLOOP_HOME": str(home), "MEMBERLOOP_PEPPER": None}
    )


def test_a_demo_makes_its_city_and_runs_the_last_days_as_nights(tmp_path, nights, cities) -> None:
    answer = demo(tmp_path, *SMALL)
    assert answer.exit_code == 0, answer.output
    assert cities == [{"members": 100, "days": 14, "seed": 3}]
    assert nights == ["2026-06-28", "2026-06-29", "2026-06-30"]
    assert (tmp_path / ".demo-pepper").exists()
    assert "What to try next" in answer.output


def test_the_same_demo_again_leaves_the_city_as_it_is(tmp_path, nights, cities) -> None:
    demo(tmp_path, *SMALL)
    assert demo(tmp_path, *SMALL).exit_code == 0
    assert len(cities) == 1
    assert len(nights) == 6


def test_another_city_is_not_put_on_top(tmp_path, nights, cities) -> None:
    demo(tmp_path, *SMALL)
    answer = demo(tmp_path, "--seed", "4")
    assert answer.exit_code == 2
    assert "MEMBERLOOP_HOME" in answer.output
    assert (len(cities), len(nights)) == (1, 3)


@pytest.mark.usefixtures("cities")
def test_a_night_that_fails_ends_the_demo(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("orchestration.cli.demo.run_and_tell", lambda *_: 1)
    assert demo(tmp_path, *SMALL).exit_code == 1


def test_too_small_a_city_is_refused(tmp_path) -> None:
    assert demo(tmp_path, "--members", "5").exit_code == 2


@pytest.mark.slow
@pytest.mark.usefixtures("nights")
def test_a_small_city_really_lands(tmp_path) -> None:
    answer = demo(tmp_path, *SMALL)
    assert answer.exit_code == 0, answer.output
    assert json.loads((tmp_path / "truth" / "city.json").read_text()) == {
        "members": 100, "days": 14, "seed": 3,
    }  # fmt: skip
    assert (tmp_path / "landing" / "member_registry").is_dir()
