"""A lecture: one run a language, told screen by screen."""

from __future__ import annotations

import pytest

from compare.commands import lecture
from compare.commands.lecture import do_lecture
from compare.report.console import console
from compare.report.screens import MOST, screens
from tests.pairs import CONTRACTS

QUESTION = "I started several tasks and wait for all of them"


def test_pair_is_told_in_its_order(capsys: pytest.CaptureFixture[str]) -> None:
    """Question, who ran when in both lanes, texts, reasons; nothing that the examples print."""
    assert do_lecture({"pair": "when-all"}) == 0
    told = capsys.readouterr().out
    parts = [QUESTION, "python · gather", "dotnet · gather", "async def one_by_one", "Why they differ"]
    places = [told.index(part) for part in parts]
    assert places == sorted(places)
    assert told.count("Who ran when") == 2


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda one: one.id)
def test_no_screen_is_longer_than_a_projector_shows(contract) -> None:
    """And no line of a text is lost by it: red where a screen's last lines fall out."""
    texts = (contract.python_path.read_text("utf-8"), contract.dotnet_path.read_text("utf-8"))
    told = list(screens(contract.data, [("python", ())], 0, texts, console(), 24))
    assert all(len(one.split("\n")) <= MOST - 2 for one in told)
    whole = "\n".join(told)
    for text in texts:
        last = text.splitlines()[-1].split()[-1]
        assert last in whole
        assert f"{len(text.splitlines())}  " in whole


@pytest.mark.parametrize(("answers", "shown"), [(["q"], 1), (["", "Q "], 2)])
def test_enter_goes_on_and_q_ends(answers, shown, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in capitals."""
    asked: list[str] = []

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return answers[len(asked) - 1]

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr(lecture, "screens", lambda *_: iter(["one", "two", "three"]))
    assert do_lecture({"pair": "when-all", "lane": "python"}) == 0
    assert len(asked) == shown
