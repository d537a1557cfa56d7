"""Where the programs of each contract are, and what a worker is told of one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

from compare.catalogue.contract import Contract
from compare.errors import EnvironmentLacks, ParallaxError
from compare.lanes.counterpart import KEY, counterpart
from compare.lanes.lane import Program
from compare.plan.plan import Row
from compare.setup.build import Built, Texts, build_root, ensure_built
from compare.setup.home import ROOT

ProgramOf = Callable[[Contract, str], Program]


class Programs:
    """Where each contract's texts are; a root's C# is built when it is first needed, and once."""

    def __init__(self) -> None:
        self._built: dict[tuple[Path, str], Built | Texts | ParallaxError] = {}

    def where(self, contract: Contract, kind: str) -> Program:
        """The program that a lane of this kind runs for a contract."""
        if contract.text_for(kind) == "python":
            return python_program(contract)
        return dotnet_program(contract, self._texts(contract.root, contract.apart))

    def unbuilt(self, contracts: Iterable[Contract], kinds: Collection[str]) -> dict[str, str]:
        """Why the C# of some pairs cannot be had here: its chapter is built apart, with packages of its own.

        Args:
            contracts: the pairs; they are built where a lane runs their C#.
            kinds: of the lanes that there are.

        Returns:
            the reason and what to do, by the pair's name.
        """
        found = {}
        for contract in contracts:
            if contract.apart and any(contract.text_for(one) == "dotnet" for one in kinds):
                try:
                    self._texts(contract.root, contract.apart)
                except EnvironmentLacks as error:
                    found[contract.id] = str(error).rstrip(".")
                except ParallaxError:  # told when the pair is run
                    continue
        return found

    def _texts(self, root: Path, chapter: str) -> Built | Texts:
        place = (root, chapter)
        if place not in self._built:
            try:
                ours = root == ROOT and not chapter
                self._built[place] = ensure_built() if ours else build_root(root, chapter=chapter)
            except ParallaxError as error:  # its other pairs fail by the same, and need not build for it
                self._built[place] = error
        built = self._built[place]
        if isinstance(built, ParallaxError):
            raise built
        return built


def python_program(contract: Contract, example: Path | None = None) -> Program:
    """A pair's Python side: its scene with its example, or with a text in the example's place."""
    return Program(str(contract.python_scene), str(example or contract.python_path))


def dotnet_program(contract: Contract, texts: Built | Texts) -> Program:
    """A pair's C# side, of a root that is built."""
    return Program(str(texts.scenes_dll), str(texts.examples_dll), contract.scene_type, str(texts.woven_dll))


def preparation(
    contract: Contract, row: Row, kind: str, program_of: ProgramOf, observed: bool = False
) -> dict[str, Any]:
    """The request that prepares a row in a lane of a kind; its state's number is still to be put in.

    Args:
        contract: the pair's contract.
        row: what is prepared.
        kind: the lane's kind.
        program_of: where the texts are.
        observed: whether an observed trial follows; else timed ones do.
    """
    parameters = dict(row.parameters)
    if row.variant.counterpart:
        parameters[KEY] = counterpart(contract, kind, program_of)
    program = program_of(contract, kind).request(observed, contract.shared)
    return {"op": "prepare", "parameters": parameters} | program
