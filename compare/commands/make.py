"""`invoke new`, `doctor`, `build` and `clean`."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from compare.errors import Exit, UsageError
from compare.options import ROOT


def do_new(raw: Mapping[str, Any]) -> int:
    """Make a whole new pair, which passes as it stands."""
    from compare.scaffold import make_pair

    name = raw.get("pair") or ""
    if not name:
        raise UsageError("Name the new pair as CHAPTER/PAIR, such as tasks/my-pair.")
    root = Path(raw.get("root") or ROOT).expanduser().resolve()
    for path in make_pair(name, root):
        print(f"made {path}")
    pair = name.rpartition("/")[2]
    given = "" if root == ROOT else f" --root {root}"
    print(f"Try it: invoke compare --only {pair}{given} --quick")
    print(f"Its wrong programs too: invoke test --only {pair}{given}")
    return int(Exit.OK)


def do_doctor(_raw: Mapping[str, Any]) -> int:
    """List what is needed, what was found, and the cure."""
    from compare.doctor import examine, render
    from compare.report.console import console

    requirements = examine()
    render(requirements, console())
    return int(Exit.OK if all(one.ok or not one.required for one in requirements) else Exit.ENVIRONMENT)


def do_build(raw: Mapping[str, Any]) -> int:
    """Build the .NET side where its sources changed."""
    from compare.build import ensure_built

    built = ensure_built(force=bool(raw.get("force")), tests=True)
    print(f"Built and up to date: {built.worker_dll.parent.relative_to(ROOT)}")
    return int(Exit.OK)


def do_clean(raw: Mapping[str, Any]) -> int:
    """Remove build outputs and caches, and reports where that is said."""
    folders = [ROOT / ".parallax", *ROOT.glob("dotnet/*/bin"), *ROOT.glob("dotnet/*/obj")]
    folders += [ROOT / "tests" / place / name for place in ("wrong", "bench") for name in ("bin", "obj")]
    folders += [ROOT / "reports"] if raw.get("reports") else []
    for folder in folders:
        if folder.exists():
            shutil.rmtree(folder)
            print(f"removed {folder.relative_to(ROOT)}")
    return int(Exit.OK)
