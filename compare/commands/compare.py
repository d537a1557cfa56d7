"""`invoke compare` and `invoke report`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from compare import record
from compare.diff import baseline
from compare.diff.whole import Whole, whole_of
from compare.errors import Exit, HarnessError, UsageError, worst
from compare.options import ROOT, Options, parse, strict, wanted
from compare.report.console import console
from compare.report.machines import annotations
from compare.report.outcomes import outcomes
from compare.report.terminal import render


def do_compare(raw: Mapping[str, Any]) -> int:
    """The main job."""
    from compare.pipeline import compare
    from compare.report.files import write_files
    from compare.report.progress import Progress

    options = parse(raw)
    expected = baseline.read(options.baseline) if options.baseline else None
    progress = Progress(console(stderr=True))
    try:
        seen, folder = compare(options, progress)
    finally:
        progress.finish()
    whole = whole_of(seen, expected, str(options.baseline or ""), _chosen(options))
    failed = Exit.OK
    try:
        write_files(whole, folder)
    except HarnessError as error:  # the summary is still printed
        print(f"compare: {error}", file=sys.stderr)
        failed = error.exit_code
    _show(whole, options.json, options.verbose)
    print(f"Record and report: {_short(folder)}", file=sys.stderr if options.json else sys.stdout)
    return int(worst([failed, whole.exit_code(options.fail_on, options.strict)]))


def _chosen(options: Options) -> baseline.Chosen:
    """What the options ask for: a pair or a lane that was not chosen is not missing."""
    lanes = {name.strip().partition("=")[0] for name in options.lanes.split(",") if name.strip()}

    def chosen(pair: str, chapter: str, case: str, lane: str) -> bool:
        by_case = not case or not options.cases or case in options.cases
        return wanted(pair, chapter, options) and by_case and (not lane or not lanes or lane in lanes)

    return chosen


def do_report(raw: Mapping[str, Any]) -> int:
    """Judge and render a saved record; runs nothing."""
    whole = whole_of(load_record(raw.get("record") or ""))
    if raw.get("picture"):
        from compare.report.picture import svg

        record.write_atomically(Path(raw["picture"]), svg(whole))
    _show(whole, bool(raw.get("json")), bool(raw.get("verbose")))
    return int(whole.exit_code(strict=strict(raw)))


def do_diff(raw: Mapping[str, Any]) -> int:
    """Hold a record against an older one, or against a baseline; runs nothing."""
    name, new = raw.get("old") or "", load_record(raw.get("new") or "")
    old = _record_or_baseline(name)
    if isinstance(old, record.Record):
        whole = whole_of(new, baseline.stand_of(whole_of(old).report), name)
        whole = replace(whole, older=whole_of(old).report)
    else:
        whole = whole_of(new, old, name)
    _show(whole, as_json=False, verbose=bool(raw.get("verbose")))
    return int(whole.exit_code(strict=strict(raw)))


def do_merge(raw: Mapping[str, Any]) -> int:
    """One record and report of a folder of shards' records; runs nothing."""
    from compare.merge import merged
    from compare.options import check_writable
    from compare.pipeline import new_folder
    from compare.report.files import write_files

    folder = Path(raw.get("folder") or "")
    if not raw.get("folder") or not folder.is_dir():
        raise UsageError(f"{raw.get('folder') or 'merge'}: name a folder that holds the shards' reports.")
    files = [
        path for path in sorted(folder.rglob("record.json")) if "latest" not in path.relative_to(folder).parts
    ]
    seen = merged({str(path): record.load(path) for path in files})
    expected = baseline.read(Path(raw["baseline"])) if raw.get("baseline") else None
    out = Path(raw.get("out") or ROOT / "reports")
    check_writable(out)
    into = new_folder(out)
    record.save(seen, into / "record.json")
    whole = whole_of(seen, expected, str(raw.get("baseline") or ""))
    write_files(whole, into)
    _show(whole, bool(raw.get("json")), bool(raw.get("verbose")))
    print(f"Record and report: {_short(into)}", file=sys.stderr if raw.get("json") else sys.stdout)
    return int(whole.exit_code(strict=strict(raw)))


def do_baseline(raw: Mapping[str, Any]) -> int:
    """Write what of a record does not depend on the machine, as a file for git."""
    if os.environ.get("CI"):
        raise UsageError("A baseline is never written in CI: write it where it is reviewed, and commit it.")
    whole = whole_of(load_record(raw.get("record") or str(ROOT / "reports" / "latest")))
    if whole.exit_code() != Exit.OK:
        raise UsageError("This record has what differs or failed; a baseline holds what is right.")
    path = Path(raw.get("out") or ROOT / "baseline.json")
    baseline.write(baseline.stand_of(whole.report), path)
    print(
        f"Wrote {_short(path)}. Review it, and commit it: `invoke compare --baseline {_short(path)}` holds runs to it."
    )
    return int(Exit.OK)


def load_record(name: str) -> record.Record:
    """A record by its file's name, or its folder's.

    Raises:
        UsageError: there is no name, or no record there.
    """
    if not name:
        raise UsageError("Name a record, such as reports/latest/record.json.")
    path = Path(name)
    return record.load(path / "record.json" if path.is_dir() else path)


def _record_or_baseline(name: str) -> record.Record | Mapping[str, Any]:
    path = Path(name)
    if path.is_dir() or not name:
        return load_record(name)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"Cannot read {path}: {getattr(error, 'strerror', None) or error}.") from None
    data = record.strict_json(text, name)
    is_baseline = isinstance(data, dict) and isinstance(data.get("pairs"), dict)
    return baseline.parse(text, name) if is_baseline else record.parse(text, name)


def _show(whole: Whole, as_json: bool, verbose: bool) -> None:
    if as_json:
        print(record.dumps(whole.report.record))
    render(whole, console(stderr=as_json), verbose=verbose)
    if os.environ.get("GITHUB_ACTIONS"):
        for line in annotations(outcomes(whole)):
            print(line, file=sys.stderr if as_json else sys.stdout)


def _short(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(ROOT))
    except ValueError:
        return str(path)
