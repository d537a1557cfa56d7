"""What a C# text consists of without its comments, which types it declares, and which names it uses. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<string>\$*(?P<quotes>"{3,}).*?(?P=quotes)"*|(?:@\$|\$@|@)"(?:[^"]|"")*"
        |\$"(?:[^"\\{\n]|\\.|\{\{|\{(?:[^{}"]|"(?:[^"\\\n]|\\.)*")*\})*"|\$?"(?:[^"\\\n]|\\.)*"
        |'(?:[^'\\\n]|\\[^\n][^'\n]*)')
    |(?P<line>^[ \t]*\#[^\n]*$)
    |(?P<word>@?[^\W\d]\w*)
    |(?P<mark>[-+*%&|^!~<>=?.:]+|\S)""",
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)
_USE = re.compile(r"((?<!\.)\.(?!\.)\s*)?([^\W\d]\w*)")
_DECLARED = re.compile(
    r"\b(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?)\s+(\w+)|\bdelegate\b[^;(]*?(\w+)\s*(?:<[^>]*>)?\s*\("
)
_KINDS = frozenset({"class", "struct", "interface", "enum", "record"})
# Extension methods that the language calls without naming them; a file that declares one is used by all.
_UNNAMED = frozenset(
    (
        *("GetAwaiter", "GetEnumerator", "GetAsyncEnumerator", "Deconstruct", "Add", "Cast", "Where"),
        *("Select", "SelectMany", "OrderBy", "OrderByDescending", "ThenBy", "ThenByDescending"),
        *("GroupBy", "Join", "GroupJoin"),
    )
)
_FOR_ALL = re.compile(
    r"\bglobal\s+using\b|\[\s*(?:assembly|module)\s*:|\bModuleInitializer\b|\bextension\s*[(<]"
)


@dataclass(frozen=True)
class SharpText:
    """One C# file."""

    code: str  # without comments and layout; the whole text where that cannot be told
    types: frozenset[str]  # that another file may name; those within a type are reached by its name
    extensions: frozenset[str]  # methods that another file may call on anything
    namespaces: frozenset[str]  # each part of a name
    for_all: bool  # whether it changes what other files mean without being named by them

    def uses(self, namespaces: Iterable[str]) -> tuple[set[str], set[str]]:
        """Names that may be types, and names of members.

        Args:
            namespaces: parts of their names; what follows one after a dot may be a type.
        """
        known = frozenset(namespaces)
        names: set[str] = set()
        members: set[str] = set()
        before = ""
        for dot, word in _USE.findall(self.code):
            (members if dot and before not in known else names).add(word)
            before = word
        return names, members


@cache
def sharp_text(text: str) -> SharpText:
    """Take a C# text apart; what cannot be told is taken for code, and for all names that it may declare."""
    tokens, sound = _tokens(text)
    code = " ".join(word for kind, word in tokens if kind != "comment") if sound else text
    words = [word for kind, word in tokens if kind not in ("comment", "string", "line")]
    types = set(_types(words)) if sound else {name for one in _DECLARED.findall(text) for name in one if name}
    extensions = {name for at, name in _before(words, "(") if _this_of_a_type(words[at + 1 : at + 3])}
    parts = re.findall(r"\bnamespace\s+([\w.\s]+)", code)
    return SharpText(
        code,
        frozenset(types),
        frozenset(extensions),
        frozenset(part for one in parts for part in re.findall(r"\w+", one)),
        bool(_FOR_ALL.search(code) or extensions & _UNNAMED),
    )


def _tokens(text: str) -> tuple[list[tuple[str, str]], bool]:
    """Kinds and texts of all tokens, and whether they can be relied on."""
    tokens = [
        (str(found.lastgroup if found.lastgroup != "quotes" else "string"), found[0])
        for found in _TOKEN.finditer(text)
    ]
    marks = [word for kind, word in tokens if kind == "mark"]
    sound = marks.count("{") == marks.count("}") and not {'"', "'"} & set(marks)
    return tokens, sound and not any(kind == "string" and _cut_short(word) for kind, word in tokens)


def _this_of_a_type(words: list[str]) -> bool:
    """Whether a parameter list begins as an extension method's; `f(this)` does not."""
    return len(words) == 2 and words[0] == "this" and words[1].isidentifier()


def _cut_short(string: str) -> bool:
    """Whether an interpolated string holds another one, at whose quote it seemed to end."""
    plain = string.replace("{{", "").replace("}}", "")
    return string.startswith(("$", "@$")) and plain.count("{") != plain.count("}")


def _types(words: list[str]) -> Iterator[str]:
    """The types that stand in no other type."""
    inside: list[bool] = []  # of each brace that is open, whether it is a type's or a member's
    namespace = False
    for at, word in enumerate(words):
        if word in "{};":
            if word == "{":
                inside.append(not namespace)
            elif word == "}" and inside:
                inside.pop()
            namespace = False
        elif word == "namespace":
            namespace = True
        elif any(inside):
            continue
        elif word in _KINDS:
            yield from (one for one in words[at + 1 : at + 3] if one not in _KINDS and one.isidentifier())
        elif word == "delegate":
            yield from (name for place, name in _before(words[at:], "(") if name)


def _before(words: list[str], mark: str) -> Iterator[tuple[int, str]]:
    """Where a mark stands, and the name before it, which may have type parameters."""
    for at, word in enumerate(words):
        if word == mark:
            place, open_angles = at - 1, 0
            while place > 0 and (open_angles or set(words[place]) == {">"}):
                open_angles += words[place].count(">") - words[place].count("<")
                place -= 1
            yield at, words[place] if place >= 0 and words[place].isidentifier() else ""
