"""`invoke precommit`: the pairs of changed files, in lane python alone; each fault with its file and line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from invoke.util import yaml

from compare.catalogue.scaffold import make_pair
from compare.cli import main
from compare.errors import Exit
from compare.setup import build, dotnet
from compare.setup.home import ROOT

EXAMPLE = "python/tasks/my_pair.py"
CONTRACT = "compare/contracts/tasks/my-pair.toml"
MISTAKES = "compare/mistakes/tasks/my-pair.toml"


@pytest.fixture
def pairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two pairs below a repository's top, on a machine that has no .NET."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("it looked for .NET")

    for module in (build, dotnet):  # whatever builds or starts C# asks one of them
        monkeypatch.setattr(module, "find_dotnet", refuse)
    monkeypatch.chdir(tmp_path)
    for name in ("tasks/my-pair", "tasks/other-pair"):
        make_pair(name, tmp_path / "pairs")
    return tmp_path / "pairs"


def check(*names: str) -> Exit:
    """As a hook gives them, from the repository's top."""
    return Exit(main("precommit", {"file": [f"pairs/{name}" for name in names]}))


def test_the_pair_of_a_changed_file_is_run_and_no_other(pairs: Path, capsys: pytest.CaptureFixture) -> None:
    """By its scene and its contract; without .NET, whose texts are only read."""
    assert check(EXAMPLE, "dotnet/Scenes/Tasks/MyPair.cs") == Exit.OK
    told = capsys.readouterr().out
    assert "1 pair agrees." in told and "other-pair" not in told


def test_a_file_of_no_pair_is_no_fault(pairs: Path, capsys: pytest.CaptureFixture) -> None:
    """A hook's pattern may match what is somebody else's."""
    (pairs / "python" / "tasks" / "alone.py").write_text("", encoding="utf-8")
    assert check("python/tasks/alone.py") == Exit.OK
    assert main("precommit", {"file": ["python/elsewhere.py"]}) == Exit.OK
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("file", "before", "after", "code", "told"),
    [
        (EXAMPLE, "import asyncio\n", "import nowhere\n", Exit.DIFFERS, "No module named 'nowhere'"),
        (CONTRACT, "\nquestion", "\nquestions", Exit.DIFFERS, "questions"),
        (MISTAKES, "find = ", "seek = ", Exit.USAGE, f"{MISTAKES}: "),
    ],
    ids=["example", "contract", "mistakes"],
)
def test_what_is_wrong_is_told(
    pairs: Path, capsys: pytest.CaptureFixture, file: str, before: str, after: str, code: Exit, told: str
) -> None:
    """And the commit does not pass."""
    path = pairs / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    assert check(file) == code
    seen = capsys.readouterr()
    assert told in seen.out + seen.err


def test_the_hook_matches_what_a_pair_is_made_of() -> None:
    """Each leaf, wherever the pairs lie; and its command is there, to be started by its name."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    leaves = [
        EXAMPLE,
        CONTRACT,
        MISTAKES,
        "python/scenes/tasks/my_pair.py",
        "dotnet/Examples/Tasks/MyPair.cs",
    ]
    for name in [*leaves, *(f"some/where/{leaf}" for leaf in leaves)]:
        assert re.search(hook["files"], name), name
    assert not re.search(hook["files"], "README.md")
    program, command = hook["entry"].split()
    assert (ROOT / program).read_text(encoding="utf-8").startswith("#!/usr/bin/env python3\n")
    assert (hook["language"], command) == ("script", "precommit")
