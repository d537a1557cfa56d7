"""The .NET worker as a native program (NativeAOT), with our examples and scenes linked in; built when it is needed."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from compare.errors import EnvironmentLacks
from compare.setup.build import Echo, Part, ensure_built, ensure_part, tell
from compare.setup.home import ROOT

PARTS = ("Kit", "Examples", "Scenes", "Weaver", "Worker", "Native")  # what it is made from
LINKERS = ("clang",) if sys.platform == "darwin" else ("clang", "gcc")
CURE = (
    "A native program is linked by clang or gcc: install one (Debian: apt-get install gcc; "
    "macOS: xcode-select --install). Its compiler is a package of NuGet, fetched by its first build."
)


def part(root: Path) -> Part:
    """What is built, from what, and what it gives."""
    side = root / "dotnet"
    program = "Parallax.Native.exe" if os.name == "nt" else "Parallax.Native"
    return Part(
        "native",
        side / "Native" / "Parallax.Native.csproj",
        (*(side / name for name in PARTS), *sorted(side.glob("*.props"))),
        (side / "Native" / "bin" / "Release" / "net10.0" / "native" / program,),
        # The others are built already: building them again would let them look changed.
        ("-t:Publish", "-p:BuildProjectReferences=false"),
    )


def linker() -> str:
    """The program that links, with its path; empty where there is none. On Windows the SDK looks for its own."""
    return next(filter(None, map(shutil.which, LINKERS)), "")


def ensure_native(echo: Echo = tell, root: Path = ROOT) -> Path:
    """Build the native program, if anything that it is made from has changed; it takes a minute or more.

    Args:
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
    native = part(root)
    ensure_part(native, built.dotnet, root, False, echo, what="native program, which takes a minute or more")
    return native.outputs[0]
