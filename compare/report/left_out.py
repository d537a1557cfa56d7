"""What was left out because it cannot differ, as one line that all reports share."""

from __future__ import annotations

from collections.abc import Sequence

from compare.catalogue.prose import LANGUAGES
from compare.record.nouns import Record, Since, Touch
from compare.report.english import counted, listed
from compare.text import cut

MOST_NAMED = 5
LONGEST = 200  # characters of a name, and of what differs


def left_out(record: Record) -> str:
    """How the chosen pairs stand to the revision that was named; empty where all of them were run."""
    held = record.since
    if held is None:
        return ""
    touched, prose, nulls = (_of(held, how) for how in ("touched", "text", "null"))
    same = len(held.named("unchanged", "null"))
    told = [f"{counted(len(touched), 'pair')} can differ ({_named(touched)})"] if touched else []
    told += [f"{len(prose)} in prose only, judged and not timed ({_named(prose)})"] if prose else []
    told = told or ["nothing that a pair depends on differs"]
    rest = f"{counted(same, 'pair')} unchanged" if same else ""
    rest += f", {len(nulls)} of them run as null rows" if nulls else " and not run" if same else ""
    return f"{title(held)}: {'; '.join(filter(None, [*told, rest]))}"


def title(held: Since) -> str:
    """Since when."""
    commit = f" ({held.commit[:12]})" if held.commit else ""
    return f"Since {held.revision}{commit}"


def _of(held: Since, how: str) -> list[Touch]:
    return [one for one in held.pairs if one.how == how]


def _named(touches: Sequence[Touch]) -> str:
    """Pairs by what differs in them: a and b: one.py; c: other.py."""
    by_why: dict[str, list[str]] = {}
    for one in touches:
        only = f" in {LANGUAGES[one.texts[0]]} alone" if len(one.texts) == 1 else ""
        by_why.setdefault(one.why, []).append(f"{one.pair}{only}")
    told = [f"{_few(names)}: {cut(why, LONGEST)}" for why, names in by_why.items()]
    return "; ".join(
        [*told[:MOST_NAMED], *([f"{len(told) - MOST_NAMED} more"] if len(told) > MOST_NAMED else [])]
    )


def _few(names: Sequence[str]) -> str:
    few = [cut(name, LONGEST) for name in names[:MOST_NAMED]]
    return listed([*few, *([f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else [])])
