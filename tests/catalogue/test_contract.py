"""The contract as a noun: its defaults, and the paths and names that follow from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from compare.catalogue.contract import pascal, snake
from tests.sample import contract


def test_defaults_are_filled_in() -> None:
    """What a contract leaves out: all lanes, all platforms, a shared worker, the usual limit."""
    pair = contract()
    assert pair.lanes == ("python", "dotnet", "pythonnet")
    assert pair.platforms == ("linux", "darwin", "win32")  # as sys.platform spells them
    assert (pair.worker, pair.timeout_ms) == ("shared", 30_000)
    assert (pair.variants[0].timed, pair.variants[0].once, pair.variants[0].needs) == (True, False, ())
    assert (pair.cases[0].opt_in, pair.cases[0].set, pair.cases[0].variants) == (False, {}, ())


def test_texts_are_found_by_chapter_and_name() -> None:
    """One id gives the module, the C# file and the type."""
    pair = contract(root=Path("/r"), chapter="pipes_queues", id="pipe-duplex")
    assert pair.python_path == Path("/r/python/pipes_queues/pipe_duplex.py")
    assert pair.dotnet_path == Path("/r/dotnet/Examples/PipesQueues/PipeDuplex.cs")
    assert pair.dotnet_type == "Parallax.Examples.PipeDuplex"


def test_headline_and_reference_are_found() -> None:
    """They may be two variants or one."""
    variants = [{"name": "a", "says": "a", "reference": True}, {"name": "b", "says": "b", "headline": True}]
    pair = contract(variants=variants)
    assert (pair.reference.name, pair.headline.name) == ("a", "b")


@pytest.mark.parametrize(
    ("text", "of_pythonnet"),
    [({}, "dotnet"), ({"pythonnet": "python"}, "python"), ({"pythonnet": "dotnet"}, "dotnet")],
)
def test_each_kind_of_lane_has_its_text(text, of_pythonnet) -> None:
    """Only the lane pythonnet can be told which text to run."""
    pair = contract(text=text)
    assert [pair.text_for(kind) for kind in ("python", "dotnet", "pythonnet")] == [
        "python",
        "dotnet",
        of_pythonnet,
    ]


def test_lists_become_tuples() -> None:
    """A contract is frozen, and so is what it holds of variants and cases."""
    pair = contract(variants=[{"name": "a", "says": "a", "needs": ["numpy"], "lanes": ["python"]}])
    assert (pair.variants[0].needs, pair.variants[0].lanes) == (("numpy",), ("python",))


def test_data_stays_as_it_stood() -> None:
    """The record gets the contract as the file has it."""
    assert "lanes" not in contract().data


@pytest.mark.parametrize(
    ("name", "module", "type_name"),
    [
        ("when-all", "when_all", "WhenAll"),
        ("pipes_queues", "pipes_queues", "PipesQueues"),
        ("x22-a", "x22_a", "X22A"),
    ],
)
def test_names_are_spelled_for_each_language(name, module, type_name) -> None:
    """Kebab, snake and Pascal case."""
    assert (snake(name), pascal(name)) == (module, type_name)
