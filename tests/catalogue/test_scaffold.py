"""`invoke new`: which names it refuses, what it makes, and that all of it passes as it stands."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from compare.catalogue import scaffold
from compare.catalogue.loading import load_catalogue
from compare.catalogue.mistakes import load_mistakes
from compare.catalogue.scaffold import make_pair
from compare.errors import UsageError
from compare.run.programs import Programs
from compare.setup.home import ROOT
from tests.pairs import complaints, plan, run


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "Name the new pair as CHAPTER/PAIR"),
        ("my-pair", "Name the new pair as CHAPTER/PAIR"),
        ("tasks/", "Name the new pair as CHAPTER/PAIR"),
        ("tasks/a/b", "Name the new pair as CHAPTER/PAIR"),
        ("tasks/../../x", "Name the new pair as CHAPTER/PAIR"),
        ("../my-pair", "A chapter's name is of the form pipes_queues, not '..'."),
        ("My Chapter/my-pair", "A chapter's name is of the form pipes_queues"),
        ("task/my-pair", "A chapter cannot be called task: in C#, Task would hide another Task."),
        ("tasks/My_Pair", "'My_Pair' is not so. Did you mean my-pair?"),
        ("tasks/..", "'..' is not so."),
        ("tasks/ä", "'ä' is not so."),
        ("tasks/" + "a" * 41, "has at most 40 characters"),
        (
            "tasks/queue",
            "A pair cannot be called queue: the Python module queue would hide the standard library's.",
        ),
        ("tasks/concurrent", "would hide the standard library's"),
        ("tasks/numpy", "would hide one that is imported beside it"),
        ("tasks/async", "async is a word of Python's own"),
        ("tasks/barrier", "in C#, Barrier would hide another Barrier"),
        ("tasks/run", "in C#, Run would hide another Run"),
        ("tasks/com1", "Windows keeps this name for a device"),
        ("tasks/when-all", "There is a pair when-all already: "),
        ("flow/when-all", "There is a pair when-all already: "),
    ],
)
def test_bad_name_is_refused_and_nothing_made(tmp_path, name, told) -> None:
    """One sentence, with a better name where there is one."""
    with pytest.raises(UsageError) as caught:
        make_pair(name, tmp_path / "root")
    assert told in str(caught.value)
    assert not (tmp_path / "root").exists()


def test_unknown_chapter_needs_a_root() -> None:
    """Our own chapters are fixed; a user's folder has its own."""
    with pytest.raises(UsageError, match=r"No chapter is called 'taks'\. Did you mean tasks\? .* --root DIR"):
        make_pair("taks/my-pair")


def test_taken_names_are_refused(tmp_path) -> None:
    """A second pair of that id, or a file in the way."""
    made = make_pair("demo/my-pair", tmp_path)
    with pytest.raises(UsageError, match="There is a pair my-pair already"):
        make_pair("other/my-pair", tmp_path)
    made[0].unlink()
    with pytest.raises(UsageError, match=r"my_pair\.py is there already"):
        make_pair("demo/my-pair", tmp_path)


def test_folder_that_cannot_be_written_is_wrong_usage(tmp_path) -> None:
    """The folder is named; what was made before that is gone again."""
    (tmp_path / "dotnet").touch()
    with pytest.raises(UsageError, match=r"Cannot write .*dotnet.*Choose another folder\."):
        make_pair("demo/my-pair", tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / "dotnet"]


def test_pair_of_ours_is_whole(tmp_path, monkeypatch) -> None:
    """In Parallax itself: contract, two examples, two scenes, mistakes; no word is left to be filled in."""
    monkeypatch.setattr(scaffold, "ROOT", tmp_path)
    made = [path.relative_to(tmp_path).as_posix() for path in make_pair("pipes_queues/my-pair", tmp_path)]
    assert made == [
        "compare/contracts/pipes_queues/my-pair.toml",
        "python/pipes_queues/my_pair.py",
        "dotnet/Examples/PipesQueues/MyPair.cs",
        "python/scenes/pipes_queues/my_pair.py",
        "dotnet/Scenes/PipesQueues/MyPair.cs",
        "compare/mistakes/pipes_queues/my-pair.toml",
    ]
    texts = "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.*"))
    assert not [word for word in ("__id__", "__title__", "__module__", "__Pair__") if word in texts]


def test_new_pairs_load_beside_each_other(tmp_path) -> None:
    """Contracts and mistakes are sound."""
    make_pair("demo/my-pair", tmp_path)
    make_pair("demo/your-pair", tmp_path)
    loaded = load_catalogue([tmp_path])
    assert (list(loaded.contracts), loaded.broken) == (["my-pair", "your-pair"], ())
    assert loaded.contracts["my-pair"].title == "My pair"
    assert len(load_mistakes(loaded.contracts["my-pair"])) == 4


def test_new_example_runs_alone(tmp_path) -> None:
    """In a bare interpreter, wherever its folder is."""
    make_pair("demo/my-pair", tmp_path / "a root")
    command = [sys.executable, "-I", str(tmp_path / "a root" / "python" / "demo" / "my_pair.py")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=True, timeout=60)
    assert "together [3, 4]" in done.stdout


def test_new_pair_passes_in_every_lane_and_declares_a_divergence(made, real_lanes) -> None:
    """Both cases, outputs and behaviour, traced and timed."""
    contract, where = made
    lanes, facts = real_lanes
    report = run(plan(contract, facts), lanes, facts, where, timed=True)
    verdict = report.pairs[0]
    assert (verdict.findings, verdict.behaviour) == ((), "agrees"), complaints(report)
    assert verdict.outputs == "declared divergence"


def test_a_strangers_second_command_passes(made) -> None:
    """`invoke test --only PAIR --root DIR`: its mistakes are convicted, and nothing of ours runs."""
    contract, _ = made
    command = [sys.executable, "-m", "invoke", "test", "--only", "my-pair", "--root", str(contract.root)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=250)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "All tests passed" in done.stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Iterator[tuple]:
    """A pair in a root of its own, and where its programs are."""
    root = tmp_path_factory.mktemp("root")
    make_pair("demo/my-pair", root)
    programs = Programs()
    contract = load_catalogue([root]).contracts["my-pair"]
    yield contract, programs.where
    built = Path(programs.where(contract, "dotnet").path).parents[1]
    shutil.rmtree(built, ignore_errors=True)


def test_templates_name_the_leaves() -> None:
    """What is filled in lies in compare/catalogue/templates, and nothing else does."""
    there = {path.name for path in scaffold.TEMPLATES.rglob("*.*") if "__pycache__" not in path.parts}
    leaves = {"contract.toml", "example.py", "Example.cs", "scene.py", "Scene.cs", "mistakes.toml"}
    assert there == leaves | {name for name in scaffold.PROJECT_FILES if "." in name}
    assert scaffold.ROOT == ROOT
