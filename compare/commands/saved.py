"""`invoke report`, `diff`, `merge`, `history` and `baseline`: over saved records; none runs an example."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from compare.catalogue.chinese import language_of
from compare.diff import baseline
from compare.diff.whole import Whole, told_in, whole_of
from compare.errors import Exit, UsageError
from compare.plan.options import split, strict
from compare.record import saving
from compare.record.journal import JOURNAL, load_journal
from compare.record.nouns import Failure, Record
from compare.record.saving import RECORD
from compare.report.console import Ink, console
from compare.report.ending import ending
from compare.report.english import listed
from compare.report.publish import publish, short
from compare.setup.home import kept
from compare.text import say

MOST_NAMED = 10


def do_report(raw: Mapping[str, Any]) -> int:
    """Judge and render a saved record; runs nothing."""
    language = language_of(raw)
    whole = whole_of(load_record(raw.get("record") or ""), strict=strict(raw))
    told = told_in(whole, language)
    if raw.get("picture"):
        from compare.report.picture import svg

        saving.write_atomically(Path(raw["picture"]), svg(told))
    if raw.get("comment"):
        from compare.report.markdown import COMMENT, markdown

        saving.write_atomically(Path(raw["comment"]), markdown(told, COMMENT))
    _write_page(raw, told)
    told = whole if raw.get("json") else told  # a record is never translated
    publish(told, bool(raw.get("json")), bool(raw.get("verbose")))
    return int(whole.exit_code())


def do_diff(raw: Mapping[str, Any]) -> int:
    """Hold a record against an older one, or against a baseline; runs nothing."""
    name, new = raw.get("old") or "", load_record(raw.get("new") or "")
    old = _record_or_baseline(name)
    if isinstance(old, Record):
        whole = whole_of(new, baseline.stand_of(whole_of(old).report), name, strict=strict(raw))
        whole = replace(whole, older=whole_of(old).report)
    else:
        whole = whole_of(new, old, name, strict=strict(raw))
    _write_page(raw, whole)
    publish(whole, verbose=bool(raw.get("verbose")))
    return int(whole.exit_code())


def do_merge(raw: Mapping[str, Any]) -> int:
    """One record and report of a folder of shards' records; runs nothing."""
    from compare.page.page import write_page
    from compare.report.files import PAGE, write_files

    folder = Path(raw.get("folder") or "")
    if not raw.get("folder") or not folder.is_dir():
        raise UsageError(f"{raw.get('folder') or 'merge'}: name a folder that holds the shards' reports.")
    seen = _merged(_holders(folder))
    expected = baseline.read(Path(raw["baseline"])) if raw.get("baseline") else None
    out = Path(raw.get("out") or kept("reports"))
    into = saving.new_folder(out)
    saving.save(seen, into / RECORD)
    whole = whole_of(seen, expected, str(raw.get("baseline") or ""), strict=strict(raw))
    write_page(whole, into / PAGE)
    write_files(whole, into)
    publish(whole, bool(raw.get("json")), bool(raw.get("verbose")), into)
    return int(whole.exit_code())


def do_history(raw: Mapping[str, Any]) -> int:
    """Many records in one table, and with --html in one page; runs nothing."""
    from compare.page.past import history_page
    from compare.page.private import hider
    from compare.report.history import history_of, moment_of, render_history

    names = [Path(name) for name in raw.get("record") or ()]
    if not names:
        raise UsageError("Name the records: a folder that holds them, or their files.")
    places = [place for name in names for place in (_held(name) if name.is_dir() else [name])]
    moments, hiders, broken = [], [], []
    for place in places:
        try:
            seen = load_record(str(place))
        except UsageError as error:
            broken.append(error)
            continue
        moments.append(moment_of(whole_of(seen)))
        hiders.append(hider(seen))
    if not moments:
        raise broken[0]
    history = history_of(moments)
    if raw.get("html"):
        saving.write_atomically(Path(raw["html"]), history_page(history, hiders))
    render_history(history, Ink(console()), bool(raw.get("verbose")))
    say(*(f"Left out: {error}" for error in broken), err=True)
    return int(Exit.USAGE if broken else Exit.OK)


def _held(folder: Path) -> list[Path]:
    """All records below a folder, and the folder itself, to be refused, where there is none."""
    return [*_holders(folder), *sorted(folder.rglob("*.zip"))] or [folder]


def _holders(folder: Path) -> list[Path]:
    """The folders below one that hold a record; `latest` is one of the others again."""
    held = {path.parent for name in (RECORD, JOURNAL) for path in folder.rglob(name)}
    return [path for path in sorted(held) if "latest" not in path.relative_to(folder).parts]


def _write_page(raw: Mapping[str, Any], whole: Whole) -> None:
    """The page, where --html names a file for it."""
    if raw.get("html"):
        from compare.page.page import write_page

        write_page(whole, Path(raw["html"]))


def _merged(shards: Iterable[Path]) -> Record:
    """One record of all; a shard's record that cannot be read fails the run, and the others are still told."""
    from compare.diff.merge import merged

    read: dict[str, Record] = {}
    broken: list[UsageError] = []
    for path in shards:
        try:
            read[str(path)] = load_record(str(path))
        except UsageError as error:
            broken.append(error)
    if broken and not read:
        raise broken[0]
    seen = merged(read)
    return replace(
        seen, failures=(*seen.failures, *(Failure(int(one.exit_code), str(one)) for one in broken))
    )


def do_baseline(raw: Mapping[str, Any]) -> int:
    """Write what of a record does not depend on the machine, as a file for git; or say how it would change."""
    update, check = raw.get("update"), bool(raw.get("check"))
    if os.environ.get("CI") and not check:
        raise UsageError("A baseline is never written in CI: write it where it is reviewed, and commit it.")
    path = Path(raw.get("out") or kept("baseline.json"))
    old = baseline.read(path) if update or check or path.is_file() else None
    if old is not None and not update and not check:
        raise UsageError(
            f"There is a baseline {short(path)}: --update changes it, --check shows what would change."
        )
    whole = whole_of(load_record(raw.get("record") or str(kept("reports/latest"))))
    pairs = split(update) if isinstance(update, str) else ()
    stand = baseline.stand_of(whole.report)
    record = whole.report.record
    ended = old is not None and record.complete
    _refuse_wrong(whole, pairs, baseline.gone(old, stand, record.options, record.left_out) if ended else ())
    if old is not None:
        stand = baseline.updated(old, stand, record.options, pairs, record.left_out)
        changes = baseline.changes_of(baseline.differences(old, stand))
        say(*map(str, changes), *([] if changes else ["Nothing changes."]))
        if check:
            return int(Exit.DIFFERS if changes else Exit.OK)
    baseline.write(stand, path)
    say(
        f"Wrote {short(path)}. Review it, and commit it: `invoke compare --baseline {short(path)}` holds runs to it."
    )
    return int(Exit.OK)


def _refuse_wrong(whole: Whole, pairs: Collection[str], gone: Iterable[str]) -> None:
    """A baseline holds what is right: name what is not, of these pairs or, without any, of all.

    Args:
        whole: the record, judged.
        pairs: those that are asked for.
        gone: the baseline's that a whole run has no more; they may be asked for too.

    Raises:
        UsageError: something is wrong, or the record says nothing of a pair.
    """
    report = whole.report
    if lacking := sorted(set(pairs) - {pair.id for pair in report.pairs} - {*gone}):
        raise UsageError(f"The record has no pair {listed(lacking)}.")
    wrong = [
        f"{pair.id} was not run" for pair in report.pairs if pair.not_run and (not pairs or pair.id in pairs)
    ]
    for pair in report.pairs:
        if not pairs or pair.id in pairs:
            rows = dict.fromkeys(" / ".join((one.case, one.variant, one.lane)) for one in pair.findings)
            wrong += [f"{pair.id} {row}" for row in rows]
    if wrong:
        more = f", and {len(wrong) - MOST_NAMED} more" if len(wrong) > MOST_NAMED else ""
        raise UsageError(
            f"A baseline holds what is right, and these rows are not: {'; '.join(wrong[:MOST_NAMED])}{more}. "
            "Mend them, or name other pairs: --update PAIR,PAIR."
        )
    if not pairs and whole.exit_code() != Exit.OK:
        raise UsageError(
            f"This record is not whole or has failed. {ending(whole)} Or name pairs: --update PAIR,PAIR."
        )


def load_record(name: str) -> Record:
    """A record by its file's name, its folder's, where a run that was killed left its journal only, or a zip's.

    Raises:
        UsageError: there is no name, or no record there.
    """
    if not name:
        raise UsageError("Name a record, such as reports/latest/record.json.")
    path = Path(name)
    if path.suffix == ".zip":
        return saving.load_zipped(path)
    if path.is_dir():
        path /= JOURNAL if (path / JOURNAL).exists() and not (path / RECORD).exists() else RECORD
    return load_journal(path) if path.suffix == ".jsonl" else saving.load(path)


def _record_or_baseline(name: str) -> Record | Mapping[str, Any]:
    path = Path(name)
    if path.is_dir() or not name:
        return load_record(name)
    text = saving.read_text(path)
    data = saving.strict_json(text, name)
    is_baseline = isinstance(data, dict) and isinstance(data.get("pairs"), dict)
    return baseline.parse(text, name) if is_baseline else saving.parse(text, name)
