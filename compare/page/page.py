"""One self-contained HTML file of a judged record; the same record gives the same bytes."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from compare.diff.whole import Whole
from compare.page.body import akin, body_of
from compare.page.model import first_screen
from compare.page.packing import Packing
from compare.page.private import hider, with_hidden_traces
from compare.page.words import ENGLISH, PageLanguage, Templates
from compare.record.saving import write_atomically
from compare.report.digest import records_by_id
from compare.text import visible

HERE = Path(__file__).parent
PAIR = "pair.html"


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
    drawn = Drawn(whole)
    texts = {name: drawn.pair(name, "#", _here) for name in drawn.bodies}
    packing = Packing(drawn.environment, PAIR, texts)
    script = Markup((HERE / "page.js").read_text(encoding="utf-8"))
    given = {"to": _here, "bodies": packing.texts, "said": packing.said, "script": script}
    return drawn.filled("page.html", f"script-src {_hash(script)}; ", **given)


class Drawn:
    """A judged record as templates take it; nothing in it names a home folder or the host.

    Args:
        whole: a judged record, with what it is held against.
    """

    def __init__(self, whole: Whole) -> None:
        record = whole.report.record
        hidden, words = hider(record), PageLanguage(whole.language)
        self.environment = _environment(hidden, words)
        self.screen = first_screen(whole)
        self._titles = {row.id: row.title for row in self.screen.rows}
        records, near = records_by_id(whole.report), akin(record.pairs)
        self.bodies = {
            one.id: body_of(one, with_hidden_traces(records[one.id], hidden), record, near[one.id], words)
            for one in whole.report.pairs
        }

    def pair(self, name: str, home: str, to: Callable[[str], str], template: str = PAIR) -> str:
        """A pair's own part.

        Args:
            name: the pair's id.
            home: where the list of all pairs is.
            to: where another pair is, by its id.
            template: what is filled.
        """
        return self.filled(template, pair=self.bodies[name], titles=self._titles, home=home, to=to)

    def filled(self, template: str, scripts: str = "", **given: Any) -> str:
        """A template's text.

        Args:
            template: its file's name.
            scripts: what the policy says of scripts; none may run without it.
            given: what the template asks for besides the first screen, style and policy.
        """
        return _filled(self.environment, template, scripts, screen=self.screen, **given)


def filled_plain(template: str, hidden: Callable[[str], str], **given: Any) -> str:
    """The text of a page that is of no single record, and runs no script.

    Args:
        template: its file's name.
        hidden: takes out of a text what a page must not tell.
        given: what the template asks for besides style and policy.
    """
    return _filled(_environment(hidden), template, "", **given)


def _filled(environment: Environment, template: str, scripts: str, **given: Any) -> str:
    style = Markup((HERE / "page.css").read_text(encoding="utf-8"))
    rest = "base-uri 'none'; form-action 'none'"
    policy = Markup(f"default-src 'none'; style-src {_hash(style)}; {scripts}{rest}")
    return environment.get_template(template).render(policy=policy, style=style, **given)


def _environment(hidden: Callable[[str], str], words: PageLanguage = ENGLISH) -> Environment:
    """Templates whose every expression is escaped, and made visible where it acts instead of being seen."""

    def seen(value: Any) -> Any:
        if isinstance(value, Markup) or not isinstance(value, str):
            return value
        return visible(hidden(value), keep="\n\t")

    loader = Templates(HERE / "templates", words)
    strict: dict[str, Any] = {"autoescape": True, "undefined": StrictUndefined, "finalize": seen}
    environment = Environment(loader=loader, trim_blocks=True, lstrip_blocks=True, **strict)
    environment.filters |= {"said": words, "each_said": words.listed, "where_said": words.where}
    environment.globals["language"] = words.language
    return environment


def _here(name: str) -> str:
    return f"#{name}"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
