"""One self-contained HTML file of a judged record; the same record gives the same bytes."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from compare.diff.whole import Whole
from compare.page.body import akin, body_of
from compare.page.model import first_screen
from compare.record.nouns import PairRecord, Record
from compare.record.saving import dumps, write_atomically
from compare.report.digest import records_by_id
from compare.text import visible

HERE = Path(__file__).parent
_PLAIN = str.maketrans("&<>", ",.:")
_HOMES = re.compile(
    r"/(?:home|Users)/[^/\s\"'<>&\\:]+|(?<![\w./-])/root(?=/)|[A-Za-z]:\\+Users\\+[^\\\s\"'<>&]+"
)


def write_page(whole: Whole, path: Path) -> None:
    """Write the page of a judged record, by rename.

    Raises:
        UsageError: a link, a device or a pipe has that name.
        HarnessError: the folder cannot be written or the disk is full.
    """
    write_atomically(path, page(whole))


def page(whole: Whole) -> str:
    """The page's text.

    Args:
        whole: a judged record, with what it is held against.

    Returns:
        HTML that loads nothing, runs no script but its own, and names neither a home folder nor the host.
    """
    record = whole.report.record
    hidden = _hidden(record)
    environment = _environment(hidden)
    screen, records = first_screen(whole), records_by_id(whole.report)
    near, titles = akin(record.pairs), {row.id: row.title for row in screen.rows}
    template = environment.get_template("pair.html")
    bodies = {}
    for verdict in whole.report.pairs:
        body = body_of(verdict, _with_traces(records[verdict.id], hidden), record, near[verdict.id])
        bodies[verdict.id] = _packed(template.render(pair=body, titles=titles))
    style, script = (Markup((HERE / name).read_text(encoding="utf-8")) for name in ("page.css", "page.js"))
    rest = "base-uri 'none'; form-action 'none'"
    policy = f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; {rest}"
    given = {"screen": screen, "bodies": bodies, "policy": Markup(policy), "style": style, "script": script}
    return environment.get_template("page.html").render(given)


def _environment(hidden: Callable[[str], str]) -> Environment:
    """Templates whose every expression is escaped, and made visible where it acts instead of being seen."""

    def seen(value: Any) -> Any:
        if isinstance(value, Markup) or not isinstance(value, str):
            return value
        return visible(hidden(value), keep="\n\t")

    loader = FileSystemLoader(HERE / "templates")
    strict: dict[str, Any] = {"autoescape": True, "undefined": StrictUndefined, "finalize": seen}
    return Environment(loader=loader, trim_blocks=True, lstrip_blocks=True, **strict)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _packed(text: str) -> Markup:
    """Gzip in base 85, which is a sixteenth shorter than base 64; without the signs that mean something in HTML."""
    return Markup(base64.b85encode(gzip.compress(text.encode(), mtime=0)).decode().translate(_PLAIN))


# Who ran it and where is nobody's business who is given the page.


def _hidden(record: Record) -> Callable[[str], str]:
    """Takes home folders, the folders of interpreters and the host's name out of a text."""
    rules = [(re.escape(folder), "…") for folder in sorted(_folders(record), key=len, reverse=True)]
    host = str(record.machine.get("name") or "")
    alone = rf"(?<![\w-]){re.escape(host)}(?![\w-])"
    if host not in ("", "localhost") and not _stands(re.compile(alone), record):
        rules.append((alone, "host"))
    compiled = [(re.compile(one), instead) for one, instead in rules] + [(_HOMES, "~")]

    def hidden(text: str) -> str:
        for pattern, instead in compiled:
            text = pattern.sub(instead, text)
        return text

    return hidden


def _with_traces(pair: PairRecord, hidden: Callable[[str], str]) -> PairRecord:
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


def _stands(pattern: re.Pattern[str], record: Record) -> bool:
    """Whether a name is a word of the texts or of the page, so that it tells nothing."""
    ours = (path.read_text(encoding="utf-8") for path in (HERE / "templates").iterdir())
    texts = (text["text"] for pair in record.pairs for text in pair.texts)
    contracts = (dumps(pair.contract) for pair in record.pairs)
    return any(pattern.search(one) for one in chain(ours, texts, contracts))
