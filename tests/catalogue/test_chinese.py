"""The Chinese prose keeps step with the English: the same keys, digests, code and names."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from compare.catalogue import chinese
from compare.catalogue.loading import CONTRACTS, MISTAKES, TRANSLATIONS, load_catalogue
from compare.catalogue.mistakes import load_mistakes
from compare.cli import main
from compare.report.english import because
from compare.setup.home import ROOT

OURS = load_catalogue([ROOT], validate=False).contracts
CODE = re.compile(r"`[^`]+`")
# Words that no prose has: with a dot or an underscore, with a capital inside, or of capitals only.
NAME = re.compile(r"\b[A-Za-z]\w*(?:[._][A-Za-z]\w*)+|\b[A-Za-z]*[a-z][A-Z]\w*|\b[A-Z]{2,}\w*")


def _sentences(pair: str) -> list[tuple[str, str]]:
    """A pair's English sentences, with their keys."""
    return list(chinese.sentences(OURS[pair].data, load_mistakes(OURS[pair])))


def _entries(pair: str) -> dict[tuple[str, str], str]:
    """A pair's Chinese sentences, by key and digest."""
    found: dict[str, Any] = chinese.translations()[pair]
    rows = [(key, one) for key, some in found.items() for one in (some if isinstance(some, list) else [some])]
    return {(key, one["of"]): one["zh"] for key, one in rows}


@pytest.mark.parametrize("pair", OURS)
def test_each_sentence_has_its_translation(pair: str) -> None:
    """A sentence that was changed, added or dropped in the contract is named, with its digest."""
    english = {(key, chinese.digest(text)): text for key, text in _sentences(pair)}
    theirs = _entries(pair)
    lacking = [f"{key}, of {of}: {english[key, of]}" for key, of in english if (key, of) not in theirs]
    assert not lacking, f"translate in {TRANSLATIONS}/{OURS[pair].chapter}.toml:\n" + "\n".join(lacking)
    assert list(theirs) == list(english), "what no sentence of the contract has any more, or in another order"


@pytest.mark.parametrize("pair", OURS)
def test_code_and_names_are_the_same(pair: str) -> None:
    """What stands in backticks is kept to the letter, and so are the names of calls and types."""
    theirs = _entries(pair)
    for key, text in _sentences(pair):
        told = theirs[key, chinese.digest(text)]
        assert sorted(CODE.findall(text)) == sorted(CODE.findall(told)), f"{key}: {text}"
        bare = re.sub(r"[\u2e80-\uffef]", " ", told)
        lacking = {one for one in NAME.findall(text) if not re.search(rf"(?<!\w){re.escape(one)}", bare)}
        assert not lacking, f"{key}: {text}"


@pytest.mark.parametrize("folder", [CONTRACTS, MISTAKES])
def test_every_file_is_a_chapter_of_ours_and_every_table_a_pair_of_it(folder: Path) -> None:
    """A pair that is gone, or in another chapter, is not translated for nobody."""
    for path in sorted((ROOT / folder / TRANSLATIONS).iterdir()):
        pairs = tomllib.loads(path.read_text(encoding="utf-8"))
        assert list(pairs) == sorted(one.id for one in OURS.values() if one.chapter == path.stem)


def test_what_is_told_is_chinese() -> None:
    """Title, question and lesson of a contract, while all that is no prose stays."""
    data = OURS["when-all"].data
    told = chinese.in_language(data, "zh")
    assert told["title"] == "等待多个任务全部完成"
    assert {key for key in data if data[key] != told[key]} >= {"title", "question", "teaches"}
    assert [one["name"] for one in told["variants"]] == [one["name"] for one in data["variants"]]
    for key, named in (("variants", "says"), ("behaviour", "says")):
        assert all(
            one[named] != other[named]
            for one, other in zip(data[key], told[key], strict=True)
            if " the " in one[named]
        )
    assert told["outputs"]["answers"]["help"].startswith("答案")
    assert chinese.in_language(data, "en") == data


def test_why_a_lane_was_left_out_is_told_in_chinese() -> None:
    """The record has the English sentence; one that is no contract's stays."""
    told = chinese.sayer("sync-over-async-deadlock", "zh")
    assert told("a coroutine cannot leave its loop") == "协程不能离开它的事件循环"
    assert told("--max-time was reached") == "--max-time was reached"


def test_a_sentence_that_has_changed_stays_english() -> None:
    """An old translation is never put under a new sentence, as a pair of one's own has under a name of ours."""
    changed = {**OURS["when-all"].data, "title": "Wait for one of several tasks"}
    told = chinese.in_language(changed, "zh")
    assert told["title"] == "Wait for one of several tasks"
    assert told["question"] != changed["question"]
    assert chinese.in_language({"id": "nobodys", "title": "Mine"}, "zh") == {"id": "nobodys", "title": "Mine"}


def test_line_breaks_do_not_change_a_sentence() -> None:
    """A contract may be wrapped otherwise."""
    assert chinese.digest("one\n two ") == chinese.digest("one two")


def test_show_speaks_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    """With the question in Chinese above the same texts."""
    assert main("show", {"pair": "when-all", "language": "zh"}) == 0
    told = capsys.readouterr().out
    assert "其中一个失败时" in told.replace("\n", "")
    assert "asyncio.gather" in told


@pytest.mark.parametrize("command", ["show", "report", "compare"])
def test_another_language_is_refused(
    command: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """In one sentence that names those there are, before anything is done."""
    assert main(command, {"pair": "when-all", "language": "fr", "out": str(tmp_path)}) == 2
    assert "--language fr: take en or zh." in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_chinese_reason_ends_with_one_full_stop() -> None:
    """It brings its own."""
    assert because("任务组取消其他任务。") == ", because 任务组取消其他任务。"
