"""The other language's example of a pair as a program, for variants that start it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from compare.errors import EnvironmentLacks
from compare.setup.build import built_paths, ensure_built
from compare.setup.dotnet import find_dotnet

if TYPE_CHECKING:
    from compare.catalogue.contract import Contract, Variant
    from compare.lanes.lane import Program

KEY = "counterpart"  # the parameter that holds the command


def counterpart(contract: Contract, kind: str, program_of: Callable[[Contract, str], Program]) -> list[str]:
    """The command that runs a pair's other example; arguments may follow.

    Args:
        contract: the pair's.
        kind: the kind of the lane whose text starts the other one.
        program_of: where the texts are.
    """
    if contract.text_for(kind) == "dotnet":
        return [sys.executable, "-P", "-X", "utf8", program_of(contract, "python").example]
    built, example = built_paths(find_dotnet()), program_of(contract, "dotnet").example
    return [str(built.dotnet), str(built.worker_dll), "main", example, contract.dotnet_type]


def lacking(variants: Iterable[Variant]) -> dict[str, str]:
    """Which language's texts cannot be started here, and why; asked only where a variant starts one.

    Raises:
        ParallaxError: the C# ones could be, but do not compile.
    """
    if not any(variant.counterpart for variant in variants):
        return {}
    try:
        ensure_built()
    except EnvironmentLacks as error:
        return {"dotnet": str(error).rstrip(".")}
    return {}
