"""`invoke new`: which names it refuses, what it makes, and that all of it passes as it stands."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from compare import scaffold
from compare.build import build_root
from compare.catalogue import load_catalogue
from compare.errors import UsageError
from compare.lanes.base import Program
from compare.scaffold import make_pair
from compare.wrong import load_rejections, verdict_on
from tests.pairs import complaints, plan, run
from tests.sample import ROOT

GATE_MS = 500


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
    """In Parallax itself: contract, two texts, rejects.toml and four programs; alone.py is there already."""
    monkeypatch.setattr(scaffold, "ROOT", tmp_path)
    made = [path.relative_to(tmp_path).as_posix() for path in make_pair("pipes_queues/my-pair", tmp_path)]
    assert made == [
        "compare/contracts/pipes_queues/my-pair.toml",
        "python/pipes_queues/my_pair.py",
        "dotnet/Examples/PipesQueues/MyPair.cs",
        "tests/wrong/pipes_queues/my_pair/rejects.toml",
        "tests/wrong/pipes_queues/my_pair/one_after_the_other.py",
        "tests/wrong/pipes_queues/my_pair/last_number_for_all.py",
        "tests/wrong/pipes_queues/my_pair/OneAfterTheOther.cs",
        "tests/wrong/pipes_queues/my_pair/LastNumberForAll.cs",
    ]
    texts = "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.*"))
    assert not [
        word for word in ("__id__", "__title__", "__Chapter__", "__Pair__", "__home__") if word in texts
    ]


def test_new_pair_loads_and_second_keeps_alone(tmp_path) -> None:
    """The contract is sound; its folder's alone.py is made once and kept."""
    assert tmp_path / "python" / "alone.py" in make_pair("demo/my-pair", tmp_path)
    assert tmp_path / "python" / "alone.py" not in make_pair("demo/your-pair", tmp_path)
    loaded = load_catalogue([tmp_path])
    assert (list(loaded.contracts), loaded.broken) == (["my-pair", "your-pair"], ())
    assert loaded.contracts["my-pair"].title == "My pair"


def test_new_example_runs_alone(tmp_path) -> None:
    """Wherever its folder is, and wherever it is started."""
    make_pair("demo/my-pair", tmp_path / "a root")
    command = [sys.executable, str(tmp_path / "a root" / "python" / "demo" / "my_pair.py")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=True, timeout=60)
    assert "[9, 16]" in done.stdout


def test_new_pair_passes_in_every_lane(made, real_lanes) -> None:
    """Both cases, outputs and behaviour, traced and timed."""
    contract, _, where = made
    lanes, facts = real_lanes
    report = run(plan(contract, facts), lanes, facts, where, timed=True)
    assert (report.pairs[0].outputs, report.pairs[0].behaviour) == ("agrees", "agrees"), complaints(report)


@pytest.mark.parametrize("number", range(4))
def test_new_wrong_program_is_rejected(made, real_lanes, number) -> None:
    """Each of the four for the reasons that its rejects.toml names."""
    contract, rejections, right = made
    lanes, facts = real_lanes
    rejection = rejections[number]

    def where(one, kind):
        if one.text_for(kind) != rejection.text:
            return right(one, kind)
        if rejection.text == "python":
            return Program(str(rejection.file))
        return Program(right(one, kind).path, rejection.type)

    whole = plan(contract, facts, ("default",))
    chosen = replace(whole, observed=tuple(row for row in whole.observed if row.variant.headline))
    report = run(chosen, lanes, facts, where, gate_ms=GATE_MS)
    assert verdict_on(report, rejection) == [], complaints(report)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple:
    """A pair in a root of its own, its C# compiled by ours together with its wrong programs."""
    root = tmp_path_factory.mktemp("root")
    make_pair("demo/my-pair", root)
    wrong = root / "tests" / "wrong"
    for file in wrong.rglob("*.cs"):
        shutil.copy(file, root / "dotnet" / "Examples" / "Demo")
    assembly = build_root(root)
    contract = load_catalogue([root]).contracts["my-pair"]

    def where(one, kind):
        if one.text_for(kind) == "python":
            return Program(str(one.python_path))
        return Program(str(assembly), one.dotnet_type)

    yield contract, load_rejections(wrong), where
    built = assembly.parents[1]
    shutil.rmtree(built, ignore_errors=True)


def test_templates_name_the_four_programs() -> None:
    """What is filled in lies in compare/templates, and nothing else does."""
    there = {path.relative_to(scaffold.TEMPLATES).as_posix() for path in scaffold.TEMPLATES.rglob("*.*")}
    used = {
        "contract.toml",
        "example.py",
        "Example.cs",
        "alone.py",
        *(f"wrong/{name}" for name in scaffold.WRONG),
    }
    assert {name for name in there if "__pycache__" not in name} == used
    assert scaffold.ROOT == ROOT
