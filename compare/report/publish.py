"""Telling a run to whoever reads: a program, a person, the service that runs CI."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from compare.diff.whole import Whole
from compare.record.saving import dumps
from compare.report.console import console
from compare.report.machines import annotations
from compare.report.outcomes import outcomes
from compare.report.terminal import render
from compare.setup.home import ROOT


def publish(whole: Whole, as_json: bool = False, verbose: bool = False, folder: Path | None = None) -> None:
    """Print a run.

    Args:
        whole: what was judged.
        as_json: its record on standard output, and all that is for a person on standard error.
        verbose: with every figure.
        folder: where its record and report lie, if it is a new one.
    """
    apart = as_json or not whole.report.pairs  # that nothing could be run is an error, and nothing else
    people = sys.stderr if apart else sys.stdout
    if as_json:
        print(dumps(whole.report.record))
    if os.environ.get("GITHUB_ACTIONS"):
        for line in annotations(outcomes(whole)):
            print(line, file=people)
    render(whole, console(stderr=apart), verbose, short(folder) if folder else "")


def short(path: Path) -> str:
    """A path as seen from Parallax's own folder, where it lies below that."""
    try:
        return str(path.resolve().relative_to(ROOT))
    except ValueError:
        return str(path)
