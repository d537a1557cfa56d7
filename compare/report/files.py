"""What a run leaves in its folder of reports, and how old ones go."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from pathlib import Path

from compare.diff.whole import Whole
from compare.errors import HarnessError
from compare.record.saving import RECORD, write_atomically
from compare.report.english import counted
from compare.report.machines import badge, junit
from compare.report.markdown import markdown
from compare.report.outcomes import outcomes
from compare.setup.home import kept
from compare.text import say

KEEP = 20
LATEST = "latest"
PAGE = "report.html"
FILES = (RECORD, PAGE, "report.md", "junit.xml", "badge.svg")
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(?:-(?P<number>\d{1,2}))?")


def write_files(whole: Whole, folder: Path, keep: int | None = None) -> None:
    """Write the reports beside the record, point `latest` here, prune old reports in our own folder of reports.

    A folder that the user named by --out is theirs: nothing is ever removed from it.

    Args:
        whole: a judged record, with what it is held against.
        folder: the run's own folder, which holds record.json already.
        keep: how many runs' folders stay (`--keep`); by default twenty.

    Raises:
        HarnessError: something could not be written; the old files are whole.
    """
    seen = outcomes(whole)
    write_atomically(folder / "report.md", markdown(whole))
    write_atomically(folder / "junit.xml", junit(seen, whole.report.record.started))
    write_atomically(folder / "badge.svg", badge(whole))
    point_latest(folder.parent, folder)
    stay = KEEP if keep is None else keep
    ours = kept("reports")
    if folder.parent.resolve() == ours.resolve() and (gone := prune(folder.parent, stay, spare=folder)):
        told = f"Removed {counted(len(gone), 'report')} from {ours}: the newest {stay} stay (--keep)."
        say(told, err=True)


def point_latest(reports: Path, folder: Path) -> None:
    """Make `latest` lead to a run's folder.

    A relative symbolic link where the system allows one. Where it does not (Windows without developer
    mode, some shared drives) `latest` is a folder with copies of the run's files, each replaced in one
    step. Once it is such a folder it stays one.

    Raises:
        HarnessError: neither can be made.
    """
    latest = reports / LATEST
    try:
        if latest.is_dir() and not latest.is_symlink():
            _copy(folder, latest)
        elif latest.exists() and not latest.is_symlink():
            raise FileExistsError(0, "a file of this name is there")
        elif not _link(latest, folder.name):
            latest.unlink(missing_ok=True)
            latest.mkdir()
            _copy(folder, latest)
    except OSError as error:
        raise HarnessError(
            f"Cannot make {latest}: {error.strerror or error}. Remove what is in its place."
        ) from None


def prune(reports: Path, keep: int = KEEP, spare: Path | None = None) -> list[Path]:
    """Remove the oldest runs' folders beyond a number.

    Only folders that are named like a run's and hold a record are counted or removed.

    Args:
        reports: the folder of all runs.
        keep: how many stay.
        spare: a run that stays whatever its name says: the clock may have gone back.

    Returns:
        what was removed; what cannot be removed stays.
    """
    runs = sorted((path for path in reports.iterdir() if _is_run(path)), key=_age)
    old = [path for path in runs if spare is None or path.name != spare.name]
    removed = []
    for path in old[: max(0, len(runs) - keep)]:
        with contextlib.suppress(OSError):
            shutil.rmtree(path)
            removed.append(path)
    return removed


def _link(latest: Path, target: str) -> bool:
    """Replace the link in one step; False where the system has no links for us."""
    partial = latest.with_name(f".{LATEST}.{os.getpid()}")
    try:
        partial.symlink_to(target, target_is_directory=True)
    except (OSError, NotImplementedError):
        return False
    try:
        os.replace(partial, latest)
    except OSError:  # Windows does not replace a link to a folder
        latest.unlink(missing_ok=True)
        os.replace(partial, latest)
    return True


def _copy(folder: Path, latest: Path) -> None:
    for name in FILES:
        if (folder / name).exists():
            partial = latest / f".{name}.{os.getpid()}"
            try:
                shutil.copyfile(folder / name, partial)
                os.replace(partial, latest / name)
            finally:
                partial.unlink(missing_ok=True)
        else:  # another run's must not stand beside this one's
            (latest / name).unlink(missing_ok=True)


def _is_run(path: Path) -> bool:
    named = _STAMP.fullmatch(path.name) and not path.is_symlink()
    return bool(named) and (path / RECORD).is_file()


def _age(path: Path) -> tuple[str, int]:
    stamp = _STAMP.fullmatch(path.name)
    number = int(stamp["number"] or 1) if stamp else 0
    return path.name[: len("2026-01-01T00-00-00")], number
