"""Which lanes there are, and how each one's worker is started."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from compare.errors import EnvironmentLacks, UsageError, nearest
from compare.lanes.interpreter import compiled_library, unfit
from compare.lanes.lane import LaneUnavailable
from compare.lanes.worker import Surroundings, WorkerLane
from compare.record.nouns import LaneFacts
from compare.setup.build import ensure_built
from compare.setup.home import ROOT
from compare.setup.variables import environment

DEFAULT = ("python", "dotnet", "pythonnet")
INSTALL_PYTHONNET = "it is not installed; `.venv/bin/python -m pip install pythonnet` would install it"


@dataclass(frozen=True)
class LaneName:
    """A lane as the user named it: `python`, `dotnet`, `pythonnet` or NAME=INTERPRETER."""

    name: str
    kind: str
    interpreter: str = ""
    named: bool = False  # by the user, so that its lack is an error


def parse_lanes(text: str) -> tuple[LaneName, ...]:
    """The lanes of a `--lanes` value; all three defaults for an empty one.

    Raises:
        UsageError: an unknown or doubled name, or an interpreter that is not there.
    """
    if not text.strip():
        return tuple(LaneName(name, name) for name in DEFAULT)
    lanes = tuple(_lane(part.strip()) for part in text.split(",") if part.strip())
    names = [lane.name for lane in lanes]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"--lanes names {name} twice.")
    return lanes


def _lane(part: str) -> LaneName:
    name, equals, interpreter = part.partition("=")
    if not equals:
        if name not in DEFAULT:
            raise UsageError(
                f"Unknown lane {name!r} in --lanes.{nearest(name, DEFAULT)} "
                "NAME=/path/to/python makes a lane of any interpreter."
            )
        return LaneName(name, name, named=True)
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,15}", name) or name in DEFAULT:
        raise UsageError(
            f"Lane name {name!r} in --lanes must be 1 to 16 of a-z, 0-9, _ and -, and no default lane's."
        )
    found = shutil.which(os.path.expanduser(interpreter))
    if not found:
        raise UsageError(
            f"Lane {name}: there is no interpreter at {interpreter}, nor of that name on the PATH."
        )
    return LaneName(name, "python", os.path.abspath(found), named=True)


def open_lanes(
    names: Sequence[LaneName], around: Surroundings, allow_missing: bool
) -> tuple[dict[str, WorkerLane], tuple[LaneFacts, ...]]:
    """Start every lane's worker, all at once, and greet them in turn.

    Args:
        names: the lanes asked for.
        around: what the run's lanes share.
        allow_missing: a lane that cannot run is skipped, even where it was named or is .NET.

    Returns:
        the lanes that run by name, and the facts of all.

    Raises:
        EnvironmentLacks: a lane that must be there cannot run.
    """
    started: dict[str, WorkerLane] = {}
    reasons: dict[str, str] = {}
    try:
        for lane in names:
            try:
                started[lane.name] = _start(lane, around)
            except LaneUnavailable as missing:
                reasons[lane.name] = _accept(lane, str(missing), allow_missing)
        facts = [_facts(lane, started, reasons, allow_missing) for lane in names]
    except BaseException:  # Ctrl-C too: the caller never gets the workers that did start
        for worker in started.values():
            worker.close()
        raise
    return {fact.name: started[fact.name] for fact in facts if fact.state == "ready"}, tuple(facts)


def _facts(
    lane: LaneName, started: Mapping[str, WorkerLane], reasons: Mapping[str, str], allow_missing: bool
) -> LaneFacts:
    language = "dotnet" if lane.kind == "dotnet" else "python"
    if lane.name in reasons:
        return LaneFacts(lane.name, language, lane.kind, "skipped", reasons[lane.name])
    try:
        found = started[lane.name].open()
    except LaneUnavailable as missing:
        reason = _accept(
            lane, (unfit(lane.interpreter) if lane.interpreter else "") or str(missing), allow_missing
        )
        return LaneFacts(lane.name, language, lane.kind, "skipped", reason)
    return LaneFacts(lane.name, language, lane.kind, "ready", "", found.facts, found.start_ns)


def _accept(lane: LaneName, reason: str, allow_missing: bool) -> str:
    """The reason for skipping a lane, unless it must not be skipped."""
    if not allow_missing and (lane.named or lane.kind == "dotnet"):
        raise EnvironmentLacks(
            f"Lane {lane.name} cannot run: {reason.rstrip('.')}. --allow-missing runs the others."
        )
    return reason


def _start(lane: LaneName, around: Surroundings) -> WorkerLane:
    variables = environment(around.token)
    if lane.interpreter and not unfit(lane.interpreter):
        variables |= compiled_library(lane.interpreter)
    return WorkerLane(lane.name, lane.kind, _command(lane), variables, around)


def _command(lane: LaneName) -> list[str]:
    if lane.kind == "python":
        return python_command(lane.interpreter or sys.executable)
    try:
        built = ensure_built()
    except EnvironmentLacks as error:
        raise LaneUnavailable(str(error)) from None
    if lane.kind == "dotnet":
        return [str(built.dotnet), str(built.worker_dll), "serve"]
    if find_spec("pythonnet") is None:
        raise LaneUnavailable(INSTALL_PYTHONNET)
    return python_command(sys.executable, f'"pythonnet", {str(built.worker_dll)!r}, {str(built.dotnet)!r}')


def python_command(interpreter: str, arguments: str = "") -> list[str]:
    """The command of a Python worker; `-c` so that spawned children import no main module again."""
    boot = f"import sys; sys.path.append({str(ROOT)!r}); from compare.worker.serve import main; main({arguments})"
    return [interpreter, "-P", "-X", "utf8", "-c", boot]
