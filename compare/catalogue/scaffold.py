"""A whole new pair: its four leaves, with a declared divergence, all passing as they stand; or a repository for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from compare.catalogue.contract import pascal, snake
from compare.catalogue.loading import CHAPTERS, CONTRACTS, contract_files
from compare.catalogue.names import CHAPTER, LONGEST, PAIR, chapter_fault, pair_fault
from compare.errors import UsageError, nearest
from compare.setup.home import ROOT

TEMPLATES = Path(__file__).parent / "templates"
PROJECT_FILES = {  # of a repository of one's own: the template, and where it goes
    "tasks.py": "tasks.py",
    "README.md": "README.md",
    "gitignore": ".gitignore",
    "workflow.yml": ".github/workflows/compare.yml",
    "comment.yml": ".github/workflows/comment.yml",
    "weekly.yml": ".github/workflows/weekly.yml",
}


def make_pair(name: str, root: Path = ROOT) -> list[Path]:
    """Make a new pair.

    Args:
        name: CHAPTER/PAIR, such as tasks/my-pair.
        root: Parallax itself, or a user's own folder, which is made where it is not there.

    Returns:
        the files made.

    Raises:
        UsageError: a bad, taken or misleading name, an unknown chapter, or a folder that cannot be written.
    """
    chapter, pair = _parts(name)
    _refuse_chapter(chapter, root)
    _refuse_pair(pair)
    texts = dict(_texts(chapter, pair, root))
    _refuse_taken(pair, root, texts)
    return _write(texts)


def make_project(name: str, folder: Path, url: str, commit: str) -> list[Path]:
    """Make a repository of somebody's own around a new pair.

    Args:
        name: CHAPTER/PAIR.
        folder: the repository's, which is made where it is not there.
        url: where Parallax is cloned from.
        commit: the commit of it that the repository is held to.

    Returns:
        the files made; all but the baseline, which takes a run.

    Raises:
        UsageError: as for a pair.
    """
    chapter, pair = _parts(name)
    _refuse_chapter(chapter, folder)
    _refuse_pair(pair)
    words = {"__url__": url, "__commit__": commit, "__pair__": pair, "__repository__": _on_github(url)}
    texts = {
        folder / place: _filled(f"project/{template}", words) for template, place in PROJECT_FILES.items()
    }
    texts |= dict(_texts(chapter, pair, folder))
    _refuse_taken(pair, folder, texts)
    return _write(texts)


def _on_github(url: str) -> str:
    """OWNER/NAME of a clone's address; those two words where it is no address of GitHub."""
    found = re.search(r"github\.com[:/]([\w.-]+/[\w.-]+?)(?:\.git)?/?$", url)
    return found[1] if found else "OWNER/NAME"


def _parts(name: str) -> tuple[str, str]:
    chapter, slash, pair = name.strip().partition("/")
    if not slash or "/" in pair or not chapter or not pair:
        raise UsageError(f"Name the new pair as CHAPTER/PAIR, such as tasks/my-pair, not {name!r}.")
    return chapter, pair


def _refuse_chapter(chapter: str, root: Path) -> None:
    if chapter in CHAPTERS:
        return
    if root == ROOT:
        own = " A folder of your own, --root DIR, may have chapters of its own."
        raise UsageError(f"No chapter is called {chapter!r}.{nearest(chapter, CHAPTERS)}{own}")
    if not re.fullmatch(CHAPTER, chapter) or len(chapter) > LONGEST:
        raise UsageError(f"A chapter's name is of the form pipes_queues, not {chapter!r}.")
    if fault := chapter_fault(chapter):
        raise UsageError(f"A chapter cannot be called {chapter}: {fault}. Take another name.")


def _refuse_pair(pair: str) -> None:
    if not re.fullmatch(PAIR, pair) or len(pair) > LONGEST:
        better = re.sub(r"[^a-z0-9]+", "-", pair.lower()).strip("-")[:LONGEST].strip("-")
        hint = f" Did you mean {better}?" if re.fullmatch(PAIR, better) else ""
        form = f"is of the form when-all and has at most {LONGEST} characters"
        raise UsageError(f"A pair's name {form}; {pair!r} is not so.{hint}")
    if fault := pair_fault(pair):
        raise UsageError(f"A pair cannot be called {pair}: {fault}. Take two words, such as {pair}-basics.")


def _texts(chapter: str, pair: str, root: Path) -> Iterator[tuple[Path, str]]:
    """Each file of the new pair, with its text."""
    module, folder, type_name = snake(pair), pascal(chapter), pascal(pair)
    words = {
        "__id__": pair,
        "__title__": pair.replace("-", " ").capitalize(),
        "__module__": module,
        "__Pair__": type_name,
    }
    places = {
        "contract.toml": root / CONTRACTS / chapter / f"{pair}.toml",
        "example.py": root / "python" / chapter / f"{module}.py",
        "Example.cs": root / "dotnet" / "Examples" / folder / f"{type_name}.cs",
        "scene.py": root / "python" / "scenes" / chapter / f"{module}.py",
        "Scene.cs": root / "dotnet" / "Scenes" / folder / f"{type_name}.cs",
        "mistakes.toml": root / "compare" / "mistakes" / chapter / f"{pair}.toml",
    }
    for name, path in places.items():
        yield path, _filled(name, words)


def _filled(name: str, words: Mapping[str, str]) -> str:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(word, value)
    return text


def _refuse_taken(pair: str, root: Path, texts: Mapping[Path, str]) -> None:
    for folder in dict.fromkeys([root, ROOT]):
        for path in contract_files(folder):
            if path.stem == pair:
                raise UsageError(f"There is a pair {pair} already: {path}. Take another name.")
    for path in texts:
        if path.exists():
            raise UsageError(f"{path} is there already. Take another name.")


def _write(texts: Mapping[Path, str]) -> list[Path]:
    """Write all files, or none."""
    made: list[Path] = []
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with open(path, "x", encoding="utf-8", newline="\n") as file:
                made.append(path)
                file.write(text)
    except OSError as error:
        for path in made:
            path.unlink(missing_ok=True)
        where = error.filename or path
        raise UsageError(f"Cannot write {where}: {error.strerror}. Choose another folder.") from None
    return made
