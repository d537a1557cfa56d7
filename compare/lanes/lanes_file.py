"""`lanes.toml`: lanes that a user names once, beside the three that there always are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compare.catalogue.flaws import Flaw, told_all
from compare.catalogue.toml import read_toml
from compare.errors import UsageError
from compare.record.schemas import all_faults
from compare.setup.variables import DOTNET_SETTINGS, GIL

NAME = "lanes.toml"


@dataclass(frozen=True)
class LaneEntry:
    """What a user says of a lane, before its interpreter is looked for."""

    origin: str  # where it is said, for a message
    python: str = ""  # a path, a name or a version; empty for a lane of .NET
    beside: Path = Path()  # where a relative path starts
    folders: tuple[Path, ...] = ()  # where to look for a version first
    settings: Mapping[str, bool] = field(default_factory=dict)

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables that make the settings."""
        names = {"gil": GIL, **DOTNET_SETTINGS}
        return {names[key]: str(int(on)) for key, on in self.settings.items()}


def lanes_of(given: str, roots: Iterable[Path]) -> dict[str, LaneEntry]:
    """The lanes that files name.

    Args:
        given: the file that the user named; empty for `lanes.toml` of each root that has one.
        roots: the folders of pairs.

    Raises:
        UsageError: a file that is not there, cannot be read or breaks the schema, or two that name one lane.
    """
    files = [Path(given).expanduser()] if given else [root / NAME for root in roots if (root / NAME).exists()]
    found: dict[str, LaneEntry] = {}
    for file in files:
        for name, entry in _read(file).items():
            if name in found:
                raise UsageError(f"{found[name].origin} and {entry.origin} both name a lane {name}.")
            found[name] = entry
    return found


def _read(file: Path) -> dict[str, LaneEntry]:
    try:
        data, text = read_toml(file)
    except ValueError as error:
        raise UsageError(f"The file of lanes {file} {error}.") from None
    faults = [Flaw(place, what) for place, what in all_faults("lanes", data)]
    if faults:
        raise UsageError(
            *(f"{file}: {one}{'' if one.endswith('?') else '.'}" for one in told_all(faults, data, text))
        )
    here = file.absolute().parent
    folders = tuple(here / Path(one).expanduser() for one in data.get("folders", ()))
    return {name: _entry(said, file, here, folders) for name, said in data["lanes"].items()}


def _entry(said: str | Mapping[str, Any], file: Path, here: Path, folders: tuple[Path, ...]) -> LaneEntry:
    if isinstance(said, str):
        return LaneEntry(str(file), said, here, folders)
    settings = {key: value for key, value in said.items() if key != "python"}
    return LaneEntry(str(file), said.get("python", ""), here, folders, settings)
