"""How often runs in which nothing happens are said to have an effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

HEAD = ("family", "method", "wrong %", "better %", "covers %", "win %", "loss %", "invalid %", "why invalid")


def summary(name: str, rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Of the last look, by method and of the row that answers; with several looks also over all of them."""
    last = rows[rows.is_final_look.astype(bool)]
    answer = last[last.answer_place == 1]
    told = [
        _line(name, str(method), part)
        for method, part in last.groupby("method")
        if part.p_value.notna().any()
    ]
    told.append(_line(name, "the answer", answer))
    if rows.look_no.max() > 1:
        told += _ever(name, rows[rows.method == "plain"], rows[rows.answer_place == 1])
    return told


def _line(name: str, method: str, rows: pd.DataFrame) -> dict[str, Any]:
    wrong = rows.p_value < rows.alpha
    covers = (rows.ci_low <= 0) & (rows.ci_high >= 0)
    figures = (wrong, wrong & (rows.effect_abs > 0), covers, *_decided(rows))
    reasons = rows.loc[rows.decision == "invalid", "invalid_reason"].mode()
    return dict(
        zip(HEAD, (name, method, *map(_percent, figures), *reasons.head(1)), strict=False)
    )  # fmt: skip


def _decided(rows: pd.DataFrame) -> list[pd.Series[bool]]:
    return [rows.decision == decision for decision in ("win", "loss", "invalid")]


def _ever(name: str, plain: pd.DataFrame, answer: pd.DataFrame) -> list[dict[str, Any]]:
    """Runs of which any look was wrong: looked at afresh each time, by the sequence, and as decided."""

    def line(what: str, rows: pd.DataFrame, wrong: pd.Series[bool]) -> dict[str, Any]:
        ever = wrong.groupby(rows.experiment_id).any()
        return {"family": name, "method": what, "wrong %": _percent(ever)}

    outside = (plain.cs_low > 0) | (plain.cs_high < 0)
    return [
        line("any look, each by its own p-value", plain, plain.p_value < plain.alpha),
        line("any look, by the sequence", plain, outside),
        line("any look, decided win or loss", answer, answer.decision.isin(["win", "loss"])),
        line("any look, decided win", answer, answer.decision == "win"),
    ]


def _percent(which: pd.Series[bool]) -> float:
    return round(100 * float(which.mean()), 2)
