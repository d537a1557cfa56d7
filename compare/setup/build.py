"""Building the .NET side: once, and again only when its sources changed, under a lock."""

from __future__ import annotations

import compileall
import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from compare.errors import HarnessError, ParallaxError, Stopped
from compare.lock import locked
from compare.setup.dotnet import build, check_sdk, find_dotnet, property_of, run
from compare.setup.home import ROOT
from compare.setup.stamps import outputs_hash, sources_hash
from compare.text import say

OUTPUT = Path("bin") / "Release" / "net10.0"

EXAMPLES, SCENES = "dotnet/Examples", "dotnet/Scenes"

Echo = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """Where what was built stands."""

    dotnet: Path
    worker_dll: Path
    examples_dll: Path
    woven_dll: Path  # the examples, with a gap before each store: what observed trials run
    scenes_dll: Path
    weaver_dll: Path
    tests_dll: Path

    @property
    def runtimeconfig(self) -> Path:
        """What a host needs to load CoreCLR as the worker has it."""
        return self.worker_dll.with_suffix(".runtimeconfig.json")


@dataclass(frozen=True)
class Texts:
    """Where another root's assemblies stand."""

    examples_dll: Path
    woven_dll: Path
    scenes_dll: Path


@dataclass(frozen=True)
class Part:
    """What is built in one go: the project, what it is made from, what it must give."""

    name: str
    project: Path
    sources: tuple[Path, ...]  # folders and files
    outputs: tuple[Path, ...]
    properties: tuple[str, ...] = ()
    woven: tuple[Path, Path, Path] | None = None  # the weaver, the assembly that it weaves, and into which
    stamps: Path | None = None  # the folder of its stamp; by default .parallax


tell = partial(say, err=True)  # a step


def built_paths(dotnet: Path, root: Path = ROOT) -> Built:
    """Where the outputs stand, whether built or not."""
    side = root / "dotnet"
    examples = side / "Examples" / OUTPUT / "Parallax.Examples.dll"
    return Built(
        dotnet,
        side / "Worker" / OUTPUT / "Parallax.Worker.dll",
        examples,
        woven_beside(examples),
        side / "Scenes" / OUTPUT / "Parallax.Scenes.dll",
        side / "Weaver" / OUTPUT / "Parallax.Weaver.dll",
        side / "Tests" / OUTPUT / "Parallax.Tests.dll",
    )


def woven_beside(examples_dll: Path) -> Path:
    """Where the woven twin of an examples' assembly stands; its name must be the same."""
    return examples_dll.parent / "woven" / examples_dll.name


def ensure_built(force: bool = False, tests: bool = False, echo: Echo = tell, root: Path = ROOT) -> Built:
    """Build what changed: worker, examples and scenes; for tests also xunit's.

    Args:
        force: build even where nothing changed.
        tests: build what only tests need as well.
        echo: told what is done.
        root: the folder of Parallax.

    Raises:
        EnvironmentLacks: no usable .NET SDK, or no NuGet packages.
        HarnessError: the build failed; the message has its first error.
    """
    built = built_paths(find_dotnet(), root)
    main, whole = parts(root)
    if tests:
        ensure_part(whole, built.dotnet, root, force, echo, also=(main,))
    else:
        ensure_part(main, built.dotnet, root, force, echo)
    _compile_python(root)
    return built


def _compile_python(root: Path) -> None:
    """What each Python child of an example imports; workers write no bytecode, so it would be compiled each time."""
    for folder in ("props", "worker"):
        compileall.compile_dir(root / "compare" / folder, quiet=2)


def is_built(root: Path = ROOT) -> bool:
    """Whether worker, examples and scenes are built from the sources as they are."""
    main, _ = parts(root)
    stamp, sources = _read(_stamp(root, main)), sources_hash(main.sources, main.properties)
    return stamp.get("sources") == sources and stamp.get("outputs") == outputs_hash(main.outputs)


def parts(root: Path) -> tuple[Part, Part]:
    """What every run needs, and that with what only tests need."""
    built, side = built_paths(Path(), root), root / "dotnet"
    needed = (built.worker_dll, built.runtimeconfig, built.examples_dll, built.woven_dll, built.scenes_dll)
    woven = (built.weaver_dll, built.examples_dll, built.woven_dll)
    main = Part("main", side / "Main.slnf", (side,), (*needed, built.weaver_dll), woven=woven)
    for_tests = (*main.outputs, built.tests_dll)
    tests = Part("tests", side / "Parallax.slnx", (side,), for_tests, woven=woven)
    return main, tests


def build_root(
    root: Path, echo: Echo = tell, home: Path = ROOT, into: Path | None = None, chapter: str = ""
) -> Texts:
    """Compile another root's examples and scenes against our Kit, by our projects; or a chapter that is built apart.

    Args:
        root: the folder whose C# is built.
        echo: told what is done.
        home: whose Kit it is compiled against.
        into: where the outputs go; by default a folder of home's own for each root.
        chapter: the folder of the one chapter that is built, with packages of its own; none for all others.

    Raises:
        EnvironmentLacks: no usable .NET SDK, or no NuGet packages.
        HarnessError: its C# does not compile; the message has the first error.
    """
    examples, scenes = root / EXAMPLES, root / SCENES
    output = into or _output(home, examples / chapter)
    folders = {"RootOutput": output}
    folders |= {"ExamplesRoot": examples, "ScenesRoot": scenes} if root != home else {}
    properties = [property_of(name, folder) for name, folder in folders.items()]
    properties += [f"-p:Chapter={chapter}"] if chapter else []
    plain = output / "Parallax.Examples" / "bin" / "Parallax.Examples.dll"
    built = Texts(plain, woven_beside(plain), output / "Parallax.Scenes" / "bin" / "Parallax.Scenes.dll")
    outputs = (built.examples_dll, built.woven_dll, built.scenes_dll)
    part = _part_of_root(home, (examples / chapter, scenes / chapter), outputs, properties, output)
    weaver = built_paths(find_dotnet(), home).weaver_dll
    part = replace(part, woven=(weaver, built.examples_dll, built.woven_dll))
    what = f"C# of {examples / chapter if chapter else root}"
    ensure_part(part, find_dotnet(), home, False, echo, what=what)
    return built


def _output(home: Path, sources: Path) -> Path:
    return home / ".parallax" / "roots" / hashlib.sha256(str(sources).encode()).hexdigest()[:12]


def _part_of_root(
    home: Path, folders: tuple[Path, ...], outputs: tuple[Path, ...], properties: Sequence[str], output: Path
) -> Part:
    ours = home / "dotnet"
    projects = [ours / name / f"Parallax.{name}.csproj" for name in ("Examples", "Scenes")]
    made_by = [*folders, ours / "Kit", *sorted(ours.glob("*.props")), *projects]
    return Part(
        f"root-{output.name}", projects[-1], tuple(made_by), outputs, tuple(properties), stamps=output
    )


def ensure_part(
    part: Part, dotnet: Path, root: Path, force: bool, echo: Echo, also: Sequence[Part] = (), what: str = ""
) -> None:
    """Build a part unless its stamp says that nothing changed; parts within it get their stamps too."""
    if not force and _changes(part, dotnet, root) == set():
        return
    waiting = "Another Parallax is building here; waiting for it ..."
    try:
        with locked(root / ".parallax" / "build.lock", echo, waiting):
            changed = _changes(part, dotnet, root)
            if not force and not changed:  # that other one built it
                return
            check_sdk(dotnet, root / "dotnet")
            sources = {
                one.name: sources_hash(one.sources, one.properties) for one in (part, *also)
            }  # an edit meanwhile shows the next time
            if force or changed != {"dotnet"}:
                _build(part, dotnet, root, echo, what or ".NET side")
            for one in (part, *also):
                _write(_stamp(root, one), _facts(one, dotnet, sources[one.name]))
    except OSError as error:
        raise HarnessError(
            f"{error.filename or root / '.parallax'} cannot be written: {error.strerror}."
        ) from None


def _build(part: Part, dotnet: Path, root: Path, echo: Echo, what: str) -> None:
    echo(f"Building the {what} ...")
    began = time.monotonic()
    build(dotnet, root, part.project, part.properties)
    if part.woven:
        weaver, plain, woven = part.woven
        run(dotnet, root, [weaver, "weave", plain, woven])
    lost = [path.name for path in part.outputs if not path.exists()]
    if lost:
        raise HarnessError(f"The build gave no {lost[0]}. Try `invoke clean`, then again.")
    echo(f"Built in {time.monotonic() - began:.1f} s.")


# What tells that something changed.


def _changes(part: Part, dotnet: Path, root: Path) -> set[str]:
    stamp, now = _read(_stamp(root, part)), _facts(part, dotnet, sources_hash(part.sources, part.properties))
    return {name for name, value in now.items() if stamp.get(name) != value}


def _facts(part: Part, dotnet: Path, sources: str) -> dict[str, object]:
    return {"sources": sources, "outputs": outputs_hash(part.outputs), "dotnet": _identity(dotnet)}


def _identity(dotnet: Path) -> list[object]:
    """Tells one dotnet program from another without starting it."""
    real = os.path.realpath(dotnet)
    facts = os.stat(real)
    return [real, facts.st_size, facts.st_mtime_ns]


def _stamp(root: Path, part: Part) -> Path:
    return (part.stamps or root / ".parallax") / f"{part.name}.json"


def _read(stamp: Path) -> dict[str, object]:
    try:
        return dict(json.loads(stamp.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _write(stamp: Path, facts: dict[str, object]) -> None:
    fresh = stamp.with_suffix(".new")
    fresh.write_text(json.dumps(facts), encoding="utf-8")
    os.replace(fresh, stamp)


if __name__ == "__main__":  # bootstrap.py builds by this, in .venv's python
    try:
        ensure_built(tests="--tests" in sys.argv)
    except ParallaxError as error:
        tell(*error.args)
        sys.exit(int(error.exit_code))
    except Stopped as stopped:
        sys.exit(int(stopped.exit_code))
    except KeyboardInterrupt:
        sys.exit(130)
