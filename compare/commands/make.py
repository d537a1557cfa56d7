"""`invoke new`, `doctor`, `build` and `clean`."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from compare.errors import Exit, UsageError
from compare.setup.home import ROOT, kept, project
from compare.text import say


def do_new(raw: Mapping[str, Any]) -> int:
    """Make a whole new pair, which passes as it stands."""
    from compare.catalogue.scaffold import make_pair

    name = raw.get("pair") or ""
    if raw.get("project"):
        return _new_project(name, Path(raw["project"]).expanduser().resolve())
    if not name:
        raise UsageError("Name the new pair as CHAPTER/PAIR, such as tasks/my-pair.")
    home = project() or ROOT
    root = Path(raw.get("root") or home).expanduser().resolve()
    for path in make_pair(name, root):
        say(f"made {path}")
    pair = name.rpartition("/")[2]
    given = "" if root == home else f" --root {root}"
    say(f"Try it: invoke compare --only {pair}{given} --quick")
    say(f"Its mistakes too: invoke test --only {pair}{given}")
    return int(Exit.OK)


def _new_project(name: str, folder: Path) -> int:
    """A repository of one's own, with the baseline that its first run gives."""
    from compare.catalogue.scaffold import make_project
    from compare.commands.compare import do_compare
    from compare.commands.saved import do_baseline
    from compare.record.heads import origin_of

    for path in make_project(name, folder, *origin_of(ROOT)):
        say(f"made {path}")
    reports, baseline = folder / "reports", folder / "baseline.json"
    code = do_compare({"root": [str(folder)], "only_root": True, "quick": True, "out": str(reports)})
    if code:
        say(f"There is no baseline yet. Once a run passes: python3 tasks.py baseline, in {folder}.")
        return code
    do_baseline({"record": str(reports / "latest"), "out": str(baseline)})
    say(f"Go on in {folder}: `git init`, then as its README.md says.")
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
    folders += [kept("reports")] if raw.get("reports") else []
    for folder in folders:
        if folder.exists():
            shutil.rmtree(folder)
            say(f"removed {folder.relative_to(ROOT)}")
    return int(Exit.OK)
