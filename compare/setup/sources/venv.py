"""Making .venv, noting what it is, and seeing that it has what is needed."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from compare.setup.dependencies import at_least
from compare.setup.sources.base import CannotServe, SetUp, complaint, run, step

LOOK = """
import importlib.metadata, importlib.util, json, sys
found = {}
for name in sys.argv[1:]:
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        continue
    module = importlib.util.find_spec(name.replace("-", "_"))
    found[name] = [version, module.origin if module else None]
print(json.dumps(found))
"""


def own_python() -> Path:
    """The interpreter that runs us, or the one below it where that is a venv's."""
    return Path(getattr(sys, "_base_executable", None) or sys.executable)


def make_venv(setup: SetUp, maker: Path, system: bool) -> None:
    """Make .venv, unless it is there and of this kind already.

    One that an earlier set-up made of another kind, or was stopped in filling, is cleared first; one that is
    not ours is added to. A link is replaced: what it leads to is another's, and is left alone.

    Args:
        setup: what is being set up.
        maker: the interpreter that makes it.
        system: whether it sees that interpreter's own packages.

    Raises:
        CannotServe: this interpreter cannot make one.
    """
    if setup.venv.is_symlink():
        setup.say(
            f"  {setup.venv} is a link to {os.readlink(setup.venv)}: the link is removed, not what it leads to"
        )
        setup.venv.unlink()
    kind = {"folder": str(setup.root), "maker": os.path.realpath(maker), "system": system}
    noted = read_stamp(setup.stamp)
    works = noted.get("python") == os.path.realpath(setup.python) and setup.python.exists()
    if works and noted.items() >= kind.items() and not noted.get("filling"):
        return
    with step(setup, f"making .venv with {maker}"):
        options = [*(["--system-site-packages"] if system else []), *(["--clear"] if noted else [])]
        answer = run([maker, "-m", "venv", *options, setup.venv], limit_s=300)
        if answer.returncode:
            raise CannotServe(f"{maker} -m venv failed: {complaint(answer)}")
        write_stamp(setup.stamp, kind | {"python": os.path.realpath(setup.python)})


def note_filling(setup: SetUp) -> None:
    """Note that packages are being installed: stopped in that, .venv could hold half of one."""
    write_stamp(setup.stamp, read_stamp(setup.stamp) | {"filling": True})


def verify(setup: SetUp, missing: dict[str, str]) -> list[str]:
    """See that .venv has what is needed.

    Args:
        setup: what is being set up.
        missing: what is known to be missing, and why; brought up to date.

    Returns:
        files whose being there tells a later start that the packages still are.

    Raises:
        CannotServe: something needed is missing or too old.
    """
    names = [one.name for one in setup.dependencies]
    answer = run([setup.python, "-I", "-c", LOOK, *names], limit_s=60)
    if answer.returncode:
        raise CannotServe(f".venv does not work: {complaint(answer)}")
    found = json.loads(answer.stdout)
    for one in setup.dependencies:
        version = found.get(one.name, [""])[0]
        if version and at_least(version, one.lowest):
            missing.pop(one.name, None)
            continue
        reason = f"{version} is older than {one.lowest}" if version else "not installed"
        if one.needed:
            raise CannotServe(f"{one.name}: {reason}")
        missing.setdefault(one.name, reason)
    return [found[one.name][1] for one in setup.dependencies if one.needed and found[one.name][1]]


def read_stamp(stamp: Path) -> dict[str, object]:
    """What .venv's stamp says; empty where it is not ours."""
    try:
        return dict(json.loads(stamp.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def write_stamp(stamp: Path, facts: dict[str, object]) -> None:
    """Replace the stamp as a whole."""
    fresh = stamp.with_suffix(".new")
    fresh.write_text(json.dumps(facts, indent=1), encoding="utf-8")
    os.replace(fresh, stamp)
