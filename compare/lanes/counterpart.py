"""The other language's text of a pair as a program, for variants that start it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from compare.build import ROOT, Built, build_root, built_paths, ensure_built
from compare.dotnet import find_dotnet
from compare.errors import EnvironmentLacks

if TYPE_CHECKING:
    from compare.contract import Contract
    from compare.lanes.base import Program

KEY = "counterpart"  # the parameter that holds the command
BOOT = f"import sys; sys.path.append({str(ROOT)!r}); from compare.worker.child import main; main()"


def counterpart(contract: Contract, kind: str, program_of: Callable[[Contract, str], Program]) -> list[str]:
    """The command that runs the child of a pair's other text; arguments may follow.

    Args:
        contract: the pair's.
        kind: the kind of the lane whose text starts the other one.
        program_of: where the texts are.
    """
    if contract.text_for(kind) == "dotnet":
        return [sys.executable, "-P", "-X", "utf8", "-c", BOOT, program_of(contract, "python").path]
    program = program_of(contract, "dotnet")
    return _dotnet_child(built_paths(find_dotnet()), program.path, program.type)


def counterpart_alone(contract: Contract) -> list[str]:
    """The same for a Python text that runs alone; builds the C# one where that is not done.

    Raises:
        ParallaxError: it cannot be had.
    """
    built = ensure_built()
    ours = contract.root.resolve() == ROOT
    assembly = built.examples_dll if ours else build_root(Path(contract.root))
    return _dotnet_child(built, str(assembly), contract.dotnet_type)


def lacking() -> dict[str, str]:
    """Which language's texts cannot be started here, and why."""
    try:
        ensure_built()
    except EnvironmentLacks as error:
        return {"dotnet": str(error).rstrip(".")}
    return {}


def _dotnet_child(built: Built, assembly: str, name: str) -> list[str]:
    return [str(built.dotnet), str(built.worker_dll), "child", assembly, name]
