"""The .NET worker compiled before it runs (NativeAOT), with our examples and scenes linked in: program and library."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from compare.errors import EnvironmentLacks
from compare.setup.build import Echo, Part, ensure_built, ensure_part, tell
from compare.setup.home import ROOT

PARTS = ("Kit", "Examples", "Scenes", "Weaver", "Worker", "Native")  # what both are made from
LINKERS = ("clang",) if sys.platform == "darwin" else ("clang", "gcc")
ENDINGS = {"win32": (".exe", ".dll"), "darwin": ("", ".dylib")}  # of a program and of a library
CURE = (
    "A native program is linked by clang or gcc: install one (Debian: apt-get install gcc; "
    "macOS: xcode-select --install). Its compiler is a package of NuGet, fetched by its first build."
)


def part(root: Path, library: bool = False) -> Part:
    """What is built, from what, and what it gives.

    Args:
        root: the folder of Parallax.
        library: for a process that loads it; else a program.
    """
    side = root / "dotnet"
    name = "library" if library else "native"
    ending = ENDINGS.get(sys.platform, ("", ".so"))[library]
    return Part(
        name,
        side / "Native" / "Parallax.Native.csproj",
        (*(side / one for one in PARTS), *sorted(side.glob("*.props"))),
        (side / "Native" / "bin" / "Release" / "net10.0" / name / f"Parallax.Native{ending}",),
        # The others are built already: building them again would let them look changed.
        ("-t:Publish", "-p:BuildProjectReferences=false", *(["-p:NativeLib=Shared"] if library else [])),
    )


def linker() -> str:
    """The program that links, with its path; empty where there is none. On Windows the SDK looks for its own."""
    return next(filter(None, map(shutil.which, LINKERS)), "")


def ensure_native(library: bool = False, echo: Echo = tell, root: Path = ROOT) -> Path:
    """Build the native program or library, if anything that it is made from has changed; it takes a minute or more.

    Args:
        library: which of the two.
        echo: told what is done.
        root: the folder of Parallax.

    Returns:
        where it stands.

    Raises:
        EnvironmentLacks: no usable .NET SDK, no linker, or no native compiler from NuGet.
        HarnessError: the build failed; the message has its first error.
    """
    if os.name != "nt" and not linker():
        raise EnvironmentLacks(f"no {' or '.join(LINKERS)} is on the PATH. {CURE}")
    built = ensure_built(echo=echo, root=root)
    native = part(root, library)
    what = f"native {'library' if library else 'program'}, which takes a minute or more"
    ensure_part(native, built.dotnet, root, False, echo, what=what)
    return native.outputs[0]
