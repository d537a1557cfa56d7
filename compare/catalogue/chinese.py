"""The prose of contracts and mistakes in Chinese, from a file a chapter beside each of the two."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from compare.catalogue.loading import CONTRACTS, MISTAKES, TRANSLATIONS
from compare.catalogue.mistakes import Mistake
from compare.catalogue.toml import read_toml
from compare.errors import UsageError
from compare.setup.home import ROOT
from compare.text import flowing

LANGUAGES = ("en", "zh")
NAMED = ("title", "question", "teaches")  # once in each contract
UNLIKE = "api_unlike"  # the last item of each of its rows
SAYS = ("says",)  # of variants and of claims on behaviour
HELP = ("help",)  # of outputs
REASONS = ("because", "picture_because", "lanes_because", "native_because", "unlike")  # wherever they stand


def language_of(raw: Mapping[str, Any]) -> str:
    """The language of the words, as a command's `--language` says it.

    Raises:
        UsageError: there is no such one.
    """
    language = raw.get("language") or "en"
    if language not in LANGUAGES:
        raise UsageError(f"--language {language}: take {' or '.join(LANGUAGES)}.")
    return str(language)


def in_language(contract: Mapping[str, Any], language: str) -> dict[str, Any]:
    """A contract's data with its title, question, lesson, reasons, and what it says of all else, in a language.

    Args:
        contract: the data, written out or not.
        language: en or zh.

    Returns:
        the data; a sentence that has no translation, or has changed since it was translated, stays English.
    """
    told = sayer(contract.get("id", ""), language)
    return {key: _spoken(value, key, told) for key, value in contract.items()}


def sayer(pair: str, language: str) -> Callable[[str], str]:
    """What says a sentence of a pair's in a language; one that has no translation stays as it is.

    Args:
        pair: its id.
        language: en or zh.
    """
    entries = translations().get(pair, {}) if language != "en" else {}
    known = {one["of"]: one["zh"] for one in _flat(entries)}
    return lambda text: known.get(digest(text), text) if known else text


@cache
def translations() -> dict[str, dict[str, Any]]:
    """The Chinese sentences of each pair, by its id.

    Under `title`, `question` and `teaches` one, under `api_unlike`, `because`, `says`, `help` and `mistakes` a list
    of them; each as `of`, the English sentence's digest, and `zh`.

    Raises:
        ValueError: a file is no TOML.
    """
    found: dict[str, dict[str, Any]] = {}
    for folder in (CONTRACTS, MISTAKES):
        for path in sorted((ROOT / folder / TRANSLATIONS).glob("*.toml")):
            for pair, entries in read_toml(path)[0].items():
                found[pair] = found.get(pair, {}) | entries
    return found


def digest(text: str) -> str:
    """What an English sentence is known by; line breaks do not count."""
    return hashlib.sha256(flowing(text).encode()).hexdigest()[:10]


def sentences(contract: Mapping[str, Any], mistakes: Iterable[Mistake] = ()) -> Iterator[tuple[str, str]]:
    """Each sentence of a contract and its mistakes that is translated, once, with its key."""
    yield from ((key, contract[key]) for key in NAMED if key in contract)
    yield from ((UNLIKE, row[-1]) for row in contract.get(UNLIKE, ()))
    yield from (("because", text) for text in dict.fromkeys(_under(REASONS, contract)))
    spoken = [contract.get("variants", []), contract.get("behaviour", [])]
    yield from (("says", text) for text in dict.fromkeys(_under(SAYS, spoken)))
    yield from (("help", text) for text in dict.fromkeys(_under(HELP, contract.get("outputs", {}))))
    said = (text for one in mistakes for text in (one.says, one.accepted) if text)
    yield from (("mistakes", text) for text in dict.fromkeys(said))


def _under(keys: tuple[str, ...], value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from [inner] if key in keys and isinstance(inner, str) else _under(keys, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _under(keys, inner)


def _flat(entries: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    for entry in entries.values():
        yield from entry if isinstance(entry, list) else [entry]


def _spoken(value: Any, key: str, told: Callable[[str], str]) -> Any:
    if isinstance(value, Mapping):
        return {name: _spoken(inner, name, told) for name, inner in value.items()}
    if isinstance(value, list):
        return [_spoken(inner, key, told) for inner in value]
    spoken = isinstance(value, str) and key in (*NAMED, UNLIKE, *REASONS, *SAYS, *HELP)
    return told(value) if spoken else value
