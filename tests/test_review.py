"""REVIEW.md: what a close reading found is held by a field, a mistake or a test, and those are there."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from compare.catalogue.contract import Contract
from compare.catalogue.toml import read_toml
from compare.setup.home import ROOT
from tests.pairs import CATALOGUE

LIMIT_S = 60  # bounds what never happens
MOST_NOT_DONE = 5
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split(" | "))
    for line in (ROOT / "tests" / "REVIEW.md").read_text(encoding="utf-8").partition("\n## ")[2].splitlines()
    if line.startswith("| ") and not line.startswith("| point ")
]


def _kinds(contract: Contract) -> dict[str, set[str]]:
    """What a pair has, by the kinds of REVIEW.md."""
    variants = contract.data["variants"]
    return {
        "output": set(contract.data["outputs"]),
        "behaviour": {one["id"] for one in contract.data.get("behaviour", ())},
        "variant": {one.name for one in contract.variants},
        "case": {one.id for one in contract.cases},
        "term": set(contract.terms),
        "mistake": {one["id"] for one in read_toml(contract.mistakes_path)[0]["mistakes"]},
        "untimed": {one["name"] for one in variants if one.get("timed") is False},
        "unlike": {one["name"] for one in variants if one.get("unlike")},
    }


def _texts(contract: Contract) -> str:
    paths = (contract.python_path, contract.dotnet_path)
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


EVERYTHING = "\n".join(
    _texts(one) + one.path.read_text(encoding="utf-8") for one in CATALOGUE.contracts.values()
)


def _there(holder: str) -> bool:
    """Whether what holds a point is there."""
    first, _, rest = holder.partition(":")
    if first == "no text":
        return rest not in EVERYTHING
    if holder.startswith("ruff "):
        rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
        return holder.removeprefix("ruff ") in rules["select"]
    if first.startswith("tests/"):
        path, _, test = holder.partition("::")
        return bool(test) and f"\ndef {test}(" in (ROOT / path).read_text(encoding="utf-8")
    contract = CATALOGUE.contracts[first]
    if rest.startswith("text:"):
        return rest.removeprefix("text:") in _texts(contract)
    kind, _, name = rest.partition(".")
    return name in _kinds(contract)[kind]


@pytest.mark.parametrize(("point", "holders"), ROWS, ids=[point[:60] for point, _ in ROWS])
def test_what_holds_a_point_is_there(point: str, holders: str) -> None:
    """Or the row says why nothing does."""
    named = re.findall(r"`([^`]+)`", holders)
    assert named or holders.startswith("not done: ")
    assert [one for one in named if not _there(one)] == []


def test_few_points_are_not_done() -> None:
    """And no point is there twice."""
    assert sum(holders.startswith("not done: ") for _, holders in ROWS) <= MOST_NOT_DONE
    assert len({point for point, _ in ROWS}) == len(ROWS) > 60


def test_an_executor_without_a_number_has_four_threads_more_than_cores() -> None:
    """As many jobs meet, so there are as many threads; of one more, one has to wait."""
    cores = getattr(os, "process_cpu_count", os.cpu_count)() or 1
    count = min(32, cores + 4)
    begun: list[int] = []
    at_each_meeting: list[int] = []
    meeting = Barrier(count + 1, lambda: at_each_meeting.append(len(begun)))

    def job(number: int) -> None:
        begun.append(number)
        meeting.wait(LIMIT_S)

    with ThreadPoolExecutor() as executor:
        for number in range(2 * count):
            executor.submit(job, number)
        for _ in range(2):
            meeting.wait(LIMIT_S)
    assert at_each_meeting == [count, 2 * count]


@pytest.mark.skipif(os.name == "nt", reason="on Windows it does read on")
def test_run_reads_no_more_when_it_has_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the program, or a child of its own, says from then on is lost; nobody waits for it either."""
    done: list[str] = []

    class Late:
        args, returncode = "late", -9

        def __enter__(self) -> Late:
            return self

        def __exit__(self, *_: object) -> None: ...

        def communicate(self, _: object = None, timeout: float | None = None) -> None:
            done.append("communicate")
            raise subprocess.TimeoutExpired("late", timeout or 0)

        def kill(self) -> None:
            done.append("kill")

        def wait(self) -> None:
            done.append("wait")

    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: Late())
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run("late", timeout=1, check=False)
    assert done == ["communicate", "kill", "wait"]
