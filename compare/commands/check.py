"""`invoke test`, `lint` and `bench`: what CI and developers run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from compare.cluster.client import need_dask
from compare.errors import Exit, UsageError
from compare.lanes.platform import own_shared_memory
from compare.plan.options import number, roots, split, whole
from compare.setup.build import ensure_built
from compare.setup.home import PROJECT, ROOT, kept, project
from compare.text import say

BEHAVIOUR = ["tests/test_pairs.py", "tests/test_mistakes.py"]


def do_test(raw: Mapping[str, Any]) -> int:
    """pytest and xunit, ending with one clear line."""
    repeat = whole(raw.get("repeat") or "", "--repeat", 1, 1000)
    own = roots(raw.get("root") or "", alone=True)[0] if raw.get("root") or project() else None
    built = ensure_built(tests=True)
    only = split(raw.get("only"))
    which = [*(BEHAVIOUR if repeat or own else []), *_chosen(only)]
    command = [sys.executable, "-m", "pytest", "-q", *side_by_side(), *which]
    environment = os.environ | ({PROJECT: str(own)} if own else {})
    for turn in range(1, (repeat or 1) + 1):
        if repeat:
            say(f"behaviour checks, {turn} of {repeat}")
        with busy_cores(bool(raw.get("load"))):
            python = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        if python:
            break
    part = bool(repeat or only or own)
    dotnet = 0 if part else _xunit([str(built.dotnet), str(built.tests_dll)])
    return _closing_line(python, dotnet, part)


def _chosen(only: tuple[str, ...]) -> list[str]:
    return ["-k", " or ".join(only)] if only else []


def side_by_side() -> list[str]:
    """A process of tests for each core, and one more since they wait a third of their time.

    No process's workers see what another's leave behind. One that crashes ends the run, which names its
    test: in the place of a new one xdist waits for ever (pytest-xdist 1323 and 1327, in 3.8).
    """
    return (
        ["-n", str((os.cpu_count() or 1) + 1), "--dist", "loadscope", "--max-worker-restart", "0"]
        if own_shared_memory() and find_spec("xdist")
        else []
    )


def _xunit(command: list[str]) -> int:
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def _closing_line(python: int, dotnet: int, without_xunit: bool) -> int:
    parts = [f"pytest {'passed' if python == 0 else 'FAILED'}"]
    if not without_xunit:
        parts.append(f"xunit {'passed' if dotnet == 0 else 'FAILED'}")
    passed = python == 0 and dotnet == 0
    say("", f"{'All tests passed' if passed else 'TESTS FAILED'}: {', '.join(parts)}.")
    return int(Exit.OK if passed else Exit.DIFFERS)


@contextmanager
def busy_cores(wanted: bool) -> Iterator[None]:
    """A busy loop on each core for as long as the block lasts."""
    loop = [sys.executable, "-S", "-c", "while True: pass"]
    loops = [subprocess.Popen(loop) for _ in range(os.cpu_count() or 1)] if wanted else []
    try:
        yield
    finally:
        for one in loops:
            one.kill()
            one.wait()


def do_lint(_raw: Mapping[str, Any]) -> int:
    """ruff on the Python side, dotnet format on the C# side."""
    checks = [
        [sys.executable, "-m", "ruff", "check", "."],
        [sys.executable, "-m", "ruff", "format", "--check", "."],
    ]
    checks.append(["dotnet", "format", "dotnet/Parallax.slnx", "--verify-no-changes", "--no-restore"])
    codes = []
    for command in checks:
        try:
            codes.append(subprocess.run(command, cwd=ROOT, check=False).returncode)
        except FileNotFoundError:
            raise UsageError(f"{command[0]} is not installed here.") from None
    say("Style is clean." if not any(codes) else "Style has faults (see above).")
    return int(Exit.DIFFERS if any(codes) else Exit.OK)


def do_bench(raw: Mapping[str, Any]) -> int:
    """Measure the harness itself; with --noise the rule for timings, with --peers other tools, with --scale `--on`."""
    if sum(bool(raw.get(study)) for study in ("noise", "peers", "scale")) > 1:
        raise UsageError("--noise, --peers and --scale are studies of their own; give one of them.")
    seed = whole(raw.get("seed") or "1", "--seed", 0, 2**32) or 0
    out = Path(raw["out"]) if raw.get("out") else None
    if raw.get("peers"):
        from compare.study.agreement import LEAST_ROUNDS
        from compare.study.peers import beside_peers

        beside_peers(whole(raw.get("passes") or "8", "--passes", LEAST_ROUNDS, 1000) or 8, seed, out)
        return int(Exit.OK)
    if raw.get("noise"):
        from compare.study.noise import study, trace

        passes = whole(raw.get("passes") or "10", "--passes", 1, 10_000) or 1
        minutes = number(raw.get("minutes") or "600", "--minutes", 0.1, 100_000) or 600
        lanes = raw.get("lanes") or ""
        if raw.get("trace"):
            pairs = whole(raw["trace"], "--trace", 1, 10_000) or 1
            trace(pairs, passes, seed, lanes, out or kept("reports/trace.json"))
        else:
            study(passes, minutes, seed, lanes, out)
        return int(Exit.OK)
    if raw.get("scale"):
        need_dask()
        from compare.study.scale import scale

        return scale()
    from compare.study.bench import bench

    return bench()
