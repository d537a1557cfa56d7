"""Exercises: what is handed out fails by what it names, the right text passes, and nothing else is needed."""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from compare.catalogue.exercises import digest_of, exercise_of, file_of, needs_both
from compare.catalogue.mistakes import TEXTS, example_of
from compare.commands.exercise import FACTS, RESULTS, do_check, do_exercise
from compare.errors import UsageError
from compare.judge.claims import claims_of
from compare.run.programs import Programs
from compare.setup.texts import Compiled, Text, compile_texts
from tests.pairs import CATALOGUE, CONTRACTS

EACH = [(contract, language) for contract in CONTRACTS for language in TEXTS]
DRIVEN = ("when-all", "counter-race", "queue-bounded", "pool-map", "timeout-cancel", "async-streams")
# Pairs of which some variants start the other language's text, and the exercise's does not.
BOTH = [
    one.id
    for one in CONTRACTS
    if any(variant.counterpart for variant in one.variants)
    and not needs_both(one, exercise_of(one, "python").variant)
]


def _name(value: object) -> str:
    return getattr(value, "id", str(value))


def _right(pair: str, language: str) -> Path:
    return example_of(CATALOGUE.contracts[pair], language)


def _made(pair: str, language: str, folder: Path, level: str = "1") -> Path:
    assert do_exercise({"pair": pair, "language": language, "into": str(folder), "level": level}) == 0
    return folder / file_of(CATALOGUE.contracts[pair], language)


@pytest.mark.parametrize(("contract", "language"), EACH, ids=_name)
def test_starter_differs_from_the_right_text_and_its_claims_are_named(contract, language) -> None:
    """Each can be read by its language's compiler, and stands in a lane that runs its text."""
    right = example_of(contract, language).read_text(encoding="utf-8")
    for level in (1, 2):
        made = exercise_of(contract, language, level)
        assert made.text != right
        assert contract.text_for(made.lane) == TEXTS[language]
        assert {"ends"} < {one.id for one in claims_of(contract.data, TEXTS[language], made.lane)}
        if language == "python":
            ast.parse(made.text)
        if made.level == 2:
            assert ("raise NotImplementedError" if language == "python" else "throw new NotImpl") in made.text


def test_csharp_starters_compile() -> None:
    """All of them: what is asked of a student is to mend behaviour."""
    texts = [
        Text(f"{one.id} {level}", exercise_of(one, "csharp", level).text, file_of(one, "csharp"), one.apart)
        for one in CONTRACTS
        for level in (1, 2)
        if one.id not in Programs().unbuilt([one], ["dotnet"])
    ]
    made = compile_texts(texts)
    assert {name: told for name, told in made.items() if not isinstance(told, Compiled)} == {}


@pytest.mark.parametrize("language", TEXTS)
def test_forty_pairs_have_two_levels(language: str) -> None:
    """In each language."""
    assert sum(exercise_of(contract, language, 2).level == 2 for contract in CONTRACTS) >= 40


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("pair", DRIVEN)
def test_starter_fails_and_the_right_text_passes(pair: str, language: str, tmp_path: Path, capsys) -> None:
    """Twice each, at both levels; results and JUnit XML say the same."""
    for level in ("1", "2"):
        folder = tmp_path / level
        text, junit = _made(pair, language, folder, level), tmp_path / f"{level}.xml"
        asked = {"folder": str(folder), "junit": str(junit), "hint": True}
        assert do_check(asked) == 3, capsys.readouterr().out
        told = json.loads((folder / RESULTS).read_text(encoding="utf-8"))
        assert (told["version"], told["status"]) == (3, "fail")
        assert "✗" in capsys.readouterr().out
        shutil.copyfile(_right(pair, language), text)
        assert do_check(asked) == 0, capsys.readouterr().out
        told = json.loads((folder / RESULTS).read_text(encoding="utf-8"))
        assert told["status"] == "pass"
        assert {one["status"] for one in told["tests"]} == {"pass"}
        suites = ElementTree.parse(junit).getroot()
        assert (suites.get("tests"), suites.get("failures")) == (str(len(told["tests"])), "0")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("import asyncio\n", "import asyncio\n1 / 0\n", "when_all.py, line 9: python (one-by-one)"),
        ("def gather", "def gathr", "has no attribute 'gather'"),
        ("def gather(", "def gather((", "It does not compile. when_all.py, line 16:"),
        ("return await asyncio.gather", "raise SystemExit(4)", "when_all.py, line 18: python (gather)"),
        ("return await asyncio.gather", "__import__('os')._exit(3)", "when_all.py, line 16: python (gather)"),
        (
            "return await asyncio.gather",
            "raise LookupError('mine')",
            "when_all.py, line 18: it raised LookupError: mine.",
        ),
        (
            "return await asyncio.gather",
            "return [][3]",
            "line 18: it raised IndexError: list index out of range.",
        ),
        (
            "return await asyncio.gather",
            "return await asyncio.Event().wait()",
            "when_all.py, line 16: ",  # by its scene as a deadlock, by the harness as a time-out: who is first
        ),
        ("return await asyncio.gather", "while True: print('again' * 99_999)", "ended as flooded (wrote"),
    ],
    ids=["import", "missing", "syntax", "leaves", "exits", "raises", "fails", "never returns", "prints"],
)
def test_text_that_falls_over_is_told_by_its_line(
    old, new, says, tmp_path: Path, capsys, monkeypatch
) -> None:
    """One sentence, and no traceback; one that hung is not called again."""
    text = _made("when-all", "python", tmp_path / "one")
    right = _right("when-all", "python").read_text(encoding="utf-8")
    text.write_text(right.replace(old, f"{new}  # ", 1) if "return" in old else right.replace(old, new, 1))
    assert do_check({"folder": str(text.parent)}) == 3
    told = capsys.readouterr().out
    assert says in told
    assert "Traceback" not in told


ANSWER = "=>\n        await Task.WhenAll(questions.Select(ask => ask(CancellationToken.None)));"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (
            '=>\n        throw new ArithmeticException("mine");',
            "WhenAll.cs, line 25: it raised ArithmeticException: mine.",
        ),
        (
            '\n    {\n        await Task.Yield();\n        return [$"{questions[99]}"];\n    }',
            "WhenAll.cs, line 27: it raised IndexOutOfRangeException: Index",
        ),
        ("=>\n        questions;", "It does not compile. WhenAll.cs, line 25: CS0029: "),
        (
            "\n    {\n        while (true) Console.WriteLine(new string('x', 99_999));\n    }",
            "WhenAll.cs, line 24: dotnet (gather)",
        ),
    ],
    ids=["raises", "fails", "types", "prints"],
)
def test_csharp_text_that_falls_over_is_told_by_its_line(
    body: str, says: str, tmp_path: Path, capsys
) -> None:
    """Though the scene catches what comes out: red where nothing tells of it."""
    text = _made("when-all", "csharp", tmp_path / "one")
    right = _right("when-all", "csharp").read_text(encoding="utf-8")
    assert ANSWER in right
    text.write_text(right.replace(ANSWER, body), encoding="utf-8")
    assert do_check({"folder": str(text.parent)}) == 3
    told = capsys.readouterr().out
    assert says in told
    assert "at Parallax." not in told


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_text_is_read_as_editors_save_it(encoding: str, tmp_path: Path) -> None:
    """With a byte-order mark, which other files of ours may have as well (96): red where it is part of the text."""
    text = _made("when-all", "python", tmp_path / "one")
    text.write_text(_right("when-all", "python").read_text(encoding="utf-8"), encoding=encoding)
    assert do_check({"folder": str(text.parent)}) == 0


def test_what_lies_beside_the_text_is_not_imported(tmp_path: Path) -> None:
    """A file named like a module of the standard library, say."""
    text = _made("when-all", "python", tmp_path / "one")
    shutil.copyfile(_right("when-all", "python"), text)
    (text.parent / "asyncio.py").write_text("raise SystemExit('beside')\n")
    assert do_check({"folder": str(text.parent)}) == 0


def test_python_exercise_needs_no_dotnet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It looks for none, also where a variant would start the C# text as well: red where that one is planned."""

    def absent(*_: object, **__: object) -> None:
        raise AssertionError("it looks for .NET")

    for module in ("lanes.find", "lanes.counterpart", "run.programs", "setup.texts"):
        monkeypatch.setattr(f"compare.{module}.ensure_built", absent)
    monkeypatch.setattr("compare.lanes.counterpart.find_dotnet", absent)
    for pair in ("when-all", *BOTH):
        text = _made(pair, "python", tmp_path / pair)
        shutil.copyfile(_right(pair, "python"), text)
        assert do_check({"folder": str(text.parent)}) == 0


def test_folder_in_use_is_refused(tmp_path: Path) -> None:
    """As `new` refuses a taken name."""
    (tmp_path / "mine").write_text("")
    with pytest.raises(UsageError, match="not empty"):
        _made("when-all", "python", tmp_path)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ("{", "is no JSON"),
        ("[]", "does not say pair"),
        ('{"pair": "when-all", "language": [], "level": 1}', "does not say pair"),
        ('{"pair": "when-al", "language": "python", "level": 1}', "Did you mean when-all"),
        ('{"pair": "when-all", "language": "python", "level": 1, "sha256": "0"}', "has changed since"),
    ],
)
def test_broken_exercise_is_one_sentence(facts: str, says: str, tmp_path: Path) -> None:
    """What, where and what to try."""
    text = _made("when-all", "python", tmp_path / "one")
    (text.parent / FACTS).write_text(facts)
    with pytest.raises(UsageError, match=says):
        do_check({"folder": str(text.parent)})
    with pytest.raises(UsageError, match="invoke exercise PAIR"):
        do_check({"folder": str(tmp_path)})


def test_digest_is_of_the_languages_own_scene() -> None:
    """Another scene of the other language changes nothing for this one."""
    contract = CATALOGUE.contracts["when-all"]
    assert digest_of(contract, "python") != digest_of(contract, "csharp")
