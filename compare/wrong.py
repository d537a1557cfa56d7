"""Wrong programs: what each must be rejected for, and whether it was."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compare.errors import UsageError, nearest
from compare.judge.scene import UNBEGUN, Scene
from compare.judge.verdict import Finding, Report

TEXTS = {".py": "python", ".cs": "dotnet"}
REQUIRED = {"file": str, "mistake": str, "fails": list}
OPTIONAL = {"variants": list, "cases": list}


@dataclass(frozen=True)
class Rejection:
    """A wrong program, and the exact findings that must reject it."""

    pair: str  # the pair's id
    file: Path
    variants: tuple[str, ...]  # none: the headline
    cases: tuple[str, ...]  # none: the first
    mistake: str
    fails: tuple[str, ...]  # finding ids

    @property
    def text(self) -> str:
        """Which of the pair's texts it takes the place of: python or dotnet."""
        return TEXTS[self.file.suffix]

    @property
    def type(self) -> str:
        """The full name of a C# program's class; empty for Python."""
        if self.text == "python":
            return ""
        chapter, pair = (_pascal(folder.name) for folder in (self.file.parents[1], self.file.parent))
        return f"Parallax.Wrong.{chapter}.{pair}.{self.file.stem}"


def load_rejections(folder: Path) -> tuple[Rejection, ...]:
    """All wrong programs below a folder, `tests/wrong` say, in the order of their paths.

    Raises:
        UsageError: a `rejects.toml` is broken, or its programs are not those beside it.
    """
    return tuple(one for path in sorted(folder.rglob("rejects.toml")) for one in _load(path))


def verdict_on(report: Report, rejection: Rejection) -> list[str]:
    """How a wrong program's rejection differs from the one that is named.

    Args:
        report: the judged record of a run with the wrong program in its text's lanes, beside the other text.
        rejection: what must be found.

    Returns:
        a sentence for each difference; none where it was rejected as it must be, and for nothing else.
    """
    verdict = next((pair for pair in report.pairs if pair.id == rejection.pair), None)
    lanes = _lanes(report, rejection)
    reason = "the pair is not in the report" if verdict is None else verdict.not_run
    if not lanes and not reason:
        reason = f"no lane ran the text {rejection.text}"
    if verdict is None or reason:
        return [f"{_name(rejection)} did not run: {reason}."]
    own, others = _by_side(verdict.findings, lanes)
    return [f"{_name(rejection)} {difference}" for difference in _differences(own, others, rejection.fails)]


def _lanes(report: Report, rejection: Rejection) -> set[str]:
    """The lanes in which the wrong program ran."""
    lanes: set[str] = set()
    for pair in report.record.pairs:
        if pair.id == rejection.pair:
            scene = Scene(pair, report.record.lanes)
            began = {trial.lane for trial in pair.trials if trial.state not in UNBEGUN}
            lanes |= {lane for lane in began if scene.text(lane) == rejection.text}
    return lanes


def _by_side(findings: Iterable[Finding], lanes: set[str]) -> tuple[dict[str, Finding], list[Finding]]:
    """The findings against the wrong program by id, and those against the right one.

    Where two outputs disagree, either side may be the one that is told of it.
    """
    own: dict[str, Finding] = {}
    others: list[Finding] = []
    for finding in findings:
        if finding.lane in lanes or finding.id.startswith("output."):
            own.setdefault(finding.id, finding)
        else:
            others.append(finding)
    return own, others


def _differences(
    own: Mapping[str, Finding], others: Iterable[Finding], fails: Sequence[str]
) -> Iterator[str]:
    if not own:
        yield "was not rejected."
    for missed in fails:
        if own and missed not in own:
            yield f"was not rejected for {missed}."
    for name, finding in own.items():
        if name not in fails:
            yield f"also failed {name}: {finding.message}"
    for finding in others:
        yield f"was run beside a right program that failed {finding.id}: {finding.message}"


def _name(rejection: Rejection) -> str:
    return f"{rejection.pair}: {rejection.file.name}"


# Reading rejects.toml.


def _load(path: Path) -> Iterator[Rejection]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}.") from None
    programs = data.get("programs")
    if not isinstance(programs, list) or set(data) != {"programs"}:
        raise UsageError(f"{path} must hold [[programs]] and nothing else.")
    rejections = [_rejection(path, number, program) for number, program in enumerate(programs, start=1)]
    _all_named(path, {one.file.name for one in rejections})
    yield from rejections


def _rejection(path: Path, number: int, program: Any) -> Rejection:
    where = f"{path}, program {number}"
    if not isinstance(program, dict):
        raise UsageError(f"{where}: must be a table.")
    known = REQUIRED | OPTIONAL
    for key, value in program.items():
        if key not in known:
            raise UsageError(f"{where}: there is no key {key}.{nearest(key, known)}")
        if not isinstance(value, known[key]) or not value or not _of_texts(value):
            raise UsageError(f"{where}: {key} must be a {'text' if known[key] is str else 'list of texts'}.")
    for key in REQUIRED:
        if key not in program:
            raise UsageError(f"{where}: {key} is missing.")
    file = path.parent / program["file"]
    if file.suffix not in TEXTS or file.parent != path.parent or not file.is_file():
        raise UsageError(f"{where}: there is no program {program['file']} (.py or .cs) beside it.")
    return Rejection(
        pair=path.parent.name.replace("_", "-"),
        file=file,
        variants=tuple(program.get("variants", ())),
        cases=tuple(program.get("cases", ())),
        mistake=program["mistake"],
        fails=tuple(program["fails"]),
    )


def _of_texts(value: Any) -> bool:
    return isinstance(value, str) or all(isinstance(item, str) for item in value)


def _all_named(path: Path, named: set[str]) -> None:
    there = {file.name for file in path.parent.iterdir() if file.suffix in TEXTS}
    for name in sorted(there - named):
        raise UsageError(f"{path} does not name {name}, which lies beside it.")


def _pascal(name: str) -> str:
    return "".join(word.capitalize() for word in name.replace("-", "_").split("_"))
