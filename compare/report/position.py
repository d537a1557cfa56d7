"""Where a failure stands in somebody's files: for annotations, which a service shows beside the changed lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from compare.catalogue.loading import CONTRACTS
from compare.record.nouns import Record
from compare.report.outcomes import TestCase

# As a traceback, a stack trace and a compiler say it.
_SAID = re.compile(r'(?P<file>[^\s"(]+\.(?:py|cs))(?:", line |:line |\()(?P<line>\d+)')
_TABLES = {"output": "outputs", "behaviour": "behaviour"}


def place_of(case: TestCase, record: Record, roots: Sequence[Path], workspace: Path) -> tuple[str, int]:
    """The file, as seen from the workspace, and the line that a failure is about.

    Where an error came from a text of the pair's root, its line there; else that of the field in the contract.

    Args:
        case: a pair in a lane, failed.
        record: what was run.
        roots: the folders of pairs, one of which holds it.
        workspace: the folder that the service took the change into.

    Returns:
        an empty name where no root holds the pair's contract; 0 where no line is told.
    """
    for root in roots:
        contract = root / CONTRACTS / case.chapter / f"{case.pair}.toml"
        if case.chapter and contract.is_file():
            file, line = next(_raised(case, record, root), None) or (contract, _line(contract, case))
            return _seen_from(workspace, file, root), line
    return "", 0


def _raised(case: TestCase, record: Record, root: Path) -> Iterator[tuple[Path, int]]:
    for pair in record.pairs:
        for trial in pair.trials if pair.id == case.pair else ():
            if trial.lane == case.lane and trial.state != "ok":
                for said in reversed(list(_SAID.finditer(f"{trial.detail}\n{trial.stderr}"))):
                    file = Path(said["file"])
                    if file.is_relative_to(root) and file.is_file():
                        yield file, int(said["line"])


def _line(contract: Path, case: TestCase) -> int:
    """Where the first of its failures is declared."""
    lines = contract.read_text(encoding="utf-8", errors="replace").splitlines()
    for kind, _ in case.failures:
        table, _, name = kind.partition(".")
        heads = tuple(f"[{_TABLES.get(table)}.{name}{end}" for end in ("]", "."))
        found = [number for number, line in enumerate(lines, start=1) if line.startswith(heads)]
        if found:
            return found[0]
    return 0


def _seen_from(workspace: Path, file: Path, root: Path) -> str:
    base = workspace if file.is_relative_to(workspace) else root
    return file.relative_to(base).as_posix()
