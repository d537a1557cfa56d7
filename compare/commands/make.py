"""`invoke new`, `doctor`, `build` and `clean`."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from compare.errors import Exit, UsageError
from compare.setup.home import ROOT
from compare.text import say


def do_new(raw: Mapping[str, Any]) -> int:
    """Make a whole new pair, which passes as it stands."""
    from compare.catalogue.scaffold import make_pair

    name = raw.get("pair") or ""
    if not name:
        raise UsageError("Name the new pair as CHAPTER/PAIR, such as tasks/my-pair.")
    root = Path(raw.get("root") or ROOT).expanduser().resolve()
    for path in make_pair(name, root):
        say(f"made {path}")
    pair = name.rpartition("/")[2]
    given = "" if root == ROOT else f" --root {root}"
    say(f"Try it: invoke compare --only {pair}{given} --quick")
    say(f"Its mistakes too: invoke test --only {pair}{given}")
    return int(Exit.OK)


def do_doctor(_raw: Mapping[str, Any]) -> int:
    """List what is needed, what was found, and the cure."""
    from compare.lanes.weaker import weaker_modes
    from compare.report.console import console
    from compare.report.requirements import render_requirements
    from compare.setup.doctor import Requirement, can_run, examine

    requirements = examine()
    told = "; ".join(weaker_modes())
    cure = f"Everything runs, but {told}."
    requirements.append(Requirement("guards", "weaker" if told else "all", "all", not told, cure, False))
    whole, out = left_out(sys.platform)
    found, cure = f"{whole - len(out)} of {whole}", f"Left out on this system: {', '.join(out)}."
    requirements.append(Requirement("pairs", found, "all", not out, cure, False))
    render_requirements(requirements, console())
    return int(Exit.OK if can_run(requirements) else Exit.ENVIRONMENT)


def left_out(system: str) -> tuple[int, list[str]]:
    """How many pairs there are, and those that a system cannot run, each with what it needs."""
    from compare.catalogue.loading import load_catalogue

    pairs = load_catalogue([ROOT], validate=False).contracts.values()
    out = [f"{one.id} ({reason})" for one in pairs if (reason := one.unfit_for(system))]
    return len(pairs), out


def do_build(raw: Mapping[str, Any]) -> int:
    """Build the .NET side where its sources changed."""
    from compare.setup.build import ensure_built

    built = ensure_built(force=bool(raw.get("force")))
    say(f"Built and up to date: {built.worker_dll.parent.relative_to(ROOT)}")
    return int(Exit.OK)


def do_clean(raw: Mapping[str, Any]) -> int:
    """Remove build outputs and caches, and reports where that is said."""
    folders = [ROOT / ".parallax", *ROOT.glob("dotnet/*/bin"), *ROOT.glob("dotnet/*/obj")]
    folders += [ROOT / "tests" / "bench" / name for name in ("bin", "obj")]
    folders += [ROOT / "reports"] if raw.get("reports") else []
    for folder in folders:
        if folder.exists():
            shutil.rmtree(folder)
            say(f"removed {folder.relative_to(ROOT)}")
    return int(Exit.OK)
