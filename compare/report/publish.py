"""Telling a run to whoever reads: a program, a person, the service that runs CI."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from compare.diff.whole import Whole
from compare.record.saving import dumps
from compare.report.console import console
from compare.report.machines import annotations
from compare.report.outcomes import outcomes
from compare.report.position import place_of
from compare.report.terminal import render
from compare.setup.home import kept


def publish(
    whole: Whole,
    as_json: bool = False,
    verbose: bool = False,
    folder: Path | None = None,
    roots: Sequence[Path] = (),
) -> None:
    """Print a run.

    Args:
        whole: what was judged.
        as_json: its record on standard output, and all that is for a person on standard error.
        verbose: with every figure.
        folder: where its record and report lie, if it is a new one.
        roots: the folders that hold its pairs; by default the one that this was started for.
    """
    # That nothing could be run is an error, and nothing else.
    record = whole.report.record
    apart = as_json or (not whole.report.pairs and (record.since is None or bool(record.failures)))
    people = sys.stderr if apart else sys.stdout
    if as_json:
        print(dumps(whole.report.record))
    if os.environ.get("GITHUB_ACTIONS"):
        workspace = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
        record, among = whole.report.record, roots or (kept(""),)
        for line in annotations(outcomes(whole), lambda case: place_of(case, record, among, workspace)):
            print(line, file=people)
    render(whole, console(stderr=apart), verbose, short(folder) if folder else "")


def short(path: Path) -> str:
    """A path as seen from the folder that holds the pairs, where it lies below that."""
    try:
        return str(path.resolve().relative_to(kept("")))
    except ValueError:
        return str(path)
