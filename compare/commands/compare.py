"""`invoke compare` and `invoke report`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from compare import record
from compare.diff.against import compare_sides, exit_code
from compare.errors import HarnessError, UsageError, worst
from compare.judge import Report, judge
from compare.options import ROOT, parse, strict
from compare.report.console import console
from compare.report.terminal import render


def do_compare(raw: Mapping[str, Any]) -> int:
    """The main job."""
    from compare.pipeline import compare
    from compare.report.files import write_files
    from compare.report.progress import Progress

    options = parse(raw)
    progress = Progress(console(stderr=True))
    try:
        report, folder = compare(options, progress)
    finally:
        progress.finish()
    try:
        write_files(report, folder)
    except HarnessError as error:  # the summary is still printed
        print(f"compare: {error}", file=sys.stderr)
        _show(report, options.json, options.verbose)
        return int(worst([error.exit_code, exit_code(report, options.fail_on, options.strict)]))
    _show(report, options.json, options.verbose)
    print(f"Record and report: {_short(folder)}", file=sys.stderr if options.json else sys.stdout)
    return int(exit_code(report, options.fail_on, options.strict))


def do_report(raw: Mapping[str, Any]) -> int:
    """Judge and render a saved record; runs nothing."""
    name = raw.get("record") or ""
    if not name:
        raise UsageError("Name a record: invoke report reports/latest/record.json")
    path = Path(name)
    report = judge(record.load(path / "record.json" if path.is_dir() else path))
    _show(report, bool(raw.get("json")), bool(raw.get("verbose")))
    return int(exit_code(report, strict=strict(raw)))


def _show(report: Report, as_json: bool, verbose: bool) -> None:
    if as_json:
        print(record.dumps(report.record))
    render(report, console(stderr=as_json), verbose=verbose, against=compare_sides(report.record))


def _short(folder: Path) -> str:
    try:
        return str(folder.resolve().relative_to(ROOT))
    except ValueError:
        return str(folder)


