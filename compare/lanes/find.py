"""Which lanes there are, and how each one's worker is started."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from compare.errors import EnvironmentLacks, UsageError, nearest
from compare.lanes.interpreter import build_of, compiled_library, unfit
from compare.lanes.lane import LaneUnavailable
from compare.lanes.lanes_file import LaneEntry
from compare.lanes.pythons import interpreter_at
from compare.lanes.worker import Surroundings, WorkerLane
from compare.record.nouns import LaneFacts
from compare.setup.build import ensure_built
from compare.setup.home import ROOT
from compare.setup.native import ensure_native
from compare.setup.variables import environment

DEFAULT = ("python", "dotnet", "pythonnet")
# The C# side compiled before it runs, with the kind of each lane; only where one is named.
NATIVE = {"native": "dotnet", "ctypes": "pythonnet"}
INSTALL_PYTHONNET = "it is not installed; `.venv/bin/python -m pip install pythonnet` would install it"


@dataclass(frozen=True)
class LaneName:
    """A lane as the user named it: a default one, `native`, `ctypes`, NAME=INTERPRETER or one of `lanes.toml`."""

    name: str
    kind: str
    interpreter: str = ""
    named: bool = False  # by the user, so that its lack is an error
    variables: Mapping[str, str] = field(default_factory=dict)  # of its workers' environment
    lacking: str = ""  # why its interpreter was not found


def parse_lanes(
    text: str, known: Mapping[str, LaneEntry] | None = None, allow_missing: bool = False
) -> tuple[LaneName, ...]:
    """The lanes of a `--lanes` value; for an empty one the three defaults and those that are known.

    Args:
        text: names of defaults and known lanes, and NAME=INTERPRETER.
        known: what `lanes.toml` says of lanes, by their names.
        allow_missing: an interpreter that is not there is told in `lacking`.

    Raises:
        UsageError: an unknown or doubled name, or an interpreter that is not there.
    """
    known = known or {}
    if text.strip():
        lanes = tuple(_lane(part.strip(), known) for part in text.split(",") if part.strip())
    else:
        own = (_own(name, entry) for name, entry in known.items())
        lanes = (*(LaneName(name, name) for name in DEFAULT), *own)
    names = [lane.name for lane in lanes]
    for lane in lanes:
        if names.count(lane.name) > 1:
            raise UsageError(f"--lanes names {lane.name} twice.")
        if lane.lacking and not allow_missing:
            raise UsageError(f"Lane {lane.name}: {lane.lacking}. --allow-missing runs the others.")
    return lanes


def _lane(part: str, known: Mapping[str, LaneEntry]) -> LaneName:
    name, equals, interpreter = part.partition("=")
    if equals:
        return _own(name, LaneEntry("--lanes", interpreter, Path.cwd()))
    if name in known:
        return _own(name, known[name])
    if name in DEFAULT:
        return LaneName(name, name, named=True)
    if name in NATIVE:
        return LaneName(name, NATIVE[name], named=True)
    raise UsageError(
        f"Unknown lane {name!r} in --lanes.{nearest(name, (*DEFAULT, *NATIVE, *known))} "
        "NAME=/path/to/python makes a lane of any interpreter, NAME=3.13t of a version."
    )


def _own(name: str, entry: LaneEntry) -> LaneName:
    """A lane of a user's own, with its interpreter found."""
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,15}", name) or name in (*DEFAULT, *NATIVE):
        raise UsageError(
            f"Lane name {name!r} in {entry.origin} must be 1 to 16 of a-z, 0-9, _ and -, and no lane's of ours."
        )
    if not entry.python and entry.settings:
        return LaneName(name, "dotnet", named=True, variables=entry.variables)
    interpreter, lacking = interpreter_at(entry.python, entry.beside, entry.folders)
    if interpreter and "gil" in entry.settings and not build_of(interpreter).endswith("t"):
        raise UsageError(
            f"Lane {name} in {entry.origin} sets gil, which takes a free-threaded build; {interpreter} is none."
        )
    return LaneName(name, "python", interpreter, True, entry.variables, lacking)


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
    if lane.lacking:
        raise LaneUnavailable(lane.lacking)
    variables = environment(around.token) | lane.variables
    if lane.interpreter and not unfit(lane.interpreter):
        variables |= compiled_library(lane.interpreter)
    return WorkerLane(lane.name, lane.kind, _command(lane), variables, around)


def _command(lane: LaneName) -> list[str]:
    if lane.kind == "python":
        return python_command(lane.interpreter or sys.executable)
    try:
        if lane.name == "native":
            return [str(ensure_native()), "serve"]
        if lane.name == "ctypes":
            return hosting_command(lane.name, ensure_native(library=True), ensure_native())
        built = ensure_built()
    except EnvironmentLacks as error:
        raise LaneUnavailable(str(error)) from None
    if lane.kind == "dotnet":
        return [str(built.dotnet), str(built.worker_dll), "serve"]
    if find_spec("pythonnet") is None:
        raise LaneUnavailable(INSTALL_PYTHONNET)
    return hosting_command(lane.name, built.worker_dll, built.dotnet)


def hosting_command(language: str, runtime: Path, children: Path) -> list[str]:
    """The command of a Python worker that runs C# inside itself; arguments as `serve.main` has them."""
    return python_command(sys.executable, f"{language!r}, {str(runtime)!r}, {str(children)!r}")


def python_command(interpreter: str, arguments: str = "") -> list[str]:
    """The command of a Python worker; `-c` so that spawned children import no main module again."""
    boot = f"import sys; sys.path.append({str(ROOT)!r}); from compare.worker.serve import main; main({arguments})"
    return [interpreter, "-P", "-X", "utf8", "-c", boot]
