"""The last line of a run: why it failed, and the line that mends it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from compare.diff.causes import Cause, Group
from compare.diff.whole import Whole
from compare.errors import PRECEDENCE, Exit
from compare.report.english import counted, listed
from compare.text import cut

MOST_NAMED = 5
LONGEST_NAME = 60
LONGEST_MESSAGE = 400

# What it is of pairs, or nothing where the causes' own messages say it; and what mends it.
_TOLD: dict[Group, tuple[str, str]] = {
    "interrupted": ("", "Give the same command again."),
    "failure": ("", ""),  # an error says both itself
    "incomplete": ("never ran", "Give: invoke compare --only {pairs}"),
    "nothing": ("", "`invoke list` names the pairs."),
    "not run": ("not run", "Mend what is said of it, then give: invoke compare --only {pairs}"),
    "differs": ("not as it should be", "Give: invoke compare --only {pairs} --verbose"),
    "machines": (
        "not alike on all machines",
        "Give on each machine: invoke compare --only {pairs} --verbose",
    ),
    "baseline": (
        "not as the baseline says",
        "If that is meant, give: invoke baseline --update {pairs} --record {record} --out {baseline}",
    ),
    "base": (
        "lost or changed against the base",
        "If that is meant, give --fail-on timings; else put it back.",
    ),
    "slower": (
        "slower than the base",
        "Mend it, or accept it in the contract: margin, margin_because and margin_since beside the variant.",
    ),
    "inconclusive": (
        "not told apart from the base",
        "Run it where nothing else runs, or pass it with --no-strict.",
    ),
    "cannot tell": (
        "not judged",
        "Run it in both languages and with the contract's values, or pass it with --no-strict.",
    ),
}


def ending(whole: Whole, record: str = "RECORD") -> str:
    """Why the run failed, worst first, and what to do; why it did not where something is wrong; else empty.

    Args:
        whole: a judged record, with what it is held against.
        record: the run's folder, as a command may name it.
    """
    causes = whole.counted
    if not causes:
        passed = dict.fromkeys(filter(None, map(whole.passed_by, whole.causes)))
        return f"Not failed, by {listed(passed)}: {_phrases(whole.causes)}." if passed else ""
    causes = sorted(causes, key=lambda one: PRECEDENCE.index(one.code))
    _, cure = _TOLD[causes[0].group]
    pairs = ",".join(_names(one for one in causes if one.group == causes[0].group)) or "PAIR"
    baseline = whole.baseline if not whole.older else "baseline.json"
    told = f"FAILED (exit {int(whole.exit_code())}): {_phrases(causes).removesuffix('.')}."
    return f"{told} {cure.format(pairs=pairs, record=record, baseline=baseline)}".rstrip()


def badge_words(whole: Whole, agree: int, of: int) -> str:
    """The same in two or three words, for a badge."""
    code = whole.exit_code()
    if code in (Exit.INTERRUPTED, Exit.TERMINATED):
        return "interrupted"
    if code in (Exit.USAGE, Exit.ENVIRONMENT, Exit.HARNESS):
        return f"failed, exit {int(code)}"
    if code == Exit.DIFFERS:
        wrong = _names(one for one in whole.counted if one.code == code)
        return (
            f"{len(wrong)} of {max(of, len(wrong))} differ"
            if wrong
            else "nothing ran"
            if not of
            else "incomplete"
        )
    if code == Exit.REGRESSION:
        return f"{counted(sum(one.group == 'slower' for one in whole.counted), 'row')} slower"
    if code == Exit.INCONCLUSIVE:
        return "inconclusive"
    if not of:
        return "unchanged"
    return f"{agree} pairs agree" if agree == of else f"{agree} of {of} agree"


def _phrases(causes: Sequence[Cause]) -> str:
    """Each group of causes in a few words."""
    groups: dict[Group, list[Cause]] = {}
    for one in causes:
        groups.setdefault(one.group, []).append(one)
    return "; ".join(_phrase(*one) for one in groups.items())


def _phrase(group: Group, causes: Sequence[Cause]) -> str:
    said, _ = _TOLD[group]
    names = _names(causes)
    if not said or not names:
        return "; ".join(dict.fromkeys(one.message[:LONGEST_MESSAGE] for one in causes[:MOST_NAMED]))
    few = [cut(name, LONGEST_NAME) for name in names[:MOST_NAMED]]
    few += [f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
    return f"{counted(len(names), 'pair')} {said}: {listed(few)}"


def _names(causes: Iterable[Cause]) -> list[str]:
    return list(dict.fromkeys(one.pair for one in causes if one.pair))
