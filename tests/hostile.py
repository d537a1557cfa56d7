"""Hostile texts: right ones whose variants do nothing, never end, give a constant, raise, ignore all or leave a thread.

No scene may take one for right, and none may be held up by one. They are made, not written: in Python the variants'
functions are wrapped at the end of the text, in C# their bodies are replaced in the built assembly.
"""

from __future__ import annotations

import ast
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compare.catalogue.contract import Contract, Variant, pascal, snake
from compare.setup.build import ensure_built
from compare.setup.dotnet import run
from compare.setup.home import ROOT
from compare.setup.texts import ASSEMBLY, Compiled

KINDS = {
    "nothing": "returns at once, with nothing",
    "constant": "returns the same whatever it is given",
    "empty": "ignores what it is given, and returns something empty of the right type",
    "raises": "raises an error that nobody raised",
    "never": "never returns: it blocks, or awaits for ever if it is asynchronous",
    "thread": "starts a thread that waits for ever, and then does what is right",
}
LANGUAGES = {"python": "python", "csharp": "dotnet"}  # and the lane that each is judged in
NUMBER = 42

# Put before the text's main block; a function keeps its name, by which a spawned child finds it.
WRAP = """
def _hostile(right):
    import asyncio, functools, inspect, threading

    def begin():
        if KIND == "never":
            threading.Event().wait()
        if KIND == "raises":
            raise LookupError("a hostile text")
        if KIND == "thread" and first.acquire(blocking=False):
            threading.Thread(target=threading.Event().wait, name="hostile").start()

    first = threading.Lock()  # one thread is enough of a function that is called often
    value = VALUES.get(right.__name__)

    if inspect.isasyncgenfunction(right):
        @functools.wraps(right)
        async def hostile(*arguments, **named):
            if KIND == "never":
                await asyncio.get_running_loop().create_future()
            begin()
            if KIND == "thread":
                async for one in right(*arguments, **named):
                    yield one
    elif inspect.iscoroutinefunction(right):
        @functools.wraps(right)
        async def hostile(*arguments, **named):
            if KIND == "never":
                await asyncio.get_running_loop().create_future()
            begin()
            return await right(*arguments, **named) if KIND == "thread" else value
    elif inspect.isgeneratorfunction(right):
        @functools.wraps(right)
        def hostile(*arguments, **named):
            begin()
            if KIND == "thread":
                return (yield from right(*arguments, **named))
    else:
        @functools.wraps(right)
        def hostile(*arguments, **named):
            begin()
            return right(*arguments, **named) if KIND == "thread" else value
    del hostile.__wrapped__
    return hostile


"""


@dataclass(frozen=True)
class HostileText:
    """One kind of hostile text of one pair, in one language."""

    contract: Contract
    kind: str
    language: str

    @property
    def lane(self) -> str:
        """The kind of lane that it is judged in."""
        return LANGUAGES[self.language]

    def variants(self) -> tuple[Variant, ...]:
        """The variants of which there is such a text: others are the same as one that returns at once."""
        return tuple(one for one in self.contract.variants if self._differs(one))

    def _differs(self, variant: Variant) -> bool:
        if self.kind not in ("constant", "empty"):
            return True
        shape = returned(self.contract, variant)
        return (
            _value(shape, self.kind) is not None
            if self.language == "python"
            else not re.fullmatch(r"void|(\w+\.)*Task", shape)
        )


def function_of(variant: Variant) -> str:
    """The function that a variant names, in the variants' own spelling."""
    return variant.function or variant.name


def returned(contract: Contract, variant: Variant) -> str:
    """The type that a variant's C# method returns, without its task."""
    name = pascal(function_of(variant))
    text = contract.dotnet_path.read_text(encoding="utf-8")
    found = re.search(
        rf"^    public static (?:async )?([^=;{{}}]+?) {name}(?:Async)?[<(]", text, re.MULTILINE
    )
    shape = found[1] if found else "void"
    inner = re.fullmatch(r"(?:Value)?Task<(.+)>", shape)
    return inner[1] if inner else shape


def _value(shape: str, kind: str) -> Any:
    """What a Python function of such a C# twin returns; None where nothing else is known."""
    empty = kind == "empty"
    if shape.endswith("?"):
        return _value(shape[:-1], kind)
    if shape.startswith("("):
        return tuple(_value(part, kind) for part in _parts(shape[1:-1]))
    if shape.endswith("[]") or re.match(r"(?:I\w*)?(?:List|Enumerable|Collection)<", shape):
        return [] if empty else [NUMBER]
    if "Dictionary<" in shape:
        return {} if empty else {NUMBER: NUMBER}
    empties = {"bool": False, "int": 0, "long": 0, "double": 0.0, "string": "", "object": ""}
    constants = {
        "bool": True,
        "int": NUMBER,
        "long": NUMBER,
        "double": float(NUMBER),
        "string": str(NUMBER),
        "object": NUMBER,
    }
    # A function without a result may return one all the same.
    return (empties if empty else constants).get(shape, None if empty else NUMBER)


def _parts(text: str) -> Iterator[str]:
    """The types in a tuple's list, without their names."""
    depth, start = 0, 0
    for place, letter in enumerate(f"{text},"):
        depth += letter in "(<["
        depth -= letter in ")>]"
        if letter == "," and depth == 0:
            yield re.sub(r"\s+\w+$", "", text[start:place].strip())
            start = place + 1


def python_text(contract: Contract, kind: str) -> str:
    """The right Python text, its variants' functions hostile."""
    text = contract.python_path.read_text(encoding="utf-8")
    names = list(dict.fromkeys(snake(function_of(one)) for one in contract.variants))
    defined = {
        node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    values = {snake(function_of(one)): _value(returned(contract, one), kind) for one in contract.variants}
    if kind not in ("constant", "empty"):
        values = {}
    wrap = WRAP.replace("KIND", repr(kind)).replace("VALUES", repr(values))
    wrap += "".join(f"{name} = _hostile({name})\n" for name in names if name in defined)
    before, main, after = text.partition("\nif __name__ ==")
    return f"{before}\n{wrap}\n{main}{after}"


def csharp_texts(contracts: Iterable[Contract]) -> Mapping[str, Compiled]:
    """By kind: the examples' assembly with all these contracts' variants hostile; made once of each build."""
    built = ensure_built()
    names = sorted(
        {f"{one.dotnet_type}.{pascal(function_of(variant))}" for one in contracts for variant in one.variants}
    )
    methods = "\n".join(names)
    digest = hashlib.sha256(methods.encode())
    for path in (built.examples_dll, built.weaver_dll):
        digest.update(path.read_bytes())
    kept = ROOT / ".parallax" / "hostile" / digest.hexdigest()[:16]
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix="new-", dir=kept.parent))
        (made / "methods.txt").write_text(methods, encoding="utf-8")
        run(built.dotnet, ROOT, [built.weaver_dll, "hostile", built.examples_dll, made / "methods.txt", made])
        try:
            os.replace(made, kept)
        except OSError:  # another process was faster
            shutil.rmtree(made)
    return {kind: Compiled(kept / kind / ASSEMBLY, kept / kind / "woven" / ASSEMBLY) for kind in KINDS}
