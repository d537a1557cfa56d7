"""Compiling single C# texts, mistakes or students', as the examples are compiled: many in one go, each once."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from compare.errors import HarnessError
from compare.setup.build import Built, Echo, build_root, ensure_built, tell, woven_beside
from compare.setup.dotnet import run
from compare.setup.home import ROOT

ASSEMBLY = "Parallax.Examples.dll"


@dataclass(frozen=True)
class Text:
    """A C# text that shall stand in for its example."""

    id: str  # any name, unique among those compiled together
    text: str
    file: str = "Example.cs"  # what the compiler's errors call it
    chapter: str = ""  # the folder of its chapter, where that is built apart


class Compiled(NamedTuple):
    """Where a text's assembly stands, and its woven twin."""

    dll: Path
    woven_dll: Path


def compile_texts(
    texts: Sequence[Text], echo: Echo = tell, home: Path = ROOT
) -> Mapping[str, Compiled | str]:
    """Compile each text alone, to an assembly of the examples' name, plain and woven.

    Args:
        texts: what is compiled; what was before, from the same text, is not compiled again.
        echo: told what is done.
        home: whose compiler arguments and Kit are used.

    Returns:
        by id: the assemblies, or the first error of a text that does not compile.

    Raises:
        EnvironmentLacks: no usable .NET SDK.
        HarnessError: the .NET side does not build, or the compiler itself failed.
    """
    built = ensure_built(echo=echo, root=home)
    if _lacks_references(_arguments(built.examples_dll)):  # of an SDK that was replaced since
        built = ensure_built(force=True, echo=echo, root=home)
    done: dict[str, Compiled | str] = {}
    for chapter in sorted({text.chapter for text in texts}):
        examples = (
            build_root(home, echo, home, chapter=chapter).examples_dll if chapter else built.examples_dll
        )
        arguments = _arguments(examples)
        folders = {
            text.id: _folder(text, arguments, built, home) for text in texts if text.chapter == chapter
        }
        todo = {folders[one.id]: one for one in texts if one.id in folders and not folders[one.id].exists()}
        if todo:
            echo(f"Compiling {len(todo)} C# text{'s' * (len(todo) > 1)} ...")
            _compile(todo, arguments, built, home)
        done |= {name: _result(folder) for name, folder in folders.items()}
    return done


def _arguments(examples_dll: Path) -> Path:
    """How the compiler was called for these examples."""
    return examples_dll.with_suffix(".rsp")


def _lacks_references(arguments: Path) -> bool:
    lines = arguments.read_text(encoding="utf-8").splitlines() if arguments.exists() else [""]
    return not all(
        os.path.exists(line.partition(":")[2]) for line in lines if line[:11] in ("", "/reference:")
    )


def _folder(text: Text, arguments: Path, built: Built, home: Path) -> Path:
    """Named after all that the assemblies depend on."""
    digest = hashlib.sha256(f"{text.file}\0{text.text}\0".encode())
    for path in (arguments, built.weaver_dll):
        digest.update(path.read_bytes())
    return home / ".parallax" / "mistakes" / digest.hexdigest()[:16]


def _compile(todo: Mapping[Path, Text], arguments: Path, built: Built, home: Path) -> None:
    place = home / ".parallax" / "mistakes"
    place.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="new-", dir=place))
    try:
        order = scratch / "order.json"
        texts = [{"id": path.name, "file": text.file, "text": text.text} for path, text in todo.items()]
        order.write_text(json.dumps({"arguments": str(arguments), "texts": texts}), encoding="utf-8")
        told = run(built.dotnet, home, [built.weaver_dll, "mistakes", order, scratch])
        for line in told.splitlines():
            answer = json.loads(line)
            made = scratch / answer["id"]
            if error := answer.get("error"):
                made.mkdir()
                (made / "error.txt").write_text(error, encoding="utf-8")
            _keep(made, place / made.name)
    except (OSError, ValueError) as error:
        raise HarnessError(f"The C# texts could not be compiled: {error}") from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _keep(made: Path, kept: Path) -> None:
    try:
        os.replace(made, kept)
    except OSError:
        if not kept.exists():  # else another process was faster, with the same text
            raise


def _result(folder: Path) -> Compiled | str:
    error = folder / "error.txt"
    if error.exists():
        return error.read_text(encoding="utf-8")
    return Compiled(folder / ASSEMBLY, woven_beside(folder / ASSEMBLY))
