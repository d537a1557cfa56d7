"""Reading rejects.toml, and holding a verdict against it; no program is run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from compare.errors import UsageError
from compare.judge import Report, judge
from compare.record import Record
from compare.wrong import Rejection, load_rejections, verdict_on
from tests.judge.builders import ALL, BOTH, DOTNET, PYTHONNET, Story, contract, failed, record, trial

GOOD = '[[programs]]\nfile = "sequential.py"\nmistake = "One after the other."\nfails = ["gate.go"]\n'
UNMET = {"trace": tuple(Story().event("gate-not-met", "go").trace)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of one pair's wrong programs, with a Python and a C# one."""
    folder = tmp_path / "wrong" / "pipes_queues" / "queue_bounded"
    folder.mkdir(parents=True)
    (folder / "sequential.py").touch()
    return folder


def load(folder: Path, text: str) -> tuple[Rejection, ...]:
    """The rejections that a rejects.toml of this text gives."""
    (folder / "rejects.toml").write_text(text, encoding="utf-8")
    return load_rejections(folder.parents[1])


def test_a_rejection_names_pair_program_and_findings(folder: Path) -> None:
    """The pair's id comes from the folder; variants and cases may be left out."""
    (one,) = load(folder, GOOD)
    assert one == Rejection(
        "queue-bounded", folder / "sequential.py", (), (), "One after the other.", ("gate.go",)
    )
    assert (one.text, one.type) == ("python", "")


def test_a_c_sharp_program_has_its_class(folder: Path) -> None:
    """By the folders' names and the file's."""
    (folder / "NoLock.cs").touch()
    keys = ['file = "NoLock.cs"', 'variants = ["a"]', 'cases = ["b"]', 'mistake = "m"', 'fails = ["spans"]']
    _, one = load(folder, "\n".join([GOOD, "[[programs]]", *keys]))
    assert (one.text, one.type) == ("dotnet", "Parallax.Wrong.PipesQueues.QueueBounded.NoLock")
    assert (one.variants, one.cases) == (("a",), ("b",))


def test_a_program_may_be_rejected_twice(folder: Path) -> None:
    """In another variant it fails otherwise."""
    assert len(load(folder, GOOD + GOOD.replace("fails", 'variants = ["b"]\nfails'))) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[programs]\n", "rejects.toml cannot be read.*line 1"),
        ("", "must hold"),
        (GOOD + "[other]\n", "nothing else"),
        ("programs = [1]", "program 1: must be a table"),
        (GOOD.replace("fails", "fail"), "no key fail. Did you mean fails"),
        (GOOD.replace('["gate.go"]', "[]"), "fails must be a list of texts"),
        (GOOD.replace('["gate.go"]', '"gate.go"'), "fails must be a list of texts"),
        (GOOD.replace('["gate.go"]', "[1]"), "fails must be a list of texts"),
        (GOOD.replace('["gate.go"]', '["gate.go", 1]'), "fails must be a list of texts"),
        (GOOD.replace('"One after the other."', '""'), "mistake must be a text"),
        (GOOD.replace('mistake = "One after the other."\n', ""), "mistake is missing"),
        (GOOD.replace("sequential.py", "nothing.py"), "no program nothing.py"),
        (GOOD.replace("sequential.py", "rejects.toml"), "no program rejects.toml"),
        (GOOD.replace("sequential.py", "../queue_bounded/sequential.py"), "no program"),
    ],
)
def test_a_broken_file_is_named(folder: Path, text: str, message: str) -> None:
    """One sentence with the file and what is wrong in it."""
    with pytest.raises(UsageError, match=message):
        load(folder, text)


def test_a_program_that_no_rejection_names_is_told(folder: Path) -> None:
    """It would never be run."""
    (folder / "Forgotten.cs").touch()
    with pytest.raises(UsageError, match=r"does not name Forgotten\.cs"):
        load(folder, GOOD)


def rejection(*fails: str, file: str = "sequential.py") -> Rejection:
    """What a wrong program must fail for."""
    return Rejection("a-pair", Path("tasks/a_pair") / file, (), (), "A mistake.", fails)


def report(
    python: dict[str, Any], dotnet: dict[str, Any], python_said: int = 1, dotnet_said: int = 1
) -> Report:
    """A judged run of both lanes."""
    trials = [trial("python", {"n": python_said}, **python), trial("dotnet", {"n": dotnet_said}, **dotnet)]
    return judge(record(trials, contract([{"field": "n", "mode": "equal"}])))


def test_rejected_as_named_is_no_difference() -> None:
    """Exactly the findings that it names."""
    assert verdict_on(report(UNMET, {}), rejection("gate.go")) == []


def test_a_program_that_passes_was_not_rejected() -> None:
    """The one thing that must not happen."""
    assert verdict_on(report({}, {}), rejection("gate.go")) == ["a-pair: sequential.py was not rejected."]


def test_another_reason_is_told_beside_the_one_that_lacks() -> None:
    """Both are differences."""
    found = verdict_on(report(UNMET, {}), rejection("spans"))
    assert found[0] == "a-pair: sequential.py was not rejected for spans."
    assert found[1].startswith("a-pair: sequential.py also failed gate.go: ")
    assert len(found) == 2


def test_one_reason_more_is_told() -> None:
    """Rejected for the reason it names and no other."""
    (found,) = verdict_on(report(UNMET | {"state": "leaked"}, {}), rejection("gate.go"))
    assert "also failed trial.leaked" in found


def test_a_wrong_output_may_be_told_of_either_side() -> None:
    """Where two disagree, the second is named, whichever is right."""
    assert verdict_on(report({}, {}, python_said=2), rejection("output.n")) == []
    assert verdict_on(report({}, {}, dotnet_said=2), rejection("output.n", file="Wrong.cs")) == []


def test_a_right_program_that_fails_is_told_apart() -> None:
    """It does not count as the wrong one's rejection."""
    found = verdict_on(report({}, UNMET), rejection("gate.go"))
    assert found[0] == "a-pair: sequential.py was not rejected."
    assert "was run beside a right program that failed gate.go" in found[1]


def test_all_lanes_of_a_text_run_the_wrong_program() -> None:
    """A C# one also in-process, unless the contract gives that lane the Python text."""
    trials = [trial("python"), trial("dotnet", **UNMET), trial("pythonnet", **UNMET)]
    wrong = rejection("gate.go", file="Wrong.cs")
    assert verdict_on(judge(record(trials, contract(), lanes=ALL)), wrong) == []
    turned = judge(record(trials[1:], contract(text={"pythonnet": "python"}), lanes=[DOTNET, PYTHONNET]))
    assert "right program that failed gate.go" in verdict_on(turned, wrong)[0]


def test_a_program_that_did_not_run_was_not_judged() -> None:
    """No pair, a broken pair, or no lane for its text."""
    nothing = judge(Record("", 1, {}, {}, BOTH))
    assert verdict_on(nothing, rejection("spans")) == [
        "a-pair: sequential.py did not run: the pair is not in the report."
    ]
    broken = judge(record([], contract(), not_run="no build"))
    assert verdict_on(broken, rejection("spans")) == ["a-pair: sequential.py did not run: no build."]
    alone = judge(record([trial("dotnet"), failed("python", "not-run")], contract()))
    assert verdict_on(alone, rejection("spans")) == [
        "a-pair: sequential.py did not run: no lane ran the text python."
    ]
