"""`invoke precommit`: the pairs of changed files, checked in seconds; it needs no .NET, and judges no time."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from compare.catalogue.loading import CONTRACTS, Catalogue, load_catalogue
from compare.catalogue.mistakes import load_mistakes
from compare.commands.compare import do_compare
from compare.errors import Exit, UsageError, worst
from compare.plan.sources import Sources
from compare.text import say


def do_precommit(raw: Mapping[str, Any]) -> int:
    """Whether contracts and mistakes of the pairs that use some files are sound, and their Python side is right."""
    if not raw.get("file"):
        raise UsageError(
            "Name the files that changed; `.pre-commit-hooks.yaml` does so in a repository's hook."
        )
    changed: dict[Path, set[str]] = {}
    for path in map(Path.resolve, map(Path, raw["file"])):
        if root := _root(path):
            changed.setdefault(root, set()).add(path.relative_to(root).as_posix())
    return int(worst(_checked(root, files) for root, files in changed.items()))


def _root(path: Path) -> Path | None:
    """The folder of pairs that a file lies in."""
    return next((one for one in path.parents if (one / CONTRACTS).is_dir()), None)


def _checked(root: Path, files: set[str]) -> Exit:
    catalogue = load_catalogue([root])
    sources = Sources(root)
    everything = not sources.ours.isdisjoint(files)
    touched = [
        one for one in catalogue.contracts.values() if everything or not sources.of(one).isdisjoint(files)
    ]
    sound = True
    for contract in touched:
        try:
            load_mistakes(contract)
        except UsageError as error:
            say(*map(str, error.args), err=True)
            sound = False
    ran = [one.id for one in touched if "python" in one.lanes]
    names = [*ran, *_broken(catalogue, root, files)]
    return worst([Exit.OK if sound else Exit.USAGE, _compared(root, names) if names else Exit.OK])


def _broken(catalogue: Catalogue, root: Path, files: set[str]) -> Iterable[str]:
    """The changed contracts that cannot be used; a run says what is wrong with them."""
    return (one.id for one in catalogue.broken if one.path.relative_to(root).as_posix() in files)


def _compared(root: Path, names: list[str]) -> Exit:
    out = tempfile.mkdtemp(prefix="parallax-")
    told = Exit(
        do_compare(
            {
                "only": names,
                "root": [str(root)],
                "only_root": True,
                "lanes": "python",
                "quick": True,
                "rounds": "1",
                "fail_on": "outputs",
                "no_strict": True,
                "out": out,
            }
        )
    )
    if told is Exit.OK:
        shutil.rmtree(out, ignore_errors=True)
    return told
