"""What a page must not tell: who ran it, and where. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path, PurePosixPath, PureWindowsPath

from compare.record.nouns import PairRecord, Record
from compare.record.saving import dumps

TEMPLATES = Path(__file__).parent / "templates"
_HOMES = re.compile(
    r"/(?:home|Users)/[^/\s\"'<>&\\:]+|(?<![\w./-])/root(?=/)|[A-Za-z]:\\+Users\\+[^\\\s\"'<>&]+"
)


def hider(record: Record) -> Callable[[str], str]:
    """Takes home folders, the folders of interpreters and the hosts' names out of a text."""
    folders = [(re.escape(folder), "…") for folder in sorted(_folders(record), key=len, reverse=True)]
    compiled = [(re.compile(one), instead) for one, instead in folders] + [(_HOMES, "~")]
    hosts = _hosts(record)
    named = _alone(hosts)
    for name in _standing(named, record) if hosts else ():
        del hosts[name]
    named = _alone(hosts)

    @cache
    def hidden(text: str) -> str:
        for pattern, instead in compiled:
            text = pattern.sub(instead, text)
        return named.sub(lambda found: hosts[found[0]], text) if hosts else text

    return hidden


def _hosts(record: Record) -> dict[str, str]:
    """The names of all machines and workers, and what a page calls each."""
    own = str(record.machine.get("name") or "")
    shards = [str(shard.get("name") or "") for shard in record.machine.get("shards", ())]
    others = sorted({*shards, *map(str, record.machine.get("workers", ()))} - {own})
    named = {own: "host"} | {name: f"host {number}" for number, name in enumerate(others, start=1)}
    return {name: told for name, told in named.items() if name not in ("", "localhost")}


def _alone(names: Iterable[str]) -> re.Pattern[str]:
    one_of = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{one_of})(?![\w-])")


def with_hidden_traces(pair: PairRecord, hidden: Callable[[str], str]) -> PairRecord:
    """A pair whose pictures, too, tell nothing of that."""
    trials = []
    for trial in pair.trials:
        events = [
            {
                key: hidden(one) if isinstance(one, str) and key != "kind" else one
                for key, one in event.items()
            }
            for event in trial.trace
        ]
        trials.append(replace(trial, trace=tuple(events)))
    return replace(pair, trials=tuple(trials))


def _folders(record: Record) -> set[str]:
    """What lies above a virtual environment or an interpreter's bin; /usr says nothing of anybody."""
    found = set()
    for lane in record.lanes:
        path = str(lane.facts.get("executable") or "")
        pure = PureWindowsPath(path) if "\\" in path else PurePosixPath(path)
        above = next(
            (one.parent for one in pure.parents if one.name in (".venv", "venv", "bin", "Scripts")), None
        )
        for one in pure.parents:
            above = one.parent if one.name in (".venv", "venv") else above
        if above is not None and len(above.parts) > 2:
            found.add(str(above))
    return found


def _standing(pattern: re.Pattern[str], record: Record) -> set[str]:
    """The names that are words of the texts or of the page, so that they tell nothing."""
    ours = (path.read_text(encoding="utf-8") for path in TEMPLATES.iterdir())
    texts = (text["text"] for pair in record.pairs for text in pair.texts)
    contracts = (dumps(pair.contract) for pair in record.pairs)
    return {name for one in chain(ours, texts, contracts) for name in pattern.findall(one)}
