"""Pages without a script, of a judged record: a site, and a chapter's handout for paper."""

from __future__ import annotations

from collections.abc import Iterator

from compare.diff.whole import Whole
from compare.errors import UsageError
from compare.page.page import Drawn


def site(whole: Whole) -> Iterator[tuple[str, str]]:
    """The files of a static site: `index.html`, and one a pair.

    Args:
        whole: a judged record.

    Yields:
        a file's name and its text; the same record gives the same.
    """
    drawn = Drawn(whole)
    yield "index.html", drawn.filled("site.html", to=_file)
    for name in drawn.bodies:
        yield _file(name), drawn.pair(name, "index.html", _file, "sitepair.html")


def handout(whole: Whole, chapter: str) -> str:
    """A chapter for paper: question, both texts, room for what is expected; the answers last.

    Args:
        whole: a judged record.
        chapter: its name.

    Raises:
        UsageError: the record has no pair of it.
    """
    drawn = Drawn(whole)
    ids = ids_of(whole, chapter)
    return drawn.filled("handout.html", chapter=chapter, pairs=[drawn.bodies[name] for name in ids])


def ids_of(whole: Whole, chapter: str) -> list[str]:
    """The pairs of a chapter that a record has.

    Raises:
        UsageError: there is none.
    """
    ids = [pair.id for pair in whole.report.pairs if pair.chapter == chapter]
    if not ids:
        chapters = ", ".join(dict.fromkeys(pair.chapter for pair in whole.report.pairs)) or "none"
        raise UsageError(f"This record has no pair of chapter {chapter!r}. It has pairs of: {chapters}.")
    return ids


def _file(name: str) -> str:
    return f"{name}.html"
