"""A whole `compare` over lanes that only pretend: `python -m tests.faked '{"out": "/tmp/x"}'`.

The options are those of `invoke compare`, as JSON. Everything is the product's, but for the workers: what a
test changes is where it runs and what it may write.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from compare.cli import main
from compare.lanes.fake import Answer, FakeLane, trial_reply
from compare.lanes.lane import Outcome, Program
from compare.run import workplace
from compare.setup.home import ROOT
from tests.sample import write

SUMS = {4: 6, 2: 1}  # what the sample's cases expect, by their parameter
CHANGING = {"started", "wall_ns", "trials_ns", "load", "began_ns"}  # what no two runs have alike


def right(parameters: Mapping[str, Any], _request: Mapping[str, Any]) -> Outcome:
    """What the sample's contract expects."""
    return trial_reply({"sum": SUMS[parameters["n"]]})


class _Lane(FakeLane):
    start_ns = (1,)


class _Programs:
    def where(self, _contract: object, _kind: str) -> Program:
        return Program("scene.py", "example.py")

    def unbuilt(self, *_: object) -> dict[str, str]:
        return {}


def fake(answer: Answer = right) -> None:
    """From now on the commands of this process open lanes that pretend, and build nothing."""

    def opened(*_: object) -> tuple[dict[str, FakeLane], tuple]:
        lanes = {name: _Lane(name, name, answer) for name in ("python", "dotnet")}
        return lanes, tuple(lane.open() for lane in lanes.values())

    workplace.open_lanes = opened
    workplace.Programs = _Programs


def options(folder: Path, **more: Any) -> dict[str, Any]:
    """Options of a run of the sample pair alone, with its files in a folder."""
    write(folder)
    given = {"root": [str(folder)], "only_root": True, "out": str(folder / "out"), "seed": "7", "quick": True}
    return given | more


def compared(
    given: Mapping[str, Any], before: Sequence[str] = (), cwd: Path = ROOT, **environment: str | None
) -> subprocess.CompletedProcess[bytes]:
    """A compare in a process of its own.

    Args:
        given: its options.
        before: what the command begins with: `unshare`, say.
        cwd: where it runs.
        environment: variables beside ours; None takes one away.
    """
    variables = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    variables = {name: value for name, value in variables.items() if value is not None}
    command = [*before, sys.executable, "-m", "tests.faked", json.dumps(given)]
    return subprocess.run(command, cwd=cwd, env=variables, capture_output=True, timeout=120, check=False)


def lasting(folder: Path) -> str:
    """The latest record in a folder of reports, without what no two runs have alike."""
    return json.dumps(_without(json.loads((folder / "latest" / "record.json").read_bytes())))


def _without(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _without(value) for key, value in node.items() if key not in CHANGING}
    return [_without(one) for one in node] if isinstance(node, list) else node


if __name__ == "__main__":
    fake()
    sys.exit(main("compare", json.loads(sys.argv[1])))
